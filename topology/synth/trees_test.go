package synth_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
	"golgi/topology/synth"
)

func parents(m *topology.Morphology) []int {
	p := make([]int, len(m.Branches))
	for b := range p {
		p[b] = m.Branches[b].Parent
	}
	return p
}

func TestRegularTrees(t *testing.T) {
	require.Equal(t, []int{-1}, parents(synth.Cable(1000, 0.5)))
	require.Equal(t, []int{-1, 0, 0, 1, 1, 2, 2}, parents(synth.BinaryTree(2, 30, 2)))
	require.Equal(t, []int{-1, 0, 0, 2, 2}, parents(synth.Comb(2, 10, 1)))
	require.Equal(t, []int{-1, 0, 0, 0}, parents(synth.Star(3, 10, 1)))
	require.Len(t, synth.BinaryTree(9, 30, 2).Branches, 1023)
	require.Equal(t, []topology.Point{{Radius: 0.5}, {X: 1000, Radius: 0.5}}, synth.Cable(1000, 0.5).Branches[0].Points)

	for _, m := range []*topology.Morphology{synth.BinaryTree(6, 30, 2), synth.Comb(50, 30, 1), synth.Star(50, 30, 1)} {
		for b, branch := range m.Branches {
			require.InDelta(t, 30, length(branch.Points), 1e-9)
			if b > 0 {
				require.Equal(t, place(m.Branches[branch.Parent].Points[1]), place(branch.Points[0]))
			}
		}
	}
	last := synth.BinaryTree(3, 30, 2).Branches[14].Points[0].Radius
	require.InEpsilon(t, math.Pow(2, 1.5)/8, math.Pow(last, 1.5), 1e-12)
}

func TestRandomTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		n := rapid.IntRange(1, 60).Draw(t, "branches")
		for name, generate := range map[string]func(*rand.Rand, int) *topology.Morphology{
			"ends": synth.RandomTree, "places": synth.RandomPlaces,
		} {
			m := generate(rand.New(rand.NewPCG(seed, 1)), n)
			require.Equal(t, m, generate(rand.New(rand.NewPCG(seed, 1)), n))
			require.Len(t, m.Branches, n)
			ncomp := make([]int, n)
			for b := range ncomp {
				ncomp[b] = 1 + b%3
			}
			tr, err := m.Tree(ncomp)
			require.NoError(t, err)
			c, err := m.Discretise(ncomp, 0)
			require.NoError(t, err)
			require.Len(t, c.Area, tr.NumCompartments())
			for b, branch := range m.Branches {
				if name == "ends" && b > 0 {
					require.Equal(t, 1.0, branch.At)
					require.GreaterOrEqual(t, branch.Parent, 0)
					points := m.Branches[branch.Parent].Points
					require.Equal(t, place(points[len(points)-1]), place(branch.Points[0]))
				}
			}
		}
	})
}
