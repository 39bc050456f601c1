package vis

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// turned looks from elsewhere: the eye goes round the upward axis of the
// picture by an azimuth, to the right, and then up by an elevation, degrees.
func (p projection) turned(azimuth, elevation float64) projection {
	if azimuth == 0 && elevation == 0 {
		return p
	}
	sa, ca := math.Sincos(azimuth * math.Pi / 180)
	se, ce := math.Sincos(elevation * math.Pi / 180)
	along := func(right, up, towards float64) (d [3]float64) {
		for i := range d {
			d[i] = float64(right*p.right[i]) + float64(up*p.up[i]) + float64(towards*p.towards[i])
		}
		return d
	}
	return projection{
		right:   along(ca, 0, -sa),
		up:      along(-se*sa, ce, -se*ca),
		towards: along(ce*sa, se, ce*ca),
	}
}

// depthCue fades what is far from the eye, in a view from an angle; the zero
// value leaves all as it is.
type depthCue struct {
	lo, hi float64 // depths, um: farthest and nearest
	most   float64 // how much white is in the colour of the farthest
}

const (
	depthLayers = 16  // from the farthest to the nearest
	mostFaded   = 0.7 // of colours that name things
	mostBleak   = 0.3 // of colours that stand for values, which must be read
)

// layers returns how many there are.
func (d depthCue) layers() int {
	if d.hi > d.lo {
		return depthLayers
	}
	return 1
}

// layer of a depth, 0 for the farthest.
func (d depthCue) layer(depth float64) int {
	n := d.layers()
	if n == 1 {
		return 0
	}
	return min(max(int(float64(n)*(depth-d.lo)/(d.hi-d.lo)), 0), n-1)
}

// border is the depth where a layer begins.
func (d depthCue) border(layer int) float64 {
	return d.lo + float64(float64(layer)/depthLayers)*(d.hi-d.lo)
}

// faded returns a colour as it is seen in a layer.
func (d depthCue) faded(c color.NRGBA, layer int) color.NRGBA {
	n := d.layers()
	if n == 1 {
		return c
	}
	f := d.most * float64(n-1-layer) / float64(n-1)
	mix := func(x uint8) uint8 { return uint8(math.Round(float64(x) + float64(f*(255-float64(x))))) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), c.A}
}

// newDepthCue spans the depths of all pieces.
func newDepthCue(pieces []piece, values bool) depthCue {
	d := depthCue{lo: math.Inf(1), hi: math.Inf(-1), most: mostFaded}
	if values {
		d.most = mostBleak
	}
	for i := range pieces {
		for _, q := range pieces[i].points {
			d.lo, d.hi = min(d.lo, q.depth), max(d.hi, q.depth)
		}
	}
	return d
}

// slice cuts pieces at the borders of layers, so that each can be drawn in its
// place, and puts them in the order to draw them.
func (d depthCue) slice(pieces []piece) []piece {
	var sliced []piece
	for _, p := range pieces {
		sliced = append(sliced, d.cut(p)...)
	}
	for i := range sliced {
		p := &sliced[i]
		p.layer = d.layer(p.depth)
		p.colour = opaque(d.faded(color.NRGBA{p.colour.R, p.colour.G, p.colour.B, 0xff}, p.layer))
	}
	slices.SortStableFunc(sliced, func(x, y piece) int {
		return cmp.Or(cmp.Compare(x.layer, y.layer), cmp.Compare(x.depth, y.depth))
	})
	return sliced
}

// cut cuts a piece where it goes from one layer to another; a soma stays whole.
func (d depthCue) cut(p piece) []piece {
	if d.layers() == 1 || len(p.points) == 1 || p.swcType == 1 {
		return []piece{p}
	}
	var parts []piece
	next := p
	next.points = []flat{p.points[0]}
	for i := 1; i < len(p.points); i++ {
		a, b := p.points[i-1], p.points[i]
		for _, f := range d.crossings(a.depth, b.depth) {
			mix := func(x, y float64) float64 { return x + float64(f*(y-x)) }
			at := flat{mix(a.x, b.x), mix(a.y, b.y), mix(a.depth, b.depth), mix(a.radius, b.radius)}
			next.points, next.end = append(next.points, at), cutEnd
			parts = append(parts, next)
			next.points, next.start = []flat{at}, flatEnd
		}
		next.points = append(next.points, b)
	}
	next.end = p.end
	parts = append(parts, next)
	for i := range parts {
		sum := 0.0
		for _, q := range parts[i].points {
			sum += q.depth
		}
		parts[i].depth = sum / float64(len(parts[i].points))
	}
	return parts
}

// crossings returns where, from 0 to 1, a way from one depth to another crosses
// borders of layers.
func (d depthCue) crossings(from, to float64) []float64 {
	var found []float64
	for layer := d.layer(min(from, to)) + 1; layer <= d.layer(max(from, to)); layer++ {
		if f := (d.border(layer) - from) / (to - from); f > 0 && f < 1 {
			found = append(found, f)
		}
	}
	slices.Sort(found)
	return found
}

func opaque(c color.NRGBA) color.RGBA { return color.RGBA{c.R, c.G, c.B, 0xff} }

const (
	tripodArm    vg.Length = 22
	tripodSpace  vg.Length = 44 // more below the cell, for it
	tripodLetter vg.Length = 7
)

// tripod shows where x, y and z point.
func (s *sheet) tripod(centre vg.Point, p projection) {
	for i, name := range []string{"x", "y", "z"} {
		d := vg.Point{X: vg.Length(p.right[i]), Y: vg.Length(p.up[i])}
		s.line(1, ink, nil, centre, vg.Point{X: centre.X + tripodArm*d.X, Y: centre.Y + tripodArm*d.Y})
		length := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
		if length < 0.1 {
			continue // it points at the eye, or away
		}
		reach := tripodArm + tripodLetter/length
		s.write(smallSize, ink, align{text.XCenter, text.YCenter}, vg.Point{X: centre.X + reach*d.X, Y: centre.Y + reach*d.Y}, name)
	}
}
