package vis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
)

func TestCurves(t *testing.T) {
	p, err := Curves(library.HH(), CurvesOptions{Title: "HH"})
	require.NoError(t, err)
	lines := texts(t, p)
	for _, want := range []string{"HH", "voltage (mV)", "steady state", "time constant (ms)"} {
		require.Equal(t, 1, count(lines, want), "%s in %q", want, lines)
	}
	for _, gate := range []string{"m", "h", "n"} {
		require.Equal(t, 2, count(lines, gate))
	}
	p, err = Curves(library.SKE2(), CurvesOptions{})
	require.NoError(t, err)
	require.Equal(t, 1, count(texts(t, p), "CaCon_i (mM)"))
	p, err = Curves(library.IonotropicSynapse(), CurvesOptions{})
	require.NoError(t, err)
	require.Equal(t, 1, count(texts(t, p), "presynaptic voltage (mV)"))
}

func TestCurvesErrors(t *testing.T) {
	for message, o := range map[string]CurvesOptions{
		"curves of HH: no parameter or state \"HH_gNA\"; did you mean \"HH_gNa\"?":  {Values: map[string]float64{"HH_gNA": 1}},
		"curves of HH: the range from 5 to 5 is empty, or no range of voltage (mV)": {From: 5, To: 5},
		"curves of HH: a picture of 10 x 0 pixels":                                  {Width: 10},
	} {
		_, err := Curves(library.HH(), o)
		require.ErrorContains(t, err, message)
	}
	_, err := Curves(library.Leak(), CurvesOptions{})
	require.EqualError(t, err, "curves of Leak: it has no gate, so there is nothing to draw")
}
