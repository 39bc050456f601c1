package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNetworkOptions: where the ends of synapses are, and whether their parameters differ.
func TestNetworkOptions(t *testing.T) {
	differing := func(w *Workload, key string) bool {
		values, err := w.view.Mechanism("IonotropicSynapse").Get(key)
		require.NoError(t, err)
		require.Greater(t, len(values), 20)
		for _, x := range values {
			if x != values[0] {
				return true
			}
		}
		return false
	}
	scattered := func(w *Workload) bool {
		for _, s := range w.view.Synapses() {
			if s.Pre%28 != 0 || s.Post%28 != 0 { // not the first compartment of a cell
				return true
			}
		}
		return false
	}
	for _, options := range [][]NetworkOption{nil, {Varied}, {Scattered}, {Varied, Scattered}} {
		w, err := SparseNetwork(10, 8, 1, options...)
		require.NoError(t, err)
		varied, random := false, false
		for _, o := range options {
			varied, random = varied || o == Varied, random || o == Scattered
		}
		for _, key := range []string{"IonotropicSynapse_gS", "IonotropicSynapse_e_syn", "IonotropicSynapse_k_minus", "IonotropicSynapse_v_th", "IonotropicSynapse_delta"} {
			require.Equal(t, varied, differing(w, key), key)
		}
		require.Equal(t, random, scattered(w))
	}
}
