package optimise_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad/optimise"
)

// point is a gradient at the origin.
func point(value float64, gradient ...float64) optimise.Point {
	return optimise.Point{
		Parameters: []golgi.Parameter{{Key: "a", Values: make([]float64, len(gradient))}},
		Value:      value, Gradient: []golgi.Parameter{{Key: "a", Values: gradient}},
	}
}

func stepOf(t require.TestingT, o optimise.Optimiser, at optimise.Point) []float64 {
	step, err := o.Step(at)
	require.NoError(t, err)
	return optimise.Flatten(step)
}

func TestStages(t *testing.T) {
	require.Equal(t, []float64{3, -4}, stepOf(t, optimise.ClipNorm(5), point(0, 3, -4)))
	require.InDeltaSlice(t, []float64{1.5, -2}, stepOf(t, optimise.ClipNorm(2.5), point(0, 3, -4)), 1e-15)
	require.Equal(t, []float64{3, -3.5}, stepOf(t, optimise.ClipValue(3.5), point(0, 3, -4)))
	require.Equal(t, []float64{0.6, -0.8}, stepOf(t, optimise.Normalise(1), point(0, 3, -4)))
	require.InDeltaSlice(t, []float64{3 / math.Sqrt(5), -4 / math.Sqrt(5)}, stepOf(t, optimise.Normalise(0.5), point(0, 3, -4)), 1e-15)
	require.Equal(t, []float64{3, -4}, stepOf(t, optimise.Normalise(0), point(0, 3, -4)))
	require.Equal(t, []float64{0, 0}, stepOf(t, optimise.Normalise(1), point(0, 0, 0)))
	require.Equal(t, []float64{6, -8}, stepOf(t, optimise.Scale(2), point(0, 3, -4)))
	// (7 - 2) / 25 of the gradient; below the target, and without a gradient, nothing.
	require.InDeltaSlice(t, []float64{0.6, -0.8}, stepOf(t, optimise.Polyak(2, 0), point(7, 3, -4)), 1e-15)
	require.Equal(t, []float64{0, 0}, stepOf(t, optimise.Polyak(2, 0), point(1, 3, -4)))
	require.Equal(t, []float64{0, 0}, stepOf(t, optimise.Polyak(2, 0), point(7, 0, 0)))
	// A stage after the optimiser bounds its step.
	require.Equal(t, []float64{0.5, -0.5}, stepOf(t, optimise.Chain(optimise.SGD(optimise.Constant(1), 0, false), optimise.ClipValue(0.5)), point(0, 3, -4)))
}

// Clipped gradients have at most the length asked for, and their direction;
// lengths are right where squares overflow or underflow.
func TestNorm(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		power := rapid.IntRange(-1020, 1015).Draw(rt, "power")
		list := rapid.SliceOfN(rapid.Float64Range(-8, 8), 1, 9).Draw(rt, "list")
		scaled := make([]float64, len(list))
		want := 0.0
		for i, x := range list {
			scaled[i] = math.Ldexp(x, power)
			want = math.Hypot(want, scaled[i])
		}
		p := []golgi.Parameter{{Key: "a", Values: scaled[:len(list)/2]}, {Key: "b", Values: scaled[len(list)/2:]}}
		require.InEpsilon(rt, math.Max(want, 1e-310), math.Max(optimise.Norm(p), 1e-310), 1e-12)
		if norm := optimise.Norm(p); norm > 1e-300 {
			clipped := stepOf(rt, optimise.ClipNorm(norm/3), point(0, scaled...))
			require.InEpsilon(rt, norm/3, optimise.Norm([]golgi.Parameter{{Values: clipped}}), 1e-12)
		}
	})
	require.True(t, math.IsNaN(optimise.Norm([]golgi.Parameter{{Values: []float64{1, math.NaN()}}})))
	require.True(t, math.IsInf(optimise.Norm([]golgi.Parameter{{Values: []float64{1, math.Inf(-1)}}}), 1))
	require.Zero(t, optimise.Norm(nil))
}

func TestFlatten(t *testing.T) {
	p := begin()
	require.Equal(t, []float64{1.5, -0.7, 2}, optimise.Flatten(p))
	back, err := optimise.Unflatten([]float64{1, 2, 3}, p)
	require.NoError(t, err)
	require.Equal(t, []golgi.Parameter{{Key: "HH_gNa", Values: []float64{1, 2}}, {Key: "radius", Values: []float64{3}}}, back)
	_, err = optimise.Unflatten([]float64{1, 2}, p)
	require.EqualError(t, err, "unflatten: 2 numbers for 3 values")
	copied := golgi.CloneParameters(p)
	copied[0].Values[0] = 9
	require.Equal(t, 1.5, p[0].Values[0])
}

func TestStepErrors(t *testing.T) {
	constant := optimise.Constant
	for _, c := range []struct {
		optimiser optimise.Optimiser
		at        optimise.Point
		says      string
	}{
		{optimise.Adam(nil), point(0, 1), "adam: no learning rate; give a Schedule, as in Constant(0.01)"},
		{optimise.Adam(constant(-1)), point(0, 1), "adam: learning rate -1 at step 0; it must be a finite number, 0 or more"},
		{optimise.AdamW(constant(1), -1), point(0, 1), "adamw: epsilon 1e-08, decay -1; they must be finite numbers, 0 or more"},
		{optimise.AdamWith(constant(1), optimise.AdamConstants{Beta1: 1}), point(0, 1), "adam: betas 1 and 0; they must be 0 or more, and less than 1"},
		{optimise.Adam(constant(1)), point(0, 1, 1e200), "adam: the square of the derivative with respect to a[1], 1e+200, overflows; clip gradients before"},
		{optimise.SGD(constant(1), 1, false), point(0, 1), "sgd: momentum 1; it must be 0 or more, and less than 1"},
		{optimise.SGD(constant(1), 0, false), point(0, 1, math.NaN()), "sgd: the derivative with respect to a[1] (position 0) is NaN"},
		{optimise.ClipNorm(0), point(0, 1), "clip_norm: norm 0; it must be positive"},
		{optimise.ClipValue(-1), point(0, 1), "clip_value: limit -1; it must be positive"},
		{optimise.Normalise(2), point(0, 1), "normalise: power 2; it must lie between 0 and 1"},
		{optimise.Scale(math.Inf(1)), point(0, 1), "scale: factor +Inf; it must be a finite number"},
		{optimise.Polyak(math.NaN(), 0), point(0, 1), "polyak: target NaN, largest size 0; the first must be finite, the second 0 or more"},
		{optimise.Polyak(0, 0), point(math.NaN(), 1), "polyak: the loss is NaN"},
		{optimise.Chain(), point(0, 1), "chain: no optimiser; give at least one"},
		{optimise.Chain(nil), point(0, 1), "chain: optimiser 0 is nil"},
		{optimise.Chain(optimise.ClipNorm(1), optimise.Adam(nil)), point(0, 1), "optimiser 1 of a chain: adam: no learning rate; give a Schedule, as in Constant(0.01)"},
		{optimise.PerKey(map[string]optimise.Optimiser{"b": optimise.Scale(1)}, optimise.Scale(1)), point(0, 1), `per_key: no parameter "b"`},
		{optimise.PerKey(map[string]optimise.Optimiser{"aa": optimise.Scale(1)}, nil), point(0, 1), `per_key: no optimiser for a; did you mean "aa"?; give one, or one for the rest`},
	} {
		require.NotPanics(t, func() { _ = c.optimiser.String() })
		_, err := c.optimiser.Step(c.at)
		require.EqualError(t, err, c.says)
	}
	o := optimise.Adam(constant(1))
	stepOf(t, o, point(0, 1, 2))
	_, err := o.Step(point(0, 1))
	require.EqualError(t, err, "adam: remembers 2 values of a, the gradient has 1; Restore the zero State to start anew")
	require.Equal(t, 1, o.State().Steps, "an error leaves the state")
	wrong := point(0, 1)
	wrong.Gradient[0].Key = "b"
	_, err = o.Step(wrong)
	require.EqualError(t, err, "adam: parameter 0 is a with 1 values, its gradient b with 1; keep the order and the shape of the parameters")
}
