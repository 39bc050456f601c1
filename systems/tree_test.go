package systems

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// randomSystem draws a forest and a diagonally dominant system on it.
func randomSystem(n int, seed uint64, roots float64) *treeSystem {
	random := rand.New(rand.NewPCG(seed, 2))
	s := &treeSystem{
		parent: make([]int32, n), coupling: make([]float64, n), diagonal: make([]float64, n),
		right: make([]float64, n), reciprocal: make([]float64, n),
	}
	for k := range n {
		s.diagonal[k] += 0.01 + random.Float64()
		s.right[k] = random.NormFloat64()
		if s.parent[k] = -1; k > 0 && random.Float64() >= roots {
			p := random.IntN(k)
			s.parent[k], s.coupling[k] = int32(p), 10*random.Float64()
			s.diagonal[k] += s.coupling[k]
			s.diagonal[p] += s.coupling[k]
		}
	}
	return s
}

// TestSolveAgainstDense compares with gonum's LU. The matrix is diagonally
// dominant with a condition number below 1e4, so 1e-11 relative is rounding.
func TestSolveAgainstDense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "nodes")
		s := randomSystem(n, rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]float64{0, 0.2}).Draw(t, "roots"))
		dense := mat.NewDense(n, n, nil)
		for k, p := range s.parent {
			dense.Set(k, k, s.diagonal[k])
			if p >= 0 {
				dense.Set(k, int(p), -s.coupling[k])
				dense.Set(int(p), k, -s.coupling[k])
			}
		}
		var want mat.VecDense
		require.NoError(t, want.SolveVec(dense, mat.NewVecDense(n, append([]float64(nil), s.right...))))
		s.solve()
		scale := mat.Norm(&want, 2)
		for k := range n {
			require.InDelta(t, want.AtVec(k), s.right[k], 1e-11*scale, "node %d", k)
		}
	})
}

// BenchmarkSolve reports the time a node of one solve takes.
func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := randomSystem(n, 1, 0)
			for k := 1; k < n; k++ {
				if k%4 != 0 {
					s.parent[k] = int32(k - 1)
				}
			}
			diagonal, right := append([]float64(nil), s.diagonal...), append([]float64(nil), s.right...)
			for b.Loop() {
				copy(s.diagonal, diagonal)
				copy(s.right, right)
				s.solve()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
		})
	}
}
