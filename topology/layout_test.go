package topology_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

func TestComputeXYZ(t *testing.T) {
	tr, err := topology.TreeFromParents([]int{-1, 0, 0, 1, 1, 1}, []int{2, 2, 1, 1, 1, 1})
	require.NoError(t, err)
	points, err := tr.ComputeXYZ([]float64{10, 20, 20, 30, 30, 30})
	require.NoError(t, err)
	// Levels 0, 1, 2 have fans of 5, 2.75, 0.5: slopes -1.375 and 1.375 at level 1, -0.25, 0, 0.25 at level 2.
	require.Equal(t, []topology.Point{{}, {X: 10}}, points[0])
	step := 20 / math.Sqrt(1.375*1.375+1)
	require.InEpsilon(t, 10+step, points[1][1].X, rounding)
	require.InEpsilon(t, -1.375*step, points[1][1].Y, rounding)
	require.InEpsilon(t, 1.375*step, points[2][1].Y, rounding)
	require.Equal(t, points[1][1], points[3][0], "a child starts at its parent's end")
	require.InEpsilon(t, points[1][1].X+30, points[4][1].X, rounding, "the middle one of three goes straight on")
	require.Equal(t, points[1][1].Y, points[4][1].Y)
	require.InEpsilon(t, 0.25, (points[5][1].Y-points[5][0].Y)/(points[5][1].X-points[5][0].X), rounding)
	_, err = tr.ComputeXYZ([]float64{1})
	require.ErrorContains(t, err, "1 lengths for 6 branches")
}

func TestComputeXYZOfOtherPlaces(t *testing.T) {
	tr := tree(t, []topology.Attachment{rootStart, at(0, 0), at(0, 0.25), rootStart}, 1, 1, 1, 1)
	points, err := tr.ComputeXYZ([]float64{8, 8, 8, 8})
	require.NoError(t, err)
	require.Equal(t, points[0][0], points[1][0])
	require.Equal(t, topology.Point{}, points[3][0])
	require.InEpsilon(t, points[0][1].X/4, points[2][0].X, rounding)
	require.NotEqual(t, points[0][1], points[3][1], "branches at the root point fan out")
}

func TestComputeXYZKeepsLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := drawTree(t)
		lengths := rapid.SliceOfN(rapid.Float64Range(1, 100), tr.NumBranches(), tr.NumBranches()).Draw(t, "lengths")
		points, err := tr.ComputeXYZ(lengths)
		require.NoError(t, err)
		for b, p := range points {
			// Coordinates up to 2500 um and their differences.
			require.InDelta(t, lengths[b], math.Hypot(p[1].X-p[0].X, p[1].Y-p[0].Y), 1e-10)
		}
	})
}

func TestCompartmentCentres(t *testing.T) {
	points := [][]topology.Point{
		{{X: 0}, {X: 6}, {X: 6, Y: 2}},
		{{X: 6, Y: 2}, {X: 6, Y: 12}},
	}
	x, y, z, err := topology.CompartmentCentres(points, []int{2, 1})
	require.NoError(t, err)
	// The second compartment of branch 0 goes round a corner: the middle of the straight line.
	require.InDeltaSlice(t, []float64{2, 5, 6}, x, 1e-12)
	require.InDeltaSlice(t, []float64{0, 1, 7}, y, 1e-12)
	require.Equal(t, []float64{0, 0, 0}, z)

	// A single point is stretched towards the next branch, but for the last one.
	x, _, _, err = topology.CompartmentCentres([][]topology.Point{{{X: 0}}, {{X: 8}, {X: 10}}, {{X: 5}}}, []int{1, 1, 2})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{2, 9, 5, 5}, x, 1e-12)

	_, _, _, err = topology.CompartmentCentres(points, []int{1})
	require.ErrorContains(t, err, "1 compartment counts for 2 branches")
	_, _, _, err = topology.CompartmentCentres([][]topology.Point{{}}, []int{1})
	require.ErrorContains(t, err, "branch 0 has 0 points")
}

func TestBranchpointCentres(t *testing.T) {
	tr, err := topology.TreeFromParents([]int{-1, 0, 0}, []int{2, 1, 1})
	require.NoError(t, err)
	px, py, pz := tr.BranchpointCentres([]float64{0, 3, 6, 9}, []float64{0, 0, 3, -3}, []float64{5, 1, 1, 1})
	require.Equal(t, []float64{6}, px)
	require.Equal(t, []float64{0}, py)
	require.Equal(t, []float64{1}, pz)
}

func TestPathDistances(t *testing.T) {
	tr := tree(t, []topology.Attachment{rootStart, at(0, 1), at(0, 1), at(0, 0.1)}, 2, 1, 1, 2)
	lengths := []float64{10, 10, 4, 6, 8, 8}
	d, err := tr.Order().PathDistances(lengths, 2)
	require.NoError(t, err)
	// From the centre of branch 1: 2 to the branchpoint, 5 on, 10 on, and across to 2 and 3.
	require.Equal(t, []float64{17, 7, 0, 5, 21, 29, 2}, d)
	_, err = tr.Order().PathDistances(lengths, 6)
	require.ErrorContains(t, err, "no compartment 6; the cell has 6")
}

// Distances are symmetric, and no larger than any way round by a third place.
func TestPathDistancesAreAMetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := drawTree(t)
		n := tr.NumCompartments()
		lengths := rapid.SliceOfN(rapid.Float64Range(1, 100), n, n).Draw(t, "lengths")
		pick := rapid.IntRange(0, n-1)
		a, b, c := pick.Draw(t, "a"), pick.Draw(t, "b"), pick.Draw(t, "c")
		o := tr.Order()
		from := func(start int) []float64 {
			d, err := o.PathDistances(lengths, start)
			require.NoError(t, err)
			return d
		}
		da, db := from(a), from(b)
		require.InDelta(t, da[b], db[a], 1e-9) // sums of up to 200 halves in another order
		require.LessOrEqual(t, da[b], da[c]+from(c)[b]+1e-9)
		require.Zero(t, da[a])
	})
}

func TestDirectDistances(t *testing.T) {
	c := &topology.Compartments{X: []float64{0, 3}, Y: []float64{0, 4}, Z: []float64{0, 12}}
	d, err := c.DirectDistances(0)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 13}, d)
	_, err = c.DirectDistances(2)
	require.ErrorContains(t, err, "no compartment 2")
}
