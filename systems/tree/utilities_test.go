package tree

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// randomSystem draws a forest and a diagonally dominant system on it.
func randomSystem(n int, seed uint64, roots float64) *System {
	random := rand.New(rand.NewPCG(seed, 2))
	s := New(make([]int32, n))
	for k := range n {
		s.Diagonal[k] += 0.01 + random.Float64()
		s.Right[k] = random.NormFloat64()
		if s.Parent[k] = -1; k > 0 && random.Float64() >= roots {
			p := random.IntN(k)
			s.Parent[k], s.Coupling[k] = int32(p), 10*random.Float64()
			s.Diagonal[k] += s.Coupling[k]
			s.Diagonal[p] += s.Coupling[k]
		}
	}
	return s
}

func (s *System) clone() *System {
	c := New(append([]int32(nil), s.Parent...))
	copy(c.Coupling, s.Coupling)
	copy(c.Diagonal, s.Diagonal)
	copy(c.Right, s.Right)
	return c
}

// matrix is the dense matrix of a tree and junctions.
func matrix(s *System, junctions []Junction, conductance []float64) *mat.Dense {
	n := len(s.Parent)
	a := mat.NewDense(n, n, nil)
	for k, p := range s.Parent {
		a.Set(k, k, s.Diagonal[k])
		if p >= 0 {
			a.Set(k, int(p), -s.Coupling[k])
			a.Set(int(p), k, -s.Coupling[k])
		}
	}
	for m, j := range junctions {
		if j.A == j.B {
			continue
		}
		i, k, g := int(j.A), int(j.B), conductance[m]
		a.Set(i, i, a.At(i, i)+g)
		a.Set(k, k, a.At(k, k)+g)
		a.Set(i, k, a.At(i, k)-g)
		a.Set(k, i, a.At(k, i)-g)
	}
	return a
}

// dense solves by gonum's LU.
func dense(a *mat.Dense, right []float64) []float64 {
	x := mat.NewVecDense(len(right), nil)
	if err := x.SolveVec(a, mat.NewVecDense(len(right), append([]float64(nil), right...))); err != nil {
		panic(err)
	}
	return x.RawVector().Data
}

// drawCoupled draws a forest with junctions: none to many, parallel ones,
// loops, conductances from 0 over tiny to 1e3 times the tree's.
func drawCoupled(t *rapid.T, how choice) (*Coupled, []Junction) {
	n := rapid.IntRange(1, 60).Draw(t, "nodes")
	seed := rapid.Uint64().Draw(t, "seed")
	s := randomSystem(n, seed, rapid.SampledFrom([]float64{0, 0.05, 0.3, 1}).Draw(t, "roots"))
	random := rand.New(rand.NewPCG(seed, 3))
	m := rapid.SampledFrom([]int{0, 1, 2, 5, 20, 100}).Draw(t, "junctions")
	scale := rapid.SampledFrom([]float64{1e-9, 1, 1e4}).Draw(t, "scale")
	junctions := make([]Junction, m)
	for i := range junctions {
		junctions[i] = Junction{int32(random.IntN(n)), int32(random.IntN(n))}
		if i > 0 && random.IntN(5) == 0 {
			junctions[i] = Junction{junctions[i-1].B, junctions[i-1].A}
		}
	}
	c, err := newCoupled(s, junctions, nil, how)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Conductance {
		if random.IntN(8) > 0 {
			c.Conductance[i] = scale * random.Float64()
		}
	}
	return c, junctions
}
