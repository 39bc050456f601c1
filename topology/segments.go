package topology

import "fmt"

// EqualSegments gives each of the ncomp compartments of a branch the value of
// the branch: row b holds ncomp times values[b].
func EqualSegments(values []float64, ncomp int) [][]float64 {
	segments := make([][]float64, len(values))
	for b, v := range values {
		segments[b] = make([]float64, ncomp)
		for k := range segments[b] {
			segments[b][k] = v
		}
	}
	return segments
}

// LinearSegments interpolates a property between the ends of branches:
// endpoints[b] is its value at the end of branch b, and a branch starts with
// the value at its parent's end, or with initial at the root point (parent -1).
//
// Rows run from the end of a branch to its start: entry 0 is the value at the
// end, entry ncomp-1 that at the start (with one compartment, the end).
func LinearSegments(initial float64, endpoints []float64, parents []int, ncomp int) ([][]float64, error) {
	if len(endpoints) != len(parents) {
		return nil, fmt.Errorf("linear segments: %d endpoint values for %d branches; give one for each branch", len(endpoints), len(parents))
	}
	segments := make([][]float64, len(parents))
	for b, p := range parents {
		if p < -1 || p >= len(parents) {
			return nil, fmt.Errorf("linear segments: branch %d has parent %d; give a branch from 0 to %d, or -1", b, p, len(parents)-1)
		}
		start := initial
		if p >= 0 {
			start = endpoints[p]
		}
		segments[b] = make([]float64, ncomp)
		for k := range segments[b] {
			loc := linspace(1, 0, k, ncomp)
			segments[b][k] = start + float64(loc*(endpoints[b]-start))
		}
	}
	return segments, nil
}
