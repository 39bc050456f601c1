package bench_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/bench"
)

// TestRallpack12 asks for what the Rallpacks ask for: at most 0.1 % of the
// largest |V|, from 1 ms on (before that the step of the current is between
// samples).
func TestRallpack12(t *testing.T) {
	const dt = 0.025
	for _, make := range []func(float64) (*bench.Case, error){bench.Rallpack1, bench.Rallpack2} {
		for _, solver := range []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson} {
			c, err := make(dt)
			require.NoError(t, err)
			errors, err := bench.Errors(context.Background(), c, solver, dt)
			require.NoError(t, err)
			for _, e := range errors {
				t.Logf("%s, %s, %s: %.4f mV = %.4f %% from 1 ms on, %.4f mV before", c.Name, solver, e.Place, e.Late, 100*e.Late/e.Largest, e.Early)
				require.LessOrEqual(t, e.Late, 1e-3*e.Largest, "%s, %s, %s", c.Name, solver, e.Place)
			}
		}
	}
}

// rallpack3Crossings are the first three upward crossings of 0 mV at both ends
// and the number of spikes, from an independent program with the same
// discretisation.
type rallpack3Crossings struct {
	near, far           []float64
	nearCount, farCount int
}

func checkRallpack3(t *testing.T, solver golgi.Solver, dt float64, want rallpack3Crossings) {
	c, err := bench.Rallpack3(dt)
	require.NoError(t, err)
	result, err := c.Cell.Integrate(context.Background(), golgi.Options{TMax: c.TMax, Dt: dt, Solver: solver})
	require.NoError(t, err)
	for r, spikes := range [][]float64{want.near, want.far} {
		got := golgi.Crossings(result.Times, result.Recordings[r], 0)
		require.Len(t, got, []int{want.nearCount, want.farCount}[r], "spikes at the %s", c.Places[r])
		for k, at := range spikes {
			require.InDelta(t, at, got[k], 0.002, "spike %d at the %s, ms", k, c.Places[r])
		}
	}
}

func TestRallpack3BackwardEuler(t *testing.T) {
	checkRallpack3(t, golgi.BackwardEuler, 0.025, rallpack3Crossings{
		near: []float64{1.3330, 16.1082, 30.7233}, far: []float64{4.1194, 18.8083, 33.4310}, nearCount: 18, farCount: 17,
	})
}

// TestRallpack3Converged takes about half a minute: set GOLGI_SLOW=1.
func TestRallpack3Converged(t *testing.T) {
	if os.Getenv("GOLGI_SLOW") == "" {
		t.Skip("250,000 steps of 1000 compartments: set GOLGI_SLOW=1 to run it")
	}
	checkRallpack3(t, golgi.CrankNicolson, 0.001, rallpack3Crossings{
		near: []float64{1.3063, 16.0041, 30.5455}, far: []float64{4.0708, 18.6870, 33.2352}, nearCount: 18, farCount: 17,
	})
}
