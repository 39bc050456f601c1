package vis

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"golgi/topology"
)

// piece is a stretch of neurite of one colour.
type piece struct {
	branch  int // index over the whole model
	swcType int
	colour  color.RGBA
	// points from one end to the other, in the plane of the picture; a ball has one.
	points     []flat
	depth      float64
	layer      int // of depth, 0 is drawn first
	start, end ending
}

// ending says how a piece ends.
type ending uint8

const (
	roundEnd ending = iota
	flatEnd
	cutEnd // it goes on in another colour
)

// pieces cuts the branches in view where their colour changes. They come in the
// order to draw them: from the back to the front, somata last.
func (a *anatomy) pieces(colours []color.RGBA, p projection) ([]piece, error) {
	columns, err := a.columns("length", "radius", "x", "y", "z")
	if err != nil {
		return nil, err
	}
	var pieces []piece
	ends := a.endings(columns[1])
	for i := range a.branches {
		b := &a.branches[i]
		c, err := newCourse(a, b, columns)
		if err != nil {
			return nil, err
		}
		for first := b.first; first < b.end; {
			end := first + 1
			for end < b.end && colours[end] == colours[first] && c.joined(end-1) &&
				b.cylinder(end) == b.cylinder(first) && (!b.cylinder(end) || columns[1][end] == columns[1][first]) {
				end++
			}
			points := c.stretch(first, end-1)
			piece := piece{branch: b.Branch, swcType: b.SWCType, colour: colours[first]}
			for _, q := range points {
				f := p.of(q)
				piece.points = append(piece.points, f)
				piece.depth += f.depth / float64(len(points))
			}
			piece.start, piece.end = ends.of(b, first, points[0]), ends.of(b, end-1, points[len(points)-1])
			if first > b.first {
				piece.start = flatEnd
			}
			if end < b.end {
				piece.end = cutEnd
			}
			pieces = append(pieces, piece)
			first = end
		}
	}
	slices.SortStableFunc(pieces, fromTheBack)
	return pieces, nil
}

// fromTheBack orders pieces in a view along an axis.
func fromTheBack(x, y piece) int {
	if soma := x.swcType == 1; soma != (y.swcType == 1) {
		if soma {
			return 1
		}
		return -1
	}
	return cmp.Compare(x.depth, y.depth)
}

// endings holds, of the branches that end in a cylinder at a point, the least
// radius.
type endings map[[3]float64]endPoint

type endPoint struct {
	branches int
	radius   float64
}

func (a *anatomy) endings(radius []float64) endings {
	e := endings{}
	for i := range a.branches {
		b := &a.branches[i]
		if len(b.Points) == 0 {
			continue
		}
		for j, q := range []topology.Point{b.Points[0], b.Points[len(b.Points)-1]} {
			last := b.first
			if j == 1 {
				last = b.end - 1
			}
			if !b.cylinder(last) {
				continue
			}
			r := radius[last]
			at := [3]float64{q.X, q.Y, q.Z}
			known, ok := e[at]
			if ok {
				r = min(r, known.radius)
			}
			e[at] = endPoint{known.branches + 1, r}
		}
	}
	return e
}

// of returns how a branch ends with a compartment, at a point: a traced neurite is round; a soma and
// a cylinder are cut straight, but where thin cylinders meet a round end closes
// the gap between them.
func (e endings) of(b *branch, i int, q topology.Point) ending {
	if !b.cylinder(i) && b.SWCType != 1 {
		return roundEnd
	}
	if at := e[[3]float64{q.X, q.Y, q.Z}]; at.branches > 1 && q.Radius <= 1.5*at.radius {
		return roundEnd
	}
	return flatEnd
}

// course is the way of a branch through space, with the place of each of its
// compartments in view on it.
type course struct {
	b         *branch
	points    []topology.Point
	path      []float64 // distance of each point from the first, um
	from, to  []float64 // of each compartment in view, on path
	radius    []float64 // of each compartment, where points have none
	ball      bool
	firstComp int
}

func newCourse(a *anatomy, b *branch, columns [][]float64) (*course, error) {
	lengths, radius := columns[0][b.first:b.end], columns[1][b.first:b.end]
	c := &course{b: b, points: b.Points, radius: radius, firstComp: b.first}
	for i, q := range b.Points {
		if s := q.X + q.Y + q.Z; math.IsNaN(s) || math.IsInf(s, 0) {
			return nil, noCoordinates(fmt.Sprintf("point %d of branch %d", i, b.Branch))
		}
		if i == 0 {
			c.path = append(c.path, 0)
		} else {
			c.path = append(c.path, c.path[i-1]+separation(b.Points[i-1], q))
		}
	}
	if len(b.Points) == 0 {
		return nil, noCoordinates(fmt.Sprintf("branch %d", b.Branch))
	}
	sum := 0.0
	for _, l := range lengths {
		sum += l
	}
	total := c.path[len(c.path)-1]
	c.ball = isBall(b, sum, radius)
	if !b.Traced || b.end-b.first == b.NComp || math.Abs(sum-total) <= 0.01*max(sum, total) {
		at := 0.0
		for _, l := range lengths {
			c.from = append(c.from, at/sum*total)
			at += l
			c.to = append(c.to, at/sum*total)
		}
		return c, nil
	}
	// Only some compartments are in view: each lies around its centre.
	for i, l := range lengths {
		x, y, z := columns[2][b.first+i], columns[3][b.first+i], columns[4][b.first+i]
		centre := c.nearest(topology.Point{X: x, Y: y, Z: z})
		c.from, c.to = append(c.from, max(0, centre-l/2)), append(c.to, min(total, centre+l/2))
	}
	return c, nil
}

// noCoordinates is the error of what has no place in space.
func noCoordinates(what string) error {
	return fmt.Errorf("no coordinates of %s; compute them with ComputeXYZ, or give them with SetPoints", what)
}

func separation(p, q topology.Point) float64 {
	return math.Hypot(math.Hypot(q.X-p.X, q.Y-p.Y), q.Z-p.Z)
}

// isBall reports whether a branch stands for a sphere: a cylinder as long as it
// is wide, whose side has a sphere's area.
func isBall(b *branch, length float64, radius []float64) bool {
	r := radius[0]
	equal := func(x float64) bool { return math.Abs(x-r) <= 1e-9*r }
	if b.Cylinders != nil && slices.Contains(b.Cylinders, false) {
		return false
	}
	if b.Traced && b.Cylinders == nil {
		r = b.Points[0].Radius
		for _, q := range b.Points {
			if !equal(q.Radius) {
				return false
			}
		}
		ends := separation(b.Points[0], b.Points[len(b.Points)-1])
		return math.Abs(ends-2*r) <= 1e-6*r && math.Abs(length-2*r) <= 1e-6*r
	}
	return !slices.ContainsFunc(radius, func(x float64) bool { return !equal(x) }) && math.Abs(length-2*r) <= 1e-6*r
}

// joined reports whether the next compartment in view begins where one ends.
func (c *course) joined(i int) bool {
	i -= c.firstComp
	return math.Abs(c.to[i]-c.from[i+1]) <= 0.01*(c.to[i]-c.from[i])
}

// stretch returns the points from the start of one compartment in view to the
// end of another.
func (c *course) stretch(first, last int) []topology.Point {
	first, last = first-c.firstComp, last-c.firstComp
	if c.ball && first == 0 && last == len(c.from)-1 {
		centre := c.at((c.from[0] + c.to[last]) / 2)
		centre.Radius = c.radius[0]
		if !c.b.cylinder(c.firstComp) {
			centre.Radius = c.points[0].Radius
		}
		return []topology.Point{centre}
	}
	from, to := c.from[first], c.to[last]
	points := []topology.Point{c.at(from)}
	for i, at := range c.path {
		if at > from && at < to {
			points = append(points, c.points[i])
		}
	}
	points = append(points, c.at(to))
	if c.b.cylinder(first + c.firstComp) {
		for i := range points {
			points[i].Radius = c.radius[first]
		}
	}
	return points
}

// at returns the point at a distance along the course.
func (c *course) at(path float64) topology.Point {
	i, _ := slices.BinarySearch(c.path, path)
	switch {
	case i == 0:
		return c.points[0]
	case i == len(c.path):
		return c.points[i-1]
	}
	p, q := c.points[i-1], c.points[i]
	f := (path - c.path[i-1]) / (c.path[i] - c.path[i-1])
	mix := func(a, b float64) float64 { return a + float64(f*(b-a)) }
	return topology.Point{X: mix(p.X, q.X), Y: mix(p.Y, q.Y), Z: mix(p.Z, q.Z), Radius: mix(p.Radius, q.Radius)}
}

// nearest returns the distance along the course of its place nearest to a point.
func (c *course) nearest(q topology.Point) float64 {
	best, at := math.Inf(1), 0.0
	for i := 1; i < len(c.points); i++ {
		a, b := c.points[i-1], c.points[i]
		dx, dy, dz := b.X-a.X, b.Y-a.Y, b.Z-a.Z
		square := dx*dx + dy*dy + dz*dz
		f := 0.0
		if square > 0 {
			f = min(max(((q.X-a.X)*dx+(q.Y-a.Y)*dy+(q.Z-a.Z)*dz)/square, 0), 1)
		}
		p := topology.Point{X: a.X + f*dx, Y: a.Y + f*dy, Z: a.Z + f*dz}
		if d := separation(p, q); d < best {
			best, at = d, c.path[i-1]+f*(c.path[i]-c.path[i-1])
		}
	}
	return at
}
