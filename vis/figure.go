package vis

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// figure is a column of panels over one axis, of time mostly.
type figure struct {
	title         string
	width, height vg.Length
	dpi           int
	letters       letters

	times  []float64 // ms, or what else the axis shows
	panels []*panel
	// axisLabel is written below the axis; decades says that times are decimal
	// logarithms of what it shows.
	axisLabel string
	decades   bool
	// whole says that the axis counts.
	whole bool
}

// panel shows the traces of one unit.
type panel struct {
	label  string
	unit   string
	keys   bool // traces have different keys
	traces []Trace
	layout Layout
	lo, hi float64
	height vg.Length // of the data

	heading string    // written above the data
	pens    []pen     // of overlaid traces; by number if there are none
	scale   tickMaker // of overlaid traces; linear if there is none
}

// pen draws one trace.
type pen struct {
	ink    color.RGBA
	width  vg.Length
	dashes []vg.Length
	mark   bool // a disc at each point
}

// tickMaker makes the ticks of an axis from lo to hi, where they are not the usual ones.
type tickMaker func(lo, hi float64) ticks

const (
	axisSpace  vg.Length = 40 // below the last panel
	panelSpace vg.Length = 22 // between panels
	headSpace  vg.Length = 16 // of a heading
	tickLength vg.Length = 4
)

func newFigure(times []float64, traces []Trace, o TracesOptions) *figure {
	return newFigureOf(times, newPanels(traces, o.Layout), "time (ms)", o)
}

// newFigureOf lays panels out.
func newFigureOf(times []float64, panels []*panel, axisLabel string, o TracesOptions) *figure {
	f := &figure{title: o.Title, times: times, letters: newLetters(), axisLabel: axisLabel, panels: panels}
	width := o.Width
	if width == 0 {
		width = 1600
	}
	f.dpi = max(1, int(math.Round(float64(width)/1600*144)))
	f.width = vg.Length(float64(width) * 72 / float64(f.dpi))
	rest := f.topSpace() + axisSpace + margin/2 + panelSpace*vg.Length(len(f.panels)-1)
	sum := vg.Length(0)
	for _, p := range f.panels {
		sum += p.height
		rest += p.headSpace()
	}
	f.height = sum + rest
	if o.Height != 0 {
		f.height = vg.Length(float64(o.Height) * 72 / float64(f.dpi))
		for _, p := range f.panels {
			p.height *= max(f.height-rest, 40) / sum
		}
	}
	return f
}

// newPanels sorts traces by unit.
func newPanels(traces []Trace, layout Layout) []*panel {
	var panels []*panel
	for _, t := range traces {
		i := slices.IndexFunc(panels, func(p *panel) bool { return p.unit == t.Unit })
		if i < 0 {
			i = len(panels)
			panels = append(panels, &panel{unit: t.Unit})
		}
		panels[i].traces = append(panels[i].traces, t)
	}
	slices.SortStableFunc(panels, func(a, b *panel) int {
		switch {
		case a.unit == "mV" && b.unit != "mV":
			return -1
		case a.unit != "mV" && b.unit == "mV":
			return 1
		}
		return 0
	})
	for _, p := range panels {
		p.complete(layout)
		if len(panels) > 1 && p.layout != Stacked {
			p.height = 150
			if p == panels[0] || p.layout == Map {
				p.height = 250
			}
		}
	}
	return panels
}

// complete chooses how a panel looks.
func (p *panel) complete(layout Layout) {
	key := p.traces[0].Key
	for _, t := range p.traces {
		p.keys = p.keys || t.Key != key
	}
	switch {
	case key == "v" && !p.keys:
		p.label = withUnit("voltage", p.unit)
	case p.keys:
		p.label = withUnit(quantityName(p.unit), p.unit)
	default:
		p.label = withUnit(key, p.unit)
	}
	n := len(p.traces)
	if layout == Automatic {
		layout = Map
		if n <= numDistinct {
			layout = Overlaid
		} else if n <= mostStacked {
			layout = Stacked
		}
	}
	p.layout = layout
	p.lo, p.hi = widened(bounds(p.traces))
	p.height = 340
	if layout == Stacked {
		p.height = min(max(40*vg.Length(n), 120), 900)
	}
}

// name is how a panel calls a trace.
func (p *panel) name(t *Trace) string {
	name := t.Name
	if p.keys {
		name += " " + t.Key
	}
	if t.Where != "" {
		name += "  " + t.Where
	}
	return name
}

func (p *panel) headSpace() vg.Length {
	if p.heading == "" {
		return 0
	}
	return headSpace
}

func (f *figure) topSpace() vg.Length {
	if f.title == "" {
		return margin + 4
	}
	return margin + titleSize + 10
}

// picture is the figure as it can be written.
func (f *figure) picture() *Picture {
	shaded := slices.ContainsFunc(f.panels, func(p *panel) bool { return p.layout == Map })
	return &Picture{width: f.width, height: f.height, dpi: f.dpi, shaded: shaded, paint: f.paint}
}

// paint draws the figure.
func (f *figure) paint(s *sheet) {
	left, right := vg.Length(0), margin
	for _, p := range f.panels {
		l, r := p.sides(f.letters, f.width)
		left, right = max(left, l), max(right, r)
	}
	if f.title != "" {
		s.write(titleSize, ink, align{text.XLeft, text.YTop}, vg.Point{X: left, Y: f.height - margin}, f.letters.fit(titleSize, f.width-left-margin, f.title))
	}
	top := f.height - f.topSpace()
	lo, hi := f.times[0], f.times[len(f.times)-1]
	if lo == hi {
		lo, hi = lo-0.5, hi+0.5
	}
	for i, p := range f.panels {
		if p.heading != "" {
			s.write(smallSize, ink, align{text.XLeft, text.YTop}, vg.Point{X: left, Y: top}, f.letters.fit(smallSize, f.width-left-margin, p.heading))
			top -= headSpace
		}
		r := vg.Rectangle{Min: vg.Point{X: left, Y: top - p.height}, Max: vg.Point{X: f.width - right, Y: top}}
		x := axis{lo, hi, r.Min.X, r.Max.X}
		last := i == len(f.panels)-1
		f.timeAxis(s, x, r, last, p.layout != Map)
		switch p.layout {
		case Overlaid:
			p.overlaid(s, f.times, x, r)
		case Stacked:
			p.stacked(s, f.times, x, r)
		default:
			p.colourMap(s, x, r)
		}
		top = r.Min.Y - panelSpace
	}
}

// timeAxis draws the axis below a panel, with labels below the last.
func (f *figure) timeAxis(s *sheet, x axis, r vg.Rectangle, labels, grid bool) {
	parts := 8
	if f.whole {
		parts = min(max(int(x.hi-x.lo), 1), parts)
	}
	t := newTicks(x.lo, x.hi, parts)
	if f.decades {
		t = decades(x.lo, x.hi)
	}
	label := f.axisLabel
	if !labels {
		t.label, label = nil, ""
	}
	lowerAxis(s, x, r, t, label, grid)
}

// lowerAxis draws an axis below a panel; without labels if there are none.
func lowerAxis(s *sheet, x axis, r vg.Rectangle, t ticks, label string, grid bool) {
	for i, at := range t.at {
		place := x.place(at)
		if grid {
			s.rule(faint, vg.Point{X: place, Y: r.Min.Y}, vg.Point{X: place, Y: r.Max.Y})
		}
		s.line(0.8, ink, nil, vg.Point{X: place, Y: r.Min.Y}, vg.Point{X: place, Y: r.Min.Y - tickLength})
		if t.label != nil {
			s.write(smallSize, ink, align{text.XCenter, text.YTop}, vg.Point{X: place, Y: r.Min.Y - tickLength - 2}, t.label[i])
		}
	}
	s.line(0.8, ink, nil, vg.Point{X: r.Min.X - 0.4, Y: r.Min.Y}, vg.Point{X: r.Max.X, Y: r.Min.Y})
	if label != "" {
		s.write(textSize, ink, align{text.XCenter, text.YTop}, vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: r.Min.Y - 19}, label)
	}
}

// axis maps values to places.
type axis struct {
	lo, hi   float64
	from, to vg.Length
}

func (a axis) place(value float64) vg.Length {
	return a.from + vg.Length((value-a.lo)/(a.hi-a.lo))*(a.to-a.from)
}
