package native

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"golgi/mech"
	"golgi/mech/native/amd64"
)

// mostRows is how many rows one call of the code does: a goroutine cannot be stopped meanwhile.
const mostRows = 4096

// arguments are what the code is called with. Their places are known to it.
type arguments struct {
	pointers  *unsafe.Pointer // of inputs, then of outputs
	scratch   *float64
	constants *uint64
	masks     *uint64
	first     int64 // offset of the first row, bytes
	end       int64 // of the row behind the last
}

const (
	pointersOffset  = int32(unsafe.Offsetof(arguments{}.pointers))
	scratchOffset   = int32(unsafe.Offsetof(arguments{}.scratch))
	constantsOffset = int32(unsafe.Offsetof(arguments{}.constants))
	masksOffset     = int32(unsafe.Offsetof(arguments{}.masks))
	firstOffset     = int32(unsafe.Offsetof(arguments{}.first))
	endOffset       = int32(unsafe.Offsetof(arguments{}.end))
)

// kernel is a program with its variants, made as they are met.
type kernel struct {
	program  *mech.Program
	width    amd64.Width
	slow     mech.Kernel // the interpreter's
	making   sync.Mutex
	variants atomic.Pointer[[]*variant]
}

// variant is the code for one set of uniform inputs and targets.
type variant struct {
	uniform []bool
	targets []target
	pages   *pages
	pool    []uint64
	tail    []uint64
	scratch int // numbers
}

// prepared is a binding as the code takes it, kept in the binding.
type prepared struct {
	kernel    *kernel
	variant   *variant // nil: the interpreter does it
	pointers  []unsafe.Pointer
	arguments arguments
	part      mech.Binding // rows that are left to the interpreter
}

// Run computes rows rows.
func (k *kernel) Run(b *mech.Binding, rows int, s *mech.Scratch) {
	if rows <= 0 {
		return
	}
	p, ok := b.Prepared.(*prepared)
	if !ok || p.kernel != k {
		p = k.prepare(b)
		b.Prepared = p
	}
	v := p.variant
	if v == nil {
		k.slow.Run(b, rows, s)
		return
	}
	if len(s.Vectors) < v.scratch {
		s.Vectors = make([]float64, v.scratch)
	}
	a := &p.arguments
	a.scratch = unsafe.SliceData(s.Vectors)
	for row := 0; row < rows; {
		a.first, a.end = int64(row)*8, int64(min(row+mostRows, rows))*8
		came := call(v.pages.code(), unsafe.Pointer(a))
		if came < 0 {
			k.slow.Run(b, rows, s)
			break
		}
		row = int(came) / 8
		if came < a.end {
			n := min(int(k.width), rows-row)
			p.leave(b, row, n)
			k.slow.Run(&p.part, n, s)
			row += n
		}
	}
	runtime.KeepAlive(p)
	runtime.KeepAlive(b)
}

// leave cuts the binding to rows that the interpreter does.
func (p *prepared) leave(b *mech.Binding, row, n int) {
	for i, in := range b.Inputs {
		if !in.Uniform {
			in.Values = in.Values[row : row+n]
		}
		p.part.Inputs[i] = in
	}
	for i, out := range b.Outputs {
		if out.Values != nil {
			out.Values = out.Values[row : row+n]
		}
		p.part.Outputs[i] = out
	}
}

// prepare finds the variant for a binding, and the addresses.
func (k *kernel) prepare(b *mech.Binding) *prepared {
	if len(b.Inputs) != len(k.program.Inputs) || len(b.Outputs) != len(k.program.Outputs) {
		panic(fmt.Sprintf("native: %s has %d inputs and %d outputs, and %d and %d are bound", k.program.Mechanism,
			len(k.program.Inputs), len(k.program.Outputs), len(b.Inputs), len(b.Outputs)))
	}
	p := &prepared{
		kernel: k, pointers: make([]unsafe.Pointer, len(b.Inputs)+len(b.Outputs)+1),
		part: mech.Binding{Inputs: make([]mech.Operand, len(b.Inputs)), Outputs: make([]mech.Target, len(b.Outputs))},
	}
	uniform, targets := make([]bool, len(b.Inputs)), make([]target, len(b.Outputs))
	for i, in := range b.Inputs {
		uniform[i] = in.Uniform
		p.pointers[i] = unsafe.Pointer(unsafe.SliceData(in.Values))
	}
	for i, out := range b.Outputs {
		p.pointers[len(b.Inputs)+i] = unsafe.Pointer(unsafe.SliceData(out.Values))
		switch {
		case out.Values == nil:
		case out.Add:
			targets[i] = added
		default:
			targets[i] = stored
		}
	}
	p.variant = k.variant(uniform, targets)
	if v := p.variant; v != nil {
		p.arguments.pointers = unsafe.SliceData(p.pointers)
		p.arguments.constants = unsafe.SliceData(v.pool)
		p.arguments.masks = unsafe.SliceData(v.tail)
	}
	return p
}

// variant finds the code for a set of uniform inputs and targets, or makes it; nil if the system gives no pages.
func (k *kernel) variant(uniform []bool, targets []target) *variant {
	k.making.Lock()
	defer k.making.Unlock()
	known := *k.variants.Load()
	for _, v := range known {
		if equal(v.uniform, uniform) && equal(v.targets, targets) {
			if v.pages == nil {
				return nil
			}
			return v
		}
	}
	v := &variant{uniform: uniform, targets: targets, tail: tailWords(k.width)}
	wanted := make([]bool, len(targets))
	for i, t := range targets {
		wanted[i] = t != unwanted
	}
	g, values := lower(&k.program.Code, uniform, wanted)
	c, err := assemble(k.width, g, values, targets)
	if err != nil {
		panic("native: " + err.Error()) // a jump to nowhere: a fault of the assembly
	}
	v.pool, v.scratch = append(c.pool, 0), c.slots*int(k.width)
	if pages, err := newPages(c.code); err == nil {
		v.pages = pages
	}
	list := append(append([]*variant(nil), known...), v)
	k.variants.Store(&list)
	if v.pages == nil {
		return nil
	}
	return v
}

func equal[T comparable](a, b []T) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
