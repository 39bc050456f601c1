package library_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

func TestNames(t *testing.T) {
	require.Equal(t, []string{"HH", "Leak"}, library.Names())
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		require.Equal(t, name, m.Name())
		require.NotEmpty(t, m.Source())
		for _, v := range append(m.Parameters(), m.Currents()...) {
			require.NotEmpty(t, v.Unit, v.Key)
		}
	}
	_, err := library.ByName("HHH")
	require.EqualError(t, err, `no mechanism "HHH" in the library; did you mean "HH"?`)
	_, err = library.ByName("../library.go")
	require.EqualError(t, err, `no mechanism "../library.go" in the library; there are HH, Leak`)
}

// TestKeys: parameters and states as jaxley-facts.md 1.4 lists them.
func TestKeys(t *testing.T) {
	defaults := func(m *mech.Mechanism) map[string]float64 {
		list := map[string]float64{}
		for _, v := range append(m.Parameters(), m.States()...) {
			list[v.Key] = v.Default
		}
		return list
	}
	require.Equal(t, map[string]float64{"HH_gNa": 0.12, "HH_gK": 0.036, "HH_gLeak": 0.0003, "HH_eNa": 50, "HH_eK": -77, "HH_eLeak": -54.3,
		"HH_m": 0.2, "HH_h": 0.2, "HH_n": 0.2}, defaults(library.HH()))
	require.Equal(t, map[string]float64{"Leak_gLeak": 1e-4, "Leak_eLeak": -70}, defaults(library.Leak()))
	require.Equal(t, "i_HH", library.HH().Currents()[0].Key)
	require.Equal(t, "i_Leak", library.Leak().Currents()[0].Key)
}
