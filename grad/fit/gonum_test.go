package fit_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/grad/fit"
	"golgi/grad/optimise"
)

// The methods of gonum fit the cell of the traces, and, interrupted anywhere,
// go on to the same bits.
func TestGonumMethods(t *testing.T) {
	for _, method := range []optimise.Method{optimise.LBFGS(), optimise.BFGS(), optimise.ConjugateGradient(), optimise.NelderMead(0.2)} {
		p, truth := off(t)
		o := fit.Options{Method: method, Epochs: 150, Target: new(1e-6)}
		want, err := fit.Run(t.Context(), p, o)
		require.NoError(t, err, method.Name)
		require.Equal(t, fit.TargetReached, want.Why, "%s: %v %s", method.Name, want.Value, want.Reason)
		for i := range truth {
			require.InEpsilonSlice(t, truth[i].Values, want.Parameters[i].Values, 0.02, method.Name)
		}
		t.Logf("%s: %d epochs, %d evaluations", method.Name, want.State.Epoch(), len(want.State.Log))

		ctx, cancel := context.WithCancel(t.Context())
		o.Progress = func(e fit.Epoch) {
			if e.Number == 3 {
				cancel()
			}
		}
		part, err := fit.Run(ctx, p, o)
		require.NoError(t, err)
		require.Equal(t, fit.Cancelled, part.Why)
		file := filepath.Join(t.TempDir(), "state.json")
		require.NoError(t, part.State.WriteFile(file))
		o.Resume, err = fit.ReadState(file)
		require.NoError(t, err)
		got, err := fit.Run(t.Context(), p, o)
		require.NoError(t, err)
		require.Equal(t, want, got, method.Name)
	}
}
