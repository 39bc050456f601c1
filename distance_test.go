package golgi

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/components"
	"golgi/ecs"
	"golgi/topology"
)

func componentX(r *registrar) ecs.Component[components.X] { return register[components.X](r) }

// The regression figures of Jaxley's test of distances.
func TestDistancesOfATracedCell(t *testing.T) {
	cell := ca1ByDLambda(t)
	soma := cell.Group("soma").Branch(0).Comp(0)
	path, err := soma.DistancePathwise(cell.View)
	require.NoError(t, err)
	requireEveryTenth(t, []float64{0, 368.06401336, 692.67274231, 864.42547931, 806.69255969, 743.73139166, 760.54892662}, path)
	direct, err := soma.DistanceDirect(cell.View)
	require.NoError(t, err)
	requireEveryTenth(t, []float64{0, 194.3651027, 383.63095437, 467.20607951, 483.88675182, 413.21848932, 428.11599931}, direct)
}

func TestDistancesByHand(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2, 3, 1)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Set("length", 4))
	require.NoError(t, cell.Branch(2).Set("length", 6))
	path, err := cell.Branch(1).Comp(2).DistancePathwise(cell.View)
	require.NoError(t, err)
	require.Equal(t, []float64{25, 15, 8, 4, 0, 13}, path)
	path, err = cell.Comp(0).DistancePathwise(cell.View) // of all three branches
	require.NoError(t, err)
	require.Equal(t, []float64{0, 7, 0, 4, 8, 0}, path, "the nearest start")
	direct, err := cell.Branch(0).DistanceDirect(cell.Branch(0))
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0}, direct)
	direct, err = cell.Branch(0).Comp(0).DistanceDirect(cell.Branch(0))
	require.NoError(t, err)
	require.Equal(t, []float64{0, 10}, direct)

	// A branch attached inside another hangs on the centre of a compartment.
	between, err := NewCellFromMorphology(&topology.Morphology{Branches: []topology.Branch{
		{Attachment: topology.Attachment{Parent: -1}, Points: []topology.Point{{Radius: 1}, {X: 30, Radius: 1}}},
		{Attachment: topology.Attachment{Parent: 0, At: 0.5}, Points: []topology.Point{{X: 15, Radius: 1}, {X: 15, Y: 8, Radius: 1}}},
	}}, WithNComp(3, 2))
	require.NoError(t, err)
	path, err = between.Branch(1).Comp(1).DistancePathwise(between.View)
	require.NoError(t, err)
	require.Equal(t, []float64{16, 6, 16, 4, 0}, path)
}

func TestDistanceErrors(t *testing.T) {
	cell := treeOfFive(t)
	net, err := NewNetworkOf(cell, 2)
	require.NoError(t, err)
	_, err = net.Cell(0).DistancePathwise(net.View)
	require.ErrorContains(t, err, "no way leads from view cell(0) to cell(1).branch(0).comp(0)")
	several, err := net.Cell(All).Branch(0).Comp(0).DistancePathwise(net.View)
	require.NoError(t, err)
	require.Equal(t, several[:10], several[10:])
	_, err = net.Cell(0).DistanceDirect(cell.View)
	require.ErrorContains(t, err, "two models")
	_, err = net.Cell(3).DistanceDirect(net.View)
	require.ErrorContains(t, err, "no such cell")
	_, err = net.DistancePathwise(net.Cell(4))
	require.ErrorContains(t, err, "no such cell")
}

// The distance from several compartments is the least of those from each, and
// it is symmetric.
func TestDistanceFromSeveralIsTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := drawnCell(t)
		starts := cell.SelectRows(rapid.SliceOfNDistinct(rapid.IntRange(0, cell.Len()-1), 1, min(4, cell.Len()), rapid.ID).Draw(t, "starts")...)
		got, err := starts.DistancePathwise(cell.View)
		require.NoError(t, err)
		direct, err := starts.DistanceDirect(cell.View)
		require.NoError(t, err)
		least, leastDirect := make([]float64, cell.Len()), make([]float64, cell.Len())
		for i := range least {
			least[i], leastDirect[i] = math.Inf(1), math.Inf(1)
		}
		for _, row := range starts.Rows() {
			one, err := cell.SelectRows(row).DistancePathwise(cell.View)
			require.NoError(t, err)
			straight, _ := cell.SelectRows(row).DistanceDirect(cell.View)
			for i := range one {
				least[i], leastDirect[i] = min(least[i], one[i]), min(leastDirect[i], straight[i])
				back, _ := cell.SelectRows(i).DistancePathwise(cell.SelectRows(row))
				require.InDelta(t, one[i], back[0], 1e-9)
			}
		}
		require.InDeltaSlice(t, least, got, 1e-9)
		require.Equal(t, leastDirect, direct)
	})
}

func TestDLambdaOfACell(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 1, 3, 1)
	require.NoError(t, err)
	require.NoError(t, cell.Set("axial_resistivity", 100))
	require.NoError(t, cell.Branch(1).Set("length", 200))
	require.NoError(t, cell.Branch(1).Comp(2).Set("radius", 0.25))
	got, err := cell.DLambda(0.1, 100)
	require.NoError(t, err)
	// lambda_100 of 2 um: 1e5*sqrt(2/(4 pi 1e4)) = 398.94; of 0.5 um: half of it.
	lambda := 1e5 * math.Sqrt(2/(4*math.Pi*100*100))
	by := func(l float64) int { return int((l/(0.1*lambda)+0.9)/2)*2 + 1 }
	require.Equal(t, []int{by(10), by(400 + 2*200), by(10)}, got)
	require.Equal(t, []int{1, 21, 1}, got)
	got, err = cell.Branch(2).DLambda(0.001, 100)
	require.NoError(t, err)
	require.Equal(t, []int{by(1000)}, got)
	_, err = cell.DLambda(0, 100)
	require.ErrorContains(t, err, "branch(0): d_lambda")
	_, err = cell.DLambda(0.1, -1)
	require.ErrorContains(t, err, "positive and finite")
}

func TestSetNCompsAtOnceEqualsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := drawnCell(t)
		each, err := once.Clone()
		require.NoError(t, err)
		var ncomp []int
		_, branches, _ := once.Shape()
		for b := range branches {
			ncomp = append(ncomp, rapid.IntRange(1, 4).Draw(t, "ncomp"))
			require.NoError(t, each.Branch(b).SetNComp(ncomp[b]))
		}
		require.NoError(t, once.SetNComps(ncomp))
		requireSameModel(t, each.m, once.m)
	})
	cell := treeOfFive(t)
	require.ErrorContains(t, cell.SetNComps([]int{1, 2}), "2 numbers for the 5 branches")
	require.ErrorContains(t, cell.SetNComps([]int{1, 2, 0, 1, 1}), "which number 2, counted from 0, asks for")
}
