package vis

import (
	"fmt"
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
	// Colours says what colours mean; nil is ByType().
	Colours Colouring
	// NoSites leaves out the marks of recordings and stimuli.
	NoSites bool
}

// Morphology draws the branches in view in a parallel projection, all to one
// scale, neurites as wide as they are thick (the thinnest a little wider, to be
// seen), with a legend, a scale bar, and marks where is recorded and where a
// current is injected. A branch that was not traced is drawn where its computed
// coordinates say, its compartments as cylinders.
//
// Errors: that of the view, unknown axes, what the colouring lacks, a branch
// without coordinates.
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
	pieces   []piece
	sites    []site
	recorded string // what the legend says of recordings
	injected string
	frame    frame
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
	projection, err := newProjection(o.Axes)
	if err != nil {
		return nil, err
	}
	a, err := newAnatomy(view)
	if err != nil {
		return nil, err
	}
	colours := o.Colours
	if colours == nil {
		colours = ByType()
	}
	d := &drawing{title: o.Title, letters: newLetters()}
	if d.paint, err = colours(a); err != nil {
		return nil, err
	}
	if d.pieces, err = a.pieces(d.paint.colours, projection); err != nil {
		return nil, err
	}
	if !o.NoSites {
		if d.sites, err = a.sites(projection); err != nil {
			return nil, err
		}
		d.countSites(len(a.rows))
	}
	d.layOut(o.Width, o.Height)
	return d, nil
}

// countSites says in the legend what the marks are. Marks on every compartment
// would hide the cell and say nothing: they are left out.
func (d *drawing) countSites(compartments int) {
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
	case recorded == compartments && recorded > mostNamed:
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
	beside, above := 2*margin+legend+16, top+scaleBarSpace+margin
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
		roomY = max(h, d.legendHeight()-scaleBarSpace, 160)
	}
	d.width, d.height = roomX+beside, roomY+above
	d.area = vg.Rectangle{Min: vg.Point{X: margin, Y: margin + scaleBarSpace}, Max: vg.Point{X: margin + roomX, Y: margin + scaleBarSpace + roomY}}
	d.frame.x, d.frame.y = (x0+x1)/2, (y0+y1)/2
	d.frame.origin = vg.Point{X: (d.area.Min.X + d.area.Max.X) / 2, Y: (d.area.Min.Y + d.area.Max.Y) / 2}
}

// legendLines returns what stands in the legend besides colours.
func (d *drawing) legendLines() []string {
	var lines []string
	for _, line := range []string{d.injected, d.recorded} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func (d *drawing) legendWidth() vg.Length {
	w := leastLegend
	for _, e := range d.paint.entries {
		w = max(w, barWidth+6+d.letters.width(textSize, e.name))
	}
	for _, line := range d.legendLines() {
		w = max(w, barWidth+6+d.letters.width(textSize, line))
	}
	return w
}

func (d *drawing) legendHeight() vg.Length {
	h := legendRow * vg.Length(len(d.paint.entries)+len(d.legendLines())+1)
	if d.paint.label != "" {
		h += colourBarRoom
	}
	return h
}

// draw draws the picture.
func (d *drawing) draw(s *sheet) {
	d.drawPieces(s)
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

// drawPieces fills pieces of one colour that follow each other as one path: no
// seam shows where they meet.
func (d *drawing) drawPieces(s *sheet) {
	const most = 1 << 14 // components of a path: longer ones are slow to fill
	var path vg.Path
	for i := range d.pieces {
		p := &d.pieces[i]
		path = append(path, d.frame.tube(p)...)
		if i == len(d.pieces)-1 || d.pieces[i+1].colour != p.colour || len(path) > most {
			s.fill(p.colour, path)
			path = path[:0]
		}
	}
}

// legend explains colours and marks, at the right.
func (d *drawing) legend(s *sheet) {
	x, y := d.area.Max.X+16, d.area.Max.Y-legendRow/2
	row := func(name string, sign func(at vg.Point)) {
		sign(vg.Point{X: x + barWidth/2, Y: y})
		s.write(textSize, ink, align{text.XLeft, text.YCenter}, vg.Point{X: x + barWidth + 6, Y: y}, name)
		y -= legendRow
	}
	for _, e := range d.paint.entries {
		row(e.name, func(at vg.Point) { s.box(e.colour, around(at, 6, 5)) })
	}
	if d.injected != "" {
		row(d.injected, func(at vg.Point) { s.stimulusMark(vg.Point{X: at.X + 4, Y: at.Y - 4}) })
	}
	if d.recorded != "" {
		row(d.recorded, func(at vg.Point) { s.recordingMark(at, len(d.sites) <= mostMarked) })
	}
	if d.paint.label != "" {
		top := y - 4
		s.colourBar(vg.Rectangle{Min: vg.Point{X: x, Y: top - colourBarRoom + 20}, Max: vg.Point{X: x + barWidth, Y: top}}, d.paint.lo, d.paint.hi, d.paint.label)
	}
}

// scaleBar draws a bar of round length below the cell.
func (d *drawing) scaleBar(s *sheet) {
	length := d.scaleLength()
	at := vg.Point{X: d.area.Min.X, Y: margin + 16}
	end := at.X + vg.Length(length*d.frame.resolution)
	s.box(ink, vg.Rectangle{Min: at, Max: vg.Point{X: end, Y: at.Y + 3}})
	s.write(textSize, ink, align{text.XLeft, text.YTop}, vg.Point{X: at.X, Y: at.Y - 3}, lengthName(length))
}

// scaleLength is a round length, um, of about a fifth of the picture.
func (d *drawing) scaleLength() float64 {
	return roundDown(0.3 * float64(d.area.Max.X-d.area.Min.X) / d.frame.resolution)
}

// lengthName writes a length given in um.
func lengthName(length float64) string {
	switch {
	case length >= 1000:
		return shortNumber(length/1000) + " mm"
	case length < 1:
		return shortNumber(length*1000) + " nm"
	}
	return shortNumber(length) + " µm"
}
