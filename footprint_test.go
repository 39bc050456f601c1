package golgi_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/plan"
)

// TestFootprintIsWhatTheHeapHolds: counted from the sizes of slices, and measured. A hundredth is what the memory manager
// adds by its sizes of blocks; and some 300 KiB, however large the model, are mechanisms, kernels, and what each of
// the two worlds (of the cell and of the network) has before its first entity.
func TestFootprintIsWhatTheHeapHolds(t *testing.T) {
	for _, one := range []struct {
		name                  string
		branches              int // 7 if it is 0
		cells, ncomp, perCell int
		types                 int
		change                func(*golgi.Network) error
	}{
		{name: "cells alone", cells: 2000, ncomp: 4},
		{name: "one cell", cells: 1, ncomp: 10_000},
		{name: "one cell in parts", branches: 255, cells: 1, ncomp: 200},
		{name: "synapses", cells: 1000, ncomp: 1, perCell: 500, types: 1},
		{name: "two types, values that differ", cells: 1000, ncomp: 2, perCell: 400, types: 2, change: func(n *golgi.Network) error {
			r := rand.New(rand.NewPCG(1, 1))
			values := make([]float64, n.Mechanism("IonotropicSynapse").NumSynapses())
			for i := range values {
				values[i] = r.Float64()
			}
			if err := n.Mechanism("IonotropicSynapse").Set("IonotropicSynapse_gS", values...); err != nil {
				return err
			}
			lengths := make([]float64, n.Len())
			for i := range lengths {
				lengths[i] = 10 + r.Float64()
			}
			return n.Set("length", lengths...)
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			before := heapInUse()
			parents := []int{-1, 0, 0, 1, 1, 2, 2}
			for b := len(parents); b < one.branches; b++ {
				parents = append(parents, (b-1)/2)
			}
			cell, err := golgi.NewCellFromParents(parents, one.ncomp)
			require.NoError(t, err)
			require.NoError(t, cell.Insert(library.HH()))
			net, err := golgi.NewNetworkOf(cell, one.cells)
			require.NoError(t, err)
			n := one.cells * one.perCell
			for k := range one.types {
				synapse := library.IonotropicSynapse()
				if k == 1 {
					synapse = library.TestSynapse()
				}
				p := float64(n) / float64(one.types*one.cells*one.cells)
				require.NoError(t, golgi.SparseConnect(net.View, net.View, synapse, p, uint64(k)))
			}
			if one.change != nil {
				require.NoError(t, one.change(net))
			}
			require.NoError(t, net.Cell(0).Branch(0).Loc(0).Record("v"))
			world, err := net.Footprint()
			require.NoError(t, err)
			held := heapInUse() - before
			require.InDelta(t, held, world.Bytes(), float64(0.01*held)+300*1024, "%v", &world)

			s, err := net.Prepare(golgi.Options{TMax: 25, Dt: 0.25, Workers: 1, Footprint: true})
			require.NoError(t, err)
			result, err := s.Run(context.Background())
			require.NoError(t, err)
			held = heapInUse() - before
			require.InDelta(t, held, result.Footprint.Bytes(), float64(0.01*held)+300*1024, "%s", result.Explain)
			t.Logf("%.0f bytes measured\n%s", held, result.Footprint)
			require.Contains(t, result.Explain, result.Footprint.String())
			if one.branches > 0 {
				require.Contains(t, result.Explain, "cut into")
			}
			runtime.KeepAlive(s)
			runtime.KeepAlive(net)
		})
	}
}

// TestEqualParametersCostNothing: a parameter that is the same in all rows is stored once, in world and state; one that
// differs takes 8 bytes a row of each.
func TestEqualParametersCostNothing(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1})
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.Leak()))
	net, err := golgi.NewNetworkOf(cell, 100)
	require.NoError(t, err)
	require.NoError(t, golgi.FullyConnect(net.View, net.View, library.IonotropicSynapse()))
	require.NoError(t, net.Cell(0).Record("v"))
	values := func() (world, state float64, f *plan.Footprint) {
		result := runNet(t, net, golgi.Options{TMax: 1, Footprint: true})
		for _, p := range result.Footprint.Parts {
			switch p.Owner + " " + p.What {
			case "world parameters and states of synapses":
				world = float64(p.Bytes) / 10_000
			case "state parameters of synapses":
				state = float64(p.Bytes) / 10_000
			}
		}
		return world, state, result.Footprint
	}
	world, state, f := values()
	require.Less(t, world, 0.01)
	require.Less(t, state, 0.01)
	require.Contains(t, f.String(), "5 of 5 columns stored as one value")
	share := f.PerSynapse()
	owners := f.ByOwner(plan.OfSynapses)
	require.InDelta(t, 16, owners["world"], 0.01)
	require.InDelta(t, 12, owners["plan"], 0.01)
	require.InDelta(t, 8, owners[plan.Values], 0.02, "one state, in the state alone")
	require.InDelta(t, share.Structure, owners["world"]+owners["plan"], 1e-9)
	require.InDelta(t, share.Values, owners[plan.Values], 1e-9)
	require.InDelta(t, share.Working, owners["systems"], 1e-9)
	require.NoError(t, net.Edge(17).Set("IonotropicSynapse_gS", 2e-4))
	world, state, f = values()
	require.InDelta(t, 8, world, 0.01)
	require.InDelta(t, 8, state, 0.01)
	require.Contains(t, f.String(), "4 of 5 columns stored as one value")

	result := runNet(t, net, golgi.Options{TMax: 1})
	require.Nil(t, result.Footprint, "not asked for")
	require.NotContains(t, result.Explain, "memory:")
}
