package library_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// evaluate runs a program at the given inputs; those not given are the mechanism's defaults.
func evaluate(t *testing.T, m *mech.Mechanism, purpose mech.Purpose, given map[string]float64) map[string]float64 {
	t.Helper()
	p, err := m.Program(purpose)
	require.NoError(t, err)
	values := map[string]float64{"v": -70, "v_pre": -70, "dt": 0.025, "area": 100}
	for _, v := range append(m.Parameters(), m.States()...) {
		values[v.Key] = v.Default
	}
	for k, x := range given {
		require.Contains(t, values, k)
		values[k] = x
	}
	var row []float64
	for _, in := range p.Inputs {
		require.Contains(t, values, in.Key)
		row = append(row, values[in.Key])
	}
	out := map[string]float64{}
	for i, x := range p.Evaluate(row) {
		out[p.Outputs[i].Key] = x
	}
	return out
}

// gate checks a gate at the given inputs: it starts at inf, and a step of dt = tau brings two values nearer to each other by 1/e, and
// both to inf. A relative 1e-12 leaves room for the roundings of the formulas on both sides.
func gate(t *testing.T, m *mech.Mechanism, key string, given map[string]float64, inf, tau float64) {
	t.Helper()
	require.InEpsilon(t, inf, evaluate(t, m, mech.Initialise, given)[key], 1e-12, "%s at %v", key, given)
	at := map[string]float64{"dt": tau}
	for k, x := range given {
		at[k] = x
	}
	for _, before := range []float64{0, 0.2, 1} {
		at[key] = before
		want := before*math.Exp(-1) + inf*(1-math.Exp(-1))
		require.InEpsilon(t, want, evaluate(t, m, mech.Advance, at)[key], 1e-12, "%s at %v", key, at)
	}
}

// relative is x/(exp(x) - 1), its limit 1 at 0.
func relative(x float64) float64 {
	if x == 0 {
		return 1
	}
	return x / math.Expm1(x)
}

// TestPospischil: the gates at voltages everywhere, those where the published rates are 0/0 among them (v - vt = 13, 15, 40), and with
// the threshold shifted.
func TestPospischil(t *testing.T) {
	for _, vt := range []float64{-60, -52.5} {
		for _, v := range []float64{-110, -90, -70, -55.5, -47, -45, -39.5, -37.5, -20, -12.5, 0, 33.3, 60} {
			u := v - vt
			given := map[string]float64{"v": v, "vt": vt}
			alpha, beta := 0.32*relative(-0.25*(u-13))/0.25, 0.28*relative(0.2*(u-40))/0.2
			gate(t, library.Na(), "Na_m", given, alpha/(alpha+beta), 1/(alpha+beta))
			alpha, beta = 0.128*math.Exp(-(u-17)/18), 4/(math.Exp(-(u-40)/5)+1)
			gate(t, library.Na(), "Na_h", given, alpha/(alpha+beta), 1/(alpha+beta))
			alpha, beta = 0.032*relative(-0.2*(u-15))/0.2, 0.5*math.Exp(-(u-10)/40)
			gate(t, library.K(), "K_n", given, alpha/(alpha+beta), 1/(alpha+beta))
			inf, tau := 1/(1+math.Exp(-0.1*(v+35))), 4000/(3.3*math.Exp(0.05*(v+35))+math.Exp(-0.05*(v+35)))
			gate(t, library.Km(), "Km_p", map[string]float64{"v": v}, inf, tau)
		}
	}
}

// TestPospischilCurrents: each current, its total over 100 um2, and its slope; at -70 mV and steady gates the figures that Jaxley
// records (its Km starts at p_inf/(p_inf + tau)).
func TestPospischilCurrents(t *testing.T) {
	for _, c := range []struct {
		m           *mech.Mechanism
		given       map[string]float64
		conductance float64
		reversal    float64
	}{
		{library.Na(), map[string]float64{"v": -31, "Na_m": 0.6, "Na_h": 0.3}, 0.05 * 0.216 * 0.3, 50},
		{library.K(), map[string]float64{"v": 12, "K_n": 0.7}, 0.005 * 0.2401, -90},
		{library.Km(), map[string]float64{"v": -41, "Km_p": 0.35}, 4e-6 * 0.35, -90},
	} {
		now := evaluate(t, c.m, mech.Currents, c.given)
		density := c.conductance * (c.given["v"] - c.reversal)
		require.InEpsilon(t, density, now[c.m.Currents()[0].Key], 1e-14)
		require.InEpsilon(t, density, now["i"], 1e-14, "100 um2 of 1 mA/cm2 are 1 nA")
		require.InEpsilon(t, c.conductance, now["di_dv"], 1e-14)
	}
	na := evaluate(t, library.Na(), mech.Initialise, nil)
	require.InEpsilon(t, 0.0016756870247372421, na["Na_m"], 1e-12)
	require.InEpsilon(t, 0.999683549119298, na["Na_h"], 1e-12)
	require.InEpsilon(t, -2.8222307289740945e-08, evaluate(t, library.Na(), mech.Currents, na)["i_Na"], 1e-12)
	k := evaluate(t, library.K(), mech.Initialise, nil)
	require.InEpsilon(t, 0.006540136525768453, k["K_n"], 1e-12)
	km := evaluate(t, library.Km(), mech.Currents, map[string]float64{"Km_p": 4.637021417530965e-05})
	require.InEpsilon(t, 3.892573387096377e-09, evaluate(t, library.K(), mech.Currents, k)["i_K"]+km["i_K"], 1e-12, "of K and Km together")
	require.InDelta(t, 0.0293, evaluate(t, library.Km(), mech.Initialise, nil)["Km_p"], 5e-5, "at its steady state, not over (inf + tau)")
}

// TestPospischilSmooth: no hole and no jump over -120 to 80 mV in steps of 0.01 mV, the places where the published rates are 0/0
// among them exactly. The second difference of a smooth curve with kinetics w wide is about (0.01/w)^2 of its height; w is 2 mV for m^3.
func TestPospischilSmooth(t *testing.T) {
	for _, m := range []*mech.Mechanism{library.Na(), library.K(), library.Km()} {
		for _, purpose := range []mech.Purpose{mech.Initialise, mech.Sweep} {
			series := map[string][]float64{}
			largest := map[string]float64{}
			for i := range 20_001 {
				for key, x := range evaluate(t, m, purpose, map[string]float64{"v": float64(i-12_000) / 100}) {
					require.False(t, math.IsNaN(x) || math.IsInf(x, 0), "%s at step %d", key, i)
					series[key] = append(series[key], x)
					largest[key] = max(largest[key], math.Abs(x))
				}
			}
			for key, s := range series {
				for i := 2; i < len(s); i++ {
					require.LessOrEqual(t, math.Abs(s[i]-2*s[i-1]+s[i-2]), 2.5e-5*largest[key], "%s at %v mV", key, float64(i-12_001)/100)
				}
			}
		}
	}
}

// TestIonotropic: steady state, time constant and current of the two synapses with a gate, with other parameters too. The time constant
// is (1 - s_inf)/k_minus, here written without its cancellation. Far outside the physiological range they stay finite.
func TestIonotropic(t *testing.T) {
	for _, v := range []float64{-1e6, 1e6} {
		far := map[string]float64{"v_pre": v, "v": 0, "IonotropicSynapse_delta": 0.01, "IonotropicSynapse_k_minus": 50}
		s := evaluate(t, library.IonotropicSynapse(), mech.Initialise, far)["IonotropicSynapse_s"]
		require.Equal(t, max(0, math.Copysign(1, v)), s, "closed, or open")
	}
	for _, v := range []float64{-120, -70, -35, -20, 0, 40, 60, 200} {
		for _, p := range [][3]float64{{-35, 10, 0.025}, {-20, 2.5, 0.4}} {
			e := math.Exp((v - p[0]) / p[1])
			given := map[string]float64{"v_pre": v, "v": 17, "IonotropicSynapse_v_th": p[0], "IonotropicSynapse_delta": p[1], "IonotropicSynapse_k_minus": p[2]}
			gate(t, library.IonotropicSynapse(), "IonotropicSynapse_s", given, e/(1+e), 1/(p[2]*(1+e)))
		}
		e := math.Exp((v + 35) / 10)
		gate(t, library.TestSynapse(), "TestSynapse_c", map[string]float64{"v_pre": v, "v": -3}, e/(1+e), 40/(1+e))
	}
	now := evaluate(t, library.IonotropicSynapse(), mech.Currents, map[string]float64{"v": -70, "IonotropicSynapse_gS": 5e-4, "IonotropicSynapse_e_syn": -45})
	require.InEpsilon(t, 5e-4*0.2*-25, now["i_IonotropicSynapse"], 1e-15)
	require.InEpsilon(t, 5e-4*0.2*-25, now["i"], 1e-15)
	require.InEpsilon(t, 1e-4, now["di_dv"], 1e-15)
	now = evaluate(t, library.TestSynapse(), mech.Currents, map[string]float64{"v": -70, "TestSynapse_gC": 5e-4})
	require.InEpsilon(t, -0.007, now["i_TestSynapse"], 1e-15, "as Jaxley records it")
	require.InEpsilon(t, 1e-4, now["di_dv"], 1e-15)
}

// TestTanh: the two synapses without states; the slope is that of the postsynaptic side, so the rate synapse has none.
func TestTanh(t *testing.T) {
	for _, v := range []float64{-150, -75, -70, -69.99, -40, 30} {
		rate := evaluate(t, library.TanhRateSynapse(), mech.Currents, map[string]float64{"v_pre": v, "TanhRateSynapse_slope": 0.1, "TanhRateSynapse_x_offset": -60})
		require.InEpsilon(t, -1e-4*math.Tanh((v+60)*0.1), rate["i_TanhRateSynapse"], 1e-14)
		require.Equal(t, rate["i_TanhRateSynapse"], rate["i"])
		require.Zero(t, rate["di_dv"])
		g := evaluate(t, library.TanhConductanceSynapse(), mech.Currents, map[string]float64{"v_pre": v, "v": -31, "TanhConductanceSynapse_slope": 0.2, "TanhConductanceSynapse_e_syn": 10})
		require.InDelta(t, 1e-4*math.Tanh((v+70)*0.2)*-41, g["i_TanhConductanceSynapse"], 1e-17)
		require.InDelta(t, 1e-4*math.Tanh((v+70)*0.2), g["di_dv"], 1e-19)
	}
	jaxley := evaluate(t, library.TanhRateSynapse(), mech.Currents, map[string]float64{"TanhRateSynapse_gS": 5e-4, "TanhRateSynapse_slope": 0.1, "TanhRateSynapse_x_offset": -60})
	require.InEpsilon(t, 0.00038079707797788245, jaxley["i_TanhRateSynapse"], 1e-14, "as Jaxley records it")
	jaxley = evaluate(t, library.TanhConductanceSynapse(), mech.Currents, map[string]float64{"TanhConductanceSynapse_gS": 5e-4, "TanhConductanceSynapse_slope": 0.1,
		"TanhConductanceSynapse_x_offset": -60})
	require.InEpsilon(t, 0.026655795458451773, jaxley["i_TanhConductanceSynapse"], 1e-14, "as Jaxley records it")
}
