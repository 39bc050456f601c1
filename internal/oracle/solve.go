package oracle

import (
	"maps"
	"math/cmplx"
	"slices"
)

// system is a linear system on the nodes: capacity and slope on the diagonal
// of compartments, couplings along the trees, links across.
type system struct {
	*cable
	diagonal, right, coupling []complex128
	links                     []link
}

// solve returns the value of every node, with some known beforehand.
func (s *system) solve(known map[int]complex128) []complex128 {
	n := len(s.parent)
	diagonal, right, coupling := slices.Clone(s.diagonal), slices.Clone(s.right), slices.Clone(s.coupling)
	join := func(i, j int32, g complex128) complex128 { // what is left of a coupling
		diagonal[i] += g
		diagonal[j] += g
		x, knownI := known[int(i)]
		y, knownJ := known[int(j)]
		if knownI {
			right[j] += g * x
		}
		if knownJ {
			right[i] += g * y
		}
		if knownI || knownJ {
			return 0
		}
		return g
	}
	for k, p := range s.parent {
		if p >= 0 {
			coupling[k] = join(int32(k), p, coupling[k])
		}
	}
	links := slices.Clone(s.links)
	for i, l := range links {
		links[i].conductance = join(l.a, l.b, l.conductance)
	}
	for _, i := range slices.Sorted(maps.Keys(known)) {
		diagonal[i], right[i] = 1, known[i]
	}
	for k := range n {
		if diagonal[k] == 0 { // a branchpoint that nothing reaches
			diagonal[k] = 1
		}
	}
	if len(links) > 0 {
		return dense(diagonal, right, coupling, s.parent, links)
	}
	for _, k := range slices.Backward(s.order) {
		if p := s.parent[k]; p >= 0 {
			f := coupling[k] / diagonal[k]
			diagonal[p] -= f * coupling[k]
			right[p] += f * right[k]
		}
	}
	for _, k := range s.order {
		if p := s.parent[k]; p >= 0 {
			right[k] += coupling[k] * right[p]
		}
		right[k] /= diagonal[k]
	}
	return right
}

// dense solves by elimination with partial pivoting.
func dense(diagonal, right, coupling []complex128, parent []int32, links []link) []complex128 {
	n := len(diagonal)
	a := square(n)
	for k := range n {
		a[k][k] += diagonal[k]
		if p := parent[k]; p >= 0 {
			a[k][p] -= coupling[k]
			a[p][k] -= coupling[k]
		}
	}
	for _, l := range links {
		a[l.a][l.b] -= l.conductance
		a[l.b][l.a] -= l.conductance
	}
	for k := range n {
		pivot := k
		for i := k + 1; i < n; i++ {
			if cmplx.Abs(a[i][k]) > cmplx.Abs(a[pivot][k]) {
				pivot = i
			}
		}
		a[k], a[pivot] = a[pivot], a[k]
		right[k], right[pivot] = right[pivot], right[k]
		for i := k + 1; i < n; i++ {
			if a[i][k] == 0 {
				continue
			}
			f := a[i][k] / a[k][k]
			for j := k; j < n; j++ {
				a[i][j] -= f * a[k][j]
			}
			right[i] -= f * right[k]
		}
	}
	for k := n - 1; k >= 0; k-- {
		for j := k + 1; j < n; j++ {
			right[k] -= a[k][j] * right[j]
		}
		right[k] /= a[k][k]
	}
	return right
}

func square(n int) [][]complex128 {
	a, all := make([][]complex128, n), make([]complex128, n*n)
	for i := range a {
		a[i] = all[i*n : (i+1)*n]
	}
	return a
}
