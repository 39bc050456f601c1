package main

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const swc = "../../testdata/pyramidal.swc"

// From starts 50 % off each conductance comes within 2 % of the truth: four times what the
// noise leaves uncertain, 0.1 to 0.5 % by the Fisher information of the recordings.
func TestConductancesAreFound(t *testing.T) {
	seeds := []uint64{1, 2, 3}
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "new", "folder")
			var text bytes.Buffer
			f, err := run(t.Context(), swc, out, seed, &text)
			require.NoError(t, err)
			require.Len(t, f.found, len(trainables))
			for i, found := range f.found {
				truth := f.truth[i].Values[0]
				require.InEpsilon(t, 0.5, math.Abs(f.start[i].Values[0]/truth-1), 1e-12)
				require.InEpsilon(t, truth, found.Values[0], 0.02, "%s %s", trainables[i].group, found.Key)
				require.Contains(t, text.String(), trainables[i].group+" "+found.Key)
			}
			// What is left is the noise. Its variance over 3003 samples is known to 2.6 %.
			last := f.losses[len(f.losses)-1]
			require.InEpsilon(t, noise*noise, last, 0.1)
			require.Greater(t, f.losses[0], 100*last)
			for _, name := range []string{"conductances.png", "conductances_loss.png"} {
				requirePicture(t, filepath.Join(out, name))
			}
		})
	}
}

// The truth of the table is the model's own.
func TestModel(t *testing.T) {
	cell, err := newModel(swc)
	require.NoError(t, err)
	truth := cell.GetParameters()
	require.Len(t, truth, len(trainables))
	for i, want := range []float64{0.3, 0.036, 0.15, 0.03, 0.018, 2e-4} {
		require.Equal(t, trainables[i].key, truth[i].Key)
		require.Equal(t, []float64{want}, truth[i].Values)
	}
	_, err = run(t.Context(), "missing.swc", t.TempDir(), 1, io.Discard)
	require.ErrorContains(t, err, "missing.swc")
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
