package topology

// CutPath returns the points of a path between two fractions of its length,
// with new points at the cuts; from is less than to. A path without length is
// returned as it is, in a new slice.
func CutPath(points []Point, from, to float64) []Point {
	if len(points) == 0 {
		return nil
	}
	along := pathLengths(points)
	length := along[len(along)-1]
	if length == 0 || len(points) == 1 {
		return append([]Point(nil), points...)
	}
	at := func(fraction float64) Point {
		switch {
		case fraction <= 0:
			return points[0]
		case fraction >= 1:
			return points[len(points)-1]
		}
		return interpolatePoint(float64(fraction*length), along, points)
	}
	cut := []Point{at(from)}
	for j, s := range along {
		if s > float64(from*length) && s < float64(to*length) {
			cut = append(cut, points[j])
		}
	}
	return append(cut, at(to))
}
