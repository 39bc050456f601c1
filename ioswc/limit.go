package ioswc

import (
	"fmt"
	"math"

	"golgi/topology"
)

// limitLength cuts every branch longer than the maximal length into equal
// pieces. Children keep their places.
func limitLength(m *topology.Morphology, options Options, report *Report) (*topology.Morphology, error) {
	if options.MaxBranchLength <= 0 {
		return m, nil
	}
	// first[b] is the first piece of branch b, first[b+1] one after its last.
	first := make([]int, len(m.Branches)+1)
	var pieces []topology.Branch
	for i := range m.Branches {
		b := &m.Branches[i]
		first[i] = len(pieces)
		cuts, err := cutEqual(b.Points, options)
		if err != nil {
			return nil, err
		}
		if len(pieces)+len(cuts) > maxPieces {
			return nil, tooManyPieces(options)
		}
		if len(cuts) > 1 {
			report.add(RuleMaxBranchLength, 0)
		}
		at := b.Attachment
		if at.Parent >= 0 {
			at = placeOnPieces(at.At, first[at.Parent], first[at.Parent+1])
		}
		for _, points := range cuts {
			pieces = append(pieces, topology.Branch{Attachment: at, Type: b.Type, Points: points})
			at = topology.Attachment{Parent: len(pieces) - 1, At: 1}
		}
		first[i+1] = len(pieces)
	}
	return &topology.Morphology{Convention: m.Convention, Branches: pieces}, nil
}

// placeOnPieces finds a place of a whole branch on its equal pieces.
func placeOnPieces(at float64, first, end int) topology.Attachment {
	n := float64(end - first)
	k := min(max(math.Ceil(float64(at*n))-1, 0), n-1)
	return topology.Attachment{Parent: first + int(k), At: min(max(float64(at*n)-k, 0), 1)}
}

func tooManyPieces(options Options) error {
	return fmt.Errorf("%s: maximal branch length %g um makes more than %d branches; make it longer", options.Name, options.MaxBranchLength, maxPieces)
}

// cutEqual cuts points into the fewest pieces of equal length none of which,
// added up along its points, exceeds the maximal length.
func cutEqual(points []topology.Point, options Options) ([][]topology.Point, error) {
	length, _ := lengthAndArea(points)
	limit := options.MaxBranchLength
	if length <= limit {
		return [][]topology.Point{points}, nil
	}
	if length/limit > maxPieces {
		return nil, tooManyPieces(options)
	}
	path := make([]float64, len(points))
	for i := 1; i < len(points); i++ {
		path[i] = path[i-1] + distance(points[i-1], points[i])
	}
	// One piece more makes up for rounding, but where coordinates are so large
	// that their spacing is near the limit.
	n, more := int(math.Ceil(length/limit)), 1
	for n <= maxPieces {
		pieces, fits := cutInto(points, path, n, limit)
		if fits {
			return pieces, nil
		}
		n, more = n+more, 2*more
	}
	return nil, tooManyPieces(options)
}

// cutInto makes n pieces of equal length; fits tells whether none exceeds the
// limit, which rounding can bring about where a piece equals it. Of points on
// one place at a cut the ring stays with the piece before.
func cutInto(points []topology.Point, path []float64, n int, limit float64) (pieces [][]topology.Point, fits bool) {
	total := path[len(path)-1]
	pieces = make([][]topology.Point, 0, n)
	start, next := points[0], 1
	for k := 1; k <= n; k++ {
		piece := []topology.Point{start}
		target := float64(float64(k)*total) / float64(n)
		for next < len(points) && (k == n || path[next] <= target) {
			piece = append(piece, points[next])
			next++
		}
		if k < n && path[next-1] < target {
			p, q := points[next-1], points[next]
			f := (target - path[next-1]) / (path[next] - path[next-1])
			start = topology.Point{
				X: between(p.X, q.X, f), Y: between(p.Y, q.Y, f), Z: between(p.Z, q.Z, f),
				Radius: between(p.Radius, q.Radius, f),
			}
			piece = append(piece, start)
		} else {
			start = points[next-1]
		}
		if length, _ := lengthAndArea(piece); length > limit {
			return nil, false
		}
		pieces = append(pieces, piece)
	}
	return pieces, true
}

func between(a, b, f float64) float64 { return a + float64(f*(b-a)) }
