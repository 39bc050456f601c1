package library_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestChannelKeys: parameters, states, defaults and currents of the channels beyond HH, Leak, Na, K and Km are those that users of Jaxley
// and jaxley-mech know, but for the temperature T, and for eCa of CaHVA and CaLVA, which jaxley-mech starts from 0.
func TestChannelKeys(t *testing.T) {
	for _, c := range []struct {
		m       *mech.Mechanism
		current string
		want    map[string]float64
	}{
		{library.CaL(), "i_Ca", map[string]float64{"CaL_gCaL": 1e-4, "eCa": 120, "CaL_q": 0.2, "CaL_r": 0.2}},
		{library.CaT(), "i_Ca", map[string]float64{"CaT_gCaT": 4e-5, "CaT_vx": 2, "eCa": 120, "CaT_u": 0.2}},
		{library.HHNa(), "i_Na", map[string]float64{"HHNa_gNa": 0.12, "eNa": 50, "HHNa_m": 0.2, "HHNa_h": 0.2}},
		{library.HHK(), "i_K", map[string]float64{"HHK_gK": 0.036, "eK": -77, "HHK_n": 0.2}},
		{library.HHLeak(), "i_HHLeak", map[string]float64{"HHLeak_gLeak": 0.0003, "HHLeak_eLeak": -54.3}},
		{library.NaTaT(), "i_Na", map[string]float64{"NaTaT_gNaTaT": 1e-5, "NaTaT_T": 34, "eNa": 50, "NaTaT_m": 0.1, "NaTaT_h": 0.1}},
		{library.NaTs2T(), "i_Na", map[string]float64{"NaTs2T_gNaTs2T": 1e-5, "NaTs2T_T": 34, "eNa": 50, "NaTs2T_m": 0.1, "NaTs2T_h": 0.1}},
		{library.NapEt2(), "i_Na", map[string]float64{"NapEt2_gNapEt2": 1e-5, "NapEt2_T": 34, "eNa": 50, "NapEt2_m": 0.1, "NapEt2_h": 0.1}},
		{library.KPst(), "i_K", map[string]float64{"KPst_gKPst": 1e-5, "KPst_T": 34, "eK": -77, "KPst_m": 0.1, "KPst_h": 0.1}},
		{library.KTst(), "i_K", map[string]float64{"KTst_gKTst": 1e-5, "KTst_T": 34, "eK": -77, "KTst_m": 0.1, "KTst_h": 0.1}},
		{library.SKE2(), "i_K", map[string]float64{"SKE2_gSKE2": 1e-6, "eK": -77, "CaCon_i": 5e-5, "SKE2_z": 0}},
		{library.SKv3_1(), "i_K", map[string]float64{"SKv3_1_gSKv3_1": 1e-5, "eK": -77, "SKv3_1_m": 0.1}},
		{library.M(), "i_K", map[string]float64{"M_gM": 1e-5, "M_T": 34, "eK": -77, "M_m": 0}},
		{library.CaHVA(), "i_Ca", map[string]float64{"CaHVA_gCaHVA": 1e-5, "eCa": 120, "CaHVA_m": 0.1, "CaHVA_h": 0.1}},
		{library.CaLVA(), "i_Ca", map[string]float64{"CaLVA_gCaLVA": 1e-5, "CaLVA_T": 34, "eCa": 120, "CaLVA_m": 0, "CaLVA_h": 0}},
		{library.H(), "i_H", map[string]float64{"H_gH": 1e-5, "eH": -45, "H_m": 0}},
	} {
		defaults := map[string]float64{}
		for _, v := range append(c.m.Parameters(), c.m.States()...) {
			defaults[v.Key] = v.Default
			require.Equal(t, v.Key == v.Name, v.Shared, v.Key)
		}
		require.Equal(t, c.want, defaults, c.m.Name())
		require.Equal(t, mech.ChannelKind, c.m.Kind())
		require.Len(t, c.m.Currents(), 1)
		require.Equal(t, c.current, c.m.Currents()[0].Key)
		require.Contains(t, library.Names(), c.m.Name())
	}
}

// TestChannelTemperature: T divides the time constants by 2.3 each 10 degC, 1 at 21 degC, and leaves the steady states.
func TestChannelTemperature(t *testing.T) {
	for _, m := range []*mech.Mechanism{library.NaTaT(), library.NaTs2T(), library.NapEt2(), library.KPst(), library.KTst(), library.M(), library.CaLVA()} {
		for _, state := range m.States() {
			for _, v := range []float64{-85, -42, 10} {
				at := func(celsius float64) (inf, tau float64) {
					given := map[string]float64{"v": v, m.Name() + "_T": celsius}
					_, tau = kineticsOf(t, m, state.Key, given, 0.01)
					return kineticsOf(t, m, state.Key, given, tau)
				}
				inf, tau := at(21)
				for _, celsius := range []float64{6.3, 34} {
					otherInf, otherTau := at(celsius)
					require.InEpsilon(t, inf, otherInf, 1e-12, state.Key)
					require.InEpsilon(t, tau, otherTau*math.Pow(2.3, (celsius-21)/10), 1e-9, "%s at %v mV, %v degC", state.Key, v, celsius)
				}
			}
		}
	}
}

// TestCalciumGate: SKE2 is closed without calcium, and where a step of the concentration overshoots below nothing.
func TestCalciumGate(t *testing.T) {
	for _, calcium := range []float64{-1e-9, 0, 1e-300} {
		require.Zero(t, evaluate(t, library.SKE2(), mech.Initialise, map[string]float64{"CaCon_i": calcium})["SKE2_z"])
	}
	require.InEpsilon(t, 0.5, evaluate(t, library.SKE2(), mech.Initialise, map[string]float64{"CaCon_i": 0.00043})["SKE2_z"], 1e-14)
}
