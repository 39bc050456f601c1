package synth

import (
	"math/rand/v2"

	"golgi/topology"
)

const (
	minSpacing = 0.5  // um; well above the grid, so that no two points fall together
	leastSteps = 3    // in a branch: a neurite that divides at its first point is read back otherwise
	pullWeight = 0.05 // how strongly a branch turns back to the direction of its stem, a step
	mostWander = 0.9  // with pullWeight below 1, so that a direction never cancels
	taper      = 0.85 // radius at the end of a branch over that at its start
)

// grower adds branches, a parent before its children.
type grower struct {
	rand     *rand.Rand
	spacing  float64
	branches []topology.Branch
}

// stem says how a subtree begins.
type stem struct {
	parent    int
	at        float64 // 0 or 1
	kind      int     // SWC type
	direction vector
	pull      vector // direction it tends to
	tips      int
	radius    float64
}

// share spreads tips over stems at random, at least one each.
func (g *grower) share(tips, stems int) []int {
	shares := make([]int, stems)
	for i := range shares {
		shares[i] = 1
	}
	if stems == 0 {
		return shares
	}
	for range tips - stems {
		// Of two stems drawn the poorer gets it: unequal, but not by far.
		i, j := g.rand.IntN(stems), g.rand.IntN(stems)
		if shares[j] < shares[i] {
			i = j
		}
		shares[i]++
	}
	return shares
}

// arbor grows a subtree with s.tips tips, the branches of a subtree together.
func (g *grower) arbor(s stem, a Arbor) {
	stems := []stem{s}
	for len(stems) > 0 {
		s := stems[len(stems)-1]
		stems = stems[:len(stems)-1]
		mean := a.TipLength
		if s.tips > 1 {
			mean = a.InnerLength
		}
		end := max(s.radius*taper, a.TipRadius)
		b, direction := g.branch(s, mean*around(g.rand, 0.6), end, a.Wander)
		if s.tips > 1 {
			s.direction, s.radius = direction, end
			first, second := g.daughters(b, s, a)
			stems = append(stems, second, first)
		}
	}
}

// fork grows a subtree that divides where it begins.
func (g *grower) fork(parent int, s stem, a Arbor) {
	if s.tips == 1 {
		s.tips = 2
	}
	first, second := g.daughters(parent, s, a)
	g.arbor(first, a)
	g.arbor(second, a)
}

// daughters divides a stem that has reached its bifurcation.
func (g *grower) daughters(parent int, s stem, a Arbor) (first, second stem) {
	tips := 1 + g.rand.IntN(s.tips-1)
	across := randomAcross(g.rand, s.direction)
	daughter := func(tips int, side float64) stem {
		d := s
		d.parent, d.at, d.tips = parent, 1, tips
		// Rall's rule: r^1.5 is shared, here in proportion to the square root of tips.
		d.radius = max(s.radius*twoThirds(shareOf(tips, s.tips)), a.TipRadius)
		// The daughter with more tips turns less.
		turn := a.Spread * around(g.rand, 0.4) * float64(s.tips-tips) / float64(s.tips) * 2
		d.direction = tilted(s.direction, across.times(side), min(turn, 0.95))
		// Each daughter tends to its own side, so that subtrees part.
		d.pull = s.pull.plus(d.direction.times(0.7)).unit()
		return d
	}
	return daughter(tips, 1), daughter(s.tips-tips, -1)
}
