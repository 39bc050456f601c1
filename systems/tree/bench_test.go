package tree

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// compartments28 is a small cell: a soma and three dendrites of nine.
func compartments28(k int, _ *rand.Rand) int {
	if k%9 == 1 {
		return 0
	}
	return k - 1
}

// branches324 is a large cell of 324 branches of four compartments.
func branches324(k int, random *rand.Rand) int {
	if (k-1)%4 != 0 {
		return k - 1
	}
	if k == 1 {
		return 0
	}
	return 4 * (1 + random.IntN((k-1)/4))
}

// forestOfCells has backward Euler's coefficients: C/dt a tenth of a coupling.
func forestOfCells(cells int, parent func(int, *rand.Rand) int, seed uint64) *System {
	size := 28
	if cells == 1 {
		size = 4*324 + 1
	}
	random := rand.New(rand.NewPCG(seed, 1))
	s := New(make([]int32, cells*size))
	for cell := range cells {
		for k := range size {
			i := cell*size + k
			s.Diagonal[i] += 0.1 + 0.02*random.Float64()
			s.Right[i] = -70 * s.Diagonal[i] * random.Float64()
			if s.Parent[i] = -1; k > 0 {
				p := cell*size + parent(k, random)
				g := 0.5 + random.Float64()
				s.Parent[i], s.Coupling[i] = int32(p), g
				s.Diagonal[i] += g
				s.Diagonal[p] += g
			}
		}
	}
	return s
}

func pairs(count int, how choice) (*Coupled, *System) {
	s := forestOfCells(2*count, compartments28, 1)
	junctions := make([]Junction, count)
	for i := range junctions {
		junctions[i] = Junction{int32(56*i + 5), int32(56*i + 28 + 17)}
	}
	return prepare(s, junctions, how, 0.05)
}

func prepare(s *System, junctions []Junction, how choice, g float64) (*Coupled, *System) {
	c, err := newCoupled(s, junctions, nil, how)
	if err != nil {
		panic(err)
	}
	for m := range c.Conductance {
		c.Conductance[m] = g
	}
	return c, s.clone()
}

// BenchmarkCoupled reports the time of a solve with junctions: random in one
// large cell, random among m/2 small cells, and m pairs of small cells; and of
// the same forest without.
func BenchmarkCoupled(b *testing.B) {
	for _, g := range []float64{0.05, 50} {
		for _, m := range []int{1, 3, 10, 30, 100, 300, 1000} {
			for _, shape := range []string{"branches324", "network28", "ring28", "pairs28"} {
				for _, how := range []choice{byCost, allDirect, allIterated} {
					b.Run(fmt.Sprintf("%s/g=%v/m=%d/%s", shape, g, m, []string{"chosen", "direct", "iterated"}[how]), func(b *testing.B) {
						benchmarkCoupled(b, shape, m, how, g)
					})
				}
			}
		}
	}
}

func benchmarkCoupled(b *testing.B, shape string, m int, how choice, g float64) {
	random := rand.New(rand.NewPCG(7, 7))
	var c *Coupled
	var s *System
	switch shape {
	case "pairs28":
		c, s = pairs(m, how)
		for i := range c.Conductance {
			c.Conductance[i] = g
		}
	case "ring28":
		cells := m + 1
		junctions := make([]Junction, m)
		for i := range junctions {
			junctions[i] = Junction{int32(28*i + random.IntN(28)), int32(28*((i+1)%cells) + random.IntN(28))}
		}
		c, s = prepare(forestOfCells(cells, compartments28, 1), junctions, how, g)
	default:
		s = forestOfCells(1, branches324, 1)
		if shape == "network28" {
			s = forestOfCells(2+m/2, compartments28, 1)
		}
		junctions := make([]Junction, m)
		for i := range junctions {
			junctions[i] = Junction{int32(random.IntN(len(s.Parent))), int32(random.IntN(len(s.Parent)))}
		}
		c, s = prepare(s, junctions, how, g)
	}
	for b.Loop() {
		copy(c.Tree.Diagonal, s.Diagonal)
		copy(c.Tree.Right, s.Right)
		if err := c.Solve(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e3, "us/solve")
	b.ReportMetric(float64(len(c.Tree.Parent)), "nodes")
	b.ReportMetric(float64(len(c.reduced.parent)), "reduced")
	b.ReportMetric(float64(len(c.factor.row)), "entries")
}

// old is the one loop that Solve was before it had halves.
func old(s *System) {
	n := len(s.Parent)
	coupling, diagonal, right, reciprocal := s.Coupling[:n], s.Diagonal[:n], s.Right[:n], s.reciprocal[:n]
	for k := n - 1; k >= 0; k-- {
		r := 1 / diagonal[k]
		reciprocal[k] = r
		if p := s.Parent[k]; p >= 0 {
			g := coupling[k]
			f := g * r
			diagonal[p] -= float64(f * g)
			right[p] += float64(f * right[k])
		}
	}
	for k, p := range s.Parent {
		x := right[k]
		if p >= 0 {
			x += float64(coupling[k] * right[p])
		}
		right[k] = x * reciprocal[k]
	}
}

// BenchmarkSolve reports the time a node of one solve takes, in one loop and
// in halves.
func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{28, 100, 10_000} {
		for _, name := range []string{"loop", "halves", "factored"} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				s := randomSystem(n, 1, 0)
				for k := 1; k < n; k++ {
					if k%4 != 0 {
						s.Parent[k] = int32(k - 1)
					}
				}
				diagonal, right := append([]float64(nil), s.Diagonal...), append([]float64(nil), s.Right...)
				for b.Loop() {
					copy(s.Right, right)
					switch name {
					case "loop":
						copy(s.Diagonal, diagonal)
						old(s)
					case "halves":
						copy(s.Diagonal, diagonal)
						s.Solve()
					default:
						s.SolveFactored(s.Right)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
			})
		}
	}
}
