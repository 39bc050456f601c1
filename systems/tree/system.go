package tree

import "golgi/systems/lanes"

// System is a symmetric linear system whose couplings form a forest, one tree
// a cell:
//
//	Diagonal[k] x[k] - Coupling[k] x[Parent[k]] - sum over children c of Coupling[c] x[c] = Right[k]
//
// in conductances (uS), voltages (mV) and currents (nA), or in any other units
// that agree. A parent stands before its children; a root has parent -1.
// The slices have one entry a node. Their owner may replace them, keeping the
// lengths equal.
type System struct {
	Parent   []int32
	Coupling []float64 // to the parent, not negative; not read at a root
	Diagonal []float64 // destroyed by elimination
	Right    []float64 // the solution after Solve

	reciprocal []float64 // of the pivots: with Coupling, the factorisation

	parts   []part // in ascending order
	vectors lanes.Vectors
}

// part is whole cells that are not solved node by node: in strips, or where there are none interleaved eight by eight.
type part struct {
	Run
	strips *lanes.Strips
}

// Run is the nodes low to high-1.
type Run struct{ Low, High int }

// Interleaved says in which runs of nodes, in ascending order, whole cells are interleaved eight by eight, so that eight nodes
// in a row have eight parents in a row, or none has one. Solve then takes eight at a time, with the same bits.
func (s *System) Interleaved(octets []Run, vectors lanes.Vectors) {
	s.vectors = vectors
	for _, run := range octets {
		s.parts = append(s.parts, part{Run: run})
	}
}

// New makes a system of zeros over a forest; parent is kept, not copied.
func New(parent []int32) *System { return NewInParts(parent, 1) }

// NewInParts is New of a system that is solved in strips of so many parts: behind the entries of the nodes there are
// those of the parts that are none.
func NewInParts(parent []int32, parts int) *System {
	n, beyond := len(parent), parts*lanes.Paddings
	size := (n + beyond + lanes.Width - 1) / lanes.Width * lanes.Width // so that vectors do not lie across two lines of the cache
	work := make([]float64, 4*size)
	part := func(i int) []float64 { return work[i*size:][: n : n+beyond] }
	return &System{Parent: parent, Coupling: part(0), Diagonal: part(1), Right: part(2), reciprocal: part(3)}
}

// Solve replaces Right by the solution: elimination from the leaves to the
// roots and substitution back (Hines 1984, Int J Biomed Comput 15:69). The
// matrix is symmetric, so this is the solve of the transposed system too.
// Nodes are eliminated from the last to the first: the bits of a cell's
// solution depend on that cell alone. A pivot of zero gives infinities or
// NaN, and no error. The factorisation stays for SolveFactored.
func (s *System) Solve() {
	m := lanes.Matrix{Parent: s.Parent, Coupling: s.Coupling, Diagonal: s.Diagonal, Right: s.Right, Reciprocal: s.reciprocal}
	low := 0
	for i := range s.parts {
		run := &s.parts[i]
		s.Eliminate(low, run.Low)
		s.Substitute(low, run.Low)
		if run.strips != nil {
			s.solveStrips(run.strips)
		} else {
			s.vectors.Eliminate(&m, run.Low, run.High)
			s.vectors.Substitute(&m, run.Low, run.High)
		}
		low = run.High
	}
	s.Eliminate(low, len(s.Parent))
	s.Substitute(low, len(s.Parent))
}

// Eliminate is the first half of Solve for the nodes low to high-1, which must
// be whole cells. Ranges may be done in any order, or at the same time.
func (s *System) Eliminate(low, high int) {
	parent, coupling, reciprocal := s.Parent[:high], s.Coupling[:high], s.reciprocal[:high]
	diagonal, right := s.Diagonal[:high], s.Right[:high]
	if low >= high {
		return
	}
	d, b := diagonal[high-1], right[high-1]
	for k := high - 1; ; k-- {
		r := 1 / d
		reciprocal[k], right[k] = r, b
		p, g := int(parent[k]), coupling[k]
		if p == k-1 && p >= low { // along a branch the pivot stays in a register, which halves the way from one to the next
			f := g * r
			d = diagonal[p] - float64(f*g)
			b = right[p] + float64(f*b)
			continue
		}
		if p >= 0 {
			f := g * r
			diagonal[p] -= float64(f * g)
			right[p] += float64(f * b)
		}
		if k == low {
			return
		}
		d, b = diagonal[k-1], right[k-1]
	}
}

// Substitute is the second half of Solve for the nodes low to high-1, which
// must be whole cells.
func (s *System) Substitute(low, high int) {
	s.substitute(s.Right, low, high)
}

func (s *System) substitute(right []float64, low, high int) {
	parent, coupling, reciprocal := s.Parent[:high], s.Coupling[:high], s.reciprocal[:high]
	right = right[:high]
	before := 0.0 // the solution of the node before
	for k := low; k < high; k++ {
		x := right[k]
		if p := int(parent[k]); p >= 0 {
			above := before
			if p != k-1 {
				above = right[p]
			}
			x += float64(coupling[k] * above)
		}
		before = x * reciprocal[k]
		right[k] = before
	}
}

// Factor eliminates the matrix alone, for any number of SolveFactored. It
// destroys Diagonal and leaves Right.
func (s *System) Factor() {
	n := len(s.Parent)
	parent, coupling, diagonal, reciprocal := s.Parent, s.Coupling[:n], s.Diagonal[:n], s.reciprocal[:n]
	for k := n - 1; k >= 0; k-- {
		r := 1 / diagonal[k]
		reciprocal[k] = r
		if p := parent[k]; p >= 0 {
			g := coupling[k]
			f := g * r
			diagonal[p] -= float64(f * g)
		}
	}
}

// SolveFactored replaces right, one entry a node, by the solution of the
// system that the last Factor or Solve eliminated; Coupling must be what it
// was then. The bits are those of Solve.
func (s *System) SolveFactored(right []float64) {
	s.forward(right)
	s.substitute(right, 0, len(s.Parent))
}

// forward is the elimination's effect on a right-hand side.
func (s *System) forward(right []float64) {
	n := len(s.Parent)
	parent, coupling, reciprocal := s.Parent, s.Coupling[:n], s.reciprocal[:n]
	right = right[:n]
	for k := n - 1; k >= 0; k-- {
		if p := parent[k]; p >= 0 {
			f := coupling[k] * reciprocal[k]
			right[p] += float64(f * right[k])
		}
	}
}
