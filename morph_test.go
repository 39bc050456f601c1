package golgi

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/library"
	"golgi/topology"
)

// Deleting the last branches of a cell gives the cell that was never given
// them, bit for bit.
func TestDeletingBranchesEqualsTheCellWithoutThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := drawnCell(t)
		_, branches, _ := whole.Shape()
		keep := rapid.IntRange(1, branches).Draw(t, "keep")
		if keep == branches {
			t.Skip("nothing to delete")
		}
		tree := whole.m.trees[0]
		small, err := topology.NewTree(tree.Attachments()[:keep], tree.NComps()[:keep])
		require.NoError(t, err)
		m, err := newModule(cellModule, []*topology.Tree{small})
		require.NoError(t, err)
		hand := &Cell{m.root}
		rest := whole.Branch(Range(0, keep))
		for _, key := range compartmentKeys() {
			values, _ := rest.Get(key)
			copy(m.compartmentColumn(key), values)
		}
		copy(m.branches, whole.m.branches)
		require.NoError(t, hand.Insert(library.HH()))
		for _, key := range []string{"HH_gNa", "HH_m", "HH_h", "HH_n"} {
			values, _ := rest.Get(key)
			require.NoError(t, hand.Set(key, values...))
		}
		if leaky := rest.Mechanism("Leak"); leaky.Err() == nil {
			there := hand.SelectRows(leaky.Rows()...)
			require.NoError(t, there.Insert(library.Leak()))
			require.NoError(t, there.Set("Leak_gLeak", 3e-4))
			require.NoError(t, there.AddToGroup("leaky"))
			require.NoError(t, there.Comp(0).Stimulate([]float64{0.2, 0.3, 0.1}))
		}
		require.NoError(t, hand.Record("v"))
		if g := hand.Group("leaky"); g.Err() == nil {
			require.NoError(t, g.Record("HH_m"))
		}
		require.NoError(t, hand.Branch(All).MakeTrainable("capacitance"))
		hand.m.compact()
		require.NoError(t, hand.m.placeBranchpoints())

		before := gobOf(t, whole.m)
		edited, err := MorphDelete(whole.Branch(Range(keep, branches)))
		require.NoError(t, err)
		require.Equal(t, before, gobOf(t, whole.m), "the cell itself does not change")
		requireSameModel(t, hand.m, edited.m)
		requireSameBits(t, runOf(t, hand), runOf(t, edited))
		require.NoError(t, whole.Branch(Range(keep, branches)).DeleteBranches())
		whole.m.notices = nil // what was lost
		requireSameModel(t, hand.m, whole.m)
	})
}

// Branches that met at the end of a deleted root branch still meet.
func TestDeletingTheRootBranch(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0, 1}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Branch(2).Set("radius", 2))
	require.NoError(t, cell.Branch(3).Stimulate([]float64{0.1, 0.1}))
	require.NoError(t, cell.Branch(3, 0).Record("v"))
	root := cell.View
	old := cell.Branch(3)
	require.NoError(t, cell.Branch(0).DeleteBranches())
	require.Equal(t, []int{-1, -1, 0}, cell.m.trees[0].Parents())
	require.Equal(t, 6, root.Len())
	require.ErrorContains(t, old.Err(), "older than a change")
	require.Equal(t, []Recorded{{"v", 4, "branch(2).comp(0)", -1}, {"v", 5, "branch(2).comp(1)", -1}}, cell.Recordings())

	hand, err := NewCellFromParents([]int{-1, -1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, hand.Insert(library.HH()))
	require.NoError(t, hand.Branch(1).Set("radius", 2))
	require.NoError(t, hand.Branch(2).Stimulate([]float64{0.1, 0.1}))
	require.NoError(t, hand.Branch(2).Record("v"))
	requireSameBits(t, runOf(t, hand), runOf(t, cell))
}

func TestDeletingBranchesOfANetwork(t *testing.T) {
	net := smallNetwork(t)
	require.NoError(t, Connect(net.Cell(0).Branch(2).Comp(1), net.Cell(1).Branch(0).Comp(0), library.TanhRateSynapse()))
	require.NoError(t, Connect(net.Cell(1).Branch(2).Comp(1), net.Cell(0).Branch(1).Comp(1), library.TanhRateSynapse()))
	require.NoError(t, net.Mechanism("TanhRateSynapse").Set("TanhRateSynapse_gS", 1e-4, 2e-4))
	require.NoError(t, net.Cell(0).Branch(2).DeleteBranches())
	cells, branches, compartments := net.Shape()
	require.Equal(t, []int{2, 5, 10}, []int{cells, branches, compartments})
	require.Equal(t, []Synapse{{0, "IonotropicSynapse", 0, 0, 0}, {1, "IonotropicSynapse", 1, 0, 4}, {2, "TanhRateSynapse", 0, 9, 3}}, net.Synapses())
	gS, _ := net.Mechanism("TanhRateSynapse").Get("TanhRateSynapse_gS")
	require.Equal(t, []float64{2e-4}, gS)
	radius, err := net.Get("pre_radius")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 1}, radius[:2], "copied properties too")
	require.Equal(t, 4, net.Recordings()[0].Compartment)
	require.Equal(t, []int{8, 9}, net.Group("far").Rows())
	require.Equal(t, "delete branches: gone with cell(0).branch(2): 1 synapse", net.Notices()[len(net.Notices())-1])
	runOf(t, net)
	require.NoError(t, net.Cell(1).Branch(1).Record("HH_m"))
	require.NoError(t, net.Cell(1).Branch(1).Comp(0).Clamp("v", make([]float64, 8)))
	require.NoError(t, net.Cell(1).Branch(1).Stimulate([]float64{1}))
	require.NoError(t, net.Cell(1).Branch(1).MakeTrainable("v"))
	require.NoError(t, net.Cell(1).Branch(1).DeleteBranches())
	require.Equal(t, "delete branches: gone with cell(1).branch(1): 2 stimuli, 1 clamp, 2 recordings, 1 trainable", net.Notices()[len(net.Notices())-1])
}

func TestDeleteErrors(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0, 1}, 2)
	require.NoError(t, err)
	branch, err := NewBranchOf(NewCompartment(), 2)
	require.NoError(t, err)
	net := smallNetwork(t)
	for _, c := range []struct {
		name    string
		v       *View
		message string
	}{
		{"part of a branch", cell.Branch(2).Comp(0), "1 of the 2 compartments of branch(2)"},
		{"all", cell.View, "nothing of the cell is left"},
		{"falls apart", cell.Branch(1), "branch(0) and branch(3) would not hang together"},
		{"no such", cell.Branch(8), "no such branch"},
		{"branch", branch.View, "a branch has no branches to spare"},
		{"whole cell", net.Cell(1), "nothing of cell(1) is left"},
	} {
		require.ErrorContains(t, c.v.DeleteBranches(), c.message, c.name)
	}
	require.ErrorContains(t, second(MorphDelete(net.Branch(2))), "2 cells in view")
	require.ErrorContains(t, second(MorphDelete(cell.View)), "nothing of the cell is left")
	require.Equal(t, 8, cell.Len(), "a failed edit changes nothing")
}

// The cell that is joined may be turned round: what comes out has the same
// branches, traced geometry the other way round, and the same voltages.
func TestConnectingEqualsTheCellBuiltByHand(t *testing.T) {
	taper := func(x0, r0, x1, r1 float64) []topology.Point {
		return []topology.Point{{X: x0, Radius: r0}, {X: x1, Radius: r1}}
	}
	// Joined by the tip of its branch 1: root -> branch 1, then branches 0 and 2
	// hang on what was the end of branch 0.
	other, err := NewCellFromCoordinates([]int{-1, 0, 0}, [][]topology.Point{taper(0, 3, 20, 1), taper(20, 1, 50, 2.5), taper(20, 1, 60, 0.5)}, WithNComp(2, 3, 1))
	require.NoError(t, err)
	base, err := NewCellFromCoordinates([]int{-1, 0}, [][]topology.Point{taper(0, 5, 30, 4), taper(30, 4, 90, 1)}, WithNComp(1, 2))
	require.NoError(t, err)
	hand, err := NewCellFromCoordinates([]int{-1, 0, 0, 2, 2}, [][]topology.Point{
		taper(0, 5, 30, 4), taper(30, 4, 90, 1), taper(30, 2.5, 0, 1), taper(0, 1, -20, 3), taper(0, 1, 40, 0.5)}, WithNComp(1, 2, 3, 2, 1))
	require.NoError(t, err)
	for _, cell := range []*Cell{other, base, hand} {
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.Set("axial_resistivity", 120))
	}
	require.NoError(t, other.Branch(2).Insert(library.Leak()))
	require.NoError(t, hand.Branch(4).Insert(library.Leak()))
	require.NoError(t, base.Branch(1).AddToGroup("here"))
	require.NoError(t, hand.Branch(1).AddToGroup("here"))
	require.NoError(t, other.Branch(0).AddToGroup("there"))
	require.NoError(t, hand.Branch(3).AddToGroup("there"))
	require.NoError(t, base.Branch(0).Stimulate([]float64{1, 1, 1}))
	require.NoError(t, hand.Branch(0).Stimulate([]float64{1, 1, 1}))
	require.NoError(t, other.Branch(0).Loc(0).Stimulate([]float64{-0.5, 0.5}))
	require.NoError(t, hand.Branch(3).Loc(1).Stimulate([]float64{-0.5, 0.5}))
	require.NoError(t, base.Branch(1).Record("v"))
	require.NoError(t, hand.Branch(1).Record("v"))
	require.NoError(t, other.Branch(1).Comp(0).Record("HH_m"))
	require.NoError(t, other.Branch(0, 2).Record("v"))
	require.NoError(t, hand.Branch(2).Comp(2).Record("HH_m"))
	require.NoError(t, hand.Branch(3).Comp(1).Record("v")) // turned: other.branch(0).comp(0)
	require.NoError(t, hand.Branch(3).Comp(0).Record("v"))
	require.NoError(t, hand.Branch(4).Record("v"))
	require.NoError(t, other.Branch(0).Comp(All).MakeTrainable("HH_gK", 0.01, 0.02))
	require.NoError(t, base.MakeTrainable("HH_gNa"))

	joined, err := MorphConnect(base.Branch(0).Loc(1), other.Branch(1).Loc(1))
	require.NoError(t, err)
	require.Equal(t, hand.m.trees[0].Attachments(), joined.m.trees[0].Attachments())
	for _, key := range compartmentKeys() {
		expected, _ := hand.Get(key)
		got, _ := joined.Get(key)
		require.InDeltaSlice(t, expected, got, 1e-12, key)
	}
	require.Equal(t, hand.Group("here").Rows(), joined.Group("here").Rows())
	require.Equal(t, hand.Group("there").Rows(), joined.Group("there").Rows())
	require.Equal(t, hand.Mechanism("Leak").Rows(), joined.Mechanism("Leak").Rows())
	require.Equal(t, hand.Recordings(), joined.Recordings())
	require.Equal(t, []Parameter{{"HH_gNa", []float64{0.12}}, {"HH_gK", []float64{0.01, 0.02}}}, joined.GetParameters())
	states, err := joined.ParamsToPState(joined.GetParameters())
	require.NoError(t, err)
	require.Equal(t, [][]int{{7}, {6}}, states[1].Indices, "comp 0 of the turned branch is its last")
	expected, got := runOf(t, hand), runOf(t, joined)
	for i := range expected.Recordings {
		require.InDeltaSlice(t, expected.Recordings[i], got.Recordings[i], 1e-9)
	}
	// A branch that runs the other way has its points the other way: cutting it
	// anew gives what cutting the tracing by hand gives.
	require.NoError(t, joined.SetNComp(2))
	require.NoError(t, hand.SetNComp(2))
	for _, key := range []string{"area", "volume", "resistive_load_in", "resistive_load_out", "x"} {
		expected, _ := hand.Get(key)
		got, _ := joined.Get(key)
		require.InDeltaSlice(t, expected, got, 1e-12, key)
	}
	require.Equal(t, 3, base.Len(), "the parts do not change")

	// The same in place, in a network.
	net, err := NewNetworkOf(base, 2)
	require.NoError(t, err)
	require.NoError(t, net.Cell(0).Branch(0).Loc(1).Attach(other.Branch(1).Loc(1)))
	cells, branches, _ := net.Shape()
	require.Equal(t, []int{2, 7}, []int{cells, branches})
	require.Equal(t, hand.m.trees[0].Attachments(), net.m.trees[0].Attachments())
	require.Equal(t, base.m.trees[0].Attachments(), net.m.trees[1].Attachments())
}

// Two stubs of one branch each: the four ways to join their ends.
func TestConnectingTwoUnbranchedCells(t *testing.T) {
	stub, err := NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	require.NoError(t, stub.Set("length", 5, 15))
	require.NoError(t, stub.Move(100, 0, 0))
	base, err := NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	for _, c := range []struct {
		at, by     float64
		length     []float64
		attachment topology.Attachment
		x          []float64 // of the points of the stub
	}{
		{0, 0, []float64{10, 5, 15}, topology.Attachment{Parent: 0, At: 0}, []float64{0, 20}},
		{0, 1, []float64{10, 15, 5}, topology.Attachment{Parent: 0, At: 0}, []float64{0, -20}},
		{1, 0, []float64{10, 5, 15}, topology.Attachment{Parent: 0, At: 1}, []float64{10, 30}},
		{1, 1, []float64{10, 15, 5}, topology.Attachment{Parent: 0, At: 1}, []float64{10, -10}},
		{0.4, 1, []float64{10, 15, 5}, topology.Attachment{Parent: 0, At: 0.4}, []float64{5, -15}},
	} {
		joined, err := MorphConnect(base.Branch(0).Loc(c.at), stub.Branch(0).Loc(c.by))
		require.NoError(t, err)
		length, _ := joined.Get("length")
		require.Equal(t, c.length, length)
		require.Equal(t, c.attachment, joined.m.trees[0].Attachment(1))
		points := joined.Points()[1].Points
		require.InDeltaSlice(t, c.x, []float64{points[0].X, points[1].X}, 1e-12)
	}
	twice, err := MorphConnect(base.Branch(0).Loc(1), base.Branch(0).Loc(0))
	require.NoError(t, err, "a cell with a copy of itself")
	require.Equal(t, 2, twice.Len())
	require.NoError(t, base.Branch(0).Loc(1).Attach(base.Branch(0).Loc(0)))
	require.Equal(t, 2, base.Len())
}

// Turning a cell to begin at any end, and back, changes no voltage: it only
// numbers branches anew.
func TestTurningACellChangesNoVoltage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := drawnCell(t)
		parts := cell.m.partsOf(0)
		branch := rapid.IntRange(0, len(parts.parts)-1).Draw(t, "branch")
		turned, err := parts.rerooted(branch, rapid.Bool().Draw(t, "at the end"))
		if err != nil {
			require.ErrorContains(t, err, "begins between the ends of")
			t.Skip("a branch on the way begins inside another")
		}
		again, err := newComposedCell("turn", []cellParts{turned}, nil, cell.m)
		require.NoError(t, err)
		expected, got := runOf(t, cell), runOf(t, again)
		// Recordings keep their order, so they pair.
		require.Len(t, got.Recordings, len(expected.Recordings))
		for i := range expected.Recordings {
			require.InDeltaSlice(t, expected.Recordings[i], got.Recordings[i], 1e-9)
		}
		area, _ := cell.Get("area")
		turnedArea, _ := again.Get("area")
		slices.Sort(area)
		slices.Sort(turnedArea)
		require.Equal(t, area, turnedArea)
	})
}

func TestConnectErrors(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	warm, err := NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	require.NoError(t, warm.SetCelsius(37))
	inside, err := MorphConnect(cell.Branch(0).Loc(0.3), cell.Branch(0).Loc(0))
	require.NoError(t, err)
	end := cell.Branch(1).Loc(1)
	for _, c := range []struct {
		name          string
		first, second *View
		message       string
	}{
		{"comp", cell.Branch(0).Comp(0), end, "names no place; end it with Loc(0) or Loc(1)"},
		{"loc then comp", end, cell.Branch(0).Loc(0).Comp(0), "names no place"},
		{"branches", end, cell.Loc(1), "of 3 places"},
		{"two places", cell.Branch(0).Loc(0, 1), end, "names no place"},
		{"between", end, cell.Branch(0).Loc(0.5), "between the ends of a branch"},
		{"temperature", end, warm.Branch(0).Loc(0), "one has 6.3 degC, the other 37"},
		{"turned", end, inside.Branch(3).Loc(1), "branch(3) begins between the ends of branch(0)"},
		{"error", end, cell.Branch(7).Loc(0), "no such branch"},
	} {
		require.ErrorContains(t, second(MorphConnect(c.first, c.second)), c.message, c.name)
		require.ErrorContains(t, c.first.Attach(c.second), c.message, c.name)
	}
	branch, err := NewBranchOf(NewCompartment(), 1)
	require.NoError(t, err)
	require.ErrorContains(t, branch.Loc(0).Attach(end), "a branch cannot grow")
	require.Equal(t, 6, cell.Len())
}

// What grows in a network keeps its synapses and its protocol.
func TestAttachingInANetworkCarriesEverything(t *testing.T) {
	net := smallNetwork(t)
	parameters := net.GetParameters()
	stub, err := NewCellFromParents([]int{-1}, 3)
	require.NoError(t, err)
	require.NoError(t, stub.Insert(library.HH()))
	require.NoError(t, stub.Comp(2).Record("HH_m"))
	require.NoError(t, stub.Comp(1).Stimulate([]float64{7}))
	require.NoError(t, net.Cell(0).Branch(2).Loc(1).Attach(stub.Branch(0).Loc(1)))
	require.Equal(t, []int{-1, 0, 0, 2}, net.m.trees[0].Parents())
	require.Equal(t, []Synapse{{0, "IonotropicSynapse", 0, 0, 0}, {1, "IonotropicSynapse", 1, 0, 9}}, net.Synapses())
	require.Equal(t, []Recorded{{"v", 9, "cell(1).branch(0).comp(0)", -1}, {"v", 10, "cell(1).branch(0).comp(1)", -1},
		{"HH_m", 6, "cell(0).branch(3).comp(0)", -1}}, net.Recordings())
	require.Equal(t, []stimulus{{0, 0}, {1, 0}, {7, 1}}, net.m.stimuli())
	require.Equal(t, 9, net.Clamps()[0].Compartment)
	require.Equal(t, parameters, net.GetParameters())
	require.Equal(t, []int{4, 5, 13, 14}, net.Group("far").Rows())
	end, start := net.Cell(0).Points()[2].Points[1], net.Cell(0).Points()[3].Points[0]
	require.InDeltaSlice(t, []float64{end.X, end.Y, end.Z}, []float64{start.X, start.Y, start.Z}, 1e-12)
	runOf(t, net)
}
