package systems

// treeSystem is a symmetric linear system whose couplings form a forest:
//
//	diagonal[k] x[k] - coupling[k] x[parent[k]] - sum over children c of coupling[c] x[c] = right[k]
//
// in conductances (uS), voltages (mV) and currents (nA). A parent stands
// before its children; a root has parent -1.
type treeSystem struct {
	parent     []int32
	coupling   []float64 // uS, to the parent; 0 at a root
	diagonal   []float64 // uS; destroyed by solve
	right      []float64 // nA; the solution, mV, after solve
	reciprocal []float64
}

// solve eliminates from the leaves to the roots and substitutes back, in place
// (Hines 1984, Int J Biomed Comput 15:69). The matrix is symmetric, so this is
// the solve of the transposed system too. Nodes are eliminated from the last
// to the first, whatever else is computed beside them: the bits depend on the
// tree alone.
func (s *treeSystem) solve() {
	n := len(s.parent)
	coupling, diagonal, right, reciprocal := s.coupling[:n], s.diagonal[:n], s.right[:n], s.reciprocal[:n]
	for k := n - 1; k >= 0; k-- {
		r := 1 / diagonal[k]
		reciprocal[k] = r
		if p := s.parent[k]; p >= 0 {
			g := coupling[k]
			f := g * r
			diagonal[p] -= float64(f * g)
			right[p] += float64(f * right[k])
		}
	}
	for k, p := range s.parent {
		x := right[k]
		if p >= 0 {
			x += float64(coupling[k] * right[p])
		}
		right[k] = x * reciprocal[k]
	}
}
