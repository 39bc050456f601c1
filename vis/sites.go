package vis

import (
	"math"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// site is a place on the cell that is marked.
type site struct {
	x, y       float64 // in the plane of the picture, um
	radius     float64 // of the neurite, um
	names      []string
	stimulated bool
}

const (
	mostNamed               = 24 // sites with a name beside them
	mostMarked              = 60 // sites with a large mark
	markRadius    vg.Length = 3.2
	dotRadius     vg.Length = 1.5
	arrowLength   vg.Length = 11
	nameSize      vg.Length = 10
	nameClearance vg.Length = 3
)

// sites collects where is recorded and where a current is injected.
func (a *anatomy) sites(at *spots) []site {
	recordings := a.view.Recordings()
	stimulated := a.view.Stimulated()
	var sites []site
	known := map[int]int{}
	find := func(compartment int) *site {
		first := at.first[a.index(compartment)]
		n, ok := known[first]
		if !ok {
			f := at.flat[first]
			n = len(sites)
			known[first] = n
			sites = append(sites, site{x: f.x, y: f.y, radius: f.radius})
		}
		return &sites[n]
	}
	for i, name := range a.recordingNames() {
		s := find(recordings[i].Compartment)
		s.names = append(s.names, name)
	}
	for _, compartment := range stimulated {
		find(compartment).stimulated = true
	}
	return sites
}

// recordingNames returns the names of the recordings in view, as traces.csv of
// the whole model has them where the whole model is in view.
func (a *anatomy) recordingNames() []string {
	names := make([]string, len(a.view.Recordings()))
	for i := range names {
		names[i] = "r" + itoa(i)
	}
	return names
}

// marks draws the sites: of recording as rings, of stimulation as arrows.
func (s *sheet) marks(f frame, sites []site, cell occupied, area vg.Rectangle) {
	recorded := 0
	for i := range sites {
		if len(sites[i].names) > 0 {
			recorded++
		}
	}
	var taken []vg.Rectangle
	for i := range sites {
		at := f.point(sites[i].x, sites[i].y)
		if len(sites[i].names) > 0 {
			s.recordingMark(at, recorded <= mostMarked)
			taken = append(taken, around(at, markRadius, markRadius))
		}
	}
	for i := range sites {
		if at := f.point(sites[i].x, sites[i].y); sites[i].stimulated {
			tip := clearOf(at, vg.Length(sites[i].radius*f.resolution))
			s.stimulusMark(tip)
			taken = append(taken, vg.Rectangle{Min: vg.Point{X: tip.X - arrowLength, Y: tip.Y}, Max: vg.Point{X: tip.X, Y: tip.Y + arrowLength}})
		}
	}
	if recorded > mostNamed {
		return
	}
	for i := range sites {
		if len(sites[i].names) == 0 {
			continue
		}
		r := s.nameBox(f.point(sites[i].x, sites[i].y), shortNames(sites[i].names), taken, cell, area)
		taken = append(taken, r)
		s.leader(f.point(sites[i].x, sites[i].y), r)
		s.name(vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}, shortNames(sites[i].names))
	}
}

// leader joins a mark with its name where they are not side by side.
func (s *sheet) leader(at vg.Point, name vg.Rectangle) {
	end := vg.Point{X: min(max(at.X, name.Min.X), name.Max.X), Y: min(max(at.Y, name.Min.Y), name.Max.Y)}
	length := vg.Length(math.Hypot(float64(end.X-at.X), float64(end.Y-at.Y)))
	if length <= markRadius+nameClearance+2 {
		return
	}
	start := vg.Point{X: at.X + (end.X-at.X)*markRadius/length, Y: at.Y + (end.Y-at.Y)*markRadius/length}
	s.line(2, white, nil, start, end)
	s.line(0.7, grey, nil, start, end)
}

// name writes a name with a white rim, so that it can be read on anything.
func (s *sheet) name(at vg.Point, name string) {
	const rim vg.Length = 1.1
	for _, d := range [...][2]vg.Length{{1, 0}, {0.7, 0.7}, {0, 1}, {-0.7, 0.7}, {-1, 0}, {-0.7, -0.7}, {0, -1}, {0.7, -0.7}} {
		s.write(nameSize, white, align{text.XCenter, text.YCenter}, vg.Point{X: at.X + rim*d[0], Y: at.Y + rim*d[1]}, name)
	}
	s.write(nameSize, ink, align{text.XCenter, text.YCenter}, at, name)
}

// shortNames joins the names of the recordings at one place.
func shortNames(names []string) string {
	if len(names) > 3 {
		return names[0] + " … " + names[len(names)-1]
	}
	return strings.Join(names, ", ")
}

func around(at vg.Point, x, y vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: at.X - x, Y: at.Y - y}, Max: vg.Point{X: at.X + x, Y: at.Y + y}}
}

func (s *sheet) recordingMark(at vg.Point, large bool) {
	if !large {
		s.disc(white, at, dotRadius+0.6)
		s.disc(ink, at, dotRadius)
		return
	}
	s.disc(white, at, markRadius+1)
	s.disc(ink, at, markRadius)
	s.disc(white, at, markRadius-1.3)
}

// clearOf returns where the tip of an arrow from the upper left to a place
// ends: outside of the neurite and of a mark, unless the neurite is huge.
func clearOf(at vg.Point, radius vg.Length) vg.Point {
	if radius > 25 {
		radius = 0
	}
	away := max(markRadius+1, radius+0.5) * math.Sqrt2 / 2
	return vg.Point{X: at.X - away, Y: at.Y + away}
}

// stimulusMark is an arrow head with its tip at a place, from the upper left.
func (s *sheet) stimulusMark(tip vg.Point) {
	head := func(grown vg.Length) vg.Path {
		const half = 0.5 // of the width, in lengths of the head
		d := vg.Length(math.Sqrt2 / 2)
		along, across := vg.Point{X: -d, Y: d}, vg.Point{X: d, Y: d}
		at := func(back, side vg.Length) vg.Point {
			return vg.Point{X: tip.X + back*along.X + side*across.X, Y: tip.Y + back*along.Y + side*across.Y}
		}
		var path vg.Path
		wide := half*arrowLength + 1.6*grown
		polygon(&path, at(-2*grown, 0), at(arrowLength+grown, wide), at(arrowLength+grown, -wide))
		return path
	}
	s.fill(white, head(1.4))
	s.fill(ink, head(0.6))
	s.fill(yellow, head(-0.5))
}

// nameBox finds room for a name beside a mark, clear of what is taken and, where
// possible, of the cell.
func (s *sheet) nameBox(at vg.Point, name string, taken []vg.Rectangle, cell occupied, area vg.Rectangle) vg.Rectangle {
	half := vg.Point{X: s.letters.width(nameSize, name)/2 + 1.5, Y: nameSize/2 + 1}
	var best vg.Rectangle
	least := vg.Length(math.Inf(1))
	for ring := range 4 {
		gap := markRadius + nameClearance + vg.Length(ring)*7
		for _, d := range [...][2]vg.Length{{1, 0}, {-1, 0}, {0.8, 0.8}, {0.8, -0.8}, {-0.8, 0.8}, {-0.8, -0.8}, {0, -1}, {0, 1}} {
			r := around(vg.Point{X: at.X + d[0]*(gap+half.X), Y: at.Y + d[1]*(gap+half.Y)}, half.X, half.Y)
			cost := 7 * vg.Length(ring) // nearer is better
			for _, other := range taken {
				cost += 10 * overlap(r, other)
			}
			cost += vg.Length(cell.squares(r))
			if r.Min.X < area.Min.X || r.Max.X > area.Max.X || r.Min.Y < area.Min.Y || r.Max.Y > area.Max.Y {
				cost += 1000
			}
			if cost < least {
				best, least = r, cost
			}
		}
	}
	return best
}

// overlap is the area that two rectangles share.
func overlap(a, b vg.Rectangle) vg.Length {
	x := min(a.Max.X, b.Max.X) - max(a.Min.X, b.Min.X)
	y := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y)
	if x <= 0 || y <= 0 {
		return 0
	}
	return x * y
}

// occupied are the squares of paper, 3 points wide, with something of the cell.
type occupied map[[2]int]bool

const squareSide = 3 // points

func squareOf(p vg.Point) [2]int {
	return [2]int{int(math.Floor(float64(p.X) / squareSide)), int(math.Floor(float64(p.Y) / squareSide))}
}

// occupy marks what the axes of pieces pass through.
func (f frame) occupy(pieces []piece) occupied {
	o := occupied{}
	for i := range pieces {
		places := f.places(pieces[i].points)
		o[squareOf(places[0].Point)] = true
		for j := 1; j < len(places); j++ {
			a, b := places[j-1], places[j]
			steps := int(apart(a, b)/squareSide*2) + 1
			for k := 1; k <= steps; k++ {
				part := vg.Length(k) / vg.Length(steps)
				o[squareOf(vg.Point{X: a.X + part*(b.X-a.X), Y: a.Y + part*(b.Y-a.Y)})] = true
			}
		}
	}
	return o
}

// squares counts the occupied squares that a rectangle touches.
func (o occupied) squares(r vg.Rectangle) int {
	lo, hi := squareOf(r.Min), squareOf(r.Max)
	n := 0
	for x := lo[0]; x <= hi[0]; x++ {
		for y := lo[1]; y <= hi[1]; y++ {
			if o[[2]int{x, y}] {
				n++
			}
		}
	}
	return n
}
