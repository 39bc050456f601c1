package form_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/form"
)

// TestStep: the step, its folding, and its derivatives once and twice by each surrogate, against the closed forms. 1e-15 is a few ulp.
func TestStep(t *testing.T) {
	surrogates := map[int][2]func(x float64) float64{
		form.NoSurrogate: {
			func(float64) float64 { return 0 },
			func(float64) float64 { return 0 },
		},
		form.SigmoidSurrogate: {
			func(x float64) float64 { return 0.25 / (math.Cosh(x/2) * math.Cosh(x/2)) },
			func(x float64) float64 { return -0.25 * math.Tanh(x/2) / (math.Cosh(x/2) * math.Cosh(x/2)) },
		},
		form.FastSigmoidSurrogate: {
			func(x float64) float64 { return math.Pow(1+math.Abs(x), -2) },
			func(x float64) float64 { return math.Copysign(2*math.Pow(1+math.Abs(x), -3), -x) },
		},
		form.ArctanSurrogate: {
			func(x float64) float64 { return 1 / (1 + math.Pi*x*math.Pi*x) },
			func(x float64) float64 { return -2 * math.Pi * math.Pi * x / math.Pow(1+math.Pi*x*math.Pi*x, 2) },
		},
		form.TriangleSurrogate: {
			func(x float64) float64 { return max(0, 1-math.Abs(x)) },
			func(x float64) float64 {
				if math.Abs(x) > 1 {
					return 0
				}
				return math.Copysign(1, -x)
			},
		},
	}
	for shape, want := range surrogates {
		var g form.Graph
		x := g.Input(0)
		value := g.Step(shape, g.Binary(form.Mul, x, g.Number(2)))
		first, err := g.Derivative(value, x)
		require.NoError(t, err)
		second, err := g.Derivative(first, x)
		require.NoError(t, err)
		code := g.Code(1, []form.Value{value, first, second})
		require.NoError(t, code.Check())
		for _, at := range []float64{-1e200, -400, -30, -0.7, -0.3, -1e-9, 1e-9, 0.2, 0.6, 5, 800, 1e300} {
			got := code.Evaluate([]float64{at})
			require.Equal(t, at > 0, got[0] == 1, "at %v", at)
			require.InDelta(t, 2*want[0](2*at), got[1], 2e-15, "surrogate %d at %v", shape, at)
			require.InDelta(t, 4*want[1](2*at), got[2], 1e-14, "surrogate %d, second derivative at %v", shape, at)
		}
		require.Equal(t, 1.0, code.Evaluate([]float64{0})[0])
		require.Zero(t, code.Evaluate([]float64{math.NaN()})[0])
		require.Equal(t, g.Number(1), g.Step(shape, g.Number(0)))
		require.Equal(t, []complex128{1}, g.Code(1, []form.Value{value}).EvaluateComplex([]complex128{complex(0.1, -3)}))
	}
	var g form.Graph
	bad := g.Code(1, []form.Value{g.Step(5, g.Input(0))})
	require.ErrorContains(t, bad.Check(), "no surrogate 5")
}
