package tree

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/systems/lanes"
	"golgi/topology"
)

// permuted is a system with its nodes numbered anew, and the order in which they stood.
func (s *System) permuted(random *rand.Rand, low, high int) (*System, []int32) {
	n := len(s.Parent)
	number := make([]int32, n)
	for k := range number {
		number[k] = int32(k)
	}
	random.Shuffle(high-low, func(i, j int) { number[low+i], number[low+j] = number[low+j], number[low+i] })
	c := New(make([]int32, n))
	for k, to := range number {
		c.Diagonal[to], c.Right[to], c.Coupling[to] = s.Diagonal[k], s.Right[k], s.Coupling[k]
		if c.Parent[to] = s.Parent[k]; s.Parent[k] >= 0 {
			c.Parent[to] = number[s.Parent[k]]
		}
	}
	return c, number
}

// forest draws a system of chains of any lengths, the nodes of the run being whole cells.
func forest(random *rand.Rand, n int, run Run, branching float64, longest int) *System {
	s := New(make([]int32, n))
	for k := range n {
		s.Diagonal[k] += 0.01 + random.Float64()
		s.Right[k] = random.NormFloat64()
		if random.IntN(9) == 0 {
			s.Right[k] = math.Copysign(0, random.Float64()-0.5)
		}
		first := 0
		if k >= run.Low {
			first = run.Low
		}
		if k >= run.High {
			first = run.High
		}
		s.Parent[k] = -1
		switch {
		case k == first || random.IntN(100) == 0:
			continue
		case k%longest != 0 && random.Float64() >= branching:
			s.Parent[k] = int32(k - 1)
		default:
			s.Parent[k] = int32(first + random.IntN(k-first))
		}
		s.Coupling[k] = 10 * random.Float64()
		if random.IntN(20) == 0 {
			s.Coupling[k] = 0 // beside a clamp
		}
		s.Diagonal[k] += s.Coupling[k]
		s.Diagonal[s.Parent[k]] += s.Coupling[k]
	}
	return s
}

// TestStripsGiveTheBitsOfSingleNodes: forests of chains of any lengths, between others, whatever the numbers of their nodes.
func TestStripsGiveTheBitsOfSingleNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "nodes")
		branching := rapid.SampledFrom([]float64{0, 0.05, 0.2, 1}).Draw(t, "branching")
		longest := rapid.SampledFrom([]int{1, 5, 1000}).Draw(t, "longest")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		low := rapid.IntRange(0, n-1).Draw(t, "low")
		high := rapid.IntRange(low+1, n).Draw(t, "high")
		stripsGiveTheBitsOfSingleNodes(t, forest(random, n, Run{low, high}, branching, longest), Run{low, high}, 0, random)
	})
}

// stripsGiveTheBitsOfSingleNodes solves a run of a system in strips, of pieces of at most so many nodes, if that is not 0.
func stripsGiveTheBitsOfSingleNodes(t require.TestingT, s *System, run Run, most int, random *rand.Rand) {
	n, low, high := len(s.Parent), run.Low, run.High
	diagonal, right := append([]float64(nil), s.Diagonal...), append([]float64(nil), s.Right...)
	for _, v := range []lanes.Vectors{lanes.None, lanes.AVX2, lanes.AVX512} {
		if v > lanes.Detect() {
			continue
		}
		copy(s.Diagonal, diagonal)
		copy(s.Right, right)
		c, number := s.permuted(random, low, high)
		strips, _ := topology.NewStrips(s.Parent, low, high, most, nil)
		c.InStrips(run, LayStrips(strips, n, []int32{int32(len(strips.Ends))}), number, v)
		for range 2 {
			for k, to := range number {
				c.Diagonal[to], c.Right[to] = diagonal[k], right[k]
			}
			c.Solve()
		}
		s.Solve()
		for k, to := range number {
			require.Equal(t, math.Float64bits(s.Right[k]), math.Float64bits(c.Right[to]), "node %d, %v", k, v)
		}
	}
}

// TestLongStrips: cells that take several calls of machine code, and strips that are longer than what a call should do.
func TestLongStrips(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 1))
	for _, c := range []struct {
		branching     float64
		longest, most int
	}{{0.05, 1000, 0}, {1, 1, 0}, {0, 7000, 0}, {0, 7000, 900}} {
		n := 20000
		stripsGiveTheBitsOfSingleNodes(t, forest(random, n, Run{5, n - 7}, c.branching, c.longest), Run{5, n - 7}, c.most, random)
	}
}

// TestLongPieces: chains that one call would take long for are cut.
func TestLongPieces(t *testing.T) {
	parent := []int32{-1}
	for range 8 {
		parent = append(parent, 0)
		for range longestPiece + 9 {
			parent = append(parent, int32(len(parent)-1))
		}
	}
	strips := CutStrips(parent, Run{0, len(parent)})
	require.NotNil(t, strips)
	longest := int32(0)
	for _, head := range strips.Heads {
		longest = max(longest, head.Length)
	}
	require.LessOrEqual(t, longest, int32(longestPiece))
	require.Greater(t, longest, int32(longestPiece/4))
}
