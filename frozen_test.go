package golgi

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
)

// TestOverridesShareAPlan: runs that inject and clamp at the same places share
// one plan, whatever the values; other places need another.
func TestOverridesShareAPlan(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	net, err := NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, Connect(net.Cell(0), net.Cell(1), library.TestSynapse()))
	require.NoError(t, net.Record("v"))
	plan := func(overrides ...Override) any {
		_, err := net.Integrate(context.Background(), Options{TMax: 0.05, Overrides: overrides})
		require.NoError(t, err)
		return net.m.frozen.kept()[0].plan
	}
	at := net.Cell(0)
	first := plan(at.DataStimulate([]float64{1, 2}))
	require.Same(t, first, plan(at.DataStimulate([]float64{3}), net.DataSet("v", -60), net.DataSet("TestSynapse_gC", 1)))
	require.NotSame(t, first, plan(net.Cell(1).DataStimulate([]float64{1})))
	clamped := plan(at.DataClamp("v", []float64{-60, -60}))
	require.NotSame(t, first, clamped)
	require.Same(t, clamped, plan(at.DataClamp("v", []float64{-50, -60, -70})))
	require.NotSame(t, clamped, plan(at.Comp(0).DataClamp("v", []float64{-50, -60})))
	require.NotSame(t, clamped, plan())

	// Cases of a fit that take turns keep their plans, until the structure changes.
	require.Same(t, first, plan(at.DataStimulate([]float64{4})))
	require.Same(t, clamped, plan(at.DataClamp("v", []float64{-50, -60})))
	for i := range mostPlans { // others, each with a stimulus more
		plan(slices.Repeat([]Override{at.DataStimulate([]float64{1})}, i+2)...)
	}
	require.Len(t, net.m.frozen.kept(), mostPlans)
	require.NotSame(t, first, plan(at.DataStimulate([]float64{4})), "the oldest went")
	require.NoError(t, net.Cell(0).Record("HH_m"))
	plan()
	require.Len(t, net.m.frozen.kept(), 1)
}
