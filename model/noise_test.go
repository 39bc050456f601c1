package model

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// TestNoise: a run of a file has the bits of the same run through the API, seed by seed.
func TestNoise(t *testing.T) {
	run := func(noise string) [][]float64 {
		f, err := Read("m.yaml", fmt.Appendf(nil, `golgi: 1
cells: [{name: a, parents: [-1, 0], ncomp: 2}]
insert: [{mechanism: HH}]
stimuli: [{at: branch(1).comp(0), noise: %s}]
record: [{at: branch(0).comp(0)}]
simulate: {t_max: 4}
`, noise))
		require.NoError(t, err)
		m, err := f.Build()
		require.NoError(t, err)
		r, err := m.View.Prepare(golgi.Options{TMax: 4, InitStates: true})
		require.NoError(t, err)
		result, err := r.Run(t.Context())
		require.NoError(t, err)
		return result.Recordings
	}
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Branch(0).Comp(0).Record("v"))
	for noise, current := range map[string][]float64{
		"{sd: 0.02, tau: 2}": golgi.NoiseCurrent(0, 4, 0, 0.02, 2, 0.025, 4, 0, 0),
		"{mean: 0.01, sd: 0.02, tau: 0, seed: 3, delay: 1, dur: 2, offset: 0.005}": golgi.NoiseCurrent(1, 2, 0.01, 0.02, 0, 0.025, 4, 0.005, 3),
	} {
		o := golgi.Options{TMax: 4, InitStates: true, Overrides: []golgi.Override{cell.Branch(1).Comp(0).DataStimulate(current)}}
		r, err := cell.Integrate(t.Context(), o)
		require.NoError(t, err)
		require.Equal(t, r.Recordings, run(noise), noise)
	}
	require.NotEqual(t, run("{sd: 0.02, tau: 2}"), run("{sd: 0.02, tau: 2, seed: 1}"))
}
