package golgi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

func TestStepCurrents(t *testing.T) {
	steps := golgi.StepCurrents(0.5, 1, []float64{0.1, -0.2}, 0.5, 3, 1)
	require.Equal(t, [][]float64{{1, 1.1, 1.1, 1, 1, 1}, {1, 0.8, 0.8, 1, 1, 1}}, steps)
	require.Empty(t, golgi.StepCurrents(0, 1, nil, 0.5, 3, 0))
}

func TestReadWaveforms(t *testing.T) {
	waveforms, err := golgi.ReadWaveforms(strings.NewReader("a,b\n0.1,1\n0.2,2\n"))
	require.NoError(t, err)
	require.Equal(t, [][]float64{{0.1, 0.2}, {1, 2}}, waveforms)
	_, err = golgi.ReadWaveforms(strings.NewReader("0.1\nx\n"))
	require.EqualError(t, err, `waveforms: line 2: field 0: expected a number, found "x"`)
	name := filepath.Join(t.TempDir(), "current.csv")
	require.NoError(t, os.WriteFile(name, []byte("1 2\n3\n"), 0o600))
	_, err = golgi.ReadWaveformsFile(name)
	require.EqualError(t, err, name+": waveforms: line 2: 1 fields, but the lines before have 2")
	_, err = golgi.ReadWaveformsFile(filepath.Join(t.TempDir(), "none.csv"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
