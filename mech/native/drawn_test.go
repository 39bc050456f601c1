package native

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/form"
	"golgi/mech/interp"
)

// drawn is a program with columns for its inputs and targets, to be bound again and again.
type drawn struct {
	p       *mech.Program
	rows    int
	inputs  []mech.Operand
	targets []mech.Target
	on      []int // the input that a target lies on, or -1
}

// table is how many rows there are and what lies in them.
type table struct {
	rows int
	odd  int // special values, of 100
	rand *rand.Rand
}

// rowCounts are about multiples of both widths, with every tail.
var rowCounts = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 20, 22, 23, 24, 25, 27, 31, 32, 33, 40, 63, 64, 65, 70}

func drawTable(t *rapid.T) *table {
	return &table{
		rows: rapid.SampledFrom(rowCounts).Draw(t, "rows"),
		odd:  rapid.SampledFrom([]int{0, 5, 60}).Draw(t, "special values, of 100"),
		rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "values"), 7)),
	}
}

// value is one for a key: about as large as such a thing is, if it is no special one.
func (b *table) value(role mech.Role) float64 {
	if b.rand.IntN(100) < b.odd {
		special := enginetest.Special()
		return special[b.rand.IntN(len(special))]
	}
	switch role {
	case mech.Voltage, mech.PreVoltage:
		return -100 + 160*b.rand.Float64()
	case mech.TimeStep:
		return 0.1 * b.rand.Float64()
	}
	return -5 + 10*b.rand.Float64()
}

func (b *table) column(n int, role mech.Role) []float64 {
	few := make([]float64, 7)
	for i := range few {
		few[i] = b.value(role)
	}
	c := make([]float64, n)
	for i := range c {
		c[i] = few[i%7] * (1 + 0.01*float64(i/7))
	}
	return c
}

// bind draws which inputs are uniform, and what becomes of the outputs.
func (b *table) bind(p *mech.Program) *drawn {
	d := &drawn{p: p, rows: b.rows}
	var free []int
	for i, in := range p.Inputs {
		if b.rand.IntN(2) == 0 {
			d.inputs = append(d.inputs, mech.Operand{Values: b.column(1, in.Role), Uniform: true})
			continue
		}
		free = append(free, i)
		d.inputs = append(d.inputs, mech.Operand{Values: b.column(d.rows, in.Role)})
	}
	for _, out := range p.Outputs {
		target, on := mech.Target{Add: b.rand.IntN(2) == 0}, -1
		switch kind := b.rand.IntN(6); {
		case kind == 0:
		case kind < 3 && len(free) > 0:
			k := b.rand.IntN(len(free))
			on = free[k]
			free = slices.Delete(free, k, k+1)
		default:
			target.Values = b.column(d.rows, out.Role)
		}
		d.targets, d.on = append(d.targets, target), append(d.on, on)
	}
	return d
}

// draw draws rows, values, which inputs are uniform, and what becomes of the outputs.
func draw(t *rapid.T, p *mech.Program) *drawn { return drawTable(t).bind(p) }

// run gives the targets after a run, twice over the same binding.
func (d *drawn) run(t require.TestingT, e mech.Engine) [][]float64 {
	k, err := e.Compile(d.p)
	require.NoError(t, err)
	b := d.bound()
	var s mech.Scratch
	var got [][]float64
	for range 2 {
		k.Run(b, d.rows, &s)
		for _, out := range b.Outputs {
			got = append(got, slices.Clone(out.Values))
		}
	}
	return got
}

func (d *drawn) bound() *mech.Binding {
	b := &mech.Binding{}
	for _, in := range d.inputs {
		in.Values = slices.Clone(in.Values)
		b.Inputs = append(b.Inputs, in)
	}
	for i, out := range d.targets {
		if out.Values = slices.Clone(out.Values); d.on[i] >= 0 {
			out.Values = b.Inputs[d.on[i]].Values
		}
		b.Outputs = append(b.Outputs, out)
	}
	return b
}

func (d *drawn) compare(t require.TestingT, list map[string]mech.Engine) {
	want := d.run(t, interp.New())
	for width, e := range list {
		requireSameBits(t, want, d.run(t, e), func() []any { return []any{"%s\n%+v\n%+v", width, d.p.Code, d.inputs} })
	}
}

// requireSameBits compares to the last bit, one NaN being as good as another.
func requireSameBits(t require.TestingT, want, got [][]float64, message func() []any) {
	require.Equal(t, len(want), len(got))
	for k := range want {
		require.Equal(t, len(want[k]), len(got[k]))
		for row, x := range want[k] {
			if y := got[k][row]; math.Float64bits(x) != math.Float64bits(y) && !(math.IsNaN(x) && math.IsNaN(y)) {
				require.Equalf(t, x, y, "target %d, row %d of %d; %v", k, row, len(want[k]), message())
			}
		}
	}
}

// sample is what a fuzz target makes of its input.
type sample struct {
	text  string // of the mechanism, if it is one
	drawn []*drawn
	holds map[string]bool // what is tried by it
}

func (s *sample) hold(what string, arguments ...any) {
	if s.holds == nil {
		s.holds = map[string]bool{}
	}
	s.holds[fmt.Sprintf(what, arguments...)] = true
}

// add takes a program in, and notes what it tries if there are rows.
func (s *sample) add(d *drawn, mode enginetest.Mode) {
	s.drawn = append(s.drawn, d)
	if d.rows == 0 {
		return
	}
	s.hold("%d rows behind whole vectors", d.rows%8)
	s.hold("mode %d", mode)
	for _, in := range d.p.Code.Instructions {
		if in.Op == form.Exprelr || in.Op == form.Step {
			s.hold("%v %d", in.Op, in.Index)
			continue
		}
		s.hold("%v", in.Op)
	}
	for i, out := range d.targets {
		switch {
		case out.Values == nil && d.on[i] < 0:
			s.hold("output left out")
		case d.on[i] >= 0:
			s.hold("output on input, added %v", out.Add)
		default:
			s.hold("output apart, added %v", out.Add)
		}
	}
	for _, in := range d.inputs {
		s.hold("uniform %v", in.Uniform)
		for _, x := range in.Values {
			if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 || math.Abs(x) < 0x1p-1022 {
				s.hold("special values, uniform %v", in.Uniform)
			}
		}
	}
}

func (s *sample) compare(t require.TestingT, list map[string]mech.Engine) {
	for _, d := range s.drawn {
		d.compare(t, list)
	}
}
