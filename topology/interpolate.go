package topology

import "sort"

// equalAbscissae is the distance at or below which two path lengths count as one.
const equalAbscissae = 0x1p-104

// interpolatePoint returns coordinates and radius at s, linear between the
// points at ascending path lengths and constant beyond them.
func interpolatePoint(s float64, path []float64, points []Point) Point {
	last := len(path) - 1
	switch {
	case s < path[0]:
		return points[0]
	case s > path[last] || last == 0:
		return points[last]
	}
	i := sort.Search(len(path), func(j int) bool { return path[j] > s })
	i = min(max(i, 1), last)
	step := path[i] - path[i-1]
	if step <= equalAbscissae {
		return points[i-1]
	}
	return between(points[i-1], points[i], (s-path[i-1])/step)
}

// InterpolateXYZ returns the coordinates (um) at the place loc, from 0 to 1 of
// the path along the points. Without points it returns zeros.
func InterpolateXYZ(loc float64, points []Point) [3]float64 {
	if len(points) == 0 {
		return [3]float64{}
	}
	path := normalised(pathLengths(points), 1e-8)
	p := interpolatePoint(loc, path, points)
	return [3]float64{p.X, p.Y, p.Z}
}

// normalised divides path lengths by the last of them, at least by floor.
func normalised(path []float64, floor float64) []float64 {
	total := max(path[len(path)-1], floor)
	for j := range path {
		path[j] /= total
	}
	return path
}
