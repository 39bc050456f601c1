package tree

import "math/cmplx"

// SolveComplex solves the system of a tree and junctions in complex numbers
// and returns the solution; nothing is changed. It is an oracle, for
// derivatives by a complex step and for impedances: it allocates, and takes
// time in proportion to nodes times junctions and to the cube of the
// junctions. Parent, coupling, diagonal and right have one entry a node,
// conductance one a junction; the diagonal is without the junctions.
//
// The junctions are a correction of low rank (Woodbury 1950, Memorandum Report
// 42, Princeton): x = y - Z (I + G U^T Z)^-1 G U^T y with T y = right, T Z = U.
func SolveComplex(parent []int32, coupling, diagonal, right []complex128, junctions []Junction, conductance []complex128) []complex128 {
	y := solveTreeComplex(parent, coupling, diagonal, right)
	m := len(junctions)
	z := make([][]complex128, m)
	for j, junction := range junctions {
		u := make([]complex128, len(parent))
		u[junction.A]++
		u[junction.B]--
		z[j] = solveTreeComplex(parent, coupling, diagonal, u)
	}
	small, c := make([][]complex128, m), make([]complex128, m)
	for i, junction := range junctions {
		a, b, g := junction.A, junction.B, conductance[i]
		small[i] = make([]complex128, m)
		for j := range m {
			small[i][j] = product(g, z[j][a]-z[j][b])
		}
		small[i][i]++
		c[i] = product(g, y[a]-y[b])
	}
	solveDenseComplex(small, c)
	for j := range m {
		for k := range y {
			y[k] -= product(c[j], z[j][k])
		}
	}
	return y
}

func solveTreeComplex(parent []int32, coupling, diagonal, right []complex128) []complex128 {
	x := append([]complex128(nil), right...)
	d := append([]complex128(nil), diagonal...)
	for k := len(parent) - 1; k >= 0; k-- {
		if p := parent[k]; p >= 0 {
			f := coupling[k] / d[k]
			d[p] -= product(f, coupling[k])
			x[p] += product(f, x[k])
		}
	}
	for k, p := range parent {
		if p >= 0 {
			x[k] += product(coupling[k], x[p])
		}
		x[k] /= d[k]
	}
	return x
}

// solveDenseComplex is Gaussian elimination with partial pivoting, in place.
func solveDenseComplex(a [][]complex128, x []complex128) {
	n := len(a)
	for j := range n {
		best := j
		for i := j + 1; i < n; i++ {
			if cmplx.Abs(a[i][j]) > cmplx.Abs(a[best][j]) {
				best = i
			}
		}
		a[j], a[best] = a[best], a[j]
		x[j], x[best] = x[best], x[j]
		for i := j + 1; i < n; i++ {
			f := a[i][j] / a[j][j]
			for k := j; k < n; k++ {
				a[i][k] -= product(f, a[j][k])
			}
			x[i] -= product(f, x[j])
		}
	}
	for j := n - 1; j >= 0; j-- {
		for k := j + 1; k < n; k++ {
			x[j] -= product(a[j][k], x[k])
		}
		x[j] /= a[j][j]
	}
}

// product multiplies without a fused multiply-add on any machine.
func product(x, y complex128) complex128 {
	a, b, c, d := real(x), imag(x), real(y), imag(y)
	return complex(float64(a*c)-float64(b*d), float64(a*d)+float64(b*c))
}
