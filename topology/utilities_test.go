package topology_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

const pi = math.Pi

var nan = math.NaN()

func TestChildrenAndLevels(t *testing.T) {
	parents := []int{-1, 0, 0, 1, 1}
	require.Equal(t, [][]int{{1, 2}, {3, 4}, {}, {}, {}}, topology.ComputeChildrenIndices(parents))
	require.Equal(t, []int{0, 1, 1, 2, 2}, topology.BranchLevels(parents))
	require.Equal(t, [][]int{{0}, {1, 2}, {3, 4}}, topology.BranchesInLevels(parents))
	require.Equal(t, [][]int{{0, 2}, {1}}, topology.BranchesInLevels([]int{-1, 0, -1}))
}

func TestMorphologyIndices(t *testing.T) {
	// Branches 0, (1, 2 on 0), (3, 4 on 1): branchpoint 0 at the end of 0, 1 at the end of 1.
	m, err := topology.ComputeMorphologyIndicesInLevels(2, []int{0, 0, 1, 1}, []int{0, 1}, []int{1, 2, 3, 4})
	require.NoError(t, err)
	require.Equal(t, [][2]int{{1, 0}, {2, 0}, {3, 1}, {4, 1}}, m.Children)
	require.Equal(t, [][2]int{{0, 0}, {1, 1}}, m.Parents)
	_, err = topology.ComputeMorphologyIndicesInLevels(2, []int{0}, []int{0, 1}, []int{1, 2})
	require.ErrorContains(t, err, "2 children with 1 branchpoints")
	_, err = topology.ComputeMorphologyIndicesInLevels(3, nil, []int{0, 1}, nil)
	require.ErrorContains(t, err, "2 parents for 3 branchpoints")
}

func TestMergeCells(t *testing.T) {
	cell := [][][2]int{{{1, 0}, {2, 0}}}
	merged, err := topology.MergeCells([]int{0, 3, 6}, []int{0, 1, 2}, [][][][2]int{cell, cell}, false)
	require.NoError(t, err)
	require.Equal(t, [][][2]int{{{1, 0}, {2, 0}, {4, 1}, {5, 1}}}, merged)

	deep := [][][2]int{{{1, 0}}, {{2, 1}}}
	merged, err = topology.MergeCells([]int{0, 3}, []int{0, 1}, [][][][2]int{cell, deep}, false)
	require.NoError(t, err)
	require.Equal(t, [][][2]int{{{1, 0}, {2, 0}, {4, 1}}, {{5, 2}}}, merged)

	_, err = topology.MergeCells([]int{0, 3}, []int{0, 1}, [][][][2]int{cell, cell}, true)
	require.ErrorContains(t, err, "excludeFirst")
	_, err = topology.MergeCells([]int{0}, []int{0, 1}, [][][][2]int{cell, cell}, false)
	require.ErrorContains(t, err, "1 and 2 cumulative counts for 2 cells")
}

func TestNumNeighbours(t *testing.T) {
	require.Equal(t, []int{1, 2, 3, 2, 2, 1, 2, 2, 1}, topology.NumNeighbours([]int{2, 0, 0}, 3))
	require.Equal(t, []int{2, 1, 1}, topology.NumNeighbours([]int{2, 0, 0}, 1))
	require.Equal(t, []int{0}, topology.NumNeighbours([]int{0}, 1))
}

// Each pair of neighbours is counted from both sides, and a tree of n
// compartments has n-1 pairs.
func TestNumNeighboursCountsEachPairTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "branches")
		ncomp := rapid.IntRange(1, 4).Draw(t, "ncomp")
		children := make([]int, n)
		for b := 1; b < n; b++ {
			children[rapid.IntRange(0, b-1).Draw(t, "parent")]++
		}
		total := 0
		for _, k := range topology.NumNeighbours(children, ncomp) {
			total += k
		}
		require.Equal(t, 2*(n*ncomp-1), total)
	})
}

func TestRemapToConsecutive(t *testing.T) {
	require.Equal(t, []int{0, 0, 1, 2, 2, 3, 3}, topology.RemapToConsecutive([]int{0, 0, 1, 4, 4, 6, 6}))
	require.Equal(t, []int{2, 0, 1, 2}, topology.RemapToConsecutive([]int{7, -3, 2, 7}))
	require.Empty(t, topology.RemapToConsecutive(nil))
}

func TestSegments(t *testing.T) {
	require.Equal(t, [][]float64{{1, 1, 1}, {2, 2, 2}}, topology.EqualSegments([]float64{1, 2}, 3))

	rows, err := topology.LinearSegments(2, []float64{1, 0.5, 0.25}, []int{-1, 0, 0}, 4)
	require.NoError(t, err)
	want := [][]float64{{1, 4. / 3, 5. / 3, 2}, {0.5, 2. / 3, 2.5 / 3, 1}, {0.25, 0.5, 0.75, 1}}
	for b := range want {
		require.InEpsilonSlice(t, want[b], rows[b], rounding)
	}
	rows, err = topology.LinearSegments(2, []float64{1}, []int{-1}, 1)
	require.NoError(t, err)
	require.Equal(t, [][]float64{{1}}, rows, "one compartment has the value at the end")
	_, err = topology.LinearSegments(2, []float64{1}, []int{-1, 0}, 1)
	require.ErrorContains(t, err, "1 endpoint values for 2 branches")
	_, err = topology.LinearSegments(2, []float64{1, 2}, []int{-1, 5}, 1)
	require.ErrorContains(t, err, "branch 1 has parent 5")
}

func TestLocAndIndex(t *testing.T) {
	require.Equal(t, 11, topology.IndexOfLoc(2, 0.9, 4))
	require.Equal(t, 0, topology.IndexOfLoc(0, 0.5, 2), "of two equally near the lower")
	require.Equal(t, []float64{0.125, 0.375, 0.625, 0.875}, []float64{
		topology.LocOfIndex(0, 4), topology.LocOfIndex(5, 4), topology.LocOfIndex(10, 4), topology.LocOfIndex(3, 4),
	})
	require.Equal(t, 0.5, topology.LocOfIndex(7, 1))

	for _, c := range []struct {
		loc   float64
		ncomp int
		want  int
	}{{0, 1, 0}, {1, 1, 0}, {0, 4, 0}, {0.25, 4, 0}, {0.2500001, 4, 1}, {0.5, 4, 1}, {0.75, 4, 2}, {1, 4, 3}, {0.5, 2, 0}, {0.6, 5, 2}, {1, 100_000, 99_999}} {
		k, err := topology.LocalIndexOfLoc(c.loc, c.ncomp)
		require.NoError(t, err)
		require.Equal(t, c.want, k, "loc %g of %d", c.loc, c.ncomp)
	}
	for _, loc := range []float64{-0.1, 1.1, nan} {
		_, err := topology.LocalIndexOfLoc(loc, 2)
		require.ErrorContains(t, err, "a place lies between 0 (start) and 1 (end)")
	}
	_, err := topology.LocalIndexOfLoc(0.5, 0)
	require.ErrorContains(t, err, "needs at least 1")

	tr := tree(t, []topology.Attachment{rootStart, at(0, 1)}, 3, 2)
	c, err := tr.Compartment(1, 0.9)
	require.NoError(t, err)
	require.Equal(t, 4, c)
	_, err = tr.Compartment(2, 0.9)
	require.ErrorContains(t, err, "no branch 2; the cell has 2 branches")
	_, err = tr.Compartment(1, 7)
	require.ErrorContains(t, err, "branch 1: loc: no place 7")
}

// Centres lead back to their own compartment by both rules, and a place
// elsewhere by the first rule to the compartment it lies in.
func TestLocRulesAgreeAtCentres(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ncomp := rapid.IntRange(1, 300).Draw(t, "ncomp")
		k := rapid.IntRange(0, ncomp-1).Draw(t, "k")
		loc := topology.LocOfIndex(k, ncomp)
		i, err := topology.LocalIndexOfLoc(loc, ncomp)
		require.NoError(t, err)
		require.Equal(t, k, i)
		require.Equal(t, k, topology.IndexOfLoc(0, loc, ncomp))
		// Borders are moved up by 1e-10 of the branch, so stay clear of them.
		inside := (float64(k) + rapid.Float64Range(1e-6, 1-1e-6).Draw(t, "inside")) / float64(ncomp)
		i, err = topology.LocalIndexOfLoc(inside, ncomp)
		require.NoError(t, err)
		require.Equal(t, k, i)
	})
}

func TestInterpolateXYZ(t *testing.T) {
	points := []topology.Point{{X: 0}, {X: 3}, {X: 3, Y: 1}}
	require.Equal(t, [3]float64{1, 0, 0}, topology.InterpolateXYZ(0.25, points))
	require.Equal(t, [3]float64{3, 0.5, 0}, topology.InterpolateXYZ(0.875, points))
	require.Equal(t, [3]float64{0, 0, 0}, topology.InterpolateXYZ(-1, points))
	require.Equal(t, [3]float64{3, 1, 0}, topology.InterpolateXYZ(2, points))
	same := []topology.Point{{X: 5}, {X: 5}}
	require.Equal(t, [3]float64{5, 0, 0}, topology.InterpolateXYZ(0.5, same))
	require.Equal(t, [3]float64{}, topology.InterpolateXYZ(0.5, nil))
}

func TestDLambda(t *testing.T) {
	// lambda of a 2 um cable at 100 Hz, 100 ohm cm, 1 uF/cm2, by hand.
	lambda := topology.LambdaF(2, 100, 1, 100)
	require.InEpsilon(t, 1e5*math.Sqrt(2/(4*pi*1e4)), lambda, rounding)
	for length, want := range map[float64]int{0.01: 1, 1.05: 1, 1.15: 3, 3.05: 3, 3.15: 5, 100: 101} {
		n, err := topology.DLambda(length*0.1*lambda, []float64{2}, 100, 1, 100, 0.1)
		require.NoError(t, err)
		require.Equal(t, want, n, "a branch of %g d_lambda", length)
	}
	// Stretches of one diameter are one cable; thinner ones are longer in lambda.
	uniform, err := topology.DLambda(500, []float64{2, 2, 2}, 100, 1, 100, 0.1)
	require.NoError(t, err)
	single, err := topology.DLambda(500, []float64{2}, 100, 1, 100, 0.1)
	require.NoError(t, err)
	require.Equal(t, single, uniform)
	m := topology.Morphology{Branches: []topology.Branch{
		{Attachment: rootStart, Points: []topology.Point{{Radius: 1}, {X: 500, Radius: 1}}},
		{Attachment: at(0, 1), Points: []topology.Point{{X: 500, Radius: 1}, {X: 500, Radius: 0.25}, {X: 1000, Radius: 0.25}}},
	}}
	counts, err := m.DLambda(100, 1, 100, 0.1)
	require.NoError(t, err)
	half, err := topology.DLambda(500, []float64{0.5}, 100, 1, 100, 0.1)
	require.NoError(t, err)
	require.Equal(t, []int{single, half}, counts, "a ring has no length")

	for _, bad := range [][]float64{nil, {0}, {-1}, {nan}} {
		_, err := topology.DLambda(500, bad, 100, 1, 100, 0.1)
		require.ErrorContains(t, err, "d_lambda")
	}
	_, err = topology.DLambda(500, []float64{2}, 100, 1, 100, 0)
	require.ErrorContains(t, err, "must be positive")
	_, err = topology.DLambda(500, []float64{2}, 100, 1, 100, 1e-12)
	require.ErrorContains(t, err, "take a larger d")
	_, err = m.DLambda(0, 1, 100, -1)
	require.ErrorContains(t, err, "branch 0: d_lambda")
}
