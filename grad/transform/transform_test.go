package transform_test

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/grad/transform"
)

// one applies a transform to one number.
func one(t transform.Transform, x float64) float64 { return t.Forward([]float64{x})[0] }

// slope is the derivative of a transform at one number.
func slope(t transform.Transform, x float64) float64 {
	return t.Pullback([]float64{x}, []float64{1})[0]
}

// back is the inverse of one value.
func back(tb require.TestingT, t transform.Transform, y float64) float64 {
	x, err := t.Inverse([]float64{y})
	require.NoError(tb, err)
	return x[0]
}

// cube is a custom transform.
func cube() transform.Transform {
	return transform.Custom("cube", func(x float64) float64 { return x * x * x },
		func(y float64) (float64, error) { return math.Cbrt(y), nil },
		func(x float64) float64 { return 3 * x * x })
}

// formula is a transform with its textbook form on complex numbers, which is
// good near 0.
type formula struct {
	transform transform.Transform
	forward   func(x complex128) complex128
}

func formulas() []formula {
	sigma := func(x complex128) complex128 { return 1 / (1 + cmplx.Exp(-x)) }
	plus := func(x complex128) complex128 { return cmplx.Log(1 + cmplx.Exp(x)) }
	return []formula{
		{transform.Identity(), func(x complex128) complex128 { return x }},
		{transform.Sigmoid(-1, 3), func(x complex128) complex128 { return -1 + 4*sigma(x) }},
		{transform.Logistic(0.1, 0.2), func(x complex128) complex128 {
			return 0.1 + 0.1*sigma(x*complex(math.Pi/math.Sqrt(3), 0))
		}},
		{transform.Softplus(0.5), func(x complex128) complex128 { return 0.5 + plus(x) }},
		{transform.NegativeSoftplus(2), func(x complex128) complex128 { return 2 - plus(-x) }},
		{transform.Affine(-3, 0.25), func(x complex128) complex128 { return -3*x + 0.25 }},
		{cube(), func(x complex128) complex128 { return x * x * x }},
		{transform.Chain(transform.Affine(0.5, 0.1), transform.Softplus(0), transform.Affine(2, 1)),
			func(x complex128) complex128 { return 2*plus(0.5*x+0.1) + 1 }},
	}
}

// Values and derivatives are those of the formulas; the derivative by a complex
// step, 1e-12 for the rounding of both sides.
func TestFormulas(t *testing.T) {
	for _, f := range formulas() {
		require.NoError(t, f.transform.Check(1))
		for _, x := range []float64{-9.3, -2, -1, -0.01, 0.02, 0.5, 1, 3.7, 8} {
			want := f.forward(complex(x, 1e-40))
			require.InEpsilon(t, real(want), one(f.transform, x), 1e-12, "%v of %v", f.transform, x)
			require.InEpsilon(t, imag(want)/1e-40, slope(f.transform, x), 1e-12, "derivative of %v at %v", f.transform, x)
		}
	}
}

// The inverse takes the value back to 1e-12, and the derivative is that of
// central differences, from anywhere within the bounds.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lower := rapid.Float64Range(-100, 100).Draw(rt, "lower")
		width := rapid.Float64Range(0.01, 100).Draw(rt, "width")
		for _, tr := range []transform.Transform{
			transform.Sigmoid(lower, lower+width), transform.Logistic(lower, lower+width),
			transform.Softplus(lower), transform.NegativeSoftplus(lower), transform.Affine(width, lower), transform.Identity(),
			transform.Chain(transform.Affine(0.5, 0.1), transform.Sigmoid(lower, lower+width)),
		} {
			x := rapid.Float64Range(-6, 6).Draw(rt, "x")
			y := one(tr, x)
			require.InDelta(rt, y, one(tr, back(rt, tr, y)), 1e-12*max(1, math.Abs(y)), "%v", tr)
			// The inverse is as badly conditioned as the value is flat.
			require.InDelta(rt, x, back(rt, tr, y), 1e-12+4e-16*max(math.Abs(y), math.Abs(lower), width)/slope(tr, x), "%v", tr)
			h := 1e-4
			difference := (one(tr, x+h) - one(tr, x-h)) / (2 * h)
			require.InDelta(rt, difference, slope(tr, x), 1e-8*max(1, width, math.Abs(lower)), "%v at %v", tr, x)
		}
	})
}

// Far out in the tails values and derivatives keep their relative precision,
// where the bound is 0, and the derivative is not 0 before it underflows.
func TestTails(t *testing.T) {
	for _, x := range []float64{-20.5, -40, -300, -700} {
		e := math.Exp(x)
		require.InEpsilon(t, 2*e, one(transform.Sigmoid(0, 2), x), 1e-8, "%v", x)
		require.InEpsilon(t, 2*e, slope(transform.Sigmoid(0, 2), x), 1e-8)
		require.InEpsilon(t, 2*e, slope(transform.Sigmoid(-1, 1), -x), 1e-8)
		require.InEpsilon(t, e, one(transform.Softplus(0), x), 1e-8)
		require.InEpsilon(t, e, slope(transform.Softplus(7), x), 1e-8)
		require.InEpsilon(t, -e, one(transform.NegativeSoftplus(0), -x), 1e-8)
		require.InEpsilon(t, e, slope(transform.NegativeSoftplus(7), -x), 1e-8)
		for _, tr := range []transform.Transform{transform.Sigmoid(0, 2), transform.Softplus(0), transform.Logistic(0, 1)} {
			x := max(x, -350)
			require.InEpsilon(t, x, back(t, tr, one(tr, x)), 1e-12, "%v of %v", tr, x)
		}
		require.InEpsilon(t, -x, back(t, transform.NegativeSoftplus(0), one(transform.NegativeSoftplus(0), -x)), 1e-12)
	}
	// Beyond, the other way, softplus is x + lower to the bit.
	require.Equal(t, 803.0, one(transform.Softplus(3), 800))
	require.Equal(t, 800.0, back(t, transform.Softplus(3), 803))
	require.Equal(t, -798.0, one(transform.NegativeSoftplus(2), -800))
	require.Equal(t, 1.0, slope(transform.NegativeSoftplus(2), -800))
	require.Equal(t, 5.0, one(transform.Sigmoid(3, 5), 1e300))
	require.Equal(t, 3.0, one(transform.Sigmoid(3, 5), -1e300))
}

// A negative softplus ends at its upper bound, whatever its sign, and grows.
func TestNegativeSoftplusRange(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		upper := rapid.Float64Range(-50, 50).Draw(rt, "upper")
		x := rapid.Float64Range(-30, 10).Draw(rt, "x")
		tr := transform.NegativeSoftplus(upper)
		require.Less(rt, one(tr, x), upper)
		require.Less(rt, one(tr, x), one(tr, x+0.5))
		require.InDelta(rt, upper-math.Ln2, one(tr, 0), 1e-12)
		require.InDelta(rt, upper, one(tr, 60), 1e-12)
	})
}

func TestChainOrder(t *testing.T) {
	c := transform.Chain(transform.Affine(2, 0), transform.Affine(1, 5))
	require.Equal(t, 11.0, one(c, 3))
	require.Equal(t, 3.0, back(t, c, 11))
	require.Equal(t, "chain(affine(2, 0), affine(1, 5))", c.String())
	require.Equal(t, 4.0, one(transform.Chain(), 4))
	require.Equal(t, 4.0, back(t, transform.Chain(), 4))
	require.Equal(t, 1.0, slope(transform.Chain(), 4))
}

func TestMasked(t *testing.T) {
	m := transform.Masked([]bool{false, true, false, true}, transform.Affine(10, 1))
	require.NoError(t, m.Check(4))
	x := []float64{1, 2, 3, 4}
	require.Equal(t, []float64{1, 21, 3, 41}, m.Forward(x))
	require.Equal(t, []float64{1, 2, 3, 4}, x, "what is given is not changed")
	inverse, err := m.Inverse([]float64{1, 21, 3, 41})
	require.NoError(t, err)
	require.Equal(t, x, inverse)
	require.Equal(t, []float64{7, 80, 9, 100}, m.Pullback(x, []float64{7, 8, 9, 10}))
	require.EqualError(t, m.Check(3), "transform masked(2 of 4, affine(10, 1)): a mask of 4 entries for 3 values; give one entry for each value")

	_, err = transform.Masked([]bool{false, true, true}, transform.Sigmoid(0, 1)).Inverse([]float64{-5, 0.5, 1.5})
	require.EqualError(t, err, "value 2 is 1.5: transform sigmoid(0, 1): the range is (0, 1), its bounds excluded")
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		transform transform.Transform
		says      string
	}{
		{transform.Sigmoid(2, 1), "transform sigmoid(2, 1): the lower bound must be less than the upper"},
		{transform.Sigmoid(1, 1), "transform sigmoid(1, 1): the lower bound must be less than the upper"},
		{transform.Logistic(0, math.Inf(1)), "transform logistic(0, +Inf): the bounds, and their difference, must be finite numbers; with one bound take softplus"},
		{transform.Softplus(math.NaN()), "transform softplus(NaN): the bound must be a finite number; without one take identity"},
		{transform.NegativeSoftplus(math.Inf(-1)), "transform negative_softplus(-Inf): the bound must be a finite number; without one take identity"},
		{transform.Affine(0, 1), "transform affine(0, 1): scale 0 maps everything to one value and has no inverse"},
		{transform.Affine(1, math.Inf(1)), "transform affine(1, +Inf): scale and shift must be finite numbers"},
		{transform.Custom("mine", nil, nil, nil), "transform mine: a custom transform needs forward, inverse and derivative"},
		{transform.Chain(transform.Identity(), transform.Affine(0, 1)), "transform 1 of a chain: transform affine(0, 1): scale 0 maps everything to one value and has no inverse"},
		{transform.Chain(nil), "transform chain: transform 0 is nil"},
		{transform.Masked([]bool{true}, transform.Sigmoid(2, 1)), "transform sigmoid(2, 1): the lower bound must be less than the upper"},
		{transform.Masked([]bool{true}, nil), "transform masked: no transform under the mask"},
	} {
		require.EqualError(t, c.transform.Check(1), c.says)
	}
}

func TestOutOfRange(t *testing.T) {
	for _, c := range []struct {
		transform transform.Transform
		value     float64
		says      string
	}{
		{transform.Sigmoid(0, 1), 1, "transform sigmoid(0, 1): the range is (0, 1), its bounds excluded"},
		{transform.Sigmoid(0, 1), math.NaN(), "transform sigmoid(0, 1): the range is (0, 1), its bounds excluded"},
		{transform.Logistic(0, 1), -0.5, "transform logistic(0, 1): the range is (0, 1), its bounds excluded"},
		{transform.Softplus(2), 2, "transform softplus(2): the range is (2, +inf), the bound excluded"},
		{transform.Softplus(2), math.Inf(1), "transform softplus(2): no finite number has this value"},
		{transform.NegativeSoftplus(2), 3, "transform negative_softplus(2): the range is (-inf, 2), the bound excluded"},
		{transform.Affine(2, 0), math.Inf(1), "transform affine(2, 0): the range is the finite numbers"},
		{transform.Custom("root", func(x float64) float64 { return x * x }, func(float64) (float64, error) { return 0, errors.New("negative") }, math.Abs),
			-1, "transform root: negative"},
		{transform.Chain(transform.Sigmoid(0, 1), transform.Affine(2, 0)), 4,
			"transform 0 of chain(sigmoid(0, 1), affine(2, 0)): transform sigmoid(0, 1): the range is (0, 1), its bounds excluded"},
	} {
		_, err := c.transform.Inverse([]float64{c.value})
		var at *transform.RangeError
		require.ErrorAs(t, err, &at, "%v", c.transform)
		require.Equal(t, 0, at.Index)
		require.EqualError(t, at.Unwrap(), c.says)
		require.EqualError(t, err, fmt.Sprintf("value %d is %v: %s", at.Index, at.Value, c.says))
	}
}
