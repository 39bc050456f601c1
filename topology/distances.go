package topology

import (
	"fmt"
	"math"
)

// PathDistances returns the distance along the tree (um) from the centres of
// compartments to every node: from several, that from the nearest. lengths are
// those of the compartments. Between neighbouring compartments it is half of
// both lengths, to the compartment that a branch is attached to half of the
// branch's first one; branchpoints have no length. Time is linear in the number
// of nodes.
func (o *Order) PathDistances(lengths []float64, starts ...int) ([]float64, error) {
	if len(starts) == 0 {
		return nil, fmt.Errorf("distance: no compartment to start from")
	}
	toParent := func(node int32) float64 {
		d := 0.0
		for _, h := range o.Halves[node] {
			if h.Compartment >= 0 {
				d += lengths[h.Compartment] / 2
			}
		}
		return d
	}
	distances := make([]float64, len(o.Parent))
	for i := range distances {
		distances[i] = math.Inf(1)
	}
	for _, start := range starts {
		if start < 0 || start >= len(lengths) {
			return nil, fmt.Errorf("distance: no compartment %d; the cell has %d", start, len(lengths))
		}
		distances[start] = 0
	}
	// First from the leaves to the root, then everything from there outwards.
	for i := len(o.Nodes) - 1; i >= 0; i-- {
		if node := o.Nodes[i]; o.Parent[node] >= 0 {
			distances[o.Parent[node]] = min(distances[o.Parent[node]], distances[node]+toParent(node))
		}
	}
	for _, node := range o.Nodes {
		if o.Parent[node] >= 0 {
			distances[node] = min(distances[node], distances[o.Parent[node]]+toParent(node))
		}
	}
	return distances, nil
}

// DirectDistances returns the straight distance (um) from the centre of
// compartment start to every compartment.
func (c *Compartments) DirectDistances(start int) ([]float64, error) {
	if start < 0 || start >= len(c.X) {
		return nil, fmt.Errorf("distance: no compartment %d; the cell has %d", start, len(c.X))
	}
	from := Point{X: c.X[start], Y: c.Y[start], Z: c.Z[start]}
	distances := make([]float64, len(c.X))
	for i := range distances {
		distances[i] = distance(from, Point{X: c.X[i], Y: c.Y[i], Z: c.Z[i]})
	}
	return distances, nil
}
