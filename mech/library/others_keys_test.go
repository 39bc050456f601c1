package library_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestOthersKeys: names and defaults of pumps, point neurons, points, synapses and junctions are those that users of Jaxley and
// jaxley-mech know, where those have them. T of CaNernstReversal is a constant there; of the graded synapses see [library.AMPA].
func TestOthersKeys(t *testing.T) {
	for _, c := range []struct {
		m        *mech.Mechanism
		kind     mech.Kind
		currents []string
		want     map[string]float64
	}{
		{library.CaPump(), mech.PumpKind, []string{"i_CaPump"}, map[string]float64{"CaPump_gamma": 0.05, "CaPump_decay": 80, "CaPump_depth": 0.1, "CaPump_minCaCon_i": 1e-4,
			"CaCon_i": 5e-5}},
		{library.CaDynamics(), mech.PumpKind, []string{"i_CaDynamics"}, map[string]float64{"CaDynamics_gamma": 0.05, "CaDynamics_decay": 80, "CaDynamics_depth": 0.1,
			"CaDynamics_minCai": 1e-4, "CaCon_i": 5e-5}},
		{library.CaFaradayConcentrationChange(), mech.PumpKind, []string{"i_CaFaradayConcentrationChange"}, map[string]float64{"CaCon_i": 5e-5}},
		{library.NaFaradayConcentrationChange(), mech.PumpKind, []string{"i_NaFaradayConcentrationChange"}, map[string]float64{"NaCon_i": 10}},
		{library.KFaradayConcentrationChange(), mech.PumpKind, []string{"i_KFaradayConcentrationChange"}, map[string]float64{"KCon_i": 54.4}},
		{library.CaNernstReversal(), mech.PumpKind, nil, map[string]float64{"CaNernstReversal_T": 279.45, "eCa": 0, "CaCon_i": 5e-5, "CaCon_e": 2}},
		{library.NaNernstReversal(), mech.PumpKind, nil, map[string]float64{"eNa": 50, "NaCon_i": 10, "NaCon_e": 140}},
		{library.KNernstReversal(), mech.PumpKind, nil, map[string]float64{"eK": -77, "KCon_i": 54.4, "KCon_e": 2.5}},
		{library.CaGHK(), mech.ChannelKind, []string{"i_Ca"}, map[string]float64{"CaGHK_pCa": 8e-5, "CaGHK_m": 0.2, "CaCon_i": 5e-5, "CaCon_e": 2}},
		{library.CaBuffer(), mech.PumpKind, []string{"i_CaBuffer"}, map[string]float64{"CaBuffer_kf": 100, "CaBuffer_kb": 0.1, "CaBuffer_total": 0.1, "CaBuffer_CaB": 0,
			"CaBuffer_binding": 0, "CaCon_i": 5e-5}},
		{library.PMCA(), mech.PumpKind, []string{"i_PMCA"}, map[string]float64{"PMCA_vmax": 1e-5, "PMCA_Km": 5e-4, "PMCA_rest": 5e-5, "CaCon_i": 5e-5}},
		{library.NaKPump(), mech.PumpKind, []string{"i_NaKPump", "i_NaKPump_Na", "i_NaKPump_K"}, map[string]float64{"NaKPump_imax": 0.01, "NaKPump_KmNa": 10,
			"NaKPump_KmK": 3.5, "NaCon_i": 10, "KCon_i": 54.4, "KCon_e": 2.5}},
		{library.Izhikevich(), mech.ChannelKind, nil, map[string]float64{"Izhikevich_a": 0.02, "Izhikevich_b": 0.2, "Izhikevich_c": -65, "Izhikevich_d": 8, "Izhikevich_u": 0}},
		{library.Rate(), mech.ChannelKind, nil, map[string]float64{"Rate_tau": 1}},
		{library.Fire(), mech.ChannelKind, nil, map[string]float64{"Fire_vth": -50, "Fire_vreset": -70, "Fire_spikes": 0}},
		{library.AdEx(), mech.ChannelKind, nil, map[string]float64{"AdEx_g_L": 10, "AdEx_E_L": -70, "AdEx_v_T": -50, "AdEx_delta_T": 2, "AdEx_v_threshold": 0,
			"AdEx_v_reset": -58, "AdEx_tau_w": 30, "AdEx_a": 2, "AdEx_b": 0, "AdEx_w": 0, "AdEx_spikes": 0}},
		{library.SEClamp(), mech.PointKind, []string{"i_SEClamp"}, map[string]float64{"SEClamp_rs": 1, "SEClamp_dur1": 0, "SEClamp_dur2": 0, "SEClamp_dur3": 0,
			"SEClamp_amp1": 0, "SEClamp_amp2": 0, "SEClamp_amp3": 0}},
		{library.DynamicClamp(), mech.PointKind, []string{"i_DynamicClamp"}, map[string]float64{"DynamicClamp_g": 0, "DynamicClamp_e": 0}},
		{library.AMPA(), mech.SynapseKind, []string{"i_AMPA"}, map[string]float64{"AMPA_gAMPA": 1e-4, "AMPA_eAMPA": 0, "AMPA_Cmax": 1, "AMPA_alpha": 1.1, "AMPA_beta": 0.19,
			"AMPA_vt_pre": 2, "AMPA_k_pre": 5, "AMPA_R": 0}},
		{library.GABAa(), mech.SynapseKind, []string{"i_GABAa"}, map[string]float64{"GABAa_gGABAa": 1e-4, "GABAa_eGABAa": -80, "GABAa_Cmax": 1, "GABAa_alpha": 5,
			"GABAa_beta": 0.18, "GABAa_vt_pre": 2, "GABAa_k_pre": 5, "GABAa_R": 0}},
		{library.GABAb(), mech.SynapseKind, []string{"i_GABAb"}, map[string]float64{"GABAb_gGABAb": 1e-4, "GABAb_eGABAb": -95, "GABAb_Cmax": 0.5, "GABAb_vt_pre": 2,
			"GABAb_k_pre": 5, "GABAb_K1": 0.09, "GABAb_K2": 1.2e-3, "GABAb_K3": 0.18, "GABAb_K4": 0.034, "GABAb_KD": 100, "GABAb_n": 4, "GABAb_R": 0, "GABAb_G": 0}},
		{library.NMDA(), mech.SynapseKind, []string{"i_NMDA"}, map[string]float64{"NMDA_gNMDA": 1e-4, "NMDA_eNMDA": 0, "NMDA_Cmax": 1, "NMDA_alpha": 0.072,
			"NMDA_beta": 0.0066, "NMDA_vt_pre": 2, "NMDA_k_pre": 5, "NMDA_mg": 1, "NMDA_R": 0}},
		{library.GapJunction(), mech.JunctionKind, []string{"i_GapJunction"}, map[string]float64{"GapJunction_gE": 0.001}},
		{library.VoltageGatedGapJunction(), mech.JunctionKind, []string{"i_VoltageGatedGapJunction"}, map[string]float64{"VoltageGatedGapJunction_gE": 0.001,
			"VoltageGatedGapJunction_residual": 0.05, "VoltageGatedGapJunction_v0": 14.3, "VoltageGatedGapJunction_lambda": 0.0013,
			"VoltageGatedGapJunction_A_open": 0.077, "VoltageGatedGapJunction_A_close": 0.14, "VoltageGatedGapJunction_m": 1, "VoltageGatedGapJunction_h": 1}},
	} {
		defaults := map[string]float64{}
		for _, v := range append(c.m.Parameters(), c.m.States()...) {
			defaults[v.Key] = v.Default
			require.Equal(t, v.Key == v.Name, v.Shared, v.Key)
		}
		require.Equal(t, c.want, defaults, c.m.Name())
		require.Equal(t, c.kind, c.m.Kind(), c.m.Name())
		var currents []string
		for _, v := range c.m.Currents() {
			currents = append(currents, v.Key)
		}
		require.ElementsMatch(t, c.currents, currents, c.m.Name())
	}
}

// TestOthersAccess: what is read of the step before, what of this one; who moves ions; who writes the voltage.
func TestOthersAccess(t *testing.T) {
	require.Equal(t, []string{"i_Ca"}, library.CaPump().Access().PreviousReads)
	require.Empty(t, library.CaPump().Access().CurrentReads)
	require.Equal(t, []string{"i_Ca"}, library.CaFaradayConcentrationChange().Access().PreviousReads)
	require.Equal(t, []string{"i_Ca"}, library.CaDynamics().Access().CurrentReads)
	require.Empty(t, library.CaDynamics().Access().PreviousReads)
	fluxes := library.NaKPump().Access().Fluxes
	slices.Sort(fluxes)
	require.Equal(t, []string{"KCon_i", "NaCon_i"}, fluxes)
	writers := map[string]bool{}
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		if m.Access().WritesVoltage {
			writers[name] = true
		}
	}
	require.Equal(t, []string{"AdEx", "Fire", "Izhikevich", "Rate"}, slices.Sorted(maps.Keys(writers)))
}

// TestOthersSmooth: over -120 to 80 mV in steps of 0.1 mV, of v and, of what joins two compartments, of v_pre, everything is finite and
// nothing jumps, but for the voltage that a spike resets.
func TestOthersSmooth(t *testing.T) {
	for _, m := range []*mech.Mechanism{library.CaGHK(), library.Rate(), library.DynamicClamp(), library.SEClamp(), library.AMPA(), library.GABAa(), library.GABAb(),
		library.NMDA(), library.GapJunction(), library.VoltageGatedGapJunction()} {
		for _, purpose := range []mech.Purpose{mech.Initialise, mech.Advance, mech.Currents, mech.Sweep} {
			for _, swept := range []string{"v", "v_pre"} {
				checkSmooth(t, m, purpose, swept)
			}
		}
	}
}

// checkSmooth: a curve that is w wide has second differences of (0.1/w)^2 of its height; the narrowest, a release 5 mV wide with its
// receptors over it, has 1e-3.
func checkSmooth(t *testing.T, m *mech.Mechanism, purpose mech.Purpose, swept string) {
	t.Helper()
	series, largest := map[string][]float64{}, map[string]float64{}
	given := map[string]float64{"GABAb_G": 2, "AMPA_R": 0.3, "GABAa_R": 0.3, "NMDA_R": 0.3, "DynamicClamp_g": 0.1, "SEClamp_dur1": 1}
	for i := range 2001 {
		given[swept] = float64(i-1200) / 10
		for key, x := range outputs(t, m, purpose, given) {
			require.False(t, math.IsNaN(x) || math.IsInf(x, 0), "%s at %v of %s", key, given[swept], swept)
			series[key] = append(series[key], x)
			largest[key] = max(largest[key], math.Abs(x))
		}
	}
	for key, s := range series {
		for i := 2; i < len(s); i++ {
			require.LessOrEqual(t, math.Abs(s[i]-2*s[i-1]+s[i-2]), 1e-3*largest[key], "%s of %s where %s is %v", key, m.Name(), swept, float64(i-1201)/10)
		}
	}
}
