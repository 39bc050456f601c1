package topology

import (
	"fmt"
	"math"
)

// Fan of the children of a branch, as the slope of the outermost two apart:
// wide at the root, narrow at the deepest level.
const (
	widestFan    = 5.0
	narrowestFan = 0.5
)

// ComputeXYZ lays out a cell that has no traced coordinates: two points a
// branch, start and end, in the x-y plane, the root point at the origin. The
// branches keep their lengths (um, one a branch); children fan out, the more
// the nearer to the root, in index order. Radii are left at 0.
func (t *Tree) ComputeXYZ(lengths []float64) ([][]Point, error) {
	if len(lengths) != t.NumBranches() {
		return nil, fmt.Errorf("layout: %d lengths for %d branches; give one for each branch", len(lengths), t.NumBranches())
	}
	parents := t.Parents()
	levels := BranchLevels(parents)
	deepest := 0
	for _, level := range levels {
		deepest = max(deepest, level)
	}
	siblings := make([]int, len(parents)+1) // children of each branch; the last entry is the root point
	index := make([]int, len(parents))
	for b, p := range parents {
		owner := (p + len(siblings)) % len(siblings)
		index[b] = siblings[owner]
		siblings[owner]++
	}
	points := make([][]Point, len(parents))
	for b, p := range parents {
		start := Point{}
		if p >= 0 {
			start = placeOn(points[p], t.attachments[b].At)
		}
		slope := 0.0
		if n := siblings[(p+len(siblings))%len(siblings)]; n > 1 {
			fan := linspace(widestFan, narrowestFan, levels[b], deepest+1)
			slope = float64((float64(index[b])/float64(n-1) - 0.5) * fan)
		}
		step := lengths[b] / math.Sqrt(float64(slope*slope)+1)
		end := Point{X: start.X + step, Y: start.Y + float64(step*slope), Z: start.Z}
		points[b] = []Point{start, end}
	}
	return points, nil
}

func placeOn(branch []Point, at float64) Point {
	switch at {
	case 0:
		return branch[0]
	case 1:
		return branch[1]
	}
	return between(branch[0], branch[1], at)
}

// CompartmentCentres returns the centres (um) of compartments from the points
// of their branches, ncomp[b] of them in branch b: the middle of the straight
// line between the two ends of a compartment, which lie at equal distances
// along the path. It is the rule for cells without traced coordinates, and the
// one by which Jaxley recomputes centres.
//
// As there, a branch of a single point (other than the last) is stretched
// towards the first point of the next branch.
func CompartmentCentres(points [][]Point, ncomp []int) (x, y, z []float64, err error) {
	if len(points) != len(ncomp) {
		return nil, nil, nil, fmt.Errorf("centres: %d compartment counts for %d branches; give one for each branch", len(ncomp), len(points))
	}
	var path []float64
	var all []Point
	total := 0
	for b, p := range points {
		if len(p) == 0 || ncomp[b] < 1 {
			return nil, nil, nil, fmt.Errorf("centres: branch %d has %d points and %d compartments; it needs at least one of each", b, len(p), ncomp[b])
		}
		along := pathLengths(p)
		length := along[len(along)-1]
		if length == 0 {
			length = 1
		}
		for _, s := range along {
			path = append(path, float64(2*b)+s/length)
		}
		all = append(all, p...)
		total += ncomp[b]
	}
	x, y, z = make([]float64, 0, total), make([]float64, 0, total), make([]float64, 0, total)
	for b, n := range ncomp {
		end := func(k int) Point {
			return interpolatePoint(float64(2*b)+float64(k)/float64(n), path, all)
		}
		p := end(0)
		for k := range n {
			q := end(k + 1)
			x, y, z = append(x, (p.X+q.X)/2), append(y, (p.Y+q.Y)/2), append(z, (p.Z+q.Z)/2)
			p = q
		}
	}
	return x, y, z, nil
}

// BranchpointCentres returns coordinates (um) for each branchpoint: the mean
// of the centres of the compartments that meet there.
func (t *Tree) BranchpointCentres(x, y, z []float64) (px, py, pz []float64) {
	n := t.NumBranchpoints()
	px, py, pz = make([]float64, n), make([]float64, n), make([]float64, n)
	for p := range n {
		halves := t.BranchpointHalves(p)
		for _, h := range halves {
			px[p] += x[h.Compartment]
			py[p] += y[h.Compartment]
			pz[p] += z[h.Compartment]
		}
		count := float64(len(halves))
		px[p], py[p], pz[p] = px[p]/count, py[p]/count, pz[p]/count
	}
	return px, py, pz
}
