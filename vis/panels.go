package vis

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

const (
	barWidth     vg.Length = 12 // of a bar of colours
	sampleWidth  vg.Length = 18 // of a line in a legend
	stripWidth   vg.Length = 6  // of the types beside a map
	mostInLegend           = 24
)

// sides returns how much space a panel needs beside its data.
func (p *panel) sides(l letters, width vg.Length) (left, right vg.Length) {
	widest := func(names []string) (w vg.Length) {
		for _, name := range names {
			w = max(w, l.width(smallSize, name))
		}
		return w
	}
	switch p.layout {
	case Stacked:
		return min(margin+widest(p.names())+8, 0.34*width), margin + 2 + scaleSpace
	case Map:
		right = 10 + barWidth + 6 + widest(newTicks(p.lo, p.hi, 5).label) + 22 + margin
		if types := p.types(); len(types) > 1 {
			for _, t := range types {
				right = max(right, 10+barWidth+6+l.width(smallSize, typeName(t))+margin)
			}
		}
		return margin + 18 + widest([]string{p.traces[len(p.traces)-1].Name}) + 6 + tickLength + stripWidth, right
	}
	left = margin + 18 + widest(p.ticks(6).label) + 4 + tickLength
	return left, min(12+sampleWidth+6+widest(p.names())+margin, 0.4*width)
}

func (p *panel) names() []string {
	names := make([]string, len(p.traces))
	for i := range p.traces {
		names[i] = p.name(&p.traces[i])
	}
	return names
}

// types returns the SWC types of the traces, in order of appearance.
func (p *panel) types() []int {
	var types []int
	seen := map[int]bool{}
	for i := range p.traces {
		if t := p.traces[i].SWCType; !seen[t] {
			seen[t] = true
			types = append(types, t)
		}
	}
	return types
}

// overlaid draws all traces on one pair of axes, with a legend at the right.
func (p *panel) overlaid(s *sheet, times []float64, x axis, r vg.Rectangle) {
	y := p.upAxis(s, r)
	for i := range p.traces {
		p.curve(s, times, p.traces[i].Values, x, y, p.pen(i))
	}
	p.legend(s, r)
}

// upAxis draws the vertical axis.
func (p *panel) upAxis(s *sheet, r vg.Rectangle) axis {
	y := axis{p.lo, p.hi, r.Min.Y, r.Max.Y}
	t := p.ticks(max(3, min(6, int(p.height/40))))
	for i, at := range t.at {
		place := y.place(at)
		s.rule(faint, vg.Point{X: r.Min.X, Y: place}, vg.Point{X: r.Max.X, Y: place})
		s.line(0.8, ink, nil, vg.Point{X: r.Min.X - tickLength, Y: place}, vg.Point{X: r.Min.X, Y: place})
		s.write(smallSize, ink, align{text.XRight, text.YCenter}, vg.Point{X: r.Min.X - tickLength - 3, Y: place}, t.label[i])
	}
	s.line(0.8, ink, nil, r.Min, vg.Point{X: r.Min.X, Y: r.Max.Y})
	s.writeUpwards(textSize, vg.Point{X: margin + 6, Y: (r.Min.Y + r.Max.Y) / 2}, p.label)
	return y
}

// ticks of the vertical axis of overlaid traces.
func (p *panel) ticks(parts int) ticks {
	if p.scale != nil {
		return p.scale(p.lo, p.hi)
	}
	return newTicks(p.lo, p.hi, parts)
}

// pen of a trace among overlaid ones.
func (p *panel) pen(i int) pen {
	if p.pens != nil {
		return p.pens[i]
	}
	return pen{ink: p.colour(i), width: 1.2}
}

// colour of a trace among overlaid ones, if nothing else is asked for.
func (p *panel) colour(i int) color.RGBA {
	if len(p.traces) <= numDistinct {
		return distinct(i)
	}
	return scaleColour(0.92 * float64(i) / float64(len(p.traces)-1)) // the last tenth is too light for a line
}

// legend names overlaid traces; of very many only some, evenly chosen.
func (p *panel) legend(s *sheet, r vg.Rectangle) {
	rowHeight := vg.Length(16)
	entries := len(p.traces)
	if most := min(mostInLegend, int((r.Max.Y-r.Min.Y)/rowHeight)); entries > most {
		entries = max(2, min(most, 9))
	}
	x := r.Max.X + 12
	for k := range entries {
		i := k
		if entries < len(p.traces) {
			i = k * (len(p.traces) - 1) / (entries - 1)
		}
		y := r.Max.Y - rowHeight*(vg.Length(k)+0.5)
		own := p.pen(i)
		s.line(max(own.width, 2), own.ink, own.dashes, vg.Point{X: x, Y: y}, vg.Point{X: x + sampleWidth, Y: y})
		if own.mark {
			s.disc(own.ink, vg.Point{X: x + sampleWidth/2, Y: y}, pointRadius)
		}
		room := s.Max.X - margin/2 - (x + sampleWidth + 6)
		s.write(smallSize, ink, align{text.XLeft, text.YCenter}, vg.Point{X: x + sampleWidth + 6, Y: y}, s.letters.fit(smallSize, room, p.name(&p.traces[i])))
	}
}

const scaleSpace vg.Length = 58 // of a vertical scale bar with its label

// stacked draws each trace in a row of its own, all to one scale, with a scale
// bar at the right.
func (p *panel) stacked(s *sheet, times []float64, x axis, r vg.Rectangle) {
	n := vg.Length(len(p.traces))
	row := (r.Max.Y - r.Min.Y) / n
	for i := range p.traces {
		top := r.Max.Y - row*vg.Length(i)
		y := axis{p.lo, p.hi, top - 0.97*row, top - 0.03*row}
		if i > 0 {
			s.rule(faint, vg.Point{X: r.Min.X, Y: top}, vg.Point{X: r.Max.X, Y: top})
		}
		t := &p.traces[i]
		p.curve(s, times, t.Values, x, y, pen{ink: typeColour(t.SWCType), width: 1.2})
		s.write(smallSize, ink, align{text.XRight, text.YCenter}, vg.Point{X: r.Min.X - 8, Y: top - row/2}, s.letters.fit(smallSize, r.Min.X-8-margin/2, p.name(t)))
	}
	size := roundDown(0.8 * (p.hi - p.lo))
	length := vg.Length(size/(p.hi-p.lo)) * 0.94 * row
	at := vg.Point{X: r.Max.X + 10, Y: r.Max.Y - row/2 - length/2}
	s.line(2, ink, nil, at, vg.Point{X: at.X, Y: at.Y + length})
	s.write(smallSize, ink, align{text.XLeft, text.YCenter}, vg.Point{X: at.X + 5, Y: at.Y + length/2}, shortNumber(size)+" "+prettyUnit(p.unit))
}

// curve draws one trace; NaN leaves a gap.
func (p *panel) curve(s *sheet, times, values []float64, x, y axis, with pen) {
	times, values = decimated(times, values, int(2*(x.to-x.from)))
	var points []vg.Point
	flush := func() {
		if len(points) == 1 {
			s.disc(with.ink, points[0], with.width)
		} else if len(points) > 1 {
			s.line(with.width, with.ink, with.dashes, points...)
		}
		points = points[:0]
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			flush()
			continue
		}
		points = append(points, vg.Point{X: x.place(times[i]), Y: y.place(v)})
	}
	flush()
}

// decimated returns the first, last, lowest and highest of each of so many
// parts of a curve, in order: drawn, it looks the same. A part with a gap
// keeps it.
func decimated(times, values []float64, parts int) (t, v []float64) {
	if len(values) <= 4*parts {
		return times, values
	}
	for part := range parts {
		first, end := part*len(values)/parts, (part+1)*len(values)/parts
		lo, hi, gap := first, first, -1
		for i := first; i < end; i++ {
			switch {
			case math.IsNaN(values[i]):
				gap = i
			case values[i] < values[lo] || math.IsNaN(values[lo]):
				lo = i
			}
			if values[i] > values[hi] || math.IsNaN(values[hi]) {
				hi = i
			}
		}
		kept := []int{first, lo, hi, end - 1}
		if gap >= 0 {
			kept = append(kept, gap)
		}
		slices.Sort(kept)
		for _, i := range slices.Compact(kept) {
			t, v = append(t, times[i]), append(v, values[i])
		}
	}
	return t, v
}
