package main

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

// From starts 50 % off each parameter comes within 2 % of the truth. The noise leaves less than 0.1 %
// uncertain: what could go wrong is a fit that ends where a spike is missing.
func TestChannelIsFound(t *testing.T) {
	seeds := []uint64{1, 2, 6} // 3 starts where 1 does
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "new", "folder")
			var text bytes.Buffer
			f, err := run(t.Context(), out, seed, &text)
			require.NoError(t, err)
			require.Len(t, f.found, len(trainables))
			for i, found := range f.found {
				truth := f.truth[i].Values[0]
				require.Equal(t, trainables[i].key, found.Key)
				require.InEpsilon(t, 0.5, math.Abs(off(i, f.start[i].Values[0], truth)), 1e-12)
				require.InDelta(t, 0, off(i, found.Values[0], truth), 0.02, found.Key)
				require.InEpsilon(t, truth, found.Values[0], 0.02, found.Key)
				require.Contains(t, text.String(), found.Key)
			}
			// What is left is the noise. Its variance over 6401 samples is known to 1.8 %.
			last := f.losses[len(f.losses)-1]
			require.InEpsilon(t, noise*noise, last, 0.08)
			require.Greater(t, f.losses[0], 100*last)
			for _, name := range []string{"custom.png", "custom_loss.png"} {
				requirePicture(t, filepath.Join(out, name))
			}
		})
	}
}

// The neuron adapts: each interval of its second train of spikes is longer than the one before, and
// the last at least twice as long as the first.
func TestNeuronAdapts(t *testing.T) {
	cell, err := newModel()
	require.NoError(t, err)
	result, err := cell.Integrate(t.Context(), options(duration, nil))
	require.NoError(t, err)
	var train []float64
	for _, time := range golgi.Crossings(result.Times, result.Recordings[0], 0) {
		if time > 70 {
			train = append(train, time)
		}
	}
	require.GreaterOrEqual(t, len(train), 5)
	for i := 2; i < len(train); i++ {
		require.Greater(t, train[i]-train[i-1], train[i-1]-train[i-2])
	}
	require.Greater(t, train[len(train)-1]-train[len(train)-2], 2*(train[1]-train[0]))
}

// requirePicture fails unless the file is a PNG, 1600 pixels wide.
func requirePicture(t *testing.T, file string) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	config, err := png.DecodeConfig(f)
	require.NoError(t, err)
	require.Equal(t, 1600, config.Width, file)
}
