package vis

import (
	"fmt"
	"math"
	"slices"

	"golgi/topology"
)

// Detail says how much of each cell is drawn.
type Detail string

// The details. "" is Full.
const (
	Full  Detail = "full"  // its branches
	Point Detail = "point" // a dot where its soma is
)

// spots are the places of the compartments in view in the plane of the picture:
// in point detail that of the dot of their cell.
type spots struct {
	flat []flat
	// first is, of each compartment, the first one in view at the same spot.
	first []int
}

// spots finds the places of compartments.
func (a *anatomy) spots(p projection) (*spots, error) {
	columns, err := a.columns("x", "y", "z", "radius")
	if err != nil {
		return nil, err
	}
	return newSpots(a.rows, columns, p)
}

// newSpots projects compartments, given their x, y, z and radius.
func newSpots(rows []int, columns [][]float64, p projection) (*spots, error) {
	s := &spots{make([]flat, len(rows)), make([]int, len(rows))}
	for i := range rows {
		x, y, z := columns[0][i], columns[1][i], columns[2][i]
		if sum := x + y + z; math.IsNaN(sum) || math.IsInf(sum, 0) {
			return nil, noCoordinates(fmt.Sprintf("compartment %d", rows[i]))
		}
		s.flat[i] = p.of(topology.Point{X: x, Y: y, Z: z, Radius: columns[3][i]})
		s.first[i] = i
	}
	return s, nil
}

// dots makes a ball of each cell and moves the spots of its compartments there.
// It stands at the first compartment of the soma, or of the cell where no soma
// is in view, and has the colour of the first compartment with a value; the
// legend keeps the colours that are left.
func (a *anatomy) dots(c *paint, s *spots) []piece {
	var pieces []piece
	end := 0
	for cell := range a.view.Cells() {
		first := end
		end = first + cell.Len()
		at, coloured := first, first
		for i := first; i < end; i++ {
			if a.branchOf(i).SWCType == 1 {
				at = i
				break
			}
		}
		if c.colours[at] != pale {
			coloured = at
		}
		for coloured < end-1 && c.colours[coloured] == pale {
			coloured++
		}
		for i := first; i < end; i++ {
			s.flat[i], s.first[i] = s.flat[at], at
		}
		pieces = append(pieces, piece{
			branch: a.branchOf(at).Branch, swcType: a.branchOf(at).SWCType, colour: c.colours[coloured],
			points: []flat{s.flat[at]}, depth: s.flat[at].depth,
		})
	}
	c.entries = slices.DeleteFunc(c.entries, func(e entry) bool {
		return !slices.ContainsFunc(pieces, func(p piece) bool { return p.colour == e.colour })
	})
	radius := dotSize(pieces)
	for i := range pieces {
		pieces[i].points[0].radius = radius
	}
	for i := range s.flat {
		s.flat[i].radius = radius
	}
	slices.SortStableFunc(pieces, fromTheBack)
	return pieces
}

// dotSize returns the radius of dots, um: large, but apart from each other.
func dotSize(dots []piece) float64 {
	const (
		share    = 0.28  // of the distance to the next one
		ofWhole  = 0.022 // of the picture, at most
		leastOf  = 0.002 // of the picture, at least
		mostSeen = 3000  // of so many all distances are looked at
	)
	x0, x1, y0, y1 := extentOf(dots)
	whole := max(x1-x0, y1-y0)
	if whole == 0 {
		return dots[0].points[0].radius
	}
	apart := math.Sqrt((x1 - x0) * (y1 - y0) / float64(len(dots)))
	if len(dots) <= mostSeen {
		var nearest []float64
		for i := range dots {
			least := math.Inf(1)
			for j := range dots {
				p, q := dots[i].points[0], dots[j].points[0]
				if d := math.Hypot(p.x-q.x, p.y-q.y); d > 1e-6*whole {
					least = min(least, d)
				}
			}
			nearest = append(nearest, least)
		}
		slices.Sort(nearest)
		apart = nearest[len(nearest)/2]
	}
	return max(min(share*apart, ofWhole*whole), leastOf*whole)
}

// extentOf returns the rectangle around the middles of pieces, um.
func extentOf(pieces []piece) (x0, x1, y0, y1 float64) {
	x0, x1, y0, y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i := range pieces {
		for _, q := range pieces[i].points {
			x0, x1, y0, y1 = min(x0, q.x), max(x1, q.x), min(y0, q.y), max(y1, q.y)
		}
	}
	return x0, x1, y0, y1
}

// crowded says how many cells lie over each other, "" if each has its own
// place: such a network has not been arranged, and its picture hides most of it.
func (a *anatomy) crowded(s *spots) string {
	places := map[flat]bool{}
	cells, first := 0, 0
	for cell := range a.view.Cells() {
		places[s.flat[first]] = true
		first += cell.Len()
		cells++
	}
	switch {
	case len(places) == cells:
		return ""
	case len(places) == 1:
		return grouped(cells) + " cells in one place"
	}
	return grouped(cells) + " cells in " + grouped(len(places)) + " places"
}
