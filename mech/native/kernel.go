package native

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"golgi/mech"
)

// mostLeft is how many rows the interpreter does at a time where it has to do row after row.
const mostLeft = 512

// arguments are what the code is called with. Their places are known to it.
type arguments struct {
	pointers  *unsafe.Pointer // of inputs, then of outputs, then of what is read soon after
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
	engine   *engine
	program  *mech.Program
	slow     mech.Kernel // the interpreter's
	making   sync.Mutex
	variants []*variant
	refused  error // of the pages of a variant
}

// Describe says that the interpreter runs the program, and why, once that has come to be so; "" before.
func (k *kernel) Describe() string {
	k.making.Lock()
	defer k.making.Unlock()
	if k.refused == nil {
		return ""
	}
	return "interp: no executable memory: " + k.refused.Error()
}

// Make makes the code for a binding, which keeps it.
func (k *kernel) Make(b *mech.Binding) { b.Prepared = k.prepare(b) }

// Code says how many variants there are, and how large they are.
func (k *kernel) Code() (ways, bytes int) {
	k.making.Lock()
	defer k.making.Unlock()
	for _, v := range k.variants {
		if v.pages != nil {
			ways, bytes = ways+1, bytes+v.bytes
		}
	}
	return ways, bytes
}

// variant is the code for one set of uniform inputs and targets.
type variant struct {
	uniform []bool
	targets []target
	also    also
	pages   *pages
	pool    []uint64
	tail    []uint64
	scratch int // numbers
	rows    int // that one call does
	bytes   int // of the code
}

// also is what code does beside its program.
type also struct {
	ahead int    // columns to ask the memory for
	keep  []kept // inputs to keep
}

// kept is an input, and whether it goes past the caches.
type kept struct {
	input int
	past  bool
}

// alsoOf is that of a binding.
func alsoOf(b *mech.Binding) also {
	a := also{ahead: len(b.Ahead)}
	for _, k := range b.Keep {
		a.keep = append(a.keep, kept{k.Input, k.Past})
	}
	return a
}

func (a *also) equal(b *also) bool { return a.ahead == b.ahead && slices.Equal(a.keep, b.keep) }

// prepared is a binding as the code takes it, kept in the binding.
type prepared struct {
	kernel    *kernel
	variant   *variant // nil: the interpreter does it
	rows      int      // that all columns have
	pointers  []unsafe.Pointer
	moving    []int // inputs
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
	debugCheck(p, b)
	if rows > p.rows {
		panic(fmt.Sprintf("native: %s is to do %d rows, and a column has %d", k.program.Mechanism, rows, p.rows))
	}
	if p.variant == nil {
		k.slow.Run(b, rows, s)
		return
	}
	p.move(b, rows)
	p.run(b, rows, s)
	runtime.KeepAlive(p)
	runtime.KeepAlive(b)
}

func (p *prepared) run(b *mech.Binding, rows int, s *mech.Scratch) {
	k, v, a := p.kernel, p.variant, &p.arguments
	a.scratch = aligned(&s.Vectors, v.scratch)
	left := int(k.engine.width) // rows that the interpreter does next; the more, the less the code came forward
	for row := 0; row < rows; {
		a.first, a.end = int64(row)*8, int64(min(row+v.rows, rows))*8
		came := call(v.pages.code(), unsafe.Pointer(a))
		switch {
		case came < 0:
			k.slow.Run(b, rows, s)
			return
		case came == a.end:
			row = int(came) / 8
			continue
		}
		done := int(came)/8 - row
		row += done
		if done >= left {
			left = int(k.engine.width)
		}
		n := min(left, rows-row)
		p.leave(b, row, n)
		k.slow.Run(&p.part, n, s)
		row += n
		left = min(2*left, mostLeft)
	}
}

// move takes the addresses of what may lie elsewhere at each run.
func (p *prepared) move(b *mech.Binding, rows int) {
	for _, i := range p.moving {
		values := b.Inputs[i].Values
		_ = values[rows-1]
		p.pointers[i] = unsafe.Pointer(unsafe.SliceData(values))
	}
	next := p.pointers[len(b.Inputs)+len(b.Outputs):]
	for i, values := range b.Ahead {
		_ = values[rows-1]
		next[i] = unsafe.Pointer(unsafe.SliceData(values))
	}
	next = next[len(b.Ahead):]
	for i, k := range b.Keep {
		_ = k.Values[rows-1]
		next[i] = unsafe.Pointer(unsafe.SliceData(k.Values))
		if k.Past && uintptr(next[i])%64 != 0 {
			panic("native: " + p.kernel.program.Mechanism + ": input " + p.kernel.program.Inputs[k.Input].Key + " is to be kept past the caches where no line begins")
		}
	}
}

// aligned gives n words of a slice, which grows if need be, that begin where a cache line does.
func aligned[T float64 | uint64](s *[]T, n int) *T {
	const line = 64 / 8
	if len(*s) < n+line {
		*s = make([]T, n+line)
	}
	first := uintptr(unsafe.Pointer(unsafe.SliceData(*s))) / 8
	return &(*s)[(line-first%line)%line]
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
	for i, k := range b.Keep {
		k.Values = k.Values[row : row+n]
		p.part.Keep[i] = k
	}
}

// prepare finds the variant for a binding, and the addresses.
func (k *kernel) prepare(b *mech.Binding) *prepared {
	if len(b.Inputs) != len(k.program.Inputs) || len(b.Outputs) != len(k.program.Outputs) {
		panic(fmt.Sprintf("native: %s has %d inputs and %d outputs, and %d and %d are bound", k.program.Mechanism,
			len(k.program.Inputs), len(k.program.Outputs), len(b.Inputs), len(b.Outputs)))
	}
	p := &prepared{
		kernel: k, pointers: make([]unsafe.Pointer, len(b.Inputs)+len(b.Outputs)+len(b.Ahead)+len(b.Keep)+1),
		part: mech.Binding{Inputs: make([]mech.Operand, len(b.Inputs)), Outputs: make([]mech.Target, len(b.Outputs)), Keep: make([]mech.Kept, len(b.Keep))},
	}
	p.rows = math.MaxInt
	uniform, targets := make([]bool, len(b.Inputs)), make([]target, len(b.Outputs))
	for i, in := range b.Inputs {
		uniform[i] = in.Uniform
		switch {
		case in.Moves: // looked at in each run
			p.moving = append(p.moving, i)
		case !in.Uniform:
			p.rows = min(p.rows, len(in.Values))
		case len(in.Values) == 0:
			panic(fmt.Sprintf("native: %s: input %q is to be the same in all rows, and has no value", k.program.Mechanism, k.program.Inputs[i].Key))
		}
		p.pointers[i] = unsafe.Pointer(unsafe.SliceData(in.Values))
	}
	for i, out := range b.Outputs {
		p.pointers[len(b.Inputs)+i] = unsafe.Pointer(unsafe.SliceData(out.Values))
		if targets[i] = targetOf(out); targets[i] != unwanted {
			p.rows = min(p.rows, len(out.Values))
		}
	}
	p.variant = k.variant(uniform, targets, alsoOf(b))
	if v := p.variant; v != nil {
		p.arguments.pointers = unsafe.SliceData(p.pointers)
		p.arguments.constants = aligned(&v.pool, 0)
		p.arguments.masks = unsafe.SliceData(v.tail)
	}
	return p
}

func targetOf(out mech.Target) target {
	switch {
	case out.Values == nil:
		return unwanted
	case out.Add:
		return added
	}
	return stored
}

// variant finds the code for a set of uniform inputs and targets, or makes it; nil if the system gives no pages.
func (k *kernel) variant(uniform []bool, targets []target, also also) *variant {
	k.making.Lock()
	defer k.making.Unlock()
	same := func(v *variant) bool {
		return slices.Equal(v.uniform, uniform) && slices.Equal(v.targets, targets) && v.also.equal(&also)
	}
	i := slices.IndexFunc(k.variants, same)
	if i < 0 {
		i = len(k.variants)
		k.variants = append(k.variants, k.compile(uniform, targets, also))
	}
	if v := k.variants[i]; v.pages != nil {
		return v
	}
	return nil
}

// compile makes the code, which stays without pages if the system gives none, for a set of uniform inputs and targets.
func (k *kernel) compile(uniform []bool, targets []target, also also) *variant {
	v := &variant{uniform: uniform, targets: targets, also: also, tail: tailWords(k.engine.width)}
	wanted := make([]bool, len(targets))
	for i, t := range targets {
		wanted[i] = t != unwanted
	}
	g, values := lower(k.engine.width, &k.program.Code, uniform, wanted)
	c, err := assemble(k.engine.width, g, values, targets, also)
	if err != nil {
		panic("native: " + err.Error()) // a jump to nowhere: a fault of the assembly
	}
	width := int(k.engine.width)
	copy(unsafe.Slice(aligned(&v.pool, len(c.pool)), len(c.pool)), c.pool)
	v.scratch = c.slots * width
	v.rows = rowsOfCall(width, len(g.nodes), uniform, targets, also)
	v.bytes = len(c.code)
	if v.pages, err = k.engine.pages(c.code); err != nil {
		v.pages, k.refused = nil, err
	}
	return v
}
