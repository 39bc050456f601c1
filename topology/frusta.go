package topology

import (
	"fmt"
	"math"
)

// discretiseFrusta fills compartments first to first+ncomp-1 with branch b by
// the Conserving convention.
//
// The branch is cut at 2*ncomp+1 places of equal distance along its path, the
// ends and the centres of compartments. Each frustum contributes to each half
// the stretch that falls into it, as fractions of the frustum, so the parts of
// a frustum add up to the whole.
func discretiseFrusta(c *Compartments, b *Branch, first, ncomp int, minRadius float64) error {
	points, err := raised(b.Points, minRadius)
	if err != nil {
		return err
	}
	length := 0.0
	for j := 1; j < len(points); j++ {
		length += distance(points[j-1], points[j])
	}
	if !(length > 0) {
		return fmt.Errorf("its length is 0; remove it, or give it two points at different places")
	}
	if math.IsInf(length, 1) {
		return fmt.Errorf("its length is not finite; correct the coordinates of its points")
	}

	halves := 2 * ncomp
	cut := func(h int) float64 { return float64(length * (float64(h) / float64(halves))) }
	half, path := 0, 0.0 // the half being filled; the path to the current point
	for j := 1; j < len(points); j++ {
		p, q := points[j-1], points[j]
		f := newFrustum(p, q)
		if f.length == 0 {
			c.Area[first+half/2] += f.part(0, 1).area // a ring; no length, no volume, no load
			continue
		}
		from := 0.0
		for half+1 < halves && cut(half+1) <= path+f.length {
			to := min(max((cut(half+1)-path)/f.length, from), 1)
			c.addPart(first, half, f.part(from, to))
			half++
			if half%2 == 1 {
				centre := between(p, q, to)
				c.X[first+half/2], c.Y[first+half/2], c.Z[first+half/2] = centre.X, centre.Y, centre.Z
			}
			from = to
		}
		c.addPart(first, half, f.part(from, 1))
		path += f.length
	}
	for i := first; i < first+ncomp; i++ {
		c.Length[i] = length / float64(ncomp)
		c.Radius[i] = max(c.Radius[i]/c.Length[i], minRadius) // until here the integral; a mean may round below
	}
	return nil
}

func (c *Compartments) addPart(first, half int, p frustumPart) {
	i := first + half/2
	c.Radius[i] += p.radius
	c.Area[i] += p.area
	c.Volume[i] += p.volume
	if half%2 == 0 {
		c.LoadIn[i] += p.load
	} else {
		c.LoadOut[i] += p.load
	}
}

// frustum is the truncated cone between two traced points; of length 0 it is
// the ring between two circles.
type frustum struct {
	length, slant float64 // along the axis and along the surface
	start, taper  float64 // radius at the start; change of radius over the length
}

// frustumPart is what a stretch of a frustum adds to a compartment.
type frustumPart struct {
	radius float64 // integral of the radius over the path, um^2
	area   float64 // lateral area, um^2
	volume float64 // um^3
	load   float64 // integral of ds/(pi r^2), 1/um
}

func newFrustum(p, q Point) frustum {
	f := frustum{length: distance(p, q), start: p.Radius, taper: q.Radius - p.Radius}
	f.slant = math.Sqrt(float64(f.length*f.length) + float64(f.taper*f.taper))
	return f
}

// part integrates over the stretch between two fractions of the length. The
// load of a frustum with end radii a and b is l/(pi a b), exact for any taper.
func (f frustum) part(from, to float64) frustumPart {
	a := f.start + float64(from*f.taper)
	b := f.start + float64(to*f.taper)
	share := to - from
	l := share * f.length
	squares := float64(a*a) + float64(a*b) + float64(b*b)
	return frustumPart{
		radius: float64(l * (a + b) / 2),
		area:   float64(math.Pi * (a + b) * (share * f.slant)),
		volume: float64(math.Pi / 3 * l * squares),
		load:   l / (math.Pi * a * b),
	}
}

// raised returns the points with no radius below minRadius (0: as they are),
// or an error if a point cannot be used.
func raised(points []Point, minRadius float64) ([]Point, error) {
	if len(points) < 2 {
		return nil, fmt.Errorf("it has %d traced points; give it at least 2", len(points))
	}
	result := points
	for j, p := range points {
		if s := p.X + p.Y + p.Z; math.IsNaN(s) || math.IsInf(s, 0) {
			return nil, fmt.Errorf("point %d lies at (%g, %g, %g); correct its coordinates", j, p.X, p.Y, p.Z)
		}
		if math.IsInf(p.Radius, 1) {
			return nil, fmt.Errorf("point %d has an infinite radius; correct it", j)
		}
		if minRadius > 0 && !(p.Radius >= minRadius) {
			if &result[0] == &points[0] {
				result = append([]Point(nil), points...)
			}
			result[j].Radius = minRadius
		} else if !(p.Radius > 0) {
			return nil, fmt.Errorf("point %d has radius %g um; correct it or set a minimal radius", j, p.Radius)
		}
	}
	return result, nil
}

// distance is the distance of two points in a fixed order of additions.
func distance(p, q Point) float64 {
	dx, dy, dz := q.X-p.X, q.Y-p.Y, q.Z-p.Z
	return math.Sqrt((float64(dx*dx) + float64(dy*dy)) + float64(dz*dz))
}

// between returns the point at fraction f of the way from p to q.
func between(p, q Point, f float64) Point {
	return Point{
		X:      p.X + float64(f*(q.X-p.X)),
		Y:      p.Y + float64(f*(q.Y-p.Y)),
		Z:      p.Z + float64(f*(q.Z-p.Z)),
		Radius: p.Radius + float64(f*(q.Radius-p.Radius)),
	}
}
