package main

import (
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// At rest derivatives fade, of a regular train one direction (its phase) keeps its size, and of
// a chaotic one it grows. The bounds are loose: a chaotic run of 300 ms does not settle its exponent.
func TestExponents(t *testing.T) {
	var got []*study
	for _, d := range drives() {
		s, err := d.study(300)
		require.NoError(t, err)
		require.Less(t, s.exponents[1], -0.05, d.name)
		got = append(got, s)
	}
	require.Less(t, got[0].exponents[0], -0.1)
	require.InDelta(t, 0, got[1].exponents[0], 0.005)
	require.Greater(t, got[2].exponents[0], 0.02)
	require.Less(t, got[0].growth[0], -10.0)
	require.InDelta(t, 0, slices.Max(got[1].growth), 0.5)
	require.Greater(t, slices.Max(got[2].growth), 2.0)
	out := t.TempDir()
	require.NoError(t, run(out, 40, io.Discard))
	require.FileExists(t, filepath.Join(out, "lyapunov.png"))
}
