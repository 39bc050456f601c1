package native

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/form"
	"golgi/mech/interp"
	"golgi/mech/library"
)

// drawn is a program with columns for its inputs and targets, to be bound again and again.
type drawn struct {
	p       *mech.Program
	rows    int
	inputs  []mech.Operand
	targets []mech.Target
	on      []int // the input that a target lies on, or -1
}

// draw draws rows, values, which inputs are uniform, and what becomes of the outputs.
func draw(t *rapid.T, p *mech.Program) *drawn {
	d := &drawn{p: p, rows: rapid.IntRange(0, 70).Draw(t, "rows")}
	odd := rapid.SampledFrom([]int{0, 5, 60}).Draw(t, "special values, of 100")
	value := func() float64 {
		if rapid.IntRange(0, 99).Draw(t, "special") < odd {
			return enginetest.Value(t)
		}
		return rapid.Float64Range(-5, 5).Draw(t, "value")
	}
	column := func(n int) []float64 {
		few := make([]float64, 7)
		for i := range few {
			few[i] = value()
		}
		c := make([]float64, n)
		for i := range c {
			c[i] = few[i%7] * (1 + 0.01*float64(i/7))
		}
		return c
	}
	var free []int
	for i := range p.Inputs {
		if rapid.Bool().Draw(t, "uniform") {
			d.inputs = append(d.inputs, mech.Operand{Values: column(1), Uniform: true})
			continue
		}
		free = append(free, i)
		d.inputs = append(d.inputs, mech.Operand{Values: column(d.rows)})
	}
	for range p.Outputs {
		target, on := mech.Target{Add: rapid.Bool().Draw(t, "add")}, -1
		switch kind := rapid.IntRange(0, 5).Draw(t, "target"); {
		case kind == 0:
		case kind < 3 && len(free) > 0:
			k := rapid.IntRange(0, len(free)-1).Draw(t, "on")
			on = free[k]
			free = slices.Delete(free, k, k+1)
		default:
			target.Values = column(d.rows)
		}
		d.targets, d.on = append(d.targets, target), append(d.on, on)
	}
	return d
}

// run gives the targets after a run, twice over the same binding.
func (d *drawn) run(t require.TestingT, e mech.Engine) [][]float64 {
	k, err := e.Compile(d.p)
	require.NoError(t, err)
	var b mech.Binding
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
	var s mech.Scratch
	var got [][]float64
	for range 2 {
		k.Run(&b, d.rows, &s)
		for _, out := range b.Outputs {
			got = append(got, slices.Clone(out.Values))
		}
	}
	return got
}

func (d *drawn) compare(t require.TestingT, e mech.Engine, width string) {
	requireSameBits(t, d.run(t, interp.New()), d.run(t, e), func() []any { return []any{"%s\n%+v\n%+v", width, d.p.Code, d.inputs} })
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

// TestDifferential: every program of every mechanism, and its derivatives, over both engines.
func TestDifferential(t *testing.T) {
	for width, e := range engines(t) {
		for _, name := range library.Names() {
			t.Run(width+"/"+name, func(t *testing.T) {
				m, err := library.ByName(name)
				require.NoError(t, err)
				for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
					p, err := m.Program(purpose)
					require.NoError(t, err)
					everything := func(mech.Input) bool { return true }
					adjoint, err := p.Adjoint(everything)
					require.NoError(t, err)
					tangent, err := p.Tangent(everything)
					require.NoError(t, err)
					for _, p := range []*mech.Program{p, adjoint, tangent} {
						for seed := range 2 {
							rapid.Custom(func(t *rapid.T) *drawn { return draw(t, p) }).Example(seed).compare(t, e, width)
						}
					}
				}
			})
		}
	}
}

// crowded draws a program in which many values live at the same time: all are made first and joined then, in the other order.
func crowded(t *rapid.T) *mech.Program {
	var g form.Graph
	p := &mech.Program{Mechanism: "crowded"}
	var live []form.Value
	for range rapid.IntRange(1, 40).Draw(t, "inputs") {
		live = append(live, g.Input(len(live)))
		p.Inputs = append(p.Inputs, mech.Input{Key: "in"})
	}
	operand := func() form.Value { return rapid.SampledFrom(live).Draw(t, "operand") }
	for range rapid.IntRange(0, 60).Draw(t, "values") {
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			live = append(live, g.Unary(form.Exp, operand()))
		case 1:
			live = append(live, g.Choose(g.Binary(form.Less, operand(), operand()), operand(), operand()))
		default:
			live = append(live, g.Binary(rapid.SampledFrom([]form.Op{form.Add, form.Sub, form.Mul, form.Div}).Draw(t, "op"), operand(), operand()))
		}
	}
	sum := g.Number(0.5)
	for i := range live {
		sum = g.Binary(form.Add, g.Binary(form.Mul, sum, g.Number(0.25)), g.Binary(form.Mul, live[i], live[len(live)-1-i]))
	}
	outputs := []form.Value{sum, live[len(live)-1], live[0], live[len(live)/2]}
	for range outputs {
		p.Outputs = append(p.Outputs, mech.Output{Key: "out"})
	}
	p.Code = g.Code(len(p.Inputs), outputs).Fuse()
	return p
}

// TestSpills: programs with more values at a time than there are registers.
func TestSpills(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, rapid.MakeCheck(func(t *rapid.T) { draw(t, crowded(t)).compare(t, e, width) }))
		most := 0
		for seed := range 20 {
			p := rapid.Custom(crowded).Example(seed)
			g, values := lower(e.(*engine).width, &p.Code, make([]bool, len(p.Inputs)), []bool{true, true, true, true})
			c, err := assemble(e.(*engine).width, g, values, []target{stored, stored, stored, stored})
			require.NoError(t, err)
			most = max(most, c.slots)
		}
		require.Greater(t, most, 10, "these programs are to spill")
	}
}

// FuzzPrograms compares the engines over random programs, their tangents and adjoints, over random values.
func FuzzPrograms(f *testing.F) {
	list := engines(f)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		p := enginetest.Program(t)
		if rapid.IntRange(0, 2).Draw(t, "crowded") == 0 {
			p = crowded(t)
		}
		d := draw(t, enginetest.Derivative(t, p))
		for width, e := range list {
			d.compare(t, e, width)
		}
	}))
}
