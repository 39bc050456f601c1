package vis

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of letters, points.
const (
	textSize  vg.Length = 11
	smallSize vg.Length = 10
	titleSize vg.Length = 13
)

// margin is the empty space around a picture, points.
const margin vg.Length = 12

// sheet is a canvas with the few things that pictures are made of. Its origin
// is at the lower left; lengths are points.
type sheet struct {
	draw.Canvas
	letters letters
	dpi     int
}

func newSheet(c vg.Canvas, width, height vg.Length, dpi int) *sheet {
	return &sheet{Canvas: draw.NewCanvas(c, width, height), letters: newLetters(), dpi: dpi}
}

// letters measures text.
type letters struct{ handler text.Plain }

func newLetters() letters {
	return letters{text.Plain{Fonts: font.NewCache(liberation.Collection())}}
}

func (l letters) style(size vg.Length, ink color.Color) text.Style {
	return text.Style{
		Color: ink, Handler: l.handler,
		Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
	}
}

// width of a line of text.
func (l letters) width(size vg.Length, line string) vg.Length {
	return l.style(size, ink).Width(line)
}

// fit shortens a line of text until it is no wider than a limit.
func (l letters) fit(size, limit vg.Length, line string) string {
	if l.width(size, line) <= limit {
		return line
	}
	runes := []rune(line)
	for len(runes) > 1 {
		runes = runes[:len(runes)-1]
		if short := string(runes) + "…"; l.width(size, short) <= limit {
			return short
		}
	}
	return "…"
}

// align says which part of a line of text is put at a place.
type align struct {
	x text.XAlignment
	y text.YAlignment
}

// write writes a line of text.
func (s *sheet) write(size vg.Length, ink color.Color, a align, at vg.Point, line string) {
	style := s.letters.style(size, ink)
	style.XAlign, style.YAlign = a.x, a.y
	if a.y == text.YCenter {
		at.Y += 0.08 * size // the middle of the letters, not of their box
	}
	s.FillText(style, at, line)
}

// writeUpwards writes a line of text from below upwards, centred at a place.
func (s *sheet) writeUpwards(size vg.Length, at vg.Point, line string) {
	style := s.letters.style(size, ink)
	style.XAlign, style.YAlign, style.Rotation = text.XCenter, text.YCenter, math.Pi/2
	s.FillText(style, at, line)
}

// line draws straight lines from point to point.
func (s *sheet) line(width vg.Length, ink color.Color, dashes []vg.Length, points ...vg.Point) {
	s.StrokeLines(draw.LineStyle{Color: ink, Width: width, Dashes: dashes}, points)
}

// rule draws a thin horizontal or vertical line, in the middle of the pixels of
// a PNG of the usual size, where it looks as thin as it is.
func (s *sheet) rule(ink color.Color, from, to vg.Point) {
	const pixel = 0.5 // points
	centre := func(l vg.Length) vg.Length { return vg.Length(math.Floor(float64(l)/pixel)+0.5) * pixel }
	if from.X == to.X {
		from.X = centre(from.X)
		to.X = from.X
	} else {
		from.Y = centre(from.Y)
		to.Y = from.Y
	}
	s.line(pixel, ink, nil, from, to)
}

// fill fills a closed path.
func (s *sheet) fill(ink color.Color, path vg.Path) {
	s.SetColor(ink)
	s.Fill(path)
}

// box fills a rectangle.
func (s *sheet) box(ink color.Color, r vg.Rectangle) { s.fill(ink, r.Path()) }

// disc fills a circle.
func (s *sheet) disc(ink color.Color, at vg.Point, radius vg.Length) {
	var path vg.Path
	appendDisc(&path, at, radius)
	s.fill(ink, path)
}

// polygon appends a closed polygon to a path.
func polygon(path *vg.Path, points ...vg.Point) {
	for i, p := range points {
		if i == 0 {
			path.Move(p)
		} else {
			path.Line(p)
		}
	}
	path.Close()
}

// appendDisc appends a circle, counter-clockwise, as a polygon that deviates by
// less than a tenth of a pixel.
func appendDisc(path *vg.Path, at vg.Point, radius vg.Length) {
	const deviation = 0.04 // points
	n := 8
	if radius > deviation {
		n = min(max(int(math.Ceil(math.Pi/math.Acos(1-deviation/float64(radius)))), 8), 180)
	}
	points := make([]vg.Point, n)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		points[i] = vg.Point{X: at.X + radius*vg.Length(cos), Y: at.Y + radius*vg.Length(sin)}
	}
	polygon(path, points...)
}
