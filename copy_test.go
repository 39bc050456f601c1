package golgi

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/library"
	"golgi/topology"
)

func TestACloneIsTheSameAndIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := drawnNetwork(t)
		clone, err := net.Clone()
		require.NoError(t, err)
		requireSameModel(t, net.m, clone.m)
		before := gobOf(t, net.m)
		requireSameBits(t, runOf(t, net), runOf(t, clone))
		require.NoError(t, clone.Set("length", 3))
		require.NoError(t, clone.Set("HH_gNa", 0.9))
		require.NoError(t, clone.Move(1, 1, 1))
		require.NoError(t, clone.AddToGroup("driven"))
		require.NoError(t, clone.DeleteStimuli())
		require.NoError(t, clone.DeleteRecordings())
		require.NoError(t, clone.DeleteTrainables())
		require.NoError(t, clone.SetCelsius(30))
		require.NoError(t, clone.SetNComp(2))
		require.Equal(t, before, gobOf(t, net.m))
	})
}

// A cell taken out of a network, without synapses from elsewhere, runs as the
// cell by itself.
func TestACellCopiedFromANetworkIsTheCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := []*Cell{drawnCell(t), drawnCell(t)}
		net, err := NewNetwork(cells...)
		require.NoError(t, err)
		c := rapid.IntRange(0, 1).Draw(t, "cell")
		lone, err := net.Cell(c).CopyAsCell()
		require.NoError(t, err)
		for _, cell := range []*Cell{cells[c], lone} {
			require.NoError(t, cell.DeleteStimuli())
			require.NoError(t, cell.DeleteRecordings())
			require.NoError(t, cell.DeleteTrainables())
			cell.m.notices = nil
			require.NoError(t, cell.Record("v"))
		}
		requireSameModel(t, cells[c].m, lone.m)
		requireSameBits(t, runOf(t, cells[c]), runOf(t, lone))
	})
}

func TestAViewCopiedAsANetwork(t *testing.T) {
	net := smallNetwork(t) // two cells of 3 branches of 2, synapses 0-0 and 0-1
	require.NoError(t, Connect(net.Cell(1).Branch(2).Comp(1), net.Cell(1).Branch(1).Comp(0), library.TanhRateSynapse()))
	require.NoError(t, net.Mechanism("TanhRateSynapse").Set("TanhRateSynapse_gS", 7e-4))
	require.NoError(t, net.Mechanism("TanhRateSynapse").Record("i_TanhRateSynapse"))
	require.NoError(t, net.Cell(1).Branch(2).Comp(1).Stimulate([]float64{3}))

	one, err := net.Cell(1).CopyAsNetwork()
	require.NoError(t, err)
	cells, branches, compartments := one.Shape()
	require.Equal(t, []int{1, 3, 6}, []int{cells, branches, compartments})
	require.Equal(t, []Synapse{{Index: 0, Type: "TanhRateSynapse", Row: 0, Pre: 5, Post: 2}}, one.Synapses())
	gS, err := one.Get("TanhRateSynapse_gS")
	require.NoError(t, err)
	require.Equal(t, []float64{7e-4}, gS)
	require.Equal(t, []string{"v", "v", "i_TanhRateSynapse"}, statesOf(one.Recordings()))
	require.Equal(t, 2, one.Recordings()[2].Compartment)
	require.Equal(t, 1, one.NumStimuli())
	require.Len(t, one.Clamps(), 1)
	require.Equal(t, 0, one.Clamps()[0].Compartment)
	require.Equal(t, []Parameter{{Key: "radius", Values: []float64{1}}}, one.GetParameters())
	require.Equal(t, [][]float64{{3}}, one.m.waveforms, "waveforms of others stay behind")
	require.Equal(t, []string{"far"}, one.Groups())
	require.Empty(t, one.Mechanism("IonotropicSynapse").NumSynapses())

	// Of synapses selected by number only these come along.
	some, err := net.Mechanism("IonotropicSynapse").Edge(1).CopyAsNetwork()
	require.NoError(t, err)
	require.Equal(t, []Synapse{{Index: 0, Type: "IonotropicSynapse", Pre: 0, Post: 1}}, some.Synapses())
	require.Equal(t, 2, some.Len())

	// Part of a cell: mechanisms and groups that are not in it are not there.
	part, err := net.Cell(0).Branch(0, 2).CopyAsCell()
	require.NoError(t, err)
	require.Equal(t, []string{"HH"}, part.m.mechanismNames())
	require.Nil(t, part.m.shared)
	require.Equal(t, []int{-1, 0}, part.m.trees[0].Parents())
	apart, err := net.Cell(0).Branch(1, 2).CopyAsCell()
	require.NoError(t, err)
	require.Equal(t, []int{-1, -1}, apart.m.trees[0].Parents(), "both begin where branch 0 ended")
	require.Equal(t, 1, apart.m.trees[0].NumBranchpoints())
}

func statesOf(recorded []Recorded) []string {
	var states []string
	for _, r := range recorded {
		states = append(states, r.State)
	}
	return states
}

func TestPartsOfBranchesAreCopied(t *testing.T) {
	cell, err := NewCellFromCoordinates([]int{-1, 0}, [][]topology.Point{
		{{Radius: 4}, {X: 40, Radius: 2}}, {{X: 40, Radius: 2}, {X: 40, Y: 10, Radius: 2}}}, WithNComp(4, 1))
	require.NoError(t, err)
	require.NoError(t, cell.Branch(0).Set("v", -61, -62, -63, -64))
	area, _ := cell.Get("area")

	branch, err := cell.Branch(0).Comp(1, 2).CopyAsBranch()
	require.NoError(t, err)
	got, _ := branch.Get("area")
	require.Equal(t, area[1:3], got)
	require.Equal(t, []topology.Point{{X: 10, Radius: 3.5}, {X: 30, Radius: 2.5}}, branch.Points()[0].Points)
	require.NoError(t, branch.SetNComp(1))
	got, _ = branch.Get("area")
	require.InDelta(t, area[1]+area[2], got[0], 1e-12, "traced points came along")

	comp, err := cell.Branch(0).Loc(1).CopyAsCompartment()
	require.NoError(t, err)
	voltage, _ := comp.Get("v")
	require.Equal(t, []float64{-64}, voltage)

	tip, err := cell.SelectRows(2, 3, 4).CopyAsCell()
	require.NoError(t, err)
	require.Equal(t, []int{2, 1}, tip.m.trees[0].NComps())
	require.Equal(t, []int{-1, 0}, tip.m.trees[0].Parents())

	for _, c := range []struct {
		name    string
		err     error
		message string
	}{
		{"gap", second(cell.SelectRows(0, 2).CopyAsBranch()), "the compartments of branch(0) are not one run"},
		{"apart", second(cell.SelectRows(0, 1, 4).CopyAsCell()), "branch(0) and branch(1) would not hang together"},
		{"branches", second(cell.CopyAsBranch()), "2 branches in view all"},
		{"compartments", second(cell.CopyAsCompartment()), "5 compartments in view all"},
		{"error", second(cell.Branch(9).CopyAsCell()), "no such branch"},
		{"network", second(smallNetwork(t).CopyAsCell()), "2 cells in view all"},
	} {
		require.ErrorContains(t, c.err, c.message, c.name)
	}
}

func second[T any](_ T, err error) error { return err }
