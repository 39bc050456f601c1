package propagator

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// laplacian is the Laplacian of all nodes, and its derivative along d where
// that is given.
func laplacian(s *System, d *Parameters) *mat.Dense {
	n := len(s.Parent)
	l := mat.NewDense(n, n, nil)
	join := func(a, b int, g float64) {
		l.Set(a, a, l.At(a, a)+g)
		l.Set(b, b, l.At(b, b)+g)
		l.Set(a, b, l.At(a, b)-g)
		l.Set(b, a, l.At(b, a)-g)
	}
	for k, p := range s.Parent {
		if p >= 0 {
			g := s.Coupling[k]
			if d != nil {
				g = d.Coupling[k]
			}
			join(k, int(p), g)
		}
	}
	for i, j := range s.Junctions {
		g := j.Coupling
		if d != nil {
			g = d.Junction[i]
		}
		join(int(j.A), int(j.B), g)
	}
	return l
}

// kinds lists compartments that move, clamped ones (in order of the commands)
// and branchpoints.
func kinds(s *System) (free, clamped, branch []int) {
	is := map[int]bool{}
	for _, k := range s.Fixed {
		is[int(k)] = true
		clamped = append(clamped, int(k))
	}
	for k, c := range s.Capacity {
		switch {
		case is[k]:
		case c == 0:
			branch = append(branch, k)
		default:
			free = append(free, k)
		}
	}
	return free, clamped, branch
}

func submatrix(m *mat.Dense, rows, columns []int) *mat.Dense {
	if len(rows) == 0 || len(columns) == 0 {
		return nil
	}
	p := mat.NewDense(len(rows), len(columns), nil)
	for i, r := range rows {
		for j, c := range columns {
			p.Set(i, j, m.At(r, c))
		}
	}
	return p
}

// generator is A of d(x, c)/dt = A (x, c), with free nodes before clamped ones,
// by dense elimination of the branchpoints; and its derivative along d.
func generator(s *System, d Parameters) (a, da *mat.Dense) {
	free, clamped, branch := kinds(s)
	kept := append(append([]int{}, free...), clamped...)
	l, dl := laplacian(s, nil), laplacian(s, &d)
	k, dk := submatrix(l, kept, kept), submatrix(dl, kept, kept)
	if len(branch) > 0 {
		// With E = (1; -L_bb^-1 L_bf): K = E' L E and dK = E' dL E.
		order := append(append([]int{}, kept...), branch...)
		var w mat.Dense
		if err := w.Solve(submatrix(l, branch, branch), submatrix(l, branch, kept)); err != nil {
			panic(err)
		}
		e := mat.NewDense(len(order), len(kept), nil)
		for i := range kept {
			e.Set(i, i, 1)
		}
		for i := range branch {
			for j := range kept {
				e.Set(len(kept)+i, j, -w.At(i, j))
			}
		}
		k, dk = new(mat.Dense), new(mat.Dense)
		k.Product(e.T(), submatrix(l, order, order), e)
		dk.Product(e.T(), submatrix(dl, order, order), e)
	}
	n := len(kept)
	a, da = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	for i := range free {
		c, dc := s.Capacity[free[i]], d.Capacity[free[i]]
		for j := range n {
			a.Set(i, j, -k.At(i, j)/c)
			da.Set(i, j, -dk.At(i, j)/c+dc*k.At(i, j)/c/c)
		}
	}
	return a, da
}

// exact makes what Apply and ApplyTangent do by gonum's matrix exponential of
// the whole, of the generator beside its derivative.
func exact(s *System, x, command, dx, dcommand []float64, d Parameters) (out, dout []float64) {
	free, clamped, _ := kinds(s)
	a, da := generator(s, d)
	n, _ := a.Dims()
	block := mat.NewDense(2*n, 2*n, nil)
	for i := range n {
		for j := range n {
			block.Set(i, j, s.Dt*a.At(i, j))
			block.Set(n+i, n+j, s.Dt*a.At(i, j))
			block.Set(i, n+j, s.Dt*da.At(i, j))
		}
	}
	var e mat.Dense
	e.Exp(block)
	y := mat.NewVecDense(2*n, nil) // tangents above values
	for i, k := range free {
		y.SetVec(i, dx[k])
		y.SetVec(n+i, x[k])
	}
	for i := range clamped {
		y.SetVec(len(free)+i, dcommand[i])
		y.SetVec(n+len(free)+i, command[i])
	}
	var z mat.VecDense
	z.MulVec(&e, y)
	out, dout = make([]float64, len(x)), make([]float64, len(x))
	for i, k := range append(append([]int{}, free...), clamped...) {
		dout[k], out[k] = z.AtVec(i), z.AtVec(n+i)
	}
	return out, dout
}

// randomSystem is a tree with branchpoints (neighbouring ones among them),
// clamps and junctions. Every
// branchpoint ends up coupled to a compartment.
func randomSystem(r *rand.Rand, nodes, clamps, junctions int) System {
	s := System{Dt: 0.025}
	children := make([]int, nodes)
	for k := range nodes {
		p := int32(-1)
		if k > 0 {
			p = int32(max(0, k-1-r.IntN(min(k, 5))))
			children[p]++
		}
		s.Parent = append(s.Parent, p)
		s.Coupling = append(s.Coupling, math.Exp(2*r.NormFloat64())*0.02)
		s.Capacity = append(s.Capacity, math.Exp(r.NormFloat64())*0.002)
	}
	for k := range nodes {
		if children[k] >= 2 && r.IntN(2) == 0 {
			s.Capacity[k] = 0
		}
	}
	var compartments []int32
	for k, c := range s.Capacity {
		if c > 0 {
			compartments = append(compartments, int32(k))
		}
	}
	for _, i := range r.Perm(len(compartments))[:min(clamps, len(compartments)-1)] {
		s.Fixed = append(s.Fixed, compartments[i])
	}
	for range junctions {
		a := r.IntN(nodes)
		b := (a + 1 + r.IntN(nodes-1)) % nodes
		s.Junctions = append(s.Junctions, Junction{int32(a), int32(b), math.Exp(r.NormFloat64()) * 0.01})
	}
	return s
}

// vector holds numbers of the size of voltages at compartments, NaN at branchpoints: those
// are not to be read.
func vector(r *rand.Rand, s *System, mean, spread float64) []float64 {
	x := make([]float64, len(s.Parent))
	for k := range x {
		x[k] = mean + spread*r.NormFloat64()
		if s.Capacity[k] == 0 {
			x[k] = math.NaN()
		}
	}
	return x
}

func numbers(r *rand.Rand, n int, spread float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = spread * r.NormFloat64()
	}
	return x
}

// direction is a change of every parameter, relative to its size.
func direction(r *rand.Rand, s *System) Parameters {
	d := Parameters{
		Coupling: numbers(r, len(s.Parent), 1), Junction: numbers(r, len(s.Junctions), 1), Capacity: numbers(r, len(s.Parent), 1),
	}
	for k := range d.Coupling {
		d.Coupling[k] *= s.Coupling[k]
		d.Capacity[k] *= s.Capacity[k]
	}
	for i, j := range s.Junctions {
		d.Junction[i] *= j.Coupling
	}
	return d
}

// difference is the largest difference at compartments, relative to the largest value.
func difference(s *System, got, want []float64) float64 {
	var worst, size float64
	for k, c := range s.Capacity {
		if c > 0 {
			worst = math.Max(worst, math.Abs(got[k]-want[k]))
			size = math.Max(size, math.Abs(want[k]))
			if math.IsNaN(got[k]) {
				return math.NaN()
			}
		}
	}
	if worst == 0 {
		return 0
	}
	return worst / size
}
