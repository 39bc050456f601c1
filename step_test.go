package golgi_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// TestStepByStep: a run of single steps, each from the states that the last one
// returned, is the run as a whole, to the last bit; clamps count from the start
// of each run, so there is none.
func TestStepByStep(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Insert(library.HH()))
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.1, 0.5, 0.2, golgi.DefaultDt, 1, 0)))
	require.NoError(t, net.Cell(2).Record("v"))
	const steps = 40
	whole := runNet(t, net, golgi.Options{TMax: steps * golgi.DefaultDt, ReturnStates: true})

	var states *golgi.States
	for k := range steps {
		one := runNet(t, net, golgi.Options{TMax: golgi.DefaultDt, InitialStates: states, ReturnStates: true})
		for r := range whole.Recordings {
			require.Equal(t, whole.Recordings[r][k:k+2], one.Recordings[r])
		}
		states = one.States
	}
	require.Equal(t, whole.States.Keys(), states.Keys())
	for _, key := range states.Keys() {
		a, err := whole.States.Get(key)
		require.NoError(t, err)
		b, err := states.Get(key)
		require.NoError(t, err)
		require.Equal(t, a, b, key)
	}
	require.Contains(t, states.Keys(), "IonotropicSynapse_s")
	require.InDelta(t, steps*golgi.DefaultDt, states.Time(), 1e-12)
	require.NotEqual(t, whole.Recordings[0][0], whole.Recordings[0][steps])
}

// TestEveryKindRuns: a compartment, the branch, the cell and the network of it
// alone give the same bits.
func TestEveryKindRuns(t *testing.T) {
	compartment := golgi.NewCompartment()
	require.NoError(t, compartment.Insert(library.HH()))
	require.NoError(t, compartment.MakeTrainable("HH_gNa"))
	branch, err := golgi.NewBranch(compartment)
	require.NoError(t, err)
	cell, err := golgi.NewCell([]*golgi.Branch{branch}, []int{-1})
	require.NoError(t, err)
	net, err := golgi.NewNetwork(cell)
	require.NoError(t, err)
	var hashes []string
	for _, module := range []struct {
		*golgi.View
		run func(context.Context, golgi.Options) (*golgi.Result, error)
	}{{compartment.View, compartment.Integrate}, {branch.View, branch.Integrate}, {cell.View, cell.Integrate}, {net.View, net.Integrate}} {
		require.NoError(t, module.DeleteTrainables())
		require.NoError(t, module.MakeTrainable("HH_gNa", 0.2))
		require.NoError(t, module.Stimulate(golgi.StepCurrent(0.1, 0.5, 0.01, golgi.DefaultDt, 1, 0)))
		require.NoError(t, module.Record("v"))
		result, err := module.run(context.Background(), golgi.Options{Parameters: module.GetParameters()})
		require.NoError(t, err)
		hashes = append(hashes, result.Hash)
	}
	for _, hash := range hashes {
		require.Equal(t, hashes[0], hash)
	}
}
