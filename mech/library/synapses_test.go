package library_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestGraded: release and receptors of the graded synapses over presynaptic voltages: steady state, time constant.
func TestGraded(t *testing.T) {
	for _, c := range []struct {
		m                 *mech.Mechanism
		alpha, beta, cMax float64
	}{
		{library.AMPA(), 1.1, 0.19, 1}, {library.GABAa(), 5, 0.18, 1}, {library.NMDA(), 0.072, 0.0066, 1}, {library.GABAb(), 0.09, 1.2e-3, 0.5},
	} {
		key := c.m.Name() + "_R"
		for v := -120.0; v <= 80; v += 10 {
			bind := c.alpha * c.cMax / (1 + math.Exp(-(v-2)/5))
			inf, tau := bind/(bind+c.beta), 1/(bind+c.beta)
			at := map[string]float64{"v_pre": v, "dt": tau}
			for _, before := range []float64{0, 0.2, 1} {
				at[key] = before
				require.InEpsilon(t, before*math.Exp(-1)+inf*(1-math.Exp(-1)), outputs(t, c.m, mech.Advance, at)[key], 1e-12, "%s at %v mV", key, v)
			}
		}
	}
}

// TestGradedPulse: where the presynaptic voltage is far above and then far below, receptors follow the two exponentials that Destexhe,
// Mainen & Sejnowski (1998) give for a pulse of 1 mM.
func TestGradedPulse(t *testing.T) {
	m := library.AMPA()
	r := 0.0
	for range 40 { // 1 ms
		r = outputs(t, m, mech.Advance, map[string]float64{"v_pre": 400, "AMPA_R": r})["AMPA_R"]
	}
	peak := 1.1 / 1.29 * (1 - math.Exp(-1.29))
	require.InEpsilon(t, peak, r, 1e-12)
	for range 80 { // 2 ms
		r = outputs(t, m, mech.Advance, map[string]float64{"v_pre": -400, "AMPA_R": r})["AMPA_R"]
	}
	require.InEpsilon(t, peak*math.Exp(-0.38), r, 1e-12)
}

// TestGradedCurrents: conductance times driving force; the slope is that of the postsynaptic voltage, the block by magnesium included.
func TestGradedCurrents(t *testing.T) {
	for v := -120.0; v <= 80; v += 10 {
		given := map[string]float64{"v": v, "AMPA_R": 0.4, "GABAa_R": 0.4, "NMDA_R": 0.4, "NMDA_mg": 1.5, "GABAb_G": 3}
		now := outputs(t, library.AMPA(), mech.Currents, given)
		require.InDelta(t, 0.4e-4*v, now["i_AMPA"], 1e-17)
		require.InEpsilon(t, 0.4e-4, now["di_dv"], 1e-13)
		now = outputs(t, library.GABAa(), mech.Currents, given)
		require.InDelta(t, 0.4e-4*(v+80), now["i_GABAa"], 1e-17)
		block := math.Exp(-0.062*v) * 1.5 / 3.57
		now = outputs(t, library.NMDA(), mech.Currents, given)
		require.InDelta(t, 0.4e-4/(1+block)*v, now["i_NMDA"], 1e-16)
		require.InDelta(t, 0.4e-4*(1/(1+block)+v*0.062*block/math.Pow(1+block, 2)), now["di_dv"], 1e-16)
		now = outputs(t, library.GABAb(), mech.Currents, given)
		require.InDelta(t, 1e-4*81/181*(v+95), now["i_GABAb"], 1e-15)
		require.InDelta(t, 0, outputs(t, library.GABAb(), mech.Currents, map[string]float64{"v": v})["i_GABAb"], 1e-100, "without G-protein")
	}
}

// TestGProtein: produced by the receptors of the step before, exactly over the step.
func TestGProtein(t *testing.T) {
	got := outputs(t, library.GABAb(), mech.Advance, map[string]float64{"GABAb_R": 0.3, "GABAb_G": 1.2, "dt": 2})
	e := math.Exp(-0.034 * 2)
	require.InEpsilon(t, 1.2*e+0.18*0.3/0.034*(1-e), got["GABAb_G"], 1e-12)
}

// TestJunctions: conductance, symmetric where the sides change places, and the current's sign: positive leaves the postsynaptic side.
func TestJunctions(t *testing.T) {
	now := outputs(t, library.GapJunction(), mech.Currents, map[string]float64{"v_pre": -30, "v": -70})
	require.Equal(t, 0.001, now["g"])
	require.InEpsilon(t, -0.04, now["i_GapJunction"], 1e-13)
	m := library.VoltageGatedGapJunction()
	now = outputs(t, m, mech.Currents, map[string]float64{"v_pre": -30, "v": -70, "VoltageGatedGapJunction_m": 0.5, "VoltageGatedGapJunction_h": 0.8})
	require.InEpsilon(t, 0.001*(0.05+0.95*0.4), now["g"], 1e-13)
	require.InEpsilon(t, -0.04*(0.05+0.95*0.4), now["i_VoltageGatedGapJunction"], 1e-13)
	for _, vj := range []float64{-60, -14.3, 0, 14.3, 60} {
		alpha, beta := 0.0013*math.Exp(-0.077*(vj-14.3)), 0.0013*math.Exp(0.14*(vj-14.3))
		given := map[string]float64{"v_pre": vj - 50, "v": -50, "dt": 1 / (alpha + beta), "VoltageGatedGapJunction_m": 1}
		want := math.Exp(-1) + alpha/(alpha+beta)*(1-math.Exp(-1))
		require.InEpsilon(t, want, outputs(t, m, mech.Advance, given)["VoltageGatedGapJunction_m"], 1e-12)
		given = map[string]float64{"v_pre": -50, "v": vj - 50, "dt": 1 / (alpha + beta), "VoltageGatedGapJunction_h": 1}
		require.InEpsilon(t, want, outputs(t, m, mech.Advance, given)["VoltageGatedGapJunction_h"], 1e-12, "the other gate sees the other sign")
	}
}
