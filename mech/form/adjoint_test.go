package form_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/form"
)

// TestAdjoint: each operation backward against forward, the derivatives of the derivatives too. 1e-13 of the scale is a few hundred
// roundings.
func TestAdjoint(t *testing.T) {
	build := terms()
	for shape := range 5 {
		build["step "+string(rune('0'+shape))] = func(g *form.Graph, x, y form.Value) form.Value {
			return g.Binary(form.Mul, g.Step(shape, g.Binary(form.Sub, x, y)), y)
		}
	}
	for name, f := range build {
		t.Run(name, func(t *testing.T) {
			var g form.Graph
			x, y := g.Input(0), g.Input(1)
			value := f(&g, x, y)
			slope, err := g.Derivative(value, x)
			require.NoError(t, err)
			outputs, inputs := []form.Value{value, slope}, []form.Value{x, y}
			weights := []form.Value{g.Number(0.75), g.Input(2)}
			back, err := g.Adjoint(outputs, weights, inputs)
			require.NoError(t, err)
			for _, by := range inputs {
				for _, of := range outputs {
					d, err := g.Derivative(of, by)
					require.NoError(t, err)
					back = append(back, d)
				}
			}
			code := g.Code(3, back).Fuse()
			require.NoError(t, code.Check())
			for _, in := range [][3]float64{{0.3, 0.7, -2}, {1.7, 0.7, 0.3}, {0.7, 0.3, 0}, {3.1, 2.5, 1e3}, {1e-3, 0.2, 1}, {2, 2, 1}} {
				got := code.Evaluate(in[:])
				for k := range inputs {
					first, second := 0.75*got[2+2*k], in[2]*got[3+2*k]
					if name == "masked" && math.IsNaN(second) {
						continue
					}
					require.InDelta(t, first+second, got[k], 1e-13*(1+math.Abs(first)+math.Abs(second)+math.Abs(got[2]*in[2])), "input %d at %v", k, in)
				}
			}
		})
	}
}

// TestMasks: what the arm not taken would give, infinite or not a number, stays out of the adjoint.
func TestMasks(t *testing.T) {
	type builder = func(g *form.Graph, x, y form.Value) form.Value
	zero := func(g *form.Graph) form.Value { return g.Number(0) }
	for _, c := range []struct {
		name   string
		f      builder
		x, y   float64
		dx, dy float64
	}{
		{"log of a negative", func(g *form.Graph, x, y form.Value) form.Value {
			return g.Choose(g.Binary(form.Less, zero(g), x), g.Unary(form.Log, x), zero(g))
		}, -1, 0, 0, 0},
		{"log of 0", func(g *form.Graph, x, y form.Value) form.Value {
			return g.Choose(g.Binary(form.Less, zero(g), x), g.Unary(form.Log, x), x)
		}, 0, 0, 1, 0},
		{"sinc at 0", func(g *form.Graph, x, y form.Value) form.Value {
			return g.Choose(g.Binary(form.NotEqual, x, zero(g)), g.Binary(form.Div, g.Unary(form.Sin, x), x), g.Number(1))
		}, 0, 0, 0, 0},
		{"sinc elsewhere", func(g *form.Graph, x, y form.Value) form.Value {
			return g.Choose(g.Binary(form.NotEqual, x, zero(g)), g.Binary(form.Div, g.Unary(form.Sin, x), x), g.Number(1))
		}, 1, 0, math.Cos(1) - math.Sin(1), 0},
		{"nested", func(g *form.Graph, x, y form.Value) form.Value { // x > 0 ? (y > 0 ? log(x)*sqrt(y) : x/y) : y*x
			inner := g.Choose(g.Binary(form.Less, zero(g), y), g.Binary(form.Mul, g.Unary(form.Log, x), g.Unary(form.Sqrt, y)), g.Binary(form.Div, x, y))
			return g.Choose(g.Binary(form.Less, zero(g), x), inner, g.Binary(form.Mul, x, y))
		}, -2, 0, 0, -2},
		{"nested, taken", func(g *form.Graph, x, y form.Value) form.Value {
			inner := g.Choose(g.Binary(form.Less, zero(g), y), g.Binary(form.Mul, g.Unary(form.Log, x), g.Unary(form.Sqrt, y)), g.Binary(form.Div, x, y))
			return g.Choose(g.Binary(form.Less, zero(g), x), inner, g.Binary(form.Mul, x, y))
		}, 2, -1, -1, -2},
		{"shared with outside", func(g *form.Graph, x, y form.Value) form.Value { // u = sqrt(x); x > 1 ? log(u - 1)*y : y, plus u*u
			u := g.Unary(form.Sqrt, x)
			arm := g.Binary(form.Mul, g.Unary(form.Log, g.Binary(form.Sub, u, g.Number(1))), y)
			return g.Binary(form.Add, g.Choose(g.Binary(form.Less, g.Number(1), x), arm, y), g.Binary(form.Mul, u, u))
		}, 1, 3, 1, 1},
		{"shared by both arms", func(g *form.Graph, x, y form.Value) form.Value { // u = 1/x: x != 0 && y > 0 ? u*y : y - x, and u < 3 ? u : 3
			u := g.Binary(form.Div, g.Number(1), x)
			both := g.Binary(form.And, g.Binary(form.NotEqual, x, zero(g)), g.Binary(form.Less, zero(g), y))
			choice := g.Choose(both, g.Binary(form.Mul, u, y), g.Binary(form.Sub, y, x))
			return g.Binary(form.Add, choice, g.Binary(form.Min, u, g.Number(3)))
		}, 0, 2, -1, 1},
		{"max keeps a root from 0", func(g *form.Graph, x, y form.Value) form.Value {
			return g.Binary(form.Max, g.Binary(form.Div, y, x), y)
		}, 0, -2, 0, 1},
	} {
		var g form.Graph
		x, y := g.Input(0), g.Input(1)
		value := c.f(&g, x, y)
		d, err := g.Adjoint([]form.Value{value}, []form.Value{g.Input(2)}, []form.Value{x, y})
		require.NoError(t, err)
		code := g.Code(3, d).Fuse()
		for _, weight := range []float64{1, -3, 0} {
			got := code.Evaluate([]float64{c.x, c.y, weight})
			require.InDelta(t, weight*c.dx, got[0], 1e-15*8, c.name) // a few ulp
			require.InDelta(t, weight*c.dy, got[1], 1e-15*8, c.name)
		}
		for i, by := range []form.Value{x, y} { // forward drops them too
			d, err := g.Derivative(value, by)
			require.NoError(t, err)
			require.InDelta(t, []float64{c.dx, c.dy}[i], g.Code(2, []form.Value{d}).Evaluate([]float64{c.x, c.y})[0], 1e-15*8, c.name)
		}
	}
}

// TestEdges: derivatives at the ends of domains are those of the arm that the value itself takes, finite where a factor 0 may meet them.
func TestEdges(t *testing.T) {
	var g form.Graph
	x, y := g.Input(0), g.Input(1)
	outputs := []form.Value{g.Unary(form.Sqrt, x), g.Binary(form.Pow, x, y), g.Binary(form.Pow, x, g.Number(1.5)), g.Binary(form.Pow, x, g.Number(-0.5)),
		g.Unary(form.Abs, x), g.Binary(form.Min, x, g.Number(0)), g.Binary(form.Max, x, g.Number(0))}
	at := func(x0, y0 float64) (dx, dy []float64) {
		for _, v := range outputs {
			d, err := g.Adjoint([]form.Value{v}, []form.Value{g.Input(2)}, []form.Value{x, y})
			require.NoError(t, err)
			forward, err := g.Derivative(v, x)
			require.NoError(t, err)
			got := g.Code(3, append(d, forward)).Evaluate([]float64{x0, y0, 1})
			dx, dy = append(dx, got[0]), append(dy, got[1])
			if math.IsNaN(got[2]) { // of a root or power of a negative
				require.True(t, math.IsNaN(got[0]))
				continue
			}
			require.Equal(t, got[2], got[0], "forward and backward agree")
			require.Zero(t, g.Code(3, d).Evaluate([]float64{x0, y0, 0})[0], "a cotangent of 0 stays 0")
		}
		return dx, dy
	}
	dx, dy := at(0, 2)
	require.Equal(t, []float64{0x1p537, 0, 0, -0.5 * math.MaxFloat64, 1, 0, 0}, dx)
	require.Zero(t, dy[1])
	dx, dy = at(-2, 3)
	require.Equal(t, 12.0, dx[1])
	require.Zero(t, dy[1], "no derivative in the exponent")
	require.Equal(t, []float64{-1, 1, 0}, dx[4:])
}

// TestAdjointFaults: an order that is not known, and inputs that nothing depends on.
func TestAdjointFaults(t *testing.T) {
	var g form.Graph
	x := g.Input(0)
	v := g.Exprelr(3, x)
	_, err := g.Adjoint([]form.Value{v}, []form.Value{g.Number(1)}, []form.Value{x})
	require.ErrorContains(t, err, "more than 3 times")
	d, err := g.Adjoint([]form.Value{v}, []form.Value{g.Number(1)}, []form.Value{g.Input(1)})
	require.NoError(t, err)
	require.Equal(t, []form.Value{g.Number(0)}, d)
}

// TestSubstitute: literals for inputs simplify what depends on them, and nothing else.
func TestSubstitute(t *testing.T) {
	var g form.Graph
	x, y, z := g.Input(0), g.Input(1), g.Input(2)
	mul := func(x, y form.Value) form.Value { return g.Binary(form.Mul, x, y) }
	code := g.Code(3, []form.Value{g.Binary(form.Add, mul(x, y), mul(y, z)), g.Binary(form.Sub, mul(x, y), z),
		g.Choose(g.Binary(form.Less, x, y), mul(z, y), mul(z, x)), g.Binary(form.Sub, x, g.Unary(form.Exp, z))}).Fuse()
	var h form.Graph
	outputs := h.Substitute(code, []form.Value{h.Input(0), h.Input(1), h.Number(0)})
	got := h.Code(2, outputs)
	require.NoError(t, got.Check())
	require.Equal(t, map[form.Op]int{form.Input: 2, form.Mul: 1, form.Constant: 2, form.Sub: 1}, ops(got))
	require.Equal(t, []float64{6, 6, 0, 1}, got.Evaluate([]float64{2, 3}))
}
