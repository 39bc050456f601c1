package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpikesTravel(t *testing.T) {
	out := filepath.Join(t.TempDir(), "new", "folder")
	var text bytes.Buffer
	require.NoError(t, run("../../testdata/pyramidal.swc", out, &text))
	require.Equal(t, 5, bytes.Count(text.Bytes(), []byte("\n")), text.String())
	require.Contains(t, text.String(), "r0 soma ")
	for _, name := range []string{"traces.png", "morphology.png", "arrival.png"} {
		f, err := os.Open(filepath.Join(out, name))
		require.NoError(t, err)
		config, err := png.DecodeConfig(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, 1600, max(config.Width, config.Height), name)
	}
	require.ErrorContains(t, run("missing.swc", out, &text), "missing.swc")
}
