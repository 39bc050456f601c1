package library_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

func TestNames(t *testing.T) {
	require.Equal(t, []string{"AMPA", "AdEx", "CaBuffer", "CaDynamics", "CaFaradayConcentrationChange", "CaGHK", "CaHVA", "CaL", "CaLVA", "CaNernstReversal",
		"CaPump", "CaT", "DynamicClamp", "Fire", "GABAa", "GABAb", "GapJunction", "H", "HH", "HHK", "HHLeak", "HHNa", "IonotropicSynapse", "Izhikevich", "K",
		"KFaradayConcentrationChange", "KNernstReversal", "KPst", "KTst", "Km", "Leak", "M", "NMDA", "Na", "NaFaradayConcentrationChange", "NaKPump",
		"NaNernstReversal", "NaTaT", "NaTs2T", "NapEt2", "PMCA", "Rate", "SEClamp", "SKE2", "SKv3_1", "TanhConductanceSynapse", "TanhRateSynapse", "TestSynapse",
		"VoltageGatedGapJunction"}, library.Names())
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		require.Equal(t, name, m.Name())
		require.NotEmpty(t, m.Source())
		require.Empty(t, m.Warnings(), "%s is checked for units, each declaration with its own", name)
		for _, v := range append(m.Parameters(), m.States()...) {
			require.NotEmpty(t, v.Unit, v.Key)
		}
		for _, v := range append(m.Currents(), m.Reads()...) {
			require.NotEmpty(t, v.Unit, v.Key)
		}
		for _, v := range m.Parameters() {
			require.NotEmpty(t, v.Doc, v.Key)
		}
		again, err := mech.Parse(name, []byte(m.String()))
		require.NoError(t, err, "%s as it is printed", name)
		require.Equal(t, m.String(), again.String())
	}
	_, err := library.ByName("HHH")
	require.EqualError(t, err, `no mechanism "HHH" in the library; did you mean "HH"?`)
	_, err = library.ByName("ionotropicSynapse")
	require.EqualError(t, err, `no mechanism "ionotropicSynapse" in the library; did you mean "IonotropicSynapse"?`)
	_, err = library.ByName("../library.go")
	require.EqualError(t, err, `no mechanism "../library.go" in the library; there are `+strings.Join(library.Names(), ", "))
}

// TestKeys: parameters and states have the names and defaults that users of Jaxley know.
func TestKeys(t *testing.T) {
	defaults := func(m *mech.Mechanism) map[string]float64 {
		list := map[string]float64{}
		for _, v := range append(m.Parameters(), m.States()...) {
			list[v.Key] = v.Default
		}
		return list
	}
	for _, c := range []struct {
		m    *mech.Mechanism
		kind mech.Kind
		want map[string]float64
	}{
		{library.HH(), mech.ChannelKind, map[string]float64{"HH_gNa": 0.12, "HH_gK": 0.036, "HH_gLeak": 0.0003, "HH_eNa": 50, "HH_eK": -77, "HH_eLeak": -54.3,
			"HH_m": 0.2, "HH_h": 0.2, "HH_n": 0.2}},
		{library.Leak(), mech.ChannelKind, map[string]float64{"Leak_gLeak": 1e-4, "Leak_eLeak": -70}},
		{library.Na(), mech.ChannelKind, map[string]float64{"Na_gNa": 0.05, "eNa": 50, "vt": -60, "Na_m": 0.2, "Na_h": 0.2}},
		{library.K(), mech.ChannelKind, map[string]float64{"K_gK": 0.005, "eK": -90, "vt": -60, "K_n": 0.2}},
		{library.Km(), mech.ChannelKind, map[string]float64{"Km_gKm": 4e-6, "Km_taumax": 4000, "eK": -90, "Km_p": 0.2}},
		{library.IonotropicSynapse(), mech.SynapseKind, map[string]float64{"IonotropicSynapse_gS": 1e-4, "IonotropicSynapse_e_syn": 0, "IonotropicSynapse_k_minus": 0.025,
			"IonotropicSynapse_v_th": -35, "IonotropicSynapse_delta": 10, "IonotropicSynapse_s": 0.2}},
		{library.TestSynapse(), mech.SynapseKind, map[string]float64{"TestSynapse_gC": 1e-4, "TestSynapse_c": 0.2}},
		{library.TanhRateSynapse(), mech.SynapseKind, map[string]float64{"TanhRateSynapse_gS": 1e-4, "TanhRateSynapse_x_offset": -70, "TanhRateSynapse_slope": 1}},
		{library.TanhConductanceSynapse(), mech.SynapseKind, map[string]float64{"TanhConductanceSynapse_gS": 1e-4, "TanhConductanceSynapse_e_syn": 0,
			"TanhConductanceSynapse_x_offset": -70, "TanhConductanceSynapse_slope": 1}},
	} {
		require.Equal(t, c.want, defaults(c.m))
		require.Equal(t, c.kind, c.m.Kind())
		require.Len(t, c.m.Currents(), 1)
		current := "i_" + c.m.Name()
		if current == "i_Km" {
			current = "i_K" // both potassium currents of a compartment are one
		}
		require.Equal(t, current, c.m.Currents()[0].Key)
		for _, v := range append(c.m.Parameters(), c.m.States()...) {
			require.Equal(t, v.Key == v.Name, v.Shared, v.Key)
		}
	}
}
