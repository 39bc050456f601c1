package tree

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

var choices = map[string]choice{"by cost": byCost, "direct": allDirect, "iterated": allIterated}

// TestCoupledAgainstDense compares with gonum's LU to 1e-10 of the largest
// value. Where parallel junctions of 1e4 over leaks of 0.01 make the condition
// number k large, the rounding of a diagonal's sum alone, of up to 100 terms and so some
// 2^-50 of it, moves the solution by k/2^50, and that is allowed.
func TestCoupledAgainstDense(t *testing.T) {
	for name, how := range choices {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c, junctions := drawCoupled(t, how)
				a := matrix(c.Tree, junctions, c.Conductance)
				require.True(t, new(mat.Cholesky).Factorize(mat.NewSymDense(len(c.Tree.Parent), a.RawMatrix().Data)), "positive definite")
				right := append([]float64(nil), c.Tree.Right...)
				want := dense(a, right)
				require.NoError(t, c.Solve())
				scale := floats.Norm(want, math.Inf(1))
				tolerance := max(1e-10, 0x1p-50*mat.Cond(a, 1))
				for k := range want {
					require.InDelta(t, want[k], c.Tree.Right[k], tolerance*scale, "node %d", k)
				}
				// The factorisation stays, and gives the same bits.
				require.NoError(t, c.SolveFactored(right))
				require.Equal(t, c.Tree.Right, right)
			})
		})
	}
}

// TestFactorIsSolve: Factor and SolveFactored give the bits of Solve.
func TestFactorIsSolve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _ := drawCoupled(t, byCost)
		right, diagonal := append([]float64(nil), c.Tree.Right...), append([]float64(nil), c.Tree.Diagonal...)
		c.Factor()
		require.NoError(t, c.SolveFactored(right))
		copy(c.Tree.Diagonal, diagonal)
		require.NoError(t, c.Solve())
		require.Equal(t, c.Tree.Right, right)
	})
}

// TestNoConductanceIsTree: junctions of conductance 0 leave the bits of the
// tree's own solve.
func TestNoConductanceIsTree(t *testing.T) {
	for name, how := range choices {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c, _ := drawCoupled(t, how)
				clear(c.Conductance)
				alone := c.Tree.clone()
				alone.Solve()
				require.NoError(t, c.Solve())
				require.Equal(t, alone.Right, c.Tree.Right)
			})
		})
	}
}

// TestComponentsAreAlone: a component has the same bits alone and among
// others, whatever stands before, between and after its nodes, and whichever
// end of a junction is named first.
func TestComponentsAreAlone(t *testing.T) {
	for name, how := range choices {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				one, joinsOne := drawCoupled(t, how)
				two, joinsTwo := drawCoupled(t, how)
				random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "mix"), 1))
				// Nodes and junctions of the two are shuffled together, in order.
				var all System
				places := [2][]int32{}
				for systems := []*System{one.Tree, two.Tree}; ; {
					i := random.IntN(2)
					if len(places[i]) == len(systems[i].Parent) {
						i = 1 - i
					}
					s, k := systems[i], len(places[i])
					if k == len(s.Parent) {
						break
					}
					p := s.Parent[k]
					if p >= 0 {
						p = places[i][p]
					}
					places[i] = append(places[i], int32(len(all.Parent)))
					all.Parent = append(all.Parent, p)
					all.Coupling, all.Diagonal, all.Right = append(all.Coupling, s.Coupling[k]), append(all.Diagonal, s.Diagonal[k]), append(all.Right, s.Right[k])
				}
				var junctions []Junction
				var conductance []float64
				for i, joins := range [][]Junction{joinsOne, joinsTwo} {
					for m, j := range joins {
						junctions = append(junctions, Junction{places[i][j.B], places[i][j.A]})
						conductance = append(conductance, []*Coupled{one, two}[i].Conductance[m])
					}
				}
				both, err := newCoupled(all.clone(), junctions, nil, how)
				require.NoError(t, err)
				copy(both.Conductance, conductance)
				require.NoError(t, both.Solve())
				require.NoError(t, one.Solve())
				require.NoError(t, two.Solve())
				for i, c := range []*Coupled{one, two} {
					for k, at := range places[i] {
						require.Equal(t, math.Float64bits(c.Tree.Right[k]), math.Float64bits(both.Tree.Right[at]), "part %d node %d", i, k)
					}
				}
			})
		})
	}
}

// TestRangesAreSolve: elimination and substitution by whole cells, in another
// order, have the bits of Solve.
func TestRangesAreSolve(t *testing.T) {
	parent := []int32{-1, 0, 1, -1, 3, 3, -1, 6}
	junctions := []Junction{{1, 4}, {2, 7}, {5, 0}}
	random := rand.New(rand.NewPCG(1, 1))
	fill := func(c *Coupled) {
		for k := range parent {
			c.Tree.Coupling[k], c.Tree.Diagonal[k], c.Tree.Right[k] = 1+random.Float64(), 4+random.Float64(), random.NormFloat64()
		}
		for m := range junctions {
			c.Conductance[m] = random.Float64()
		}
	}
	whole, err := NewCoupled(New(parent), junctions, nil)
	require.NoError(t, err)
	fill(whole)
	parts, err := NewCoupled(whole.Tree.clone(), junctions, nil)
	require.NoError(t, err)
	copy(parts.Conductance, whole.Conductance)
	require.NoError(t, whole.Solve())
	cells := [][2]int{{6, 8}, {0, 3}, {3, 6}}
	parts.Load()
	for _, r := range cells {
		parts.Tree.Eliminate(r[0], r[1])
	}
	require.NoError(t, parts.Correct())
	for _, r := range cells {
		parts.Tree.Substitute(r[0], r[1])
	}
	require.Equal(t, whole.Tree.Right, parts.Tree.Right)
}

// TestCoupledAllocatesNothing holds for both ways of solving.
func TestCoupledAllocatesNothing(t *testing.T) {
	for name, how := range choices {
		s := randomSystem(200, 1, 0.1)
		random := rand.New(rand.NewPCG(2, 2))
		junctions := make([]Junction, 60)
		for i := range junctions {
			junctions[i] = Junction{int32(random.IntN(200)), int32(random.IntN(200))}
		}
		c, err := newCoupled(s, junctions, nil, how)
		require.NoError(t, err)
		for i := range c.Conductance {
			c.Conductance[i] = 1
		}
		diagonal := append([]float64(nil), s.Diagonal...)
		require.Zero(t, testing.AllocsPerRun(5, func() {
			copy(s.Diagonal, diagonal)
			require.NoError(t, c.Solve())
			require.NoError(t, c.SolveFactored(s.Right))
		}), name)
	}
}

// TestComponentsAreSmall: pairs of cells with one junction each are tiny
// corrections of two reduced nodes and one entry of the factor each; a ring of
// cells does not fill in.
func TestComponentsAreSmall(t *testing.T) {
	c, _ := pairs(1000, byCost)
	require.Empty(t, c.groups)
	require.Len(t, c.reduced.parent, 2000)
	require.Len(t, c.factor.row, 1000)
	cells := 500
	s := forestOfCells(cells, compartments28, 1)
	junctions := make([]Junction, cells)
	for i := range junctions {
		junctions[i] = Junction{int32(i*28 + 27), int32((i + 1) % cells * 28)}
	}
	c, err := NewCoupled(s, junctions, nil)
	require.NoError(t, err)
	require.Empty(t, c.groups)
	require.Less(t, len(c.factor.row), 4*cells)
}

func TestCoupledErrors(t *testing.T) {
	_, err := NewCoupled(New([]int32{-1, 0}), []Junction{{0, 1}, {0, 2}}, nil)
	require.EqualError(t, err, "tree: junction 1 joins node 0 and node 2; there are 2 nodes, numbered from 0")
	_, err = NewCoupled(New([]int32{-1, 1}), nil, nil)
	require.EqualError(t, err, "tree: the parent of node 1 is 1; a parent stands before its children, a root has -1")
	_, err = NewCoupled(New([]int32{-1, 0}), nil, make([]bool, 1))
	require.EqualError(t, err, "tree: 1 marks of clamped nodes for 2 nodes; give one a node, or nil")
}

// TestNotConverged: a singular or indefinite matrix is an error of the
// iteration, with figures; a NaN passes on in its component.
func TestNotConverged(t *testing.T) {
	n := 40
	build := func(diagonal float64) *Coupled {
		s := New(make([]int32, n))
		var junctions []Junction
		for k := range n {
			s.Parent[k], s.Diagonal[k], s.Right[k] = -1, diagonal, 1+float64(k%3)
			if k < n-1 {
				junctions = append(junctions, Junction{int32(k), int32(n - 2)}, Junction{int32(k), int32(k+7) % int32(n-1)})
			}
		}
		c, err := newCoupled(s, junctions, nil, allIterated)
		require.NoError(t, err)
		for m := range c.Conductance {
			c.Conductance[m] = 1
		}
		return c
	}
	require.NoError(t, build(1).Solve())
	require.ErrorContains(t, build(-0.5).Solve(), "the cells that 77 junctions connect with node 0: the matrix is not positive definite after")
	c := build(0)
	require.ErrorContains(t, c.Solve(), "the cells that 77 junctions connect with node 0:")
	c = build(1)
	c.Tree.Right[3] = math.NaN()
	require.NoError(t, c.Solve())
	require.True(t, math.IsNaN(c.Tree.Right[3]))
	require.Equal(t, float64(1+(n-1)%3), c.Tree.Right[n-1], "another component is as it was")
}
