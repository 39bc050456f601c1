package tree

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"pgregory.net/rapid"
)

// clampSome clamps random nodes as the owner of a system does: identity rows,
// and what couplings drive moved to the right-hand side. It returns the cut
// couplings, which stand for those moves.
func clampSome(c *Coupled, random *rand.Rand) {
	s := c.Tree
	for k := range s.Parent {
		if c.clamped[k] {
			s.Diagonal[k], s.Right[k] = 1, 10*random.NormFloat64()
		}
	}
	for k, p := range s.Parent {
		if p >= 0 && (c.clamped[k] || c.clamped[p]) {
			s.Coupling[k] = 0
		}
	}
}

func drawClamped(t *rapid.T) (*Coupled, []Junction, *rand.Rand) {
	free, junctions := drawCoupled(t, byCost)
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "clamps"), 4))
	clamped := make([]bool, len(free.Tree.Parent))
	for k := range clamped {
		clamped[k] = random.IntN(4) == 0
	}
	c, err := NewCoupled(free.Tree, junctions, clamped)
	require.NoError(t, err)
	for m := range c.Conductance {
		c.Conductance[m] = random.Float64()
	}
	clampSome(c, random)
	return c, junctions, random
}

// TestClampedEnds compares with a dense system in which the rows of clamped
// nodes are replaced by the identity and the columns stay.
func TestClampedEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, junctions, _ := drawClamped(t)
		a := matrix(c.Tree, junctions, c.Conductance)
		for k, clamped := range c.clamped {
			if clamped {
				for i := range c.clamped {
					a.Set(k, i, 0)
				}
				a.Set(k, k, 1)
			}
		}
		want := dense(a, c.Tree.Right)
		held := append([]float64(nil), c.Tree.Right...)
		c.TransferClamped(c.Tree.Right)
		require.NoError(t, c.Solve())
		for k := range want {
			require.InDelta(t, want[k], c.Tree.Right[k], 1e-10*floats.Norm(want, math.Inf(1)), "node %d", k)
			if c.clamped[k] {
				require.Equal(t, held[k], c.Tree.Right[k])
			}
		}
	})
}

// TestDotProduct: <xbar, xdot> of the tangent is the sum of cotangents times
// tangents of everything the solve reads: right-hand side and clamped values,
// diagonal, couplings, conductances.
func TestDotProduct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, junctions, random := drawClamped(t)
		s, n := c.Tree, len(c.Tree.Parent)
		draw := func(n int) []float64 {
			v := make([]float64, n)
			for i := range v {
				v[i] = random.NormFloat64()
			}
			return v
		}
		dRight, dDiagonal, dCoupling, dConductance := draw(n), draw(n), draw(n), draw(len(junctions))
		for k, p := range s.Parent { // identity rows and cuts are constants
			if c.clamped[k] {
				dDiagonal[k] = 0
			}
			if p < 0 || c.clamped[k] || c.clamped[p] {
				dCoupling[k] = 0
			}
		}
		c.TransferClamped(s.Right)
		require.NoError(t, c.Solve())
		x := s.Right

		xdot := append([]float64(nil), dRight...)
		c.TransferClamped(xdot)
		s.Tangent(x, dDiagonal, dCoupling, xdot)
		c.JunctionTangent(x, dConductance, xdot)
		require.NoError(t, c.SolveFactored(xdot))

		xbar := draw(n)
		lambda := append([]float64(nil), xbar...)
		require.NoError(t, c.SolveFactored(lambda))
		diagonal, coupling, conductance := make([]float64, n), make([]float64, n), make([]float64, len(junctions))
		s.Cotangent(lambda, x, diagonal, coupling)
		c.JunctionCotangent(lambda, x, conductance)
		c.TransferClampedCotangent(lambda)

		left, size := 0.0, 0.0
		add := func(total *float64, a, b []float64) {
			for i := range a {
				*total += a[i] * b[i]
				size += math.Abs(a[i] * b[i])
			}
		}
		add(&left, xbar, xdot)
		right := 0.0
		add(&right, lambda, dRight)
		add(&right, diagonal, dDiagonal)
		add(&right, coupling, dCoupling)
		add(&right, conductance, dConductance)
		require.InDelta(t, left, right, 1e-12*size)
	})
}

// TestCotangentAgainstDifferences checks the conductances' cotangents against
// central differences of dense solves, whose own error is about 1e-7.
func TestCotangentAgainstDifferences(t *testing.T) {
	s := randomSystem(12, 5, 0.3)
	junctions := []Junction{{0, 11}, {3, 7}, {7, 3}, {5, 5}, {2, 10}}
	g := []float64{0.3, 0, 0.7, 2, 5}
	loss := func(g []float64) float64 {
		x := dense(matrix(s, junctions, g), s.Right)
		return floats.Dot(x, x) / 2
	}
	c, err := NewCoupled(s.clone(), junctions, nil)
	require.NoError(t, err)
	copy(c.Conductance, g)
	require.NoError(t, c.Solve())
	lambda := append([]float64(nil), c.Tree.Right...)
	require.NoError(t, c.SolveFactored(lambda))
	got := make([]float64, len(g))
	c.JunctionCotangent(lambda, c.Tree.Right, got)
	for m := range g {
		up, down := append([]float64(nil), g...), append([]float64(nil), g...)
		up[m], down[m] = up[m]+1e-5, down[m]-1e-5
		require.InDelta(t, (loss(up)-loss(down))/2e-5, got[m], 1e-6*(1+math.Abs(got[m])), "junction %d", m)
	}
}
