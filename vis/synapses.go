package vis

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"golgi"
	"golgi/internal/nearest"
)

// mostSynapses are drawn: more would take long, and be one dark patch.
const mostSynapses = 4000

// wiring are the synapses of a picture.
type wiring struct {
	kinds  []synapseKind
	lines  []synapseLine
	total  int
	loop   float64 // radius of the sign of a synapse from a compartment to itself, um
	bent   bool
	layers [][]int // lines by the layer they are drawn in
	marks  [][]int // lines by the layer of their postsynaptic end
}

// synapseKind is a type of synapses.
type synapseKind struct {
	name   string
	colour color.RGBA
	number int
}

// synapseLine is the way of a synapse from pre to post.
type synapseLine struct {
	kind      int
	pre, post int // compartments in view
	points    []flat
}

// wiring collects the synapses in view; nil if there is none. An error is a
// colour for a type that is not there.
func (a *anatomy) wiring(s *spots, used []entry, inks map[string]color.Color) (*wiring, error) {
	names := a.view.SynapseTypes()
	for name := range inks {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("no synapse %q in view%s", name, nearest.Suggestion(name, names))
		}
	}
	synapses := a.view.Synapses()
	if len(synapses) == 0 {
		return nil, nil
	}
	w := &wiring{total: len(synapses)}
	number := map[string]int{}
	for i, name := range names {
		number[name] = i
		w.kinds = append(w.kinds, synapseKind{name: name})
	}
	for _, synapse := range synapses {
		w.kinds[number[synapse.Type]].number++
	}
	w.colour(used, inks)
	share := w.share()
	for _, synapse := range synapses {
		kind := number[synapse.Type]
		pre, post := a.index(synapse.Pre), a.index(synapse.Post)
		if pre < 0 || post < 0 {
			continue
		}
		if scatter(synapse)*float64(w.kinds[kind].number) < share {
			w.lines = append(w.lines, synapseLine{kind: kind, pre: pre, post: post})
		}
	}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, q := range s.flat {
		x0, x1, y0, y1 = min(x0, q.x), max(x1, q.x), min(y0, q.y), max(y1, q.y)
	}
	w.loop = 0.012 * max(x1-x0, y1-y0)
	w.bent = len(w.lines) <= 1500
	for i := range w.lines {
		w.course(&w.lines[i], s)
	}
	return w, nil
}

// share returns how many synapses of each type are drawn, at most, so that all
// of rare types are.
func (w *wiring) share() float64 {
	numbers := make([]int, len(w.kinds))
	for i, k := range w.kinds {
		numbers[i] = k.number
	}
	slices.Sort(numbers)
	left := mostSynapses
	for i, n := range numbers {
		if equal := float64(left) / float64(len(numbers)-i); float64(n) > equal {
			return equal
		}
		left -= n
	}
	return math.Inf(1)
}

// scatter returns a number from 0 to 1 for a synapse, even over synapses and
// without any order in them: a part chosen by it looks like the whole.
func scatter(s golgi.Synapse) float64 {
	// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
	x := uint64(s.Index)*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}

// colour gives each type a colour that means nothing else in the picture.
func (w *wiring) colour(used []entry, inks map[string]color.Color) {
	taken := map[color.RGBA]bool{}
	for _, e := range used {
		taken[e.colour] = true
	}
	var free []color.RGBA
	for _, c := range [...]color.RGBA{green, purple, skyBlue, orange, vermilion, blue, black} {
		if !taken[c] {
			free = append(free, c)
		}
	}
	if len(free) == 0 {
		free = []color.RGBA{green, purple, skyBlue}
	}
	for i := range w.kinds {
		k := &w.kinds[i]
		switch given := inks[k.name]; {
		case given != nil:
			k.colour = opaque(color.NRGBAModel.Convert(given).(color.NRGBA))
		case len(w.kinds) > len(free):
			k.colour = scaleColour(float64(i) / float64(len(w.kinds)-1))
		default:
			k.colour = free[i]
		}
	}
}

// course gives a synapse its way: a shallow bow to the left of the straight
// line, so that two that run back and forth, along a row of cells, or beside
// another type, are seen apart; straight where there are very many; a loop to the same spot.
func (w *wiring) course(l *synapseLine, s *spots) {
	const steps = 14
	sagitta := 0.05 + 0.02*float64(l.kind%4) // of types between the same two
	from, to := s.flat[l.pre], s.flat[l.post]
	dx, dy := to.x-from.x, to.y-from.y
	switch {
	case s.first[l.pre] == s.first[l.post]:
		r := max(w.loop, 0.8*from.radius)
		for i := range 25 {
			sin, cos := math.Sincos(-math.Pi/4 - 2*math.Pi*float64(i)/24)
			l.points = append(l.points, flat{from.x + r*(cos-math.Sqrt2/2), from.y + r*(sin+math.Sqrt2/2), from.depth, 0})
		}
	case !w.bent:
		l.points = []flat{from, to}
	default:
		for i := range steps + 1 {
			f := float64(i) / steps
			bow := 4 * sagitta * f * (1 - f)
			l.points = append(l.points, flat{from.x + f*dx - bow*dy, from.y + f*dy + bow*dx, from.depth + f*(to.depth-from.depth), 0})
		}
	}
}

// betweenDots lets lines go from rim to rim of dots, where their marks are seen.
func (w *wiring) betweenDots(s *spots) {
	for i := range w.lines {
		l := &w.lines[i]
		l.points = outside(l.points, s.flat[l.post])
		slices.Reverse(l.points)
		l.points = outside(l.points, s.flat[l.pre])
		slices.Reverse(l.points)
	}
}

// outside returns a line up to the rim of the dot it ends in.
func outside(points []flat, dot flat) []flat {
	for len(points) > 2 && away(points[len(points)-2], dot) < dot.radius {
		points = points[:len(points)-1]
	}
	last, before := &points[len(points)-1], points[len(points)-2]
	if d := away(before, dot); d > dot.radius {
		last.x, last.y = dot.x+(before.x-dot.x)*dot.radius/d, dot.y+(before.y-dot.y)*dot.radius/d
	}
	return points
}

func away(p, q flat) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }

// sort puts lines and marks into layers of depth.
func (w *wiring) sort(d depthCue) {
	w.layers, w.marks = make([][]int, d.layers()), make([][]int, d.layers())
	for i := range w.lines {
		p := w.lines[i].points
		first, last := p[0].depth, p[len(p)-1].depth
		at, end := d.layer((first+last)/2), d.layer(last)
		w.layers[at], w.marks[end] = append(w.layers[at], i), append(w.marks[end], i)
	}
}

// weight says how heavily lines and marks are drawn: the more, the lighter.
func (w *wiring) weight() (width, mark vg.Length, alpha float64) {
	n := len(w.lines)
	alpha = min(max(0.8*math.Sqrt(50/float64(n)), 0.12), 0.8)
	switch {
	case n <= 100:
		return 0.9, 2.1, alpha
	case n <= 1000:
		return 0.7, 1.5, alpha
	}
	return 0.5, 0.9, alpha
}

func translucent(c color.RGBA, alpha float64) color.NRGBA {
	return color.NRGBA{c.R, c.G, c.B, uint8(math.Round(255 * alpha))}
}

// drawLines draws the lines of a layer.
func (w *wiring) drawLines(s *sheet, f frame, d depthCue, layer int) {
	width, _, alpha := w.weight()
	for _, i := range w.layers[layer] {
		l := &w.lines[i]
		points := make([]vg.Point, len(l.points))
		for k, q := range l.points {
			points[k] = f.point(q.x, q.y)
		}
		s.line(width, d.faded(translucent(w.kinds[l.kind].colour, alpha), layer), nil, points...)
	}
}

// drawMarks draws the postsynaptic ends of a layer.
func (w *wiring) drawMarks(s *sheet, f frame, d depthCue, layer int) {
	_, radius, alpha := w.weight()
	for _, i := range w.marks[layer] {
		l := &w.lines[i]
		end := l.points[len(l.points)-1]
		s.disc(d.faded(translucent(w.kinds[l.kind].colour, max(alpha, 0.6)), layer), f.point(end.x, end.y), radius)
	}
}

// synapseSign stands for a type in the legend.
func (s *sheet) synapseSign(at vg.Point, ink color.RGBA) {
	s.line(1.4, ink, nil, vg.Point{X: at.X - 6, Y: at.Y}, vg.Point{X: at.X + 4, Y: at.Y})
	s.disc(ink, vg.Point{X: at.X + 4, Y: at.Y}, 2.4)
}

// entries names the types for the legend, with how many synapses each has.
func (w *wiring) entries() []entry {
	var list []entry
	for _, k := range w.kinds {
		list = append(list, entry{k.colour, fmt.Sprintf("%s (%s)", k.name, grouped(k.number))})
	}
	return list
}

// note says that not all are drawn, "" where all are.
func (w *wiring) note() string {
	if len(w.lines) == w.total {
		return ""
	}
	return "of these " + grouped(len(w.lines)) + " drawn"
}

// grouped writes a number with gaps between thousands.
func grouped(n int) string {
	digits := itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}
