package vis

import (
	"math"

	"gonum.org/v1/plot/vg"
)

const (
	leastRadius vg.Length = 0.42 // of a neurite as drawn, so that thin ones are seen
	leastStep   vg.Length = 0.2  // points nearer to the last one are passed over
)

// place is a point on paper with the radius drawn there.
type place struct {
	vg.Point
	radius vg.Length
}

// frame maps the plane of a picture (um) to paper.
type frame struct {
	x, y       float64 // what lies at origin, um
	origin     vg.Point
	resolution float64 // points per um
}

func (f frame) point(x, y float64) vg.Point {
	return vg.Point{X: f.origin.X + vg.Length((x-f.x)*f.resolution), Y: f.origin.Y + vg.Length((y-f.y)*f.resolution)}
}

func (f frame) place(q flat) place {
	return place{f.point(q.x, q.y), max(vg.Length(q.radius*f.resolution), leastRadius)}
}

// tube returns the outline of a piece as one path: frusta from point to point
// with discs at the joints, all turning the same way, so that filled (by the
// non-zero rule) they are their union, without seams.
func (f frame) tube(p *piece) vg.Path {
	var path vg.Path
	if len(p.points) == 1 {
		c := f.place(p.points[0])
		appendDisc(&path, c.Point, c.radius)
		return path
	}
	places := f.places(p.points)
	last := len(places) - 1
	normals := make([]vg.Point, last) // of each frustum
	for i := range normals {
		normals[i] = normal(places[i], places[i+1])
	}
	for i := range normals {
		from, to := normals[i], normals[i]
		// Where the course hardly turns two frusta share an edge.
		if i > 0 && smooth(places[i-1:i+2]) {
			from = between(normals[i-1], normals[i])
		}
		if i < last-1 && smooth(places[i:i+3]) {
			to = between(normals[i], normals[i+1])
		}
		appendFrustum(&path, places[i], places[i+1], from, to)
	}
	if p.end == cutEnd && last > 0 {
		n := normals[last-1]
		appendFrustum(&path, places[last], beyond(places[last-1], places[last]), n, n)
	}
	for i, q := range places {
		switch {
		case i == 0 && p.start != roundEnd, i == last && p.end != roundEnd:
			// The end of a cylinder is its cut, unless it is seen from its end.
			if apart(places[0], places[last]) > q.radius {
				continue
			}
		case i > 0 && i < last && smooth(places[i-1:i+2]):
			continue
		}
		appendDisc(&path, q.Point, q.radius)
	}
	return path
}

// beyond returns a place a little further on than b, under the next piece, so
// that no seam shows between two.
func beyond(a, b place) place {
	const overlap = 0.4 // points
	if length := apart(a, b); length > 0 {
		b.X += overlap * (b.X - a.X) / length
		b.Y += overlap * (b.Y - a.Y) / length
	}
	return b
}

// places puts points on paper without those that would not be seen.
func (f frame) places(points []flat) []place {
	var places []place
	for i, q := range points {
		next := f.place(q)
		if len(places) > 0 && near(places[len(places)-1], next) {
			if i < len(points)-1 {
				continue
			}
			if len(places) > 1 {
				places = places[:len(places)-1] // the end stays where it is
			}
		}
		places = append(places, next)
	}
	return places
}

// near reports whether two places look like one.
func near(a, b place) bool {
	return apart(a, b) < leastStep && math.Abs(float64(b.radius-a.radius)) < float64(leastStep)
}

func apart(a, b place) vg.Length {
	return vg.Length(math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)))
}

// normal returns the direction to the left of the way from a to b.
func normal(a, b place) vg.Point {
	length := apart(a, b)
	if length == 0 {
		return vg.Point{Y: 1}
	}
	return vg.Point{X: -(b.Y - a.Y) / length, Y: (b.X - a.X) / length}
}

// between returns the direction half way between two that differ little.
func between(m, n vg.Point) vg.Point {
	x, y := m.X+n.X, m.Y+n.Y
	length := vg.Length(math.Hypot(float64(x), float64(y)))
	return vg.Point{X: x / length, Y: y / length}
}

// appendFrustum appends the quadrangle between two places, counter-clockwise,
// given the directions to the left at both.
func appendFrustum(path *vg.Path, a, b place, atA, atB vg.Point) {
	if apart(a, b) == 0 {
		return
	}
	side := func(p place, n vg.Point, sign vg.Length) vg.Point {
		return vg.Point{X: p.X + sign*n.X*p.radius, Y: p.Y + sign*n.Y*p.radius}
	}
	polygon(path, side(a, atA, 1), side(a, atA, -1), side(b, atB, -1), side(b, atB, 1))
}

// smooth reports whether the course turns so little at the middle of three
// places that no gap would be seen there.
func smooth(p []place) bool {
	a, b, c := p[0], p[1], p[2]
	ux, uy, wx, wy := float64(b.X-a.X), float64(b.Y-a.Y), float64(c.X-b.X), float64(c.Y-b.Y)
	turn := math.Abs(math.Atan2(ux*wy-uy*wx, ux*wx+uy*wy))
	return float64(b.radius)*turn < 0.1 && min(apart(a, b), apart(b, c)) >= leastStep/2
}
