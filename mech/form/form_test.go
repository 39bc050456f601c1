package form_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/form"
)

// ops counts the instructions of a code by operation.
func ops(c form.Code) map[form.Op]int {
	n := map[form.Op]int{}
	for _, in := range c.Instructions {
		n[in.Op]++
	}
	return n
}

func TestSimplify(t *testing.T) {
	var g form.Graph
	x, y := g.Input(0), g.Input(1)
	number := g.Number
	b := g.Binary
	minus := g.Unary(form.Neg, x)
	for _, c := range []struct {
		name      string
		got, want form.Value
	}{
		{"x + 0", b(form.Add, x, number(0)), x},
		{"0 + x", b(form.Add, number(0), x), x},
		{"x * 1", b(form.Mul, x, number(1)), x},
		{"x * 0", b(form.Mul, x, number(0)), number(0)},
		{"x * -1", b(form.Mul, x, number(-1)), minus},
		{"-(-x)", g.Unary(form.Neg, minus), x},
		{"0 - x", b(form.Sub, number(0), x), minus},
		{"y + -x", b(form.Add, y, minus), b(form.Sub, y, x)},
		{"-x + y", b(form.Add, minus, y), b(form.Sub, y, x)},
		{"y - -x", b(form.Sub, y, minus), b(form.Add, y, x)},
		{"x / 4", b(form.Div, x, number(4)), b(form.Mul, x, number(0.25))},
		{"x / 10", b(form.Div, x, number(10)), b(form.Mul, x, number(0.1))},
		{"-x * 3", b(form.Mul, minus, number(3)), b(form.Mul, x, number(-3))},
		{"-(3 / x)", g.Unary(form.Neg, b(form.Div, number(3), x)), b(form.Div, number(-3), x)},
		{"x ^ 0", b(form.Pow, x, number(0)), number(1)},
		{"x ^ 0.5", b(form.Pow, x, number(0.5)), g.Unary(form.Sqrt, x)},
		{"x ^ 3", b(form.Pow, x, number(3)), b(form.Mul, b(form.Mul, x, x), x)},
		{"x ^ -1", b(form.Pow, x, number(-1)), b(form.Div, number(1), x)},
		{"shared", b(form.Add, x, y), b(form.Add, y, x)},
		{"folded", g.Unary(form.Exp, number(1)), number(math.E)},
		{"choice by literal", g.Choose(b(form.Less, number(1), number(2)), x, y), x},
		{"choice of equals", g.Choose(b(form.Less, x, y), x, x), x},
		{"or true", b(form.Or, b(form.Less, x, y), b(form.Less, number(0), number(1))), b(form.Less, number(0), number(1))},
		{"and true", b(form.And, b(form.Less, x, y), b(form.Less, number(0), number(1))), b(form.Less, x, y)},
	} {
		require.Equal(t, c.want, c.got, c.name)
	}
	require.NotEqual(t, b(form.Sub, x, y), b(form.Sub, y, x))
	require.NotEqual(t, number(0), number(math.Copysign(0, -1)), "zeros of both signs are kept apart")
	require.Equal(t, number(math.NaN()), number(math.NaN()))
}

func TestFuse(t *testing.T) {
	var g form.Graph
	x, y, z := g.Input(0), g.Input(1), g.Input(2)
	xy, yz := g.Binary(form.Mul, x, y), g.Binary(form.Mul, y, z)
	for _, c := range []struct {
		name string
		out  form.Value
		op   form.Op
		want float64 // at 2, 3, 5
	}{
		{"xy + z", g.Binary(form.Add, xy, z), form.MulAdd, 11},
		{"z + xy", g.Binary(form.Add, z, xy), form.MulAdd, 11},
		{"xy - z", g.Binary(form.Sub, xy, z), form.MulSub, 1},
		{"z - xy", g.Binary(form.Sub, z, xy), form.NegMulAdd, -1},
		{"xy + yz", g.Binary(form.Add, xy, yz), form.MulAdd, 21},
		{"xy - yz", g.Binary(form.Sub, xy, yz), form.NegMulAdd, -9},
	} {
		code := g.Code(3, []form.Value{c.out}).Fuse()
		require.NoError(t, code.Check())
		require.Equal(t, 1, ops(code)[c.op], c.name)
		require.Equal(t, []float64{c.want}, code.Evaluate([]float64{2, 3, 5}), c.name)
	}
	twice := g.Code(3, []form.Value{g.Binary(form.Add, xy, z), xy}).Fuse()
	require.Zero(t, ops(twice)[form.MulAdd], "a product that is used elsewhere stays rounded")
	same := g.Code(3, []form.Value{g.Binary(form.Add, xy, xy)}).Fuse()
	require.Zero(t, ops(same)[form.MulAdd])
}

// TestFusedAfter: what a graph began with keeps its roundings; what comes after is fused.
func TestFusedAfter(t *testing.T) {
	var g form.Graph
	x, y, z := g.Input(0), g.Input(1), g.Input(2)
	g.Unary(form.Exp, z) // dead
	sum := g.Binary(form.Add, g.Binary(form.Mul, x, y), z)
	first := g.Len()
	more := g.Binary(form.Sub, g.Binary(form.Mul, sum, z), y)
	code := g.FusedAfter(first, 3, []form.Value{sum, more})
	require.NoError(t, code.Check())
	require.Equal(t, map[form.Op]int{form.Input: 3, form.Mul: 1, form.Add: 1, form.MulSub: 1}, ops(code))
	require.Equal(t, []float64{11, 52}, code.Evaluate([]float64{2, 3, 5}))
	require.Equal(t, 1, ops(g.FusedAfter(0, 3, []form.Value{sum}))[form.MulAdd])
}

// terms are functions of x and y that hold each operation.
func terms() map[string]func(g *form.Graph, x, y form.Value) form.Value {
	build := map[string]func(g *form.Graph, x, y form.Value) form.Value{
		"neg":     func(g *form.Graph, x, y form.Value) form.Value { return g.Unary(form.Neg, g.Binary(form.Mul, x, x)) },
		"add":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Add, g.Unary(form.Sin, x), y) },
		"sub":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Sub, y, g.Unary(form.Sin, x)) },
		"mul":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Mul, g.Unary(form.Exp, x), x) },
		"div":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Div, y, g.Unary(form.Exp, x)) },
		"div2":    func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Div, g.Unary(form.Sin, x), y) },
		"pow":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Pow, x, y) },
		"pow exp": func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Pow, y, x) },
		"pow own": func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Pow, x, x) },
		"pow 7":   func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Pow, x, g.Number(7)) },
		"pow -2":  func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Pow, x, g.Number(-2)) },
		"pow 1.5": func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Pow, x, g.Number(1.5)) },
		"min":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Min, g.Unary(form.Sin, x), y) },
		"max":     func(g *form.Graph, x, y form.Value) form.Value { return g.Binary(form.Max, g.Unary(form.Sin, x), y) },
		"abs":     func(g *form.Graph, x, y form.Value) form.Value { return g.Unary(form.Abs, g.Binary(form.Sub, x, y)) },
		"quotients": func(g *form.Graph, x, y form.Value) form.Value { // of one divisor
			return g.Binary(form.Sub, g.Binary(form.Div, x, g.Unary(form.Exp, y)), g.Binary(form.Div, g.Unary(form.Sin, x), g.Unary(form.Exp, y)))
		},
		"negatives": func(g *form.Graph, x, y form.Value) form.Value {
			return g.Binary(form.Mul, g.Unary(form.Neg, g.Unary(form.Sin, x)), g.Unary(form.Abs, g.Binary(form.Sub, y, g.Unary(form.Cos, x))))
		},
		"inverse": func(g *form.Graph, x, y form.Value) form.Value {
			return g.Binary(form.Div, g.Number(3), g.Binary(form.Add, g.Unary(form.Exp, x), y))
		},
		"floor": func(g *form.Graph, x, y form.Value) form.Value {
			return g.Binary(form.Mul, g.Unary(form.Floor, x), x)
		},
		"select": func(g *form.Graph, x, y form.Value) form.Value {
			return g.Choose(g.Binary(form.Less, x, y), g.Unary(form.Exp, x), g.Unary(form.Sin, x))
		},
		"masked": func(g *form.Graph, x, y form.Value) form.Value { // the arm not taken is infinite
			return g.Choose(g.Binary(form.Less, x, g.Number(100)), x, g.Unary(form.Log, g.Binary(form.Sub, x, x)))
		},
		"exprelr": func(g *form.Graph, x, y form.Value) form.Value { return g.Exprelr(0, x) },
		"exprelr'": func(g *form.Graph, x, y form.Value) form.Value {
			return g.Exprelr(1, g.Binary(form.Sub, x, y))
		},
		"fused": func(g *form.Graph, x, y form.Value) form.Value { // a fused code differentiated again
			var inner form.Graph
			a, b := inner.Input(0), inner.Input(1)
			sum := inner.Binary(form.Add, b, inner.Binary(form.Mul, a, a))
			sum = inner.Binary(form.Sub, inner.Binary(form.Mul, sum, a), b)
			sum = inner.Binary(form.Sub, b, inner.Binary(form.Mul, sum, inner.Unary(form.Sin, a)))
			return g.Append(inner.Code(2, []form.Value{sum}).Fuse(), []form.Value{x, y})[0]
		},
	}
	for _, op := range []form.Op{form.Exp, form.Expm1, form.Log, form.Log1p, form.Sin, form.Cos, form.Tanh, form.Sqrt} {
		build[op.String()] = func(g *form.Graph, x, y form.Value) form.Value { return g.Unary(op, x) }
	}
	return build
}

// TestDerivatives: each operation, once and twice, against complex step on the form; 1e-13 of the scale is a few hundred roundings.
func TestDerivatives(t *testing.T) {
	const h = 1e-40
	for name, f := range terms() {
		t.Run(name, func(t *testing.T) {
			var g form.Graph
			x := g.Input(0)
			value := f(&g, x, g.Input(1))
			first, err := g.Derivative(value, x)
			require.NoError(t, err)
			second, err := g.Derivative(first, x)
			require.NoError(t, err)
			code := g.Code(2, []form.Value{value, first, second}).Fuse()
			require.NoError(t, code.Check())
			for _, in := range [][2]float64{{0.3, 0.7}, {1.7, 0.7}, {0.7, 0.3}, {3.1, 2.5}, {1e-3, 0.2}} {
				got := code.Evaluate(in[:])
				step := code.EvaluateComplex([]complex128{complex(in[0], h), complex(in[1], 0)})
				for k := range 2 {
					want := imag(step[k]) / h
					require.InDelta(t, want, got[k+1], 1e-13*(1+math.Abs(want)+math.Abs(got[k])), "derivative %d at %v", k+1, in)
				}
			}
		})
	}
}

func TestDerivativeFaults(t *testing.T) {
	var g form.Graph
	x := g.Input(0)
	v := g.Exprelr(3, x)
	_, err := g.Derivative(v, x)
	require.ErrorContains(t, err, "more than 3 times")
	d, err := g.Derivative(g.Exprelr(3, g.Input(1)), x)
	require.NoError(t, err)
	require.Equal(t, g.Number(0), d)
}

func TestCheck(t *testing.T) {
	good := form.Instruction{Op: form.Input, A: form.None, B: form.None, C: form.None}
	for part, c := range map[string]form.Code{
		"no input 0":     {Instructions: []form.Instruction{good}},
		"not one made":   {Inputs: 1, Instructions: []form.Instruction{good, {Op: form.Neg, A: 1}}},
		"wrong type":     {Inputs: 1, Instructions: []form.Instruction{good, {Op: form.Not, Type: form.Condition, A: 0}}},
		"output 0":       {Inputs: 1, Instructions: []form.Instruction{good}, Outputs: []form.Value{4}},
		"no operation":   {Inputs: 1, Instructions: []form.Instruction{{Op: 200}}},
		"wrong type ":    {},
		"operand 1 is v": {Inputs: 1, Instructions: []form.Instruction{good, {Op: form.Add, A: 0, B: form.None}}},
	} {
		if len(c.Instructions) == 0 {
			require.NoError(t, c.Check())
			continue
		}
		require.ErrorContains(t, c.Check(), part)
	}
}
