package interp

import (
	"fmt"
	"sync"
	"sync/atomic"

	"golgi/mech"
	"golgi/mech/form"
)

// blockRows is the number of rows worked on at a time.
const blockRows = 256

// New gives the interpreter engine.
func New() mech.Engine { return engine{} }

type engine struct{}

func (engine) Name() string { return "interp" }

// Compile checks the program and gives its kernel.
func (engine) Compile(p *mech.Program) (mech.Kernel, error) {
	if err := p.Code.Check(); err != nil {
		return nil, fmt.Errorf("interp: program of %s: %w", p.Mechanism, err)
	}
	if n := len(p.Inputs) + len(p.Outputs); n > maskBits {
		return nil, fmt.Errorf("interp: program of %s has %d inputs and outputs; at most %d are possible", p.Mechanism, n, maskBits)
	}
	k := &kernel{program: p}
	k.variants.Store(new([]*variant))
	return k, nil
}

// mask says which inputs are uniform and which outputs are wanted.
type mask [maskBits / 64]uint64

const maskBits = 512

func (m *mask) set(i int)      { m[i/64] |= 1 << (i % 64) }
func (m *mask) has(i int) bool { return m[i/64]>>(i%64)&1 == 1 }

// kernel is a program with its variants, made as they are met.
type kernel struct {
	program  *mech.Program
	making   sync.Mutex
	variants atomic.Pointer[[]*variant]
}

// Run computes rows rows.
func (k *kernel) Run(b *mech.Binding, rows int, s *mech.Scratch) {
	if len(b.Inputs) != len(k.program.Inputs) || len(b.Outputs) != len(k.program.Outputs) {
		panic(fmt.Sprintf("interp: %s has %d inputs and %d outputs, and %d and %d are bound", k.program.Mechanism,
			len(k.program.Inputs), len(k.program.Outputs), len(b.Inputs), len(b.Outputs)))
	}
	if rows <= 0 {
		return
	}
	var m mask
	for i := range b.Inputs {
		if b.Inputs[i].Uniform {
			m.set(i)
		}
	}
	for i := range b.Outputs {
		if b.Outputs[i].Values != nil {
			m.set(len(b.Inputs) + i)
		}
	}
	for _, kept := range b.Keep {
		copy(kept.Values[:rows], b.Inputs[kept.Input].Values)
	}
	k.variant(m).run(b, rows, s)
}

// variant finds or makes the specialisation for a mask.
func (k *kernel) variant(m mask) *variant {
	for _, v := range *k.variants.Load() {
		if v.mask == m {
			return v
		}
	}
	k.making.Lock()
	defer k.making.Unlock()
	known := *k.variants.Load()
	for _, v := range known { // made meanwhile by another worker
		if v.mask == m {
			return v
		}
	}
	v := specialise(&k.program.Code, m)
	list := append(append([]*variant(nil), known...), v)
	k.variants.Store(&list)
	return v
}

// place is where an operand is found.
type place struct {
	kind  placeKind
	index int32
}

type placeKind uint8

const (
	nowhere  placeKind = iota
	register           // a block register
	column             // an input that varies
	scalar             // a value equal in all rows
)

// step is an operation over a block.
type step struct {
	op      stepOp
	order   int32 // of exprelr
	to      int32 // register
	a, b, c place
}

// scalarStep is an operation on values equal in all rows, done once a run.
type scalarStep struct {
	instruction form.Instruction
	to          int32
	a, b, c     int32
}

// output says which wanted output is where.
type output struct {
	index int
	place place
}

// variant is a program for a mask.
type variant struct {
	mask        mask
	template    []float64 // scalars with the literals filled in
	loads       [][2]int32
	scalarSteps []scalarStep
	broadcasts  [][2]int32 // scalar, register: filled once a run
	steps       []step
	outputs     []output
	registers   int
}

// run computes all rows, block after block. Outputs are written when a block is done, so they may lie on its inputs.
func (v *variant) run(b *mech.Binding, rows int, s *mech.Scratch) {
	if need := v.registers * blockRows; len(s.Registers) < need {
		s.Registers = make([]float64, need)
	}
	if len(s.Scalars) < len(v.template) {
		s.Scalars = make([]float64, len(v.template))
	}
	scalars := s.Scalars[:len(v.template)]
	copy(scalars, v.template)
	for _, l := range v.loads {
		scalars[l[1]] = b.Inputs[l[0]].Values[0]
	}
	for i := range v.scalarSteps {
		t := &v.scalarSteps[i]
		scalars[t.to] = form.Apply(&t.instruction, scalars[t.a], scalars[t.b], scalars[t.c])
	}
	f := frame{registers: s.Registers, scalars: scalars, inputs: b.Inputs}
	for _, t := range v.broadcasts {
		fill(s.Registers[int(t[1])*blockRows:][:blockRows], scalars[t[0]])
	}
	for first := 0; first < rows; first += blockRows {
		f.first, f.n = first, min(blockRows, rows-first)
		for i := range v.steps {
			f.do(&v.steps[i])
		}
		for i := range v.outputs {
			o := &v.outputs[i]
			target := &b.Outputs[o.index]
			to := target.Values[first:][:f.n]
			if o.place.kind == scalar {
				if x := scalars[o.place.index]; target.Add {
					addScalar(to, to, x)
				} else {
					fill(to, x)
				}
				continue
			}
			if from := f.slice(o.place); target.Add {
				addTo(to, from)
			} else {
				copy(to, from)
			}
		}
	}
}

// frame is the block being worked on.
type frame struct {
	registers []float64
	scalars   []float64
	inputs    []mech.Operand
	first, n  int
}

// slice is the block of a register or column.
func (f *frame) slice(p place) []float64 {
	if p.kind == column {
		return f.inputs[p.index].Values[f.first:][:f.n]
	}
	return f.registers[int(p.index)*blockRows:][:f.n]
}
