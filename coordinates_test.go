package golgi

import (
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

// Figures of this file marked Jaxley were computed once with Jaxley 0.14 in
// float64; 1e-12 um is rounding of another order of the same operations.
const coordinateTolerance = 1e-12

func treeOfFive(t *testing.T) *Cell {
	t.Helper()
	cell, err := NewCellFromParents([]int{-1, 0, 0, 1, 1}, 2)
	require.NoError(t, err)
	return cell
}

func centresAt(t require.TestingT, v *View, rows ...int) [][]float64 {
	var list [][]float64
	x, err := v.Get("x")
	require.NoError(t, err)
	y, _ := v.Get("y")
	z, _ := v.Get("z")
	for _, row := range rows {
		list = append(list, []float64{x[row], y[row], z[row]})
	}
	return list
}

func requireClose(t require.TestingT, expected, got [][]float64, tolerance float64) {
	require.Len(t, got, len(expected))
	for i := range expected {
		require.InDeltaSlice(t, expected[i], got[i], tolerance, "row %d", i)
	}
}

func TestCoordinatesFollowMovesAndTurns(t *testing.T) { // Jaxley
	cell := treeOfFive(t)
	rows := []int{0, 3, 5, 6, 9}
	steps := []struct {
		name    string
		do      func() error
		centres [][]float64
		tip     []float64 // of branch 3
	}{
		{"layout", func() error { return nil }, [][]float64{{5, 0, 0}, {28.82257546512569, -12.131041264547827, 0}, {28.82257546512569, 12.131041264547827, 0}, {36.61414645422758, -17.387399811245434, 0}, {46.315571455680896, -12.536687310518776, 0}},
			[]float64{51.16628395640756, -21.025434186790427, 0}},
		{"move", func() error { return cell.Move(20, 30, 5) }, [][]float64{{25, 30, 5}, {48.822575465125695, 17.868958735452175, 5}, {48.822575465125695, 42.13104126454783, 5}, {56.61414645422758, 12.612600188754566, 5}, {66.31557145568091, 17.463312689481224, 5}},
			[]float64{71.16628395640757, 8.974565813209573, 5}},
		{"rotate xz", func() error { return cell.Rotate(30, "xz") }, [][]float64{{24.15063509461097, 30, -8.169872981077805}, {44.78159063098171, 17.868958735452175, -20.08116071364065}, {44.78159063098171, 42.13104126454783, -20.08116071364065}, {51.5292890429338, 12.612600188754566, -23.976946208191592}, {59.93096954710185, 17.463312689481224, -28.82765870891825}},
			[]float64{64.13180979918589, 8.974565813209573, -31.253014959281582}},
		{"rotate xy", func() error { return cell.Rotate(90, "xy") }, [][]float64{{30, -24.150635094610966, -8.169872981077805}, {17.868958735452175, -44.78159063098171, -20.08116071364065}, {42.13104126454783, -44.78159063098171, -20.08116071364065}, {12.61260018875457, -51.5292890429338, -23.976946208191592}, {17.463312689481228, -59.93096954710185, -28.82765870891825}},
			[]float64{8.974565813209576, -64.13180979918589, -31.253014959281582}},
		{"rotate yz", func() error { return cell.Rotate(-70, "yz") }, [][]float64{{30, -0.5828343233877862, -25.488434713639847}, {17.868958735452175, 3.553912493464208, -48.94909172841405}, {42.13104126454783, 3.553912493464208, -48.94909172841405}, {12.61260018875457, 4.906904596884271, -56.62229124662659}, {17.463312689481228, 6.591539369159037, -66.17632980332428}},
			[]float64{8.974565813209576, 7.43385675529642, -70.95334908167314}},
		{"move to", func() error { return cell.MoveTo(1, 2, 3) }, [][]float64{{1, 2.8682408883346504, -1.9240387650610407}, {-11.131041264547823, 7.004987705186645, -25.384695779835234}, {13.131041264547829, 7.004987705186645, -25.384695779835234}, {-16.38739981124543, 8.357979808606709, -33.057895298047775}, {-11.536687310518772, 10.042614580881473, -42.61193385474548}},
			[]float64{-20.025434186790424, 10.884931967018856, -47.38895313309433}},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			require.NoError(t, step.do())
			requireClose(t, step.centres, centresAt(t, cell.View, rows...), coordinateTolerance)
			end := cell.Points()[3].Points[1]
			require.InDeltaSlice(t, step.tip, []float64{end.X, end.Y, end.Z}, coordinateTolerance)
			before := centresAt(t, cell.View, rows...)
			require.NoError(t, cell.ComputeCompartmentCentres())
			requireClose(t, before, centresAt(t, cell.View, rows...), coordinateTolerance)
			// The branchpoint at the end of branch 0: the mean of its three neighbours.
			r := &registrar{world: cell.m.world}
			_, lastOf0 := 0, centresAt(t, cell.View, 1, 2, 4)
			x := floats(r, cell.m.kinds.branchpoint, componentX(r))
			require.InDelta(t, (lastOf0[0][0]+lastOf0[1][0]+lastOf0[2][0])/3, x[0], coordinateTolerance)
		})
	}
}

func TestArrangeInLayersAndMoveCells(t *testing.T) { // Jaxley
	cell := treeOfFive(t)
	require.NoError(t, cell.Move(7, 8, 9))
	net, err := NewNetworkOf(cell, 3)
	require.NoError(t, err)
	roots := func() [][]float64 {
		var list [][]float64
		for _, b := range []int{0, 5, 10} {
			p := net.Points()[b].Points[0]
			list = append(list, []float64{p.X, p.Y, p.Z})
		}
		return list
	}
	require.NoError(t, net.ArrangeInLayers([]int{2, 1}, 500, 1500, false))
	requireClose(t, [][]float64{{0, -250, 0}, {0, 250, 0}, {1500, 0, 0}}, roots(), 0)
	requireClose(t, [][]float64{{5, -250, 0}, {5, 250, 0}, {1505, 0, 0}}, centresAt(t, net.View, 0, 10, 20), coordinateTolerance)
	require.NoError(t, net.ArrangeInLayers([]int{1, 2}, 100, 200, true))
	requireClose(t, [][]float64{{0, 200, 0}, {-50, 0, 0}, {50, 0, 0}}, roots(), 1e-13)
	require.NoError(t, net.Cell(0, 1).MoveTo(5, 6, 7))
	requireClose(t, [][]float64{{5, 6, 7}, {-45, -194, 7}, {50, 0, 0}}, roots(), 1e-13)
	require.NoError(t, net.Cell(1, 2).MoveEachTo([]float64{1, 2}, []float64{3, 4}, []float64{5, 6}))
	requireClose(t, [][]float64{{5, 6, 7}, {1, 3, 5}, {2, 4, 6}}, roots(), 1e-13)
	require.NoError(t, net.MoveEachTo([]float64{0}, []float64{1, 2, 3}, []float64{0}))
	requireClose(t, [][]float64{{0, 1, 0}, {0, 2, 0}, {0, 3, 0}}, roots(), 1e-13)

	require.ErrorContains(t, net.ArrangeInLayers([]int{2, 2}, 500, 1500, false), "layers of 4 cells together, but there are 3")
	require.ErrorContains(t, net.ArrangeInLayers([]int{4, -1}, 500, 1500, false), "-1 cells")
	require.ErrorContains(t, net.MoveEachTo([]float64{1, 2}, []float64{0}, []float64{0}), "2 values of x for the 3 cells")
	require.ErrorContains(t, net.MoveEachTo([]float64{1, math.NaN(), 2}, []float64{0}, []float64{0}), "x = NaN for cell(1)")
	require.ErrorContains(t, net.Rotate(10, "zx"), `no plane "zx"`)
	require.ErrorContains(t, net.Rotate(math.Inf(1), "xy"), "no angle")
	require.ErrorContains(t, net.Move(0, math.NaN(), 0), "no distance")
	require.ErrorContains(t, net.MoveTo(0, math.NaN(), 0), "no place")
	require.ErrorContains(t, net.Cell(7).Move(1, 0, 0), "no such cell")
}

// A quarter turn four times, and a move there and back, leave a cell where it was.
func TestTurnsAndMovesCancel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell, err := NewCellFromParents([]int{-1, 0, 0, 1, 1}, 2)
		require.NoError(t, err)
		require.NoError(t, cell.Move(1, 2, 3))
		rows := []int{0, 1, 4, 9}
		before := centresAt(t, cell.View, rows...)
		plane := rapid.SampledFrom([]string{"xy", "xz", "yz"}).Draw(t, "plane")
		quarter := float64(rapid.IntRange(-7, 7).Draw(t, "quarters")) * 90
		for range 4 {
			require.NoError(t, cell.Rotate(quarter, plane))
		}
		require.Equal(t, before, centresAt(t, cell.View, rows...), "quarter turns are exact")
		angle := rapid.Float64Range(-720, 720).Draw(t, "angle")
		by := rapid.Float64Range(-1e3, 1e3).Draw(t, "by")
		require.NoError(t, cell.Rotate(angle, plane))
		require.NoError(t, cell.Rotate(-angle, plane))
		require.NoError(t, cell.Move(by, -by, by))
		require.NoError(t, cell.Move(-by, by, -by))
		requireClose(t, before, centresAt(t, cell.View, rows...), 1e-10) // of coordinates up to 1e3
	})
}

func TestComputeXYZAfterAChangeOfLengths(t *testing.T) { // Jaxley
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Set("length", 25))
	require.NoError(t, cell.Move(3, 3, 3))
	require.NoError(t, cell.ComputeXYZ())
	var got [][]float64
	for _, outline := range cell.Points() {
		for _, p := range outline.Points {
			got = append(got, []float64{p.X, p.Y, p.Z})
		}
	}
	requireClose(t, [][]float64{{0, 0, 0}, {20, 0, 0}, {20, 0, 0}, {68.5071250072666, -12.126781251816649, 0}, {20, 0, 0}, {39.40285000290664, 4.85071250072666, 0}}, got, coordinateTolerance)
	requireClose(t, [][]float64{{15, 0, 0}, {20 + 48.5071250072666/4, -12.126781251816649 / 4, 0}}, centresAt(t, cell.View, 1, 2), coordinateTolerance)
}

// A branch without points that hangs on a traced one starts there; traced
// branches and branches out of view stay.
func TestComputeXYZBesideTracedBranches(t *testing.T) {
	cell, err := NewCellFromCoordinates([]int{-1}, [][]topology.Point{{{X: 10, Y: 20, Z: 30, Radius: 1}, {X: 10, Y: 40, Z: 30, Radius: 1}}}, WithNComp(2))
	require.NoError(t, err)
	require.Empty(t, cell.Groups())
	stub, err := NewCellFromParents([]int{-1, 0}, 1)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(0).Loc(1).Attach(stub.Branch(0).Loc(0)))
	require.NoError(t, cell.Branch(1).Move(100, 100, 100))
	require.NoError(t, cell.Branch(1).Set("length", 50))
	require.NoError(t, cell.Branch(0, 1).ComputeXYZ())
	points := cell.Points()
	require.Equal(t, topology.Point{X: 10, Y: 40, Z: 30, Radius: 1}, points[0].Points[1])
	require.Equal(t, []topology.Point{{X: 10, Y: 40, Z: 30}, {X: 60, Y: 40, Z: 30}}, points[1].Points)
	require.Equal(t, 20.0, points[2].Points[0].X, "out of view")
	require.NoError(t, cell.ComputeXYZ())
	require.Equal(t, 60.0, cell.Points()[2].Points[0].X)
}

func TestCentresOfATracedCellByTheRuleOfChords(t *testing.T) { // Jaxley: distance_direct after compute_compartment_centers
	cell := ca1ByDLambda(t)
	require.NoError(t, cell.ComputeCompartmentCentres())
	direct, err := cell.Group("soma").Branch(0).Comp(0).DistanceDirect(cell.View)
	require.NoError(t, err)
	requireEveryTenth(t, []float64{0, 221.76591145, 392.45354648, 474.5452076, 474.77938382, 414.10500968, 439.01281059}, direct)
}

func TestSetPointsChangesPicturesOnly(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	length, _ := cell.Get("length")
	bent := []topology.Point{{Radius: 2}, {X: 10, Radius: 2}, {X: 10, Y: 10, Radius: 2}}
	require.NoError(t, cell.Branch(1).SetPoints(bent))
	require.Equal(t, bent, cell.Points()[1].Points)
	require.True(t, cell.Points()[1].Traced)
	requireClose(t, [][]float64{{5, 0, 0}, {10, 5, 0}}, centresAt(t, cell.View, 2, 3), coordinateTolerance)
	now, _ := cell.Get("length")
	require.Equal(t, length, now)
	require.NoError(t, cell.ComputeXYZ())
	require.Equal(t, bent, cell.Points()[1].Points, "points of its own stay")
	require.NoError(t, cell.Branch(1).SetNComp(4))
	radius, _ := cell.Branch(1).Get("radius")
	require.Equal(t, []float64{1, 1, 1, 1}, radius, "the geometry is not that of the points")
	requireClose(t, [][]float64{{2.5, 0, 0}, {10, 7.5, 0}}, centresAt(t, cell.View, 2, 5), coordinateTolerance)

	require.ErrorContains(t, cell.SetPoints(bent), "1 lists of points for the 2 branches")
	require.ErrorContains(t, cell.Branch(0).SetPoints(bent[:1]), "1 points for branch(0)")
	require.ErrorContains(t, cell.Branch(0).SetPoints([]topology.Point{{Radius: 1}, {X: 1}}), "radii positive")
}

func TestCellFromCoordinates(t *testing.T) {
	cone := []topology.Point{{Radius: 3}, {X: 4, Radius: 0.5}} // slant sqrt(16+6.25)
	stick := []topology.Point{{X: 4, Radius: 0.5}, {X: 4, Y: 10, Radius: 0.5}}
	cell, err := NewCellFromCoordinates([]int{-1, 0, 0}, [][]topology.Point{cone, stick, stick}, WithNComp(1, 2, 1))
	require.NoError(t, err)
	length, _ := cell.Get("length")
	require.Equal(t, []float64{4, 5, 5, 10}, length)
	area, _ := cell.Get("area")
	require.InDelta(t, math.Pi*3.5*math.Sqrt(22.25), area[0], 1e-13)
	require.InDelta(t, 5*math.Pi, area[1], 1e-13)
	require.Equal(t, 1, cell.m.trees[0].NumBranchpoints())
	for name, c := range map[string]struct {
		parents []int
		points  [][]topology.Point
		message string
	}{
		"lists":  {[]int{-1, 0}, [][]topology.Point{cone}, "2 parents for 1 lists"},
		"one":    {[]int{-1}, [][]topology.Point{cone[:1]}, "at least 2"},
		"radius": {[]int{-1}, [][]topology.Point{{{}, {X: 1}}}, "radius 0"},
		"parent": {[]int{-1, 2}, [][]topology.Point{cone, stick}, "parent 2"},
	} {
		_, err := NewCellFromCoordinates(c.parents, c.points)
		require.ErrorContains(t, err, c.message, name)
	}
}

// ca1ByDLambda reads the tracing of 5.2 by the conventions of the figures.
func ca1ByDLambda(t *testing.T) *Cell {
	t.Helper()
	const file = "../shared/morphologies/ca1_n120_250.swc"
	if _, err := os.Stat(file); err != nil {
		t.Skip("the shared tracings are not beside this checkout")
	}
	cell, _, err := ReadSWC(file, WithConvention(topology.Jaxley))
	require.NoError(t, err)
	require.NoError(t, cell.Set("axial_resistivity", 100))
	ncomp, err := cell.DLambda(0.1, 100)
	require.NoError(t, err)
	require.NoError(t, cell.SetNComps(ncomp))
	require.Equal(t, 64, cell.Len())
	return cell
}

func requireEveryTenth(t *testing.T, expected, values []float64) {
	t.Helper()
	for i, e := range expected {
		require.InDelta(t, e, values[10*i], 1e-8)
	}
}
