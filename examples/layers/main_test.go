package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Both volleys pass the input layer; the inhibition of the first keeps the
// second from the pyramidal cells.
func TestSecondVolleyIsInhibited(t *testing.T) {
	out := filepath.Join(t.TempDir(), "new", "folder")
	var text bytes.Buffer
	require.NoError(t, run("../../testdata/pyramidal.swc", out, &text))
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	require.Len(t, lines, 3)
	for i, want := range []string{"7 cells, 14 spikes", "5 cells,  5 spikes", "4 cells,  4 spikes"} {
		require.Contains(t, lines[i], layers[i].name)
		require.Contains(t, lines[i], want)
	}
	for _, name := range []string{"network.png", "traces.png"} {
		f, err := os.Open(filepath.Join(out, name))
		require.NoError(t, err)
		config, err := png.DecodeConfig(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, 1600, max(config.Width, config.Height), name)
	}
	require.ErrorContains(t, run("missing.swc", out, &text), "missing.swc")
}

func TestNetworkHasItsLayers(t *testing.T) {
	net, err := newNetwork("../../testdata/pyramidal.swc")
	require.NoError(t, err)
	cells, _, _ := net.Shape()
	require.Equal(t, 16, cells)
	require.Equal(t, []string{"Excitation", "Recruitment", "Inhibition"}, net.SynapseTypes())
	height := 0.0
	for i, l := range layers {
		y, err := net.Group(l.name).Branch(soma).Get("y")
		require.NoError(t, err)
		for _, other := range y[1:] {
			require.InDelta(t, y[0], other, 1e-9, "the somata of a layer lie in a row")
		}
		if i > 0 {
			// 800 um apart, but for the length of a soma, which is moved by its end.
			require.InDelta(t, 800, height-y[0], 25)
		}
		height = y[0]
	}
}
