package vis

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// colourMap draws each trace as a row of colours, with a bar that says what
// they mean and, if there are several, a strip of the types of the branches.
func (p *panel) colourMap(s *sheet, x axis, r vg.Rectangle) {
	lo, hi := span(bounds(p.traces))
	s.DrawImage(r, p.pixels(s, r, lo, hi))
	n := float64(len(p.traces))
	y := axis{0, n, r.Max.Y, r.Min.Y}
	types := p.types()
	edge := r.Min.X
	if len(types) > 1 {
		edge -= stripWidth
		p.strip(s, y, edge)
	}
	rows := newTicks(0, n-1, max(2, int(p.height/45)))
	for i, at := range rows.at {
		if at != math.Trunc(at) {
			continue
		}
		place := y.place(at + 0.5)
		s.line(0.8, ink, nil, vg.Point{X: edge - tickLength, Y: place}, vg.Point{X: edge, Y: place})
		s.write(smallSize, ink, align{text.XRight, text.YCenter}, vg.Point{X: edge - tickLength - 3, Y: place}, "r"+rows.label[i])
	}
	s.writeUpwards(textSize, vg.Point{X: margin + 6, Y: (r.Min.Y + r.Max.Y) / 2}, "recording")
	bar := vg.Rectangle{Min: vg.Point{X: r.Max.X + 10, Y: r.Min.Y}, Max: vg.Point{X: r.Max.X + 10 + barWidth, Y: r.Max.Y}}
	if len(types) > 1 {
		bar.Min.Y += 16*vg.Length(len(types)) + 12
		for i, t := range types {
			at := vg.Point{X: bar.Min.X, Y: r.Min.Y + 16*(vg.Length(len(types)-i)-0.5)}
			s.box(typeColour(t), vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - 5}, Max: vg.Point{X: at.X + stripWidth, Y: at.Y + 5}})
			s.write(smallSize, ink, align{text.XLeft, text.YCenter}, vg.Point{X: at.X + barWidth + 4, Y: at.Y}, typeName(t))
		}
	}
	s.colourBar(bar, lo, hi, p.label)
}

// strip draws the types of the branches of the rows.
func (p *panel) strip(s *sheet, y axis, left vg.Length) {
	for first := 0; first < len(p.traces); {
		end := first + 1
		for end < len(p.traces) && p.traces[end].SWCType == p.traces[first].SWCType {
			end++
		}
		s.box(typeColour(p.traces[first].SWCType), vg.Rectangle{
			Min: vg.Point{X: left, Y: y.place(float64(end))},
			Max: vg.Point{X: left + stripWidth, Y: y.place(float64(first))},
		})
		first = end
	}
}

// pixels makes the map, one pixel of the picture a pixel. Where several samples
// fall into one, it shows the one furthest from the trace's mean, so that no
// action potential is lost.
func (p *panel) pixels(s *sheet, r vg.Rectangle, lo, hi float64) image.Image {
	dots := func(l vg.Length) int { return max(1, int(float64(l)*float64(s.dpi)/72)) }
	width, height := dots(r.Max.X-r.Min.X), dots(r.Max.Y-r.Min.Y)
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	line := make([]color.RGBA, width)
	last := -1
	for py := range height {
		row := py * len(p.traces) / height
		if row != last {
			colourRow(line, p.traces[row].Values, lo, hi)
			last = row
		}
		for px, c := range line {
			picture.SetRGBA(px, py, c)
		}
	}
	return picture
}

// colourRow spreads the samples of a trace over the pixels of a line.
func colourRow(line []color.RGBA, values []float64, lo, hi float64) {
	mean, n := 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			mean, n = mean+v, n+1
		}
	}
	mean /= float64(max(n, 1))
	for px := range line {
		first := px * len(values) / len(line)
		end := max((px+1)*len(values)/len(line), first+1)
		value := values[first]
		for _, v := range values[first:end] {
			if math.Abs(v-mean) > math.Abs(value-mean) || math.IsNaN(value) {
				value = v
			}
		}
		line[px] = scaleColour((value - lo) / (hi - lo))
	}
}

// colourBar draws the scale of colours from lo to hi, upwards, with its label.
func (s *sheet) colourBar(r vg.Rectangle, lo, hi float64, label string) {
	const steps = 100
	height := (r.Max.Y - r.Min.Y) / steps
	for i := range steps {
		bottom := r.Min.Y + height*vg.Length(i)
		// Each reaches to the top, so that no gap shows between two.
		s.box(scaleColour(float64(i)/(steps-1)), vg.Rectangle{Min: vg.Point{X: r.Min.X, Y: bottom}, Max: r.Max})
	}
	y := axis{lo, hi, r.Min.Y, r.Max.Y}
	t := newTicks(lo, hi, max(2, min(6, int((r.Max.Y-r.Min.Y)/45))))
	widest := vg.Length(0)
	for i, at := range t.at {
		place := y.place(at)
		s.line(0.8, ink, nil, vg.Point{X: r.Max.X, Y: place}, vg.Point{X: r.Max.X + 3, Y: place})
		s.write(smallSize, ink, align{text.XLeft, text.YCenter}, vg.Point{X: r.Max.X + 6, Y: place}, t.label[i])
		widest = max(widest, s.letters.width(smallSize, t.label[i]))
	}
	s.writeUpwards(textSize, vg.Point{X: r.Max.X + 6 + widest + 12, Y: (r.Min.Y + r.Max.Y) / 2}, label)
}
