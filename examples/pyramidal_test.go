package examples_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/model"
)

// What pyramidal.yaml promises: each spike comes to the axon, the trunk and the
// tuft later than to the soma, and smaller the further into the dendrite.
func TestPyramidalModelFile(t *testing.T) {
	file, err := model.ReadFile("pyramidal.yaml")
	require.NoError(t, err)
	built, err := file.Build()
	require.NoError(t, err)
	run, err := built.Run(context.Background(), model.RunOptions{})
	require.NoError(t, err)
	require.Len(t, run.Result.Recordings, 5)

	const soma, axon, trunk, endOfTrunk, tuft = 0, 1, 2, 3, 4
	var first, peak [5]float64
	for i, v := range run.Result.Recordings {
		times := crossings(run.Result.Times, v)
		require.Len(t, times, 3, "recording %d", i)
		first[i], peak[i] = times[0], slices.Max(v)
	}
	require.Greater(t, first[axon], first[soma])
	require.Less(t, first[soma], first[trunk])
	require.Less(t, first[trunk], first[endOfTrunk])
	require.Less(t, first[endOfTrunk], first[tuft])
	require.Greater(t, peak[soma], peak[trunk])
	require.Greater(t, peak[trunk], peak[endOfTrunk])
	require.Greater(t, peak[endOfTrunk], peak[tuft]+20)
	require.Greater(t, peak[axon], 30.0, "the axon carries whole spikes")
	// Before the stimulus the cell rests: nothing moves by more than 2 mV.
	for i, v := range run.Result.Recordings {
		require.Less(t, math.Abs(v[200]-v[0]), 2.0, "recording %d from 0 to 5 ms", i)
	}
}

// crossings returns when a voltage rises through -40 mV, to the sample.
func crossings(times, v []float64) []float64 {
	var found []float64
	for i := 1; i < len(v); i++ {
		if v[i-1] < -40 && v[i] >= -40 {
			found = append(found, times[i])
		}
	}
	return found
}
