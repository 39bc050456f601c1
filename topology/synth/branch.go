package synth

import (
	"math"

	"golgi/topology"
)

// shareOf returns the share of r^1.5 that a daughter with some of the tips
// gets: in proportion to the square root of tips.
func shareOf(tips, all int) float64 {
	own, other := math.Sqrt(float64(tips)), math.Sqrt(float64(all-tips))
	return own / (own + other)
}

// branch adds one branch that wanders from its parent's end to about the given
// length, and returns its index and last direction. The radius runs from
// s.radius to end.
func (g *grower) branch(s stem, length, end, wander float64) (index int, direction vector) {
	from := g.branches[s.parent].Points
	first := from[len(from)-1]
	if s.at == 0 {
		first = from[0]
	}
	if g.branches[s.parent].Type == somaType {
		first.Radius = onGrid(max(s.radius, 1./grid))
	}
	steps := max(int(math.Round(length/g.spacing)), leastSteps)
	step := max(length/float64(steps), minSpacing)
	points := make([]topology.Point, 1, steps+1)
	points[0] = first
	direction = s.direction
	for j := range steps {
		at := place(points[j]).plus(direction.times(step))
		// The first own point already has the branch's own radius, like the soma's copy before it.
		radius := mix(s.radius, end, float64(j)/float64(steps-1))
		points = append(points, point(at, radius))
		turn := randomUnit(g.rand).times(wander).plus(s.pull.times(pullWeight))
		direction = direction.plus(turn).unit()
	}
	g.branches = append(g.branches, topology.Branch{
		Attachment: topology.Attachment{Parent: s.parent, At: s.at}, Type: s.kind, Points: points,
	})
	return len(g.branches) - 1, direction
}
