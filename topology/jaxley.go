package topology

import (
	"fmt"
	"math"
)

// The rules of Jaxley 0.14, operation by operation: its results are compared
// to the last digits, and where a radius tapers to 0 its loads are rounding noise.
const (
	jaxleyShortest      = 1e-8  // um; a shorter branch is given jaxleyReplacement
	jaxleyReplacement   = 0.1   // um
	jaxleyEdge          = 1e-5  // um; least traced length of an edge
	jaxleyDivisor       = 1e-14 // um; least divisor when a segment is cut
	jaxleyConstantTaper = 1e-8  // um; a smaller change of radius counts as none
)

// discretiseJaxley fills compartments first to first+ncomp-1 with branch b by
// the Jaxley convention.
func discretiseJaxley(c *Compartments, b *Branch, first, ncomp int, minRadius float64) error {
	if len(b.Points) == 0 {
		return fmt.Errorf("it has no points; give it at least one")
	}
	traced, err := b.traced()
	if err != nil {
		return err
	}
	length := traced.Path[len(traced.Path)-1]
	if length < jaxleyShortest {
		length = jaxleyReplacement
	}
	c.fillJaxley(cut(b.Points, ncomp), first, length/float64(ncomp))
	if err := c.applyMinRadius(first, ncomp, minRadius); err != nil {
		return err
	}
	half := length / float64(ncomp) / 2
	for k := range ncomp {
		s := linspace(half, length-half, k, ncomp)
		p := interpolatePoint(s, traced.Path, traced.Nodes)
		c.X[first+k], c.Y[first+k], c.Z[first+k] = p.X, p.Y, p.Z
	}
	return nil
}

// fillJaxley writes length, radius, area, volume and loads of the pieces.
func (c *Compartments) fillJaxley(pieces [][]Point, first int, length float64) {
	for k, piece := range pieces {
		i := first + k
		c.Length[i] = length
		if len(piece) == 1 {
			c.fillSphere(i, piece[0].Radius, float64(len(pieces)))
			continue
		}
		c.Radius[i], c.Area[i], c.Volume[i] = jaxleyPiece(piece)
		halves := cut(piece, 2)
		c.LoadIn[i], c.LoadOut[i] = jaxleyLoad(halves[0]), jaxleyLoad(halves[1])
	}
}

// fillSphere makes compartment i one of n equal shares of a sphere.
func (c *Compartments) fillSphere(i int, r, n float64) {
	c.Radius[i] = r
	c.Area[i] = 4 * math.Pi * r * r / n
	c.Volume[i] = 4. / 3 * math.Pi * r * r * r / n
	c.LoadIn[i] = r / n / (r * r) / math.Pi
	c.LoadOut[i] = c.LoadIn[i]
}

func (c *Compartments) applyMinRadius(first, ncomp int, minRadius float64) error {
	for i := first; i < first+ncomp; i++ {
		switch r := c.Radius[i]; {
		case minRadius > 0 && !(r >= minRadius):
			c.Radius[i] = minRadius
		case !(r > 0):
			return fmt.Errorf("compartment %d has radius %g um; correct the traced radii or set a minimal radius", i-first, r)
		}
	}
	return nil
}

// traced returns the nodes and traced path of a branch, by default its points.
func (b *Branch) traced() (*Traced, error) {
	if t := b.Traced; t != nil {
		if len(t.Path) != len(t.Nodes) || len(t.Path) == 0 {
			return nil, fmt.Errorf("it has %d traced nodes with %d path lengths; give one length for each node", len(t.Nodes), len(t.Path))
		}
		return t, nil
	}
	t := &Traced{Path: make([]float64, len(b.Points)), Nodes: b.Points}
	for j := 1; j < len(b.Points); j++ {
		t.Path[j] = t.Path[j-1] + max(distance(b.Points[j-1], b.Points[j]), jaxleyEdge)
	}
	return t, nil
}

// cut divides points into n pieces of equal length. Of points on one place at
// a cut only one is kept, and so a ring between them is lost there.
func cut(points []Point, n int) [][]Point {
	pieces := make([][]Point, n)
	if len(points) == 1 {
		for k := range pieces {
			pieces[k] = points
		}
		return pieces
	}
	path := pathLengths(points)
	total := path[len(path)-1]
	target := func(k int) float64 {
		if k == n {
			return total
		}
		return float64(float64(k) * (total / float64(n)))
	}
	// Counts of path lengths at most, and below, the current target.
	upTo, below := 0, 0
	split := func(t float64) Point {
		for upTo < len(path) && path[upTo] <= t {
			upTo++
		}
		i := min(max(upTo-1, 0), len(points)-2)
		segment := distance(points[i], points[i+1])
		return between(points[i], points[i+1], (t-path[i])/max(segment, jaxleyDivisor))
	}
	store := make([]Point, 0, len(points)+2*n)
	start := split(target(0))
	for k := range n {
		from := len(store)
		store = append(store, start)
		inside := upTo // points up to the start of the piece lie before it
		end := target(k + 1)
		for below = max(below, inside); below < len(path) && path[below] < end; below++ {
			store = append(store, points[below])
		}
		start = split(end)
		store = append(store, start)
		pieces[k] = store[from:len(store):len(store)]
	}
	return pieces
}

// jaxleyPiece returns the mean radius, area and volume of a piece.
func jaxleyPiece(piece []Point) (radius, area, volume float64) {
	weighted, weights, before := 0.0, 0.0, 0.0
	for j, p := range piece {
		after := 0.0
		if j+1 < len(piece) {
			q := piece[j+1]
			after = distance(p, q)
			dr := q.Radius - p.Radius
			area += float64(math.Pi * (p.Radius + q.Radius) * math.Sqrt(float64(dr*dr)+float64(after*after)))
			squares := float64(p.Radius*p.Radius) + float64(p.Radius*q.Radius) + float64(q.Radius*q.Radius)
			volume += float64(math.Pi / 3 * after * squares)
		}
		w := before + after
		weighted += float64(p.Radius * w)
		weights += w
		before = after
	}
	return weighted / weights, area, volume
}

// jaxleyLoad returns the axial load of a stretch.
func jaxleyLoad(points []Point) float64 {
	sum := 0.0
	for j := 1; j < len(points); j++ {
		l := distance(points[j-1], points[j])
		r1, r2 := points[j-1].Radius, points[j].Radius
		if math.Abs(r2-r1) <= jaxleyConstantTaper {
			sum += l / float64(r1*r1)
		} else {
			sum += float64(l / (r2 - r1) * (1/r1 - 1/r2))
		}
	}
	return 1 / math.Pi * sum
}

// pathLengths returns the distance along the points from the first to each.
func pathLengths(points []Point) []float64 {
	path := make([]float64, len(points))
	for j := 1; j < len(points); j++ {
		path[j] = path[j-1] + distance(points[j-1], points[j])
	}
	return path
}
