package examples_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/model"
)

// What network.yaml promises: three volleys of the input layer, of which the
// inhibition of the first lets only the third through again.
func TestNetworkModelFile(t *testing.T) {
	text, err := os.ReadFile("network.yaml")
	require.NoError(t, err)
	const input, output, feedback, open = 0, 1, 5, 6
	spikes := func(text []byte) (*model.Run, [][]float64) {
		file, err := model.Read("network.yaml", text)
		require.NoError(t, err)
		built, err := file.Build()
		require.NoError(t, err)
		run, err := built.Run(context.Background(), model.RunOptions{})
		require.NoError(t, err)
		require.Len(t, run.Result.Recordings, 7)
		times := make([][]float64, open)
		for i := range times {
			times[i] = crossings(run.Result.Times, run.Result.Recordings[i])
		}
		return run, times
	}

	run, times := spikes(text)
	require.Equal(t, 13, run.Result.Stats.Cells)
	require.Len(t, times[input], 3)
	require.Len(t, times[feedback], 2)
	for cell := output; cell < feedback; cell++ {
		require.Len(t, times[cell], 2, "pyramidal cell %d", cell)
		require.Greater(t, times[cell][0], times[input][0])
		require.Less(t, times[cell][0], times[feedback][0])
		require.Greater(t, times[cell][1], 45.0)
	}
	require.InDelta(t, 0, run.Result.Recordings[open][0], 0)

	without := bytes.Replace(text, []byte("Inhibition_gS, value: 0.2"), []byte("Inhibition_gS, value: 0.0"), 1)
	require.NotEqual(t, text, without)
	_, times = spikes(without)
	for cell := output; cell < feedback; cell++ {
		require.Len(t, times[cell], 3, "pyramidal cell %d without inhibition", cell)
	}
}
