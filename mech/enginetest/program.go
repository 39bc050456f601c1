package enginetest

import (
	"fmt"
	"math"

	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/form"
)

// Special are numbers at which things go wrong: zeros, denormals, those that are not finite, the ends of functions.
func Special() []float64 {
	return []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, -1e-310, math.MaxFloat64, 709.9, -745.2, 40, -40, 1e-9, 701,
		0x1p-1022, -0x1p-1022, 1e300, -1e300, 1e-300, 1 << 53, -0.5, 2, 1 << 21}
}

// Value draws a number: mostly ordinary, at times one of those that go wrong.
func Value(t *rapid.T) float64 {
	if rapid.IntRange(0, 9).Draw(t, "special") == 0 {
		return rapid.SampledFrom(Special()).Draw(t, "value")
	}
	return rapid.Float64Range(-20, 20).Draw(t, "value")
}

var unary = []form.Op{form.Neg, form.Exp, form.Expm1, form.Log, form.Log1p, form.Sin, form.Cos, form.Tanh, form.Sqrt, form.Floor, form.Abs}

var binary = []form.Op{form.Add, form.Sub, form.Mul, form.Div, form.Add, form.Sub, form.Mul, form.Div, form.Pow, form.Min, form.Max}

var comparisons = []form.Op{form.Less, form.LessEqual, form.Equal, form.NotEqual}

// Program draws a program: any operations in any order, products fused, the last values as outputs.
func Program(t *rapid.T) *mech.Program {
	var g form.Graph
	inputs := rapid.IntRange(1, 6).Draw(t, "inputs")
	var reals, conditions []form.Value
	for i := range inputs {
		reals = append(reals, g.Input(i))
	}
	reals = append(reals, g.Number(Value(t)), g.Number(0.5))
	draw := func(list []form.Value) form.Value { return rapid.SampledFrom(list).Draw(t, "operand") }
	for range rapid.SampledFrom([]int{1, 2, 5, 10, 15, 20, 25, 30, 35, 40}).Draw(t, "operations") {
		switch kind := rapid.IntRange(0, 13).Draw(t, "kind"); {
		case kind < 3:
			reals = append(reals, g.Unary(rapid.SampledFrom(unary).Draw(t, "op"), draw(reals)))
		case kind < 8:
			reals = append(reals, g.Binary(rapid.SampledFrom(binary).Draw(t, "op"), draw(reals), draw(reals)))
		case kind == 8:
			reals = append(reals, g.Exprelr(rapid.IntRange(0, 3).Draw(t, "order"), draw(reals)))
		case kind == 13:
			reals = append(reals, g.Step(rapid.IntRange(0, 4).Draw(t, "surrogate"), draw(reals)))
		case kind == 9: // what engines are tempted to merge
			x := draw(reals)
			reals = append(reals, g.Binary(form.Add, x, g.Binary(form.Mul, g.Binary(form.Sub, draw(reals), x), draw(reals))))
		case kind == 10:
			conditions = append(conditions, g.Binary(rapid.SampledFrom(comparisons).Draw(t, "op"), draw(reals), draw(reals)))
		case kind == 11 && len(conditions) > 0:
			op := rapid.SampledFrom([]form.Op{form.And, form.Or, form.Not}).Draw(t, "op")
			if op == form.Not {
				conditions = append(conditions, g.Unary(op, draw(conditions)))
			} else {
				conditions = append(conditions, g.Binary(op, draw(conditions), draw(conditions)))
			}
		case len(conditions) > 0:
			reals = append(reals, g.Choose(draw(conditions), draw(reals), draw(reals)))
		}
	}
	p := &mech.Program{Mechanism: "random"}
	for i := range inputs {
		p.Inputs = append(p.Inputs, mech.Input{Key: fmt.Sprint("in", i)})
	}
	var outputs []form.Value
	for i := range rapid.IntRange(1, 4).Draw(t, "outputs") {
		outputs = append(outputs, reals[max(0, len(reals)-1-i)])
		p.Outputs = append(p.Outputs, mech.Output{Key: fmt.Sprint("out", i)})
	}
	p.Code = g.Code(inputs, outputs).Fuse()
	return p
}
