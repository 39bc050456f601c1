package tree

import "slices"

// sparse is the factorisation K = L D L^T of the reduced matrix of all
// components solved directly, in an order of few fill-ins. Columns stand in
// the order of elimination.
type sparse struct {
	sequence []int32   // reduced node of a column
	start    []int32   // of the columns' entries; one more than columns
	row      []int32   // column number of each entry, ascending in a column
	value    []float64 // of L
	pivot    []float64
	inverse  []float64
	treeSlot []int32 // entry of the coupling to the reduced parent, or -1
	// rowStart and left list, for each column, the entries of L in its row:
	// the columns before it that reach it, ascending.
	rowStart []int32
	left     []entry
	work     []float64
}

// entry is one of L: its column and where it stands.
type entry struct{ column, at int32 }

// newSparse lays out the factor, and gives the inner junctions their slots.
func newSparse(sequence []int32, columns [][]int32, parent []int32, joins []inner) sparse {
	n := len(sequence)
	s := sparse{
		sequence: sequence, start: make([]int32, n+1), rowStart: make([]int32, n+1),
		pivot: make([]float64, n), inverse: make([]float64, n), work: make([]float64, n), treeSlot: make([]int32, n),
	}
	column := make([]int32, n) // of a reduced node
	for j, k := range sequence {
		column[k] = int32(j)
	}
	for j, reached := range columns {
		first := len(s.row)
		for _, k := range reached {
			s.row = append(s.row, column[k])
			s.rowStart[column[k]+1]++
		}
		slices.Sort(s.row[first:])
		s.start[j+1] = int32(len(s.row))
	}
	s.value, s.left = make([]float64, len(s.row)), make([]entry, len(s.row))
	for j := range n {
		s.rowStart[j+1] += s.rowStart[j]
	}
	fill := slices.Clone(s.rowStart)
	for j := range n {
		for at := s.start[j]; at < s.start[j+1]; at++ {
			i := s.row[at]
			s.left[fill[i]] = entry{int32(j), at}
			fill[i]++
		}
	}
	slot := func(a, b int32) int32 {
		i, j := column[a], column[b]
		i, j = max(i, j), min(i, j)
		t, found := slices.BinarySearch(s.row[s.start[j]:s.start[j+1]], i)
		if !found {
			panic("tree: an entry of the reduced matrix has no slot")
		}
		return s.start[j] + int32(t)
	}
	for k, p := range parent {
		if s.treeSlot[k] = -1; p >= 0 {
			s.treeSlot[k] = slot(int32(k), p)
		}
	}
	for i := range joins {
		joins[i].slot = slot(joins[i].a, joins[i].b)
	}
	return s
}

// assemble writes K where L will stand.
func (s *sparse) assemble(r *reduced, joins []inner, conductance []float64) {
	clear(s.value)
	for j, k := range s.sequence {
		s.pivot[j] = r.diagonal[k]
	}
	for k, at := range s.treeSlot {
		if at >= 0 {
			s.value[at] = -r.coupling[k]
		}
	}
	for i := range joins {
		if j := &joins[i]; int(j.a) < len(s.sequence) {
			s.value[j.slot] -= conductance[j.junction]
		}
	}
}

// factorise is left-looking: each column takes what the columns before it owe,
// in their order.
func (s *sparse) factorise() {
	work := s.work // by column number, zero between columns
	for j := range s.sequence {
		low, high := s.start[j], s.start[j+1]
		d := s.pivot[j]
		if owed := s.left[s.rowStart[j]:s.rowStart[j+1]]; len(owed) > 0 {
			for at := low; at < high; at++ {
				work[s.row[at]] = s.value[at]
			}
			for _, e := range owed {
				l := s.value[e.at]
				m := l * s.pivot[e.column]
				d -= float64(m * l)
				tail := s.start[e.column+1]
				rows, values := s.row[e.at+1:tail], s.value[e.at+1:tail]
				for t, i := range rows {
					work[i] -= float64(m * values[t])
				}
			}
			for at := low; at < high; at++ {
				s.value[at] = work[s.row[at]]
				work[s.row[at]] = 0
			}
		}
		inverse := 1 / d
		s.pivot[j], s.inverse[j] = d, inverse
		for at := low; at < high; at++ {
			s.value[at] *= inverse
		}
	}
}

// solve replaces x, by reduced node, by the solution.
func (s *sparse) solve(x []float64) {
	work := s.work
	for j, k := range s.sequence {
		work[j] = x[k]
	}
	for j := range s.sequence {
		t := work[j]
		for at := s.start[j]; at < s.start[j+1]; at++ {
			work[s.row[at]] -= float64(s.value[at] * t)
		}
	}
	for j := len(s.sequence) - 1; j >= 0; j-- {
		t := work[j] * s.inverse[j]
		for at := s.start[j]; at < s.start[j+1]; at++ {
			t -= float64(s.value[at] * work[s.row[at]])
		}
		work[j] = t
		x[s.sequence[j]] = t
	}
	clear(work)
}
