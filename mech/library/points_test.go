package library_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestSEClamp: the command of each stretch and nothing after the last, also where rounding puts the time of a step beside the grid; the
// slope is 1/rs.
func TestSEClamp(t *testing.T) {
	commands := map[string]float64{"SEClamp_rs": 4, "SEClamp_dur1": 29, "SEClamp_dur2": 0, "SEClamp_dur3": 3, "SEClamp_amp1": -65, "SEClamp_amp2": 11, "SEClamp_amp3": -20,
		"v": -70, "dt": 0.29}
	for step, want := range map[int]float64{0: -5. / 4, 99: -5. / 4, 100: -50. / 4, 109: -50. / 4, 110: 0} { // 100 steps of 0.29 are 28.999999999999996 ms
		commands["t"] = 0.29 * float64(step)
		now := outputs(t, library.SEClamp(), mech.Currents, commands)
		require.InDelta(t, want, now["i_SEClamp"], 1e-13, "step %d", step)
		require.Equal(t, now["i_SEClamp"], now["i"], "nA, of a point")
		if want != 0 {
			require.InEpsilon(t, 0.25, now["di_dv"], 1e-14)
		} else {
			require.Zero(t, now["di_dv"])
		}
	}
	require.Zero(t, outputs(t, library.SEClamp(), mech.Currents, nil)["i"], "without durations")
}

// TestDynamicClamp: a conductance in uS, whatever the area.
func TestDynamicClamp(t *testing.T) {
	now := outputs(t, library.DynamicClamp(), mech.Currents, map[string]float64{"v": -60, "DynamicClamp_g": 0.02, "DynamicClamp_e": -10})
	require.InEpsilon(t, -1.0, now["i"], 1e-14)
	require.Equal(t, now["i"], now["i_DynamicClamp"])
	require.InEpsilon(t, 0.02, now["di_dv"], 1e-14)
	require.Zero(t, outputs(t, library.DynamicClamp(), mech.Currents, nil)["i"])
}
