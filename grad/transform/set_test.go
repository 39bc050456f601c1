package transform_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad/transform"
)

func parameters() []golgi.Parameter {
	return []golgi.Parameter{
		{Key: "HH_gNa", Values: []float64{0.1, 0.3}},
		{Key: "radius", Values: []float64{2}},
		{Key: "HH_gNa", Values: []float64{0.5}},
		{Key: "v", Values: []float64{-70}},
	}
}

func bounds() transform.Set {
	return transform.Set{
		ByKey:      map[string]transform.Transform{"HH_gNa": transform.Sigmoid(0, 1), "radius": transform.Softplus(0)},
		ByPosition: map[int]transform.Transform{2: transform.Affine(0.5, 0)},
	}
}

func TestSet(t *testing.T) {
	x, err := bounds().Inverse(parameters())
	require.NoError(t, err)
	require.InDelta(t, math.Log(0.1/0.9), x[0].Values[0], 1e-15)
	require.Equal(t, []float64{1}, x[2].Values, "the position goes before the key")
	require.Equal(t, []float64{-70}, x[3].Values, "what has no transform is as it is")
	values, err := bounds().Forward(x)
	require.NoError(t, err)
	for i, p := range parameters() {
		require.Equal(t, p.Key, values[i].Key)
		require.InDeltaSlice(t, p.Values, values[i].Values, 1e-14)
	}
	zero, err := transform.Set{}.Forward(parameters())
	require.NoError(t, err)
	require.Equal(t, parameters(), zero)
	rest, err := transform.Set{Rest: transform.Affine(2, 0)}.Forward(parameters())
	require.NoError(t, err)
	require.Equal(t, []float64{-140}, rest[3].Values)
}

// The pullback of a linear function of the values is its derivative with
// respect to the numbers: central differences, 1e-7 for their truncation.
func TestSetPullback(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x, err := bounds().Inverse(parameters())
		require.NoError(rt, err)
		weights := parameters()
		for i := range x {
			for k := range x[i].Values {
				x[i].Values[k] = rapid.Float64Range(-3, 3).Draw(rt, "x")
				weights[i].Values[k] = rapid.Float64Range(-3, 3).Draw(rt, "weight")
			}
		}
		f := func() float64 {
			values, err := bounds().Forward(x)
			require.NoError(rt, err)
			sum := 0.0
			for i := range values {
				for k, v := range values[i].Values {
					sum += weights[i].Values[k] * v
				}
			}
			return sum
		}
		gradient, err := bounds().Pullback(x, weights)
		require.NoError(rt, err)
		for i := range x {
			require.Equal(rt, x[i].Key, gradient[i].Key)
			for k, at := range x[i].Values {
				h := 1e-4
				x[i].Values[k] = at + h
				above := f()
				x[i].Values[k] = at - h
				below := f()
				x[i].Values[k] = at
				require.InDelta(rt, (above-below)/(2*h), gradient[i].Values[k], 1e-7)
			}
		}
	})
}

func TestSetErrors(t *testing.T) {
	check := func(s transform.Set, says string) {
		t.Helper()
		require.EqualError(t, s.Check(parameters()), says)
		_, err := s.Forward(parameters())
		require.EqualError(t, err, says)
	}
	by := func(key string, t transform.Transform) transform.Set {
		return transform.Set{ByKey: map[string]transform.Transform{key: t}}
	}
	check(by("HH_gna", transform.Identity()), `transform: no trainable "HH_gna"; did you mean "HH_gNa"?`)
	check(by("radius", nil), "transform: that of radius (position 1) is nil; leave it out, or take Identity")
	check(by("radius", transform.Sigmoid(3, 3)), "radius (position 1): transform sigmoid(3, 3): the lower bound must be less than the upper")
	check(by("HH_gNa", transform.Masked([]bool{true, false}, transform.Identity())),
		"HH_gNa (position 2): transform masked(1 of 2, identity): a mask of 2 entries for 1 values; give one entry for each value")
	check(transform.Set{ByPosition: map[int]transform.Transform{4: transform.Identity()}}, "transform: position 4, but there are 4 trainables, counted from 0")

	_, err := by("HH_gNa", transform.Sigmoid(0, 0.3)).Inverse(parameters())
	require.EqualError(t, err, "HH_gNa[1] = 0.3 (position 0): transform sigmoid(0, 0.3): the range is (0, 0.3), its bounds excluded")
	_, err = transform.Set{}.Pullback(parameters(), parameters()[:3])
	require.EqualError(t, err, "transform: a gradient of 3 parameters for 4")
	wrong := parameters()
	wrong[0].Values = wrong[0].Values[:1]
	_, err = transform.Set{}.Pullback(parameters(), wrong)
	require.EqualError(t, err, "transform: parameter 0 is HH_gNa with 2 values, its gradient HH_gNa with 1; keep the order and the shape of the parameters")
}
