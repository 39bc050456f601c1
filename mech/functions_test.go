package mech_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// value evaluates an expression in x.
func value(t *testing.T, expression string, x float64) float64 {
	t.Helper()
	m := parse(t, "channel X\nparam x = 1\nstate y = 0\nupdate y = 1*("+expression+")")
	return run(t, m, mech.Advance, map[string]float64{"X_x": x})["X_y"]
}

// TestAbbreviations: the functions that are made of others, against package math: each is two or three roundings of values good to an
// ulp or two.
func TestAbbreviations(t *testing.T) {
	for name, f := range map[string]func(float64) float64{
		"sinh": math.Sinh, "cosh": math.Cosh, "tan": math.Tan, "ceil": math.Ceil,
		"log10":   func(x float64) float64 { return math.Log10(math.Abs(x)) },
		"sigmoid": func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
	} {
		argument := name + "(x)"
		if name == "log10" {
			argument = "log10(abs(x))"
		}
		for _, x := range []float64{-700, -40, -21.5, -3, -1, -0.3, -1e-9, 1e-300, 1e-9, 0.01, 0.3, 1, 1.5, 2, 20, 37, 699.5} {
			require.InDelta(t, f(x), value(t, argument, x), 2e-15*math.Abs(f(x)), "%s(%v)", name, x)
		}
	}
	require.Equal(t, 0.0, value(t, "sinh(x)", 0))
	require.InDelta(t, 0, value(t, "sigmoid(x)", -800), 1e-308, "exp saturates at the largest number")
	require.Equal(t, 1.0, value(t, "sigmoid(x)", 800))
	for _, x := range []float64{-90, -3, 0.5, 12} { // NMODL's guard against 0/0, and its limit
		require.InEpsilon(t, x/math.Expm1(x/4), value(t, "vtrap(x, 4)", x), 4e-16*3)
	}
	require.Equal(t, 4.0, value(t, "vtrap(x, 4)", 0))
}

// TestOwnInPlaceOfAbbreviation: texts that bring their own vtrap, as most of NMODL's do, mean their own.
func TestOwnInPlaceOfAbbreviation(t *testing.T) {
	const text = "channel X\nfunction vtrap(a) = 2*a\nstate y = 0\nupdate y = vtrap(1.5)*ceil(0.5)\n"
	m := parse(t, text)
	require.Equal(t, 3.0, run(t, m, mech.Advance, nil)["X_y"])
	require.Equal(t, text, m.String())
	built, err := mech.Channel("X").Function("vtrap", []string{"a"}, "2*a").State("y", 0, "").Update("y", "vtrap(1.5)*ceil(0.5)").Build()
	require.NoError(t, err)
	require.Equal(t, program(t, m, mech.Advance), program(t, built, mech.Advance))
	_, err = mech.Channel("X").Function("exp", []string{"a"}, "2*a").Build()
	require.ErrorContains(t, err, `"exp" cannot be a name`)
}

// TestUnitsOfAbbreviations: vtrap has the unit of its values, the others want pure numbers.
func TestUnitsOfAbbreviations(t *testing.T) {
	m := parse(t, "channel X\nparam k = 4 (mV)\nparam r = 0.1 (1/ms/mV)\na = r*vtrap(-(v + 40), k) (1/ms)\nb = 4*sigmoid((v + 3)/k)\ngate m { alpha = a, beta = b }")
	require.InEpsilon(t, 0.4/(0.4+4/(1+math.Exp(37.0/4))), run(t, m, mech.Initialise, map[string]float64{"v": -40})["X_m"], 1e-14)
}
