package vis

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Line is one line of a chart, with a mark at each of its points; from one to the next in their order.
type Line struct {
	Name string
	X, Y []float64 // NaN leaves a gap
	// Beside says that it belongs to the line before it, as a bound does: it has the colour of that one, is dashed and has no marks.
	Beside bool
}

// Chart is one pair of axes. The vertical one begins at 0, or is logarithmic if all of its numbers are positive and those of the lines
// that are not Beside others differ by more than a factor of 50.
type Chart struct {
	XLabel, YLabel string
	// LogX makes the horizontal axis logarithmic; points at 0 or less are left out there.
	LogX  bool
	Lines []Line
}

// ChartsOptions are the options of Charts. The zero value is good.
type ChartsOptions struct {
	Title         string
	Width, Height int // pixels, as of TracesOptions
}

// pointRadius is that of the disc at a point.
const pointRadius vg.Length = 3

// logarithmicFrom is the factor between numbers from which on an axis is logarithmic.
const logarithmicFrom = 50

// Charts draws charts below one another. Errors: no chart, a chart without a point that can be drawn, lists of two lengths, a size
// in pixels that no one can have meant.
func Charts(charts []Chart, o ChartsOptions) (*Picture, error) {
	fail := func(err error) (*Picture, error) { return nil, fmt.Errorf("charts: %w", err) }
	if len(charts) == 0 {
		return fail(errors.New("there is nothing to draw"))
	}
	if err := checkSize(o.Width, o.Height); err != nil {
		return fail(err)
	}
	var panels []*panel
	list := make([]*chart, len(charts))
	for i := range charts {
		c, err := newChart(&charts[i])
		if err != nil {
			return fail(fmt.Errorf("of %s: %w", charts[i].XLabel, err))
		}
		list[i], panels = c, append(panels, &c.panel)
	}
	f := newFigureOf(nil, panels, "", TracesOptions{Title: o.Title, Width: o.Width, Height: o.Height})
	if o.Height == 0 {
		f.height += axisSpace * vg.Length(len(charts)-1) // each has labels of its own
	}
	return &Picture{width: f.width, height: f.height, dpi: f.dpi, paint: func(s *sheet) { f.charts(s, list) }}, nil
}

// chart is a panel with an axis of its own.
type chart struct {
	panel
	x        [][]float64 // of each trace, as placed on the axis
	from, to float64     // the ends of it
	below    tickMaker   // its ticks
	name     string
}

func newChart(of *Chart) (*chart, error) {
	c := &chart{name: of.XLabel, from: math.Inf(1), to: math.Inf(-1), below: func(lo, hi float64) ticks { return newTicks(lo, hi, 8) }}
	c.panel = panel{label: of.YLabel, layout: Overlaid, height: 300}
	place := func(x float64) float64 { return x }
	if of.LogX {
		place = math.Log10
		c.below = func(lo, hi float64) ticks { return withCommas(powers(lo, hi)) }
	}
	colour := 0
	for _, line := range of.Lines {
		if len(line.X) != len(line.Y) {
			return nil, fmt.Errorf("%s has %d values for %d places", line.Name, len(line.Y), len(line.X))
		}
		x, y := make([]float64, len(line.X)), make([]float64, len(line.X))
		for k := range x {
			x[k], y[k] = place(line.X[k]), line.Y[k]
			if math.IsNaN(x[k]) || math.IsInf(x[k], 0) {
				x[k], y[k] = 0, math.NaN()
			} else if !math.IsNaN(y[k]) {
				c.from, c.to = min(c.from, x[k]), max(c.to, x[k])
			}
		}
		if !line.Beside {
			colour++
		}
		with := pen{ink: distinct(max(colour, 1)), width: 1.6, mark: true}
		if line.Beside {
			with.width, with.dashes, with.mark = 1.2, []vg.Length{4, 2.5}, false
		}
		c.x, c.pens = append(c.x, x), append(c.pens, with)
		c.traces = append(c.traces, Trace{Name: line.Name, SWCType: -1, Values: y})
	}
	if c.from > c.to {
		return nil, errors.New("there is nothing to draw")
	}
	if !of.LogX && c.to-c.from < 12 && whole(of.Lines) {
		c.below = eachWhole
	}
	c.from, c.to = widened(c.from, c.to)
	c.upright()
	return c, nil
}

// whole reports whether lines have points at whole numbers only.
func whole(lines []Line) bool {
	for _, line := range lines {
		for _, x := range line.X {
			if x != math.Trunc(x) {
				return false
			}
		}
	}
	return true
}

// eachWhole are ticks at all whole numbers.
func eachWhole(lo, hi float64) ticks {
	var t ticks
	for k := math.Ceil(lo); k <= hi; k++ {
		t.at, t.label = append(t.at, k), append(t.label, tickLabel(k, 0, max(math.Abs(lo), math.Abs(hi))))
	}
	return t
}

// upright chooses the vertical axis.
func (c *chart) upright() {
	all, _ := bounds(c.traces)
	var own []Trace
	for i, t := range c.traces {
		if c.pens[i].mark {
			own = append(own, t)
		}
	}
	if lo, hi := bounds(own); all > 0 && hi > logarithmicFrom*lo {
		c.scale = powers
		for _, t := range c.traces {
			for k, y := range t.Values {
				t.Values[k] = math.Log10(y)
			}
		}
		c.lo, c.hi = widened(bounds(c.traces))
		return
	}
	lo, hi := bounds(c.traces)
	c.lo, c.hi = min(lo*1.05, 0), max(hi*1.08, 0)
	if c.lo == c.hi {
		c.hi = 1
	}
}

// withCommas writes the labels of large numbers with commas: 100,000.
func withCommas(t ticks) ticks {
	for i, at := range t.at {
		n := math.Round(math.Pow(10, at))
		if n < 1000 || n >= 1e12 {
			continue
		}
		digits := strconv.FormatFloat(n, 'f', 0, 64)
		var b strings.Builder
		for k, digit := range digits {
			if k > 0 && (len(digits)-k)%3 == 0 {
				b.WriteByte(',')
			}
			b.WriteRune(digit)
		}
		t.label[i] = b.String()
	}
	return t
}

// charts draws them.
func (f *figure) charts(s *sheet, list []*chart) {
	left, right := vg.Length(0), margin
	for _, c := range list {
		l, r := c.sides(f.letters, f.width)
		left, right = max(left, l), max(right, r)
	}
	if f.title != "" {
		s.write(titleSize, ink, align{text.XLeft, text.YTop}, vg.Point{X: left, Y: f.height - margin}, f.letters.fit(titleSize, f.width-left-margin, f.title))
	}
	top := f.height - f.topSpace()
	for _, c := range list {
		r := vg.Rectangle{Min: vg.Point{X: left, Y: top - c.height}, Max: vg.Point{X: f.width - right, Y: top}}
		x := axis{c.from, c.to, r.Min.X, r.Max.X}
		lowerAxis(s, x, r, c.below(c.from, c.to), c.name, true)
		c.draw(s, x, r)
		top = r.Min.Y - panelSpace - axisSpace
	}
}

// draw draws the lines on axes, with a legend at the right.
func (c *chart) draw(s *sheet, x axis, r vg.Rectangle) {
	y := c.upAxis(s, r)
	for i := range c.traces {
		c.curve(s, c.x[i], c.traces[i].Values, x, y, c.pens[i])
		if c.pens[i].mark {
			c.marks(s, i, x, y, c.pens[i].ink)
		}
	}
	c.legend(s, r)
}

// marks draws a disc at each point.
func (c *chart) marks(s *sheet, i int, x, y axis, ink color.RGBA) {
	for k, value := range c.traces[i].Values {
		if !math.IsNaN(value) && !math.IsInf(value, 0) {
			s.disc(ink, vg.Point{X: x.place(c.x[i][k]), Y: y.place(value)}, pointRadius)
		}
	}
}
