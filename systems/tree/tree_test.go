package tree

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"pgregory.net/rapid"
)

// TestSolveAgainstDense compares with gonum's LU. The matrix is diagonally
// dominant with a condition number below 1e4, so 1e-11 relative is rounding.
func TestSolveAgainstDense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "nodes")
		s := randomSystem(n, rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]float64{0, 0.2}).Draw(t, "roots"))
		want := dense(matrix(s, nil, nil), s.Right)
		factored, other := s.clone(), append([]float64(nil), s.Right...)
		s.Solve()
		scale := floats.Norm(want, 2)
		for k := range n {
			require.InDelta(t, want[k], s.Right[k], 1e-11*scale, "node %d", k)
		}
		right := append([]float64(nil), factored.Right...)
		factored.Factor()
		require.Equal(t, right, factored.Right)
		factored.SolveFactored(right)
		require.Equal(t, s.Right, right)
		s.SolveFactored(other)
		require.Equal(t, s.Right, other)
	})
}

// TestComplex: with real numbers it is Coupled; the derivative by a complex
// step, in every coefficient, is that of Tangent and JunctionTangent. A step
// of 1e-100 has no error of truncation.
func TestComplex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, junctions := drawCoupled(t, byCost)
		s, n := c.Tree, len(c.Tree.Parent)
		random := rand.New(rand.NewPCG(uint64(n), 9))
		draw := func(n int) []float64 {
			v := make([]float64, n)
			for i := range v {
				v[i] = random.NormFloat64()
			}
			return v
		}
		for m := range c.Conductance { // oracle by low rank: of modest numbers only
			c.Conductance[m] = random.Float64()
		}
		step := func(value, tangent []float64) []complex128 {
			z := make([]complex128, len(value))
			for i := range z {
				z[i] = complex(value[i], 1e-100*tangent[i])
			}
			return z
		}
		dCoupling, dDiagonal, dRight, dConductance := draw(n), draw(n), draw(n), draw(len(junctions))
		z := SolveComplex(s.Parent, step(s.Coupling, dCoupling), step(s.Diagonal, dDiagonal), step(s.Right, dRight),
			junctions, step(c.Conductance, dConductance))
		require.NoError(t, c.Solve())
		x := s.Right
		s.Tangent(x, dDiagonal, dCoupling, dRight)
		c.JunctionTangent(x, dConductance, dRight)
		require.NoError(t, c.SolveFactored(dRight))
		for k := range n {
			require.InDelta(t, x[k], real(z[k]), 1e-10*floats.Norm(x, math.Inf(1)), "value at node %d", k)
			require.InDelta(t, dRight[k], 1e100*imag(z[k]), 1e-9*floats.Norm(dRight, math.Inf(1)), "derivative at node %d", k)
		}
	})
}
