package native

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/form"
	"golgi/mech/library"
)

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
							rapid.Custom(func(t *rapid.T) *drawn { return draw(t, p) }).Example(seed).compare(t, map[string]mech.Engine{width: e})
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
	for range rapid.SampledFrom([]int{1, 2, 4, 8, 16, 24, 40}).Draw(t, "inputs") {
		live = append(live, g.Input(len(live)))
		p.Inputs = append(p.Inputs, mech.Input{Key: "in"})
	}
	operand := func() form.Value { return rapid.SampledFrom(live).Draw(t, "operand") }
	for range rapid.SampledFrom([]int{0, 4, 10, 20, 30, 45, 60}).Draw(t, "values") {
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
		t.Run(width, rapid.MakeCheck(func(t *rapid.T) { draw(t, crowded(t)).compare(t, map[string]mech.Engine{width: e}) }))
		most := 0
		for seed := range 20 {
			p := rapid.Custom(crowded).Example(seed)
			g, values := lower(e.(*engine).width, &p.Code, make([]bool, len(p.Inputs)), []bool{true, true, true, true})
			c, err := assemble(e.(*engine).width, g, values, []target{stored, stored, stored, stored}, also{})
			require.NoError(t, err)
			most = max(most, c.slots)
		}
		require.Greater(t, most, 10, "these programs are to spill")
	}
}

// program draws a random program, a derivative of it, and a binding.
func program(t *rapid.T) *sample {
	s := &sample{}
	p := enginetest.Program(t)
	if rapid.SampledFrom([]bool{false, false, true}).Draw(t, "crowded") {
		p = crowded(t)
		s.hold("crowded")
	}
	p, mode := enginetest.Derivative(t, p)
	s.add(draw(t, p), mode)
	return s
}

// FuzzPrograms compares the engines over random programs, their tangents and adjoints, over random values.
func FuzzPrograms(f *testing.F) {
	list := engines(f)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { program(t).compare(t, list) }))
}
