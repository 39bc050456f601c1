package library_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestFire: a spike strictly above the threshold, to the last bit the voltage of the reset or the voltage itself.
func TestFire(t *testing.T) {
	for _, c := range []struct{ v, after, spike float64 }{
		{-50, -50, 0}, {math.Nextafter(-50, 0), -70, 1}, {math.Nextafter(-50, -100), math.Nextafter(-50, -100), 0}, {1e6, -70, 1}, {-63.1234567, -63.1234567, 0},
	} {
		got := outputs(t, library.Fire(), mech.Advance, map[string]float64{"v": c.v})
		require.Equal(t, map[string]float64{"v": c.after, "Fire_spikes": c.spike}, got)
	}
}

// TestIzhikevich: the recovery by exponential Euler at the old voltage, the voltage with the new recovery; a spike from 30 mV on.
func TestIzhikevich(t *testing.T) {
	m := library.Izhikevich()
	require.InEpsilon(t, -14.0, outputs(t, m, mech.Initialise, nil)["Izhikevich_u"], 1e-14)
	for _, v := range []float64{-80, -55, 0, 20, 29.9} {
		for _, u := range []float64{-14, 3} {
			got := outputs(t, m, mech.Advance, map[string]float64{"v": v, "Izhikevich_u": u, "dt": 0.1})
			e := math.Exp(-0.1 * 0.02)
			wantU := u*e + 0.2*v*(1-e)
			wantV := v + 0.1*(0.04*v*v+5*v+140-wantU)
			if wantV >= 30 {
				wantV, wantU = -65, wantU+8
			}
			require.InDelta(t, wantV, got["v"], 1e-12)
			require.InDelta(t, wantU, got["Izhikevich_u"], 1e-12)
		}
	}
}

// TestAdEx: the order of its updates, the exponential held at 10 widths, a spike from the threshold on.
func TestAdEx(t *testing.T) {
	spikes := 0.0
	for _, v := range []float64{-80, -58, -50, -45, -40, -29, 5} {
		got := outputs(t, library.AdEx(), mech.Advance, map[string]float64{"v": v, "AdEx_w": 12, "AdEx_b": 60, "capacitance": 200, "dt": 0.1})
		e := math.Exp(-0.1 / 30)
		w := 12*e + 2*(v+70)*(1-e)
		next := v + 0.1*(-10*(v+70)+20*math.Exp(min((v+50)/2, 10))-w)/200
		spike := 0.0
		if next >= 0 {
			next, w, spike = -58, w+60, 1
		}
		spikes += spike
		require.InDelta(t, next, got["v"], 1e-11)
		require.InDelta(t, w, got["AdEx_w"], 1e-11)
		require.Equal(t, spike, got["AdEx_spikes"])
	}
	require.Equal(t, 2.0, spikes)
	got := outputs(t, library.AdEx(), mech.Advance, map[string]float64{"v": -28, "AdEx_w": 84, "capacitance": 1e5, "dt": 0.1})
	require.InEpsilon(t, -28+0.1*(-420+20*math.Exp(10)-84)/1e5, got["v"], 1e-13, "11 widths above v_T, held at 10")
}

// TestRate: a decay to 0.
func TestRate(t *testing.T) {
	require.InEpsilon(t, 2*math.Exp(-0.1), outputs(t, library.Rate(), mech.Advance, map[string]float64{"v": 2, "dt": 0.5, "Rate_tau": 5})["v"], 1e-14)
}

// TestSurrogates: every shape gives the same forward bits; the derivative of the voltage after the step is, for none, that of the arm
// taken, and with a surrogate that and the jump times the surrogate's slope.
func TestSurrogates(t *testing.T) {
	slope := map[string]func(x float64) float64{
		"none":         func(float64) float64 { return 0 },
		"sigmoid":      func(x float64) float64 { return math.Exp(-math.Abs(x)) / math.Pow(1+math.Exp(-math.Abs(x)), 2) },
		"fast_sigmoid": func(x float64) float64 { return 1 / math.Pow(1+math.Abs(x), 2) },
		"arctan":       func(x float64) float64 { return 1 / (1 + math.Pow(math.Pi*x, 2)) },
		"triangle":     func(x float64) float64 { return max(0, 1-math.Abs(x)) },
	}
	for _, m := range []*mech.Mechanism{library.Fire(), library.Izhikevich(), library.AdEx()} {
		plain, err := m.Program(mech.Advance)
		require.NoError(t, err)
		for shape := range slope {
			other, err := m.WithSurrogate(shape, 0.5)
			require.NoError(t, err)
			p, err := other.Program(mech.Advance)
			require.NoError(t, err)
			for _, v := range []float64{-75, -50.4, -49.9, -20, 28} {
				at := map[string]float64{"v": v}
				require.Equal(t, plain.Evaluate(rowOf(t, m, plain, at)), p.Evaluate(rowOf(t, other, p, at)), "%s, %s", m.Name(), shape)
			}
		}
	}
	for shape, f := range slope {
		m, err := library.Fire().WithSurrogate(shape, 0.5)
		require.NoError(t, err)
		for _, v := range []float64{-53, -50.25, -49.5, -48} {
			arm := 1.0
			if v > -50 {
				arm = 0
			}
			want := arm + (-70-v)*0.5*f(0.5*(v+50))
			require.InDelta(t, want, derivativeInVoltage(t, m, v), 1e-12, "%s at %v mV", shape, v)
		}
	}
	require.InDelta(t, (-70+49.5)/(1.5*1.5), derivativeInVoltage(t, library.Fire(), -49.5), 1e-12, "fast sigmoid of 1 mV by default")
}

// derivativeInVoltage is that of the voltage after a step in the voltage before, by the forward derivative of the program.
func derivativeInVoltage(t *testing.T, m *mech.Mechanism, v float64) float64 {
	t.Helper()
	p, err := m.Program(mech.Advance)
	require.NoError(t, err)
	tangent, err := p.Tangent(func(in mech.Input) bool { return in.Role == mech.Voltage })
	require.NoError(t, err)
	given := map[string]float64{"v": v}
	row := make([]float64, len(tangent.Inputs))
	for i, in := range tangent.Inputs {
		if in.Facet == mech.Tangent {
			row[i] = 1
			continue
		}
		one := *tangent
		one.Inputs = tangent.Inputs[i : i+1]
		row[i] = rowOf(t, m, &one, given)[0]
	}
	for i, x := range tangent.Evaluate(row) {
		if o := tangent.Outputs[i]; o.Role == mech.Voltage && o.Facet == mech.Tangent {
			return x
		}
	}
	require.Fail(t, "no derivative of the voltage")
	return 0
}
