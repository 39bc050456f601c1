package vis

import (
	"slices"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// legendLines returns what stands in the legend besides colours.
func (d *drawing) legendLines() []string {
	var lines []string
	note := ""
	if d.wiring != nil {
		note = d.wiring.note()
	}
	for _, line := range []string{note, d.crowded, d.injected, d.recorded} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// synapseEntries explains the colours of synapses.
func (d *drawing) synapseEntries() []entry {
	if d.wiring == nil {
		return nil
	}
	return d.wiring.entries()
}

func (d *drawing) legendWidth() vg.Length {
	w := leastLegend
	for _, e := range slices.Concat(d.paint.entries, d.synapseEntries()) {
		w = max(w, barWidth+6+d.letters.width(textSize, e.name))
	}
	for _, line := range d.legendLines() {
		w = max(w, barWidth+6+d.letters.width(textSize, line))
	}
	return w
}

func (d *drawing) legendHeight() vg.Length {
	h := legendRow * vg.Length(len(d.paint.entries)+len(d.synapseEntries())+len(d.legendLines())+1)
	if d.paint.label != "" {
		h += colourBarRoom
	}
	return h
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
	for _, e := range d.synapseEntries() {
		row(e.name, func(at vg.Point) { s.synapseSign(at, e.colour) })
	}
	if d.wiring != nil && d.wiring.note() != "" {
		row(d.wiring.note(), func(vg.Point) {})
	}
	if d.crowded != "" {
		row(d.crowded, func(vg.Point) {})
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
	if d.below > scaleBarSpace {
		s.tripod(vg.Point{X: max(d.area.Max.X-tripodSpace, end+tripodSpace), Y: margin + (d.below-scaleBarSpace)/2 + 8}, d.look)
	}
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
