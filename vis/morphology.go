package vis

import (
	"fmt"
	"image/color"
	"math"

	"golgi"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// MorphologyOptions are the options of Morphology. The zero value is good.
type MorphologyOptions struct {
	Title string
	// Width and Height of a PNG, pixels. If both are 0 the longer side has
	// 1600 (less for a cell of few, thick compartments) and the shorter what
	// the cell needs; one that is 0 follows the other.
	Width, Height int
	// Axes are two of x, y and z, the one to the right first: "xy" (the
	// default), "xz", "zy". A minus before an axis turns it round.
	Axes string
	// Azimuth and Elevation, degrees, are for a view in space: the eye goes
	// round the upward axis of the picture, to the right, and then up. The
	// projection stays parallel; what is further away is hidden and fades.
	Azimuth, Elevation float64
	// Detail is Full, also if "", or Point for a dot in place of each cell.
	Detail Detail
	// Colours says what colours mean; nil is ByType().
	Colours Colouring
	// NoSites leaves out the marks of recordings and stimuli.
	NoSites bool
	// NoSynapses leaves out the synapses.
	NoSynapses bool
	// SynapseColours are colours of synapses by type, in place of those that
	// are chosen.
	SynapseColours map[string]color.Color
}

// Morphology draws the branches in view in a parallel projection, all to one
// scale, neurites as wide as they are thick (the thinnest a little wider, to be
// seen), with a legend, a scale bar, and marks where is recorded and where a
// current is injected. A branch that was not traced is drawn where its computed
// coordinates say, its compartments as cylinders; so are traced compartments
// whose radius or length was set since.
//
// Synapses with both ends in view are lines from pre to post with a mark at
// post, coloured by type: the more there are, the thinner; of more than 4000 a
// part that looks like the whole, with a note in the legend. The legend also
// says when cells lie over each other; ArrangeInLayers and Move part them.
//
// Errors: that of the view, unknown axes or details, angles that are not
// finite, what the colouring lacks, a branch without coordinates.
func Morphology(view *golgi.View, o MorphologyOptions) (*Picture, error) {
	d, err := newDrawing(view, o)
	if err != nil {
		return nil, fmt.Errorf("morphology: %w", err)
	}
	return &Picture{width: d.width, height: d.height, dpi: d.dpi, shaded: d.paint.label != "", paint: d.draw}, nil
}

// drawing is a morphology with its place on paper.
type drawing struct {
	title         string
	width, height vg.Length
	dpi           int
	letters       letters

	paint    *paint
	look     projection
	cue      depthCue
	dots     bool // in place of cells
	pieces   []piece
	wiring   *wiring // nil without synapses
	crowded  string  // what the legend says of cells over each other
	sites    []site
	recorded string // what the legend says of recordings
	injected string
	frame    frame
	below    vg.Length    // space for the scale bar
	area     vg.Rectangle // of the cell
}

const (
	legendRow      vg.Length = 17
	scaleBarSpace  vg.Length = 34 // below the cell
	colourBarRoom  vg.Length = 190
	leastLegend    vg.Length = 60
	defaultLongest           = 1600 // pixels
	mostThick                = 130  // points, of the thickest neurite
)

func newDrawing(view *golgi.View, o MorphologyOptions) (*drawing, error) {
	if err := checkSize(o.Width, o.Height); err != nil {
		return nil, err
	}
	look, err := newProjection(o.Axes)
	if err != nil {
		return nil, err
	}
	if turn := o.Azimuth + o.Elevation; math.IsNaN(turn) || math.IsInf(turn, 0) {
		return nil, fmt.Errorf("an azimuth of %g and an elevation of %g; give finite angles, degrees", o.Azimuth, o.Elevation)
	}
	switch o.Detail {
	case "", Full, Point:
	default:
		return nil, fmt.Errorf("no detail %q; there are full and point", o.Detail)
	}
	a, err := newAnatomy(view)
	if err != nil {
		return nil, err
	}
	colours := o.Colours
	if colours == nil {
		colours = ByType()
	}
	d := &drawing{title: o.Title, letters: newLetters(), dots: o.Detail == Point, below: scaleBarSpace}
	d.look = look.turned(o.Azimuth, o.Elevation)
	if d.paint, err = colours(a); err != nil {
		return nil, err
	}
	spots, err := a.spots(d.look)
	if err != nil {
		return nil, err
	}
	d.crowded = a.crowded(spots)
	if d.dots {
		d.pieces = a.dots(d.paint, spots)
	} else if d.pieces, err = a.pieces(d.paint.colours, d.look); err != nil {
		return nil, err
	}
	if o.Azimuth != 0 || o.Elevation != 0 {
		d.cue = newDepthCue(d.pieces, d.paint.label != "")
		d.pieces = d.cue.slice(d.pieces)
		d.below += tripodSpace
	}
	if !o.NoSynapses {
		if d.wiring, err = a.wiring(spots, d.paint.entries, o.SynapseColours); err != nil {
			return nil, err
		}
	}
	if d.wiring != nil {
		if d.dots {
			d.wiring.betweenDots(spots)
		}
		d.wiring.sort(d.cue)
	}
	if !o.NoSites {
		d.sites = a.sites(spots)
		places := len(a.rows)
		if d.dots {
			places = len(d.pieces)
		}
		d.countSites(places)
	}
	d.layOut(o.Width, o.Height)
	return d, nil
}

// countSites says in the legend what the marks are. Marks on every compartment
// would hide the cell and say nothing: they are left out.
func (d *drawing) countSites(places int) {
	recorded, injected := 0, 0
	for _, s := range d.sites {
		if len(s.names) > 0 {
			recorded++
		}
		if s.stimulated {
			injected++
		}
	}
	switch {
	case recorded == places && recorded > mostNamed:
		d.recorded = "recorded: everywhere"
		for i := range d.sites {
			d.sites[i].names = nil
		}
	case recorded == 1:
		d.recorded = "recording site"
	case recorded > 1:
		d.recorded = itoa(recorded) + " recording sites"
	}
	switch {
	case injected == 1:
		d.injected = "stimulus"
	case injected > 1:
		d.injected = itoa(injected) + " stimuli"
	}
}

// extent returns the rectangle that the cell fills, um.
func (d *drawing) extent() (x0, x1, y0, y1 float64) {
	x0, x1, y0, y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i := range d.pieces {
		for _, q := range d.pieces[i].points {
			x0, x1 = min(x0, q.x-q.radius), max(x1, q.x+q.radius)
			y0, y1 = min(y0, q.y-q.radius), max(y1, q.y+q.radius)
		}
	}
	if d.wiring != nil {
		for i := range d.wiring.lines {
			for _, q := range d.wiring.lines[i].points {
				x0, x1, y0, y1 = min(x0, q.x), max(x1, q.x), min(y0, q.y), max(y1, q.y)
			}
		}
	}
	return x0, x1, y0, y1
}

// widest returns the largest radius, um.
func (d *drawing) widest() float64 {
	r := 0.0
	for i := range d.pieces {
		for _, q := range d.pieces[i].points {
			r = max(r, q.radius)
		}
	}
	return r
}

// layOut chooses the size of the picture and the scale.
func (d *drawing) layOut(width, height int) {
	x0, x1, y0, y1 := d.extent()
	longest := max(width, height)
	if longest == 0 {
		longest = defaultLongest
	}
	d.dpi = max(1, int(math.Round(float64(longest)/defaultLongest*144)))
	paper := func(pixels int) vg.Length { return vg.Length(float64(pixels) * 72 / float64(d.dpi)) }
	top := margin
	if d.title != "" {
		top += titleSize + 8
	}
	legend := d.legendWidth()
	beside, above := 2*margin+legend+16, top+d.below+margin
	roomX, roomY := paper(longest)-beside, paper(longest)-above
	if width != 0 {
		roomX = paper(width) - beside
	}
	if height != 0 {
		roomY = paper(height) - above
	}
	roomX, roomY = max(roomX, 40), max(roomY, 40)
	d.frame.resolution = min(float64(roomX)/(x1-x0), float64(roomY)/(y1-y0))
	if width == 0 && height == 0 {
		d.frame.resolution = min(d.frame.resolution, mostThick/(2*d.widest()))
	}
	w, h := vg.Length((x1-x0)*d.frame.resolution), vg.Length((y1-y0)*d.frame.resolution)
	if width == 0 {
		roomX = max(w, 200)
	}
	if height == 0 {
		roomY = max(h, d.legendHeight()-d.below, 160)
	}
	d.width, d.height = roomX+beside, roomY+above
	d.area = vg.Rectangle{Min: vg.Point{X: margin, Y: margin + d.below}, Max: vg.Point{X: margin + roomX, Y: margin + d.below + roomY}}
	d.frame.x, d.frame.y = (x0+x1)/2, (y0+y1)/2
	d.frame.origin = vg.Point{X: (d.area.Min.X + d.area.Max.X) / 2, Y: (d.area.Min.Y + d.area.Max.Y) / 2}
}

// draw draws the picture.
func (d *drawing) draw(s *sheet) {
	d.drawLayers(s)
	var cell occupied
	if len(d.sites) > 0 {
		cell = d.frame.occupy(d.pieces)
	}
	s.marks(d.frame, d.sites, cell, vg.Rectangle{Max: vg.Point{X: d.area.Max.X + 8, Y: d.height}})
	if d.title != "" {
		s.write(titleSize, ink, align{text.XLeft, text.YTop}, vg.Point{X: margin, Y: d.height - margin}, d.letters.fit(titleSize, d.width-2*margin, d.title))
	}
	d.legend(s)
	d.scaleBar(s)
}

// drawLayers draws cells and synapses, from the back to the front. Synapses lie
// over the branches of cells, but go from dot to dot below these.
func (d *drawing) drawLayers(s *sheet) {
	first := 0
	for layer := range d.cue.layers() {
		end := first
		for end < len(d.pieces) && d.pieces[end].layer == layer {
			end++
		}
		if d.wiring != nil && d.dots {
			d.wiring.drawLines(s, d.frame, d.cue, layer)
		}
		d.drawPieces(s, d.pieces[first:end])
		if d.wiring != nil && !d.dots {
			d.wiring.drawLines(s, d.frame, d.cue, layer)
		}
		if d.wiring != nil {
			d.wiring.drawMarks(s, d.frame, d.cue, layer)
		}
		first = end
	}
}

// drawPieces fills pieces of one colour that follow each other as one path: no
// seam shows where they meet.
func (d *drawing) drawPieces(s *sheet, pieces []piece) {
	const most = 1 << 14 // components of a path: longer ones are slow to fill
	var path vg.Path
	for i := range pieces {
		p := &pieces[i]
		path = append(path, d.frame.tube(p)...)
		if i == len(pieces)-1 || pieces[i+1].colour != p.colour || len(path) > most {
			s.fill(p.colour, path)
			path = path[:0]
		}
	}
}
