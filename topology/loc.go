package topology

import (
	"fmt"
	"math"
)

// LocalIndexOfLoc returns the compartment, counted from the start of a branch
// of ncomp compartments, that holds the place loc from 0 to 1. A place on the
// border of two compartments belongs to the lower. A place outside 0 to 1 is
// an error.
func LocalIndexOfLoc(loc float64, ncomp int) (int, error) {
	if !(loc >= 0 && loc <= 1) {
		return 0, fmt.Errorf("loc: no place %g on a branch; a place lies between 0 (start) and 1 (end)", loc)
	}
	if ncomp < 1 {
		return 0, fmt.Errorf("loc: a branch of %d compartments; it needs at least 1", ncomp)
	}
	return localIndexOfLoc(loc, ncomp), nil
}

// localIndexOfLoc places loc between borders k*step, spread over slightly more
// than 1 so that a place on a border (and the end) belongs to the compartment below.
func localIndexOfLoc(loc float64, ncomp int) int {
	const stretched = 1 + 1e-10
	step := stretched / float64(ncomp)
	k := min(int(loc/step), ncomp-1)
	for k > 0 && loc < float64(float64(k)*step) {
		k--
	}
	for k < ncomp-1 && loc >= float64(float64(k+1)*step) {
		k++
	}
	return k
}

// Compartment returns the compartment of branch b that holds the place loc, by
// the rule of [LocalIndexOfLoc].
func (t *Tree) Compartment(b int, loc float64) (int, error) {
	if b < 0 || b >= t.NumBranches() {
		return 0, fmt.Errorf("loc: no branch %d; the cell has %d branches", b, t.NumBranches())
	}
	k, err := LocalIndexOfLoc(loc, t.NComp(b))
	if err != nil {
		return 0, fmt.Errorf("branch %d: %w", b, err)
	}
	return t.FirstCompartment(b) + k, nil
}

// IndexOfLoc returns the compartment of a cell with ncomp compartments in
// every branch whose centre is nearest to the place loc of a branch; of two
// equally near the lower.
func IndexOfLoc(branch int, loc float64, ncomp int) int {
	best, nearest := 0, math.Inf(1)
	for k := range ncomp {
		if d := math.Abs(LocOfIndex(k, ncomp) - loc); d < nearest {
			best, nearest = k, d
		}
	}
	return branch*ncomp + best
}

// LocOfIndex returns the place, from 0 to 1 along its branch, of the centre of
// a compartment of a cell with ncomp compartments in every branch.
func LocOfIndex(compartment, ncomp int) float64 {
	half := 0.5 / float64(ncomp)
	return linspace(half, 1-half, compartment%ncomp, ncomp)
}

// linspace returns value k of n evenly spaced ones from start to stop.
func linspace(start, stop float64, k, n int) float64 {
	switch {
	case n == 1:
		return start
	case k == n-1:
		return stop
	}
	step := (stop - start) / float64(n-1)
	return start + float64(float64(k)*step)
}
