package topology

import "fmt"

// StoredPoints returns the points of a branch as the Jaxley convention keeps
// them after cutting it into ncomp compartments: the points of the pieces one
// after the other, those at the cuts twice. They are what a later change of
// the number of compartments starts from (see [RecutJaxley]).
func (b *Branch) StoredPoints(ncomp int) []Point {
	var stored []Point
	for _, piece := range cut(b.Points, ncomp) {
		stored = append(stored, piece...)
	}
	return stored
}

// RecutJaxley gives a branch of the Jaxley convention another number of
// compartments: old are the present compartments of this branch alone, stored
// the points kept on reading. The total length is kept and shared equally;
// radius, area, volume and loads come from the stored points; every new centre
// is the mean of the old ones. minRadius (um, 0 for none) replaces smaller radii.
//
// It returns an error if ncomp is below 1, if there is no point, or if a
// compartment could not be simulated.
func RecutJaxley(old *Compartments, stored []Point, ncomp int, minRadius float64) (*Compartments, error) {
	if ncomp < 1 {
		return nil, fmt.Errorf("recut: %d compartments; a branch needs at least 1", ncomp)
	}
	if len(stored) == 0 || len(old.Length) == 0 {
		return nil, fmt.Errorf("recut: the branch has %d points and %d compartments; it needs at least one of each", len(stored), len(old.Length))
	}
	c := NewCompartments(ncomp)
	c.fillJaxley(cut(stored, ncomp), 0, sum(old.Length)/float64(ncomp))
	if err := c.applyMinRadius(0, ncomp, minRadius); err != nil {
		return nil, fmt.Errorf("recut: %w", err)
	}
	if err := c.check(0, ncomp); err != nil {
		return nil, fmt.Errorf("recut: %w", err)
	}
	n := float64(len(old.Length))
	x, y, z := sum(old.X)/n, sum(old.Y)/n, sum(old.Z)/n
	for k := range ncomp {
		c.X[k], c.Y[k], c.Z[k] = x, y, z
	}
	return c, nil
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}
