package synth

import (
	"math"
	"math/rand/v2"

	"golgi/topology"
)

// Cable returns a straight unbranched dendrite (type 3) of the given length and
// radius (um) along x, traced at two points.
func Cable(length, radius float64) *topology.Morphology {
	t := trunk(length, radius)
	return &t
}

// BinaryTree returns a dendrite (type 3) whose branches divide in two, levels
// times over: 2^(levels+1)-1 branches of the given length (um), level by
// level. radius (um) is that of branch 0; r^1.5 is halved at each division.
func BinaryTree(levels int, length, radius float64) *topology.Morphology {
	t := trunk(length, radius)
	half := twoThirds(0.5)
	first, width := 0, 1 // the branches of the last level
	for level := range levels {
		radius *= half
		// Daughters fan out less at each level, so that the drawing stays plane and open.
		slope := 2 / float64(int(1)<<min(level, 30))
		for i := range width {
			add(&t, first+i, vector{1, slope, 0}, length, radius)
			add(&t, first+i, vector{1, -slope, 0}, length, radius)
		}
		first, width = first+width, 2*width
	}
	return &t
}

// Comb returns a spine of teeth+1 branches with a tooth at each junction, all
// dendrites (type 3) of the given length and radius (um): branch 0, then for
// each junction the tooth and the next piece of the spine.
func Comb(teeth int, length, radius float64) *topology.Morphology {
	t := trunk(length, radius)
	spine := 0
	for range teeth {
		add(&t, spine, vector{0, 1, 0}, length, radius)
		add(&t, spine, vector{1, 0, 0}, length, radius)
		spine = len(t.Branches) - 1
	}
	return &t
}

// Star returns a dendrite (type 3) with the given number of arms at its end,
// all of the given length and radius (um).
func Star(arms int, length, radius float64) *topology.Morphology {
	t := trunk(length, radius)
	for i := range arms {
		f := (float64(i)+0.5)/float64(arms)*2 - 1 // from -1 to 1
		add(&t, 0, vector{1 - math.Abs(f) + 0.1, f, 0}, length, radius)
	}
	return &t
}

// RandomTree returns a random tapering tree of the given number of branches,
// each at the end of one before it; any may have a single child or many. Types
// are 2 to 4, the same along a branch's descendants more often than not.
func RandomTree(r *rand.Rand, branches int) *topology.Morphology {
	return random(r, branches, false)
}

// RandomPlaces is like [RandomTree], but branches also begin at the start of
// their parent, between, and at the root point.
func RandomPlaces(r *rand.Rand, branches int) *topology.Morphology {
	return random(r, branches, true)
}

func random(r *rand.Rand, branches int, places bool) *topology.Morphology {
	t := &topology.Morphology{}
	for b := range branches {
		a := topology.Attachment{Parent: -1, At: 1}
		kind := basalType
		origin := vector{}
		if b > 0 {
			a.Parent = r.IntN(b)
			if places {
				a = anyPlace(r, a)
			}
		}
		if a.Parent >= 0 {
			kind = t.Branches[a.Parent].Type
			origin = placeOn(t.Branches[a.Parent].Points, a.At)
		} else if b > 0 {
			origin = place(t.Branches[0].Points[0])
		}
		if r.IntN(4) == 0 {
			kind = axonType + r.IntN(3)
		}
		t.Branches = append(t.Branches, topology.Branch{Attachment: a, Type: kind, Points: walk(r, origin)})
	}
	return t
}

func anyPlace(r *rand.Rand, a topology.Attachment) topology.Attachment {
	switch r.IntN(8) {
	case 0:
		a.At = 0
	case 1:
		a.At = onGrid(0.05 + float64(0.9*r.Float64()))
	case 2:
		a.Parent = -1
	}
	return a
}

// walk returns 2 to 6 points at random steps from a place.
func walk(r *rand.Rand, at vector) []topology.Point {
	points := []topology.Point{point(at, 0.2+float64(2*r.Float64()))}
	for range 1 + r.IntN(5) {
		at = at.plus(randomUnit(r).times(1 + float64(15*r.Float64())))
		points = append(points, point(at, 0.2+float64(2*r.Float64())))
	}
	return points
}

// placeOn returns the place at a part of the path along points.
func placeOn(points []topology.Point, at float64) vector {
	switch at {
	case 0:
		return place(points[0])
	case 1:
		return place(points[len(points)-1])
	}
	p := topology.InterpolateXYZ(at, points)
	return vector{p[0], p[1], p[2]}
}

func trunk(length, radius float64) topology.Morphology {
	return topology.Morphology{Branches: []topology.Branch{{
		Attachment: topology.Attachment{Parent: -1},
		Type:       basalType,
		Points:     []topology.Point{{Radius: radius}, {X: length, Radius: radius}},
	}}}
}

// add appends a straight cylinder at the end of a branch.
func add(t *topology.Morphology, parent int, direction vector, length, radius float64) {
	from := t.Branches[parent].Points
	start := from[len(from)-1]
	end := place(start).plus(direction.unit().times(length))
	t.Branches = append(t.Branches, topology.Branch{
		Attachment: topology.Attachment{Parent: parent, At: 1},
		Type:       basalType,
		Points: []topology.Point{
			{X: start.X, Y: start.Y, Z: start.Z, Radius: radius},
			{X: end.x, Y: end.y, Z: end.z, Radius: radius},
		},
	})
}
