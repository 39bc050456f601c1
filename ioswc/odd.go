package ioswc

import (
	"math"

	"golgi/topology"
)

const (
	longStep     = 500.0 // um, from one traced point to the next
	thickNeurite = 50.0  // um, radius
	hugeCell     = 1e5   // um, extent along an axis
	fewPoints    = 10    // below it, equal radii or a plane are no surprise
)

// lookAt lists what is odd about the points of a file.
func (r *Report) lookAt(n *nodes, m *topology.Morphology) {
	soma, neurites, sameRadius := 0, 0, true
	low := topology.Point{X: math.Inf(1), Y: math.Inf(1), Z: math.Inf(1)}
	high := topology.Point{X: math.Inf(-1), Y: math.Inf(-1), Z: math.Inf(-1)}
	radius := math.NaN()
	for i, p := range n.point {
		low = topology.Point{X: min(low.X, p.X), Y: min(low.Y, p.Y), Z: min(low.Z, p.Z)}
		high = topology.Point{X: max(high.X, p.X), Y: max(high.Y, p.Y), Z: max(high.Z, p.Z)}
		parent := n.parent[i]
		if n.kind[i] == 1 {
			soma++
			if parent >= 0 && n.kind[parent] != 1 {
				r.odd(oddSomaInside, n.line[i])
			}
		} else {
			neurites++
			if math.IsNaN(radius) {
				radius = p.Radius
			}
			sameRadius = sameRadius && p.Radius == radius
			if p.Radius > thickNeurite {
				r.odd(oddThick, n.line[i])
			}
		}
		if n.kind[i] > 4 {
			r.odd(oddUnknownTypes, n.line[i])
		}
		if parent < 0 {
			continue
		}
		switch d := distance(p, n.point[parent]); {
		case d == 0:
			r.odd(oddDoubled, n.line[i])
		case d > longStep:
			r.odd(oddLongStep, n.line[i])
		}
	}
	if soma == 0 {
		r.odd(oddNoSoma, 0)
	} else if n.kind[0] != 1 {
		r.odd(oddSomaNotRoot, n.line[0])
	}
	if max(high.X-low.X, high.Y-low.Y, high.Z-low.Z) > hugeCell {
		r.odd(oddUnits, 0)
	}
	if neurites >= fewPoints && sameRadius {
		r.odd(oddSameRadius, 0)
	}
	if len(n.point) >= fewPoints && high.Z == low.Z {
		r.odd(oddFlat, 0)
	}
	if len(m.Branches) > 1 {
		r.lonePoints(n)
	}
}

// lonePoints are trees of one node beside others.
func (r *Report) lonePoints(n *nodes) {
	for t := range len(n.trees) - 1 {
		if first := n.trees[t]; n.trees[t+1] == first+1 && len(n.trees) > 2 {
			r.odd(oddLonePoint, n.line[first])
		}
	}
}
