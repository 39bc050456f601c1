package topology

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCutPath(t *testing.T) {
	bent := []Point{{Radius: 1}, {X: 10, Radius: 3}, {X: 10, Y: 10, Radius: 3}}
	require.Equal(t, bent, CutPath(bent, 0, 1))
	require.Equal(t, []Point{{X: 5, Radius: 2}, {X: 10, Radius: 3}, {X: 10, Y: 5, Radius: 3}}, CutPath(bent, 0.25, 0.75))
	require.Equal(t, bent[:2], CutPath(bent, 0, 0.5), "a point at a cut stands once")
	require.Equal(t, []Point{{X: 2, Radius: 1}}, CutPath([]Point{{X: 2, Radius: 1}}, 0, 0.5))
	require.Nil(t, CutPath(nil, 0, 1))
	same := []Point{{X: 2}, {X: 2}}
	require.Equal(t, same, CutPath(same, 0.2, 0.3), "without length")
}

// The pieces of a path are together as long as the path.
func TestPiecesOfAPathAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "points")
		points := make([]Point, n)
		for j := range points {
			at := rapid.Float64Range(-100, 100)
			points[j] = Point{at.Draw(t, "x"), at.Draw(t, "y"), at.Draw(t, "z"), 1}
		}
		total := func(p []Point) float64 { along := pathLengths(p); return along[len(along)-1] }
		pieces, sum := rapid.IntRange(1, 5).Draw(t, "pieces"), 0.0
		for k := range pieces {
			sum += total(CutPath(points, float64(k)/float64(pieces), float64(k+1)/float64(pieces)))
		}
		if length := total(points); length > 0 {
			require.InDelta(t, length, sum, 1e-10*math.Max(1, length))
		}
	})
}

func TestPathDistancesFromSeveral(t *testing.T) {
	tree, err := TreeFromParents([]int{-1, 0, 0}, []int{2, 1, 1})
	require.NoError(t, err)
	lengths := []float64{10, 10, 4, 6}
	distances, err := tree.Order().PathDistances(lengths, 0, 3)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 8, 5, 0, 3}, distances)
	_, err = tree.Order().PathDistances(lengths)
	require.ErrorContains(t, err, "no compartment to start from")
	_, err = tree.Order().PathDistances(lengths, 0, 4)
	require.ErrorContains(t, err, "no compartment 4")
}
