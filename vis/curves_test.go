package vis

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
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

// The step of a gate gives back what its equations say: 1e-6 as the logarithm
// of a decay near 1 loses digits.
func TestCurvesAreThoseOfTheEquations(t *testing.T) {
	channel, err := mech.Channel("C").Param("scale", 2, "ms").
		GateInf("fast", "1/(1 + exp(-(v + 30)/5))", "1e-4 + 0*v").GateInf("slow", "0.25", "1000*scale*exp(v/100)").Build()
	require.NoError(t, err)
	c, err := newKinetics(channel, CurvesOptions{From: -100, To: 0, Values: map[string]float64{"scale": 3}})
	require.NoError(t, err)
	traces := c.traces()
	require.Len(t, traces, 4)
	for k, v := range c.at {
		require.InDelta(t, 1/(1+math.Exp(-(v+30)/5)), traces[0].Values[k], 1e-9)
		require.InEpsilon(t, 0.25, traces[1].Values[k], 1e-6)
		require.InEpsilon(t, 1e-4, traces[2].Values[k], 1e-9)
		require.InEpsilon(t, 3000*math.Exp(v/100), traces[3].Values[k], 1e-6)
	}
	require.Equal(t, []float64{-100, 0}, []float64{c.at[0], c.at[len(c.at)-1]})
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
