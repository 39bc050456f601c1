package tutorial_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/examples/tutorial"
	"golgi/model"
)

// The stimulated cell fires, its calcium rises and falls again, and the synapse makes the
// other cell fire after it.
func TestModelOfTheTutorial(t *testing.T) {
	text, err := os.ReadFile("tutorial.yaml")
	require.NoError(t, err)
	file, err := model.Read("tutorial.yaml", text)
	require.NoError(t, err)
	built, err := file.Build()
	require.NoError(t, err)
	run, err := built.Run(context.Background(), model.RunOptions{})
	require.NoError(t, err)
	first, second, calcium := run.Result.Recordings[0], run.Result.Recordings[1], run.Result.Recordings[2]
	peak := func(v []float64) int { return slices.Index(v, slices.Max(v)) }
	require.Greater(t, slices.Max(first), 0.0)
	require.Greater(t, slices.Max(second), 0.0)
	require.Greater(t, peak(second), peak(first))
	require.Greater(t, slices.Max(calcium), calcium[0])
	require.Greater(t, slices.Max(calcium), calcium[len(calcium)-1])
}

func TestMechanismsOfTheTutorial(t *testing.T) {
	for _, name := range []string{"KSlow", "DoubleExponential", "CaExtrusion", "CaExtrusionIon"} {
		m, err := tutorial.Mechanism(name)
		require.NoError(t, err)
		require.Equal(t, name, m.Name())
		require.Empty(t, m.Warnings())
	}
	_, err := tutorial.Mechanism("KFast")
	require.ErrorContains(t, err, "KFast")
}
