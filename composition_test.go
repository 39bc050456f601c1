package golgi_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/mech/library"
)

// TestABranchEqualsACellOfOneCompartmentBranches: the branchpoints between the
// latter have no capacitance, so they change nothing but the rounding, which
// the upstroke of a spike makes some thousand times larger: 1e-6 mV, the
// tolerance of reference traces.
func TestABranchEqualsACellOfOneCompartmentBranches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "compartments")
		parents := make([]int, n)
		for i := range parents {
			parents[i] = i - 1
		}
		branch, err := golgi.NewCellFromParents([]int{-1}, n)
		require.NoError(t, err)
		cell, err := golgi.NewCellFromParents(parents, 1)
		require.NoError(t, err)
		for i := range n {
			for key, value := range map[string]float64{
				"length":            rapid.Float64Range(5, 60).Draw(t, "length"),
				"radius":            rapid.Float64Range(0.3, 4).Draw(t, "radius"),
				"axial_resistivity": rapid.Float64Range(50, 3000).Draw(t, "axial resistivity"),
				"capacitance":       rapid.Float64Range(0.5, 2).Draw(t, "capacitance"),
			} {
				require.NoError(t, branch.Comp(i).Set(key, value))
				require.NoError(t, cell.Branch(i).Set(key, value))
			}
		}
		current := golgi.StepCurrent(0.2, 1, rapid.Float64Range(0, 0.5).Draw(t, "current"), 0.025, 2.5, 0)
		where := rapid.IntRange(0, n-1).Draw(t, "where")
		require.NoError(t, branch.Comp(where).Stimulate(current))
		require.NoError(t, cell.Branch(where).Stimulate(current))
		var results [2]*golgi.Result
		solver := rapid.SampledFrom([]golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson}).Draw(t, "solver")
		for i, m := range []*golgi.Cell{branch, cell} {
			require.NoError(t, m.Insert(library.HH()))
			require.NoError(t, m.InitStates())
			require.NoError(t, m.Record("v"))
			results[i], err = m.Integrate(t.Context(), golgi.Options{TMax: 2.5, Solver: solver})
			require.NoError(t, err)
		}
		require.Equal(t, n-1, results[1].Stats.Branchpoints)
		for r := range results[0].Recordings {
			require.InDeltaSlice(t, results[0].Recordings[r], results[1].Recordings[r], 1e-6, "compartment %d", r)
		}
	})
}
