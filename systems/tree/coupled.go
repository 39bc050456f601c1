package tree

import (
	"fmt"
	"slices"
)

// Junction joins two nodes, of one cell or of two, by a conductance. A
// junction of a node with itself has no effect.
type Junction struct{ A, B int32 }

// Coupled is a forest with junctions: the matrix
//
//	A = T + sum over junctions m of g[m] (e_a - e_b)(e_a - e_b)^T
//
// with T the matrix of Tree and g[m] = Conductance[m] >= 0. Its owner writes
// Tree.Diagonal, Tree.Right (without the junctions) and Conductance before
// each solve. A is symmetric: Solve also solves the transposed system.
//
// An end at a clamped node acts on the other end alone: g is added to the
// diagonal of the free end, and TransferClamped adds g times the clamped value
// to its right-hand side. The owner makes the clamped node's row the identity
// (Diagonal 1, couplings cut to 0, Right the value). Between two clamped nodes
// a junction has no effect.
//
// No solve allocates. A Coupled is used by one goroutine at a time, but for
// Eliminate and Substitute on different ranges.
type Coupled struct {
	Tree        *System
	Conductance []float64 // of each junction, uS

	junctions []Junction
	loads     []load  // what stands on a diagonal, in order of junctions
	held      []hold  // junctions with one clamped end
	clamped   []bool  // by node; nil: none
	inner     []inner // junctions between two free nodes, by component
	reduced   reduced
	direct    int32 // reduced nodes below it are solved by the sparse factorisation
	factor    sparse
	groups    []group // components solved by conjugate gradients
	y, w      []float64
	work      iteration
}

type load struct{ node, junction int32 }

type hold struct{ free, clamped, junction int32 }

// inner is a junction between reduced nodes.
type inner struct{ a, b, junction, slot int32 }

// NewCoupled prepares the solves of a forest with junctions. Clamped marks the
// nodes whose value is known, one entry a node, or is nil. An error names the
// junction or node that does not fit.
func NewCoupled(tree *System, junctions []Junction, clamped []bool) (*Coupled, error) {
	return newCoupled(tree, junctions, clamped, byCost)
}

// choice says how components are solved; other than byCost it serves tests
// and measurements.
type choice int

const (
	byCost choice = iota
	allDirect
	allIterated
)

func newCoupled(tree *System, junctions []Junction, clamped []bool, how choice) (*Coupled, error) {
	n := len(tree.Parent)
	for k, p := range tree.Parent {
		if p < -1 || int(p) >= k {
			return nil, fmt.Errorf("tree: the parent of node %d is %d; a parent stands before its children, a root has -1", k, p)
		}
	}
	if clamped != nil && len(clamped) != n {
		return nil, fmt.Errorf("tree: %d marks of clamped nodes for %d nodes; give one a node, or nil", len(clamped), n)
	}
	c := &Coupled{
		Tree: tree, Conductance: make([]float64, len(junctions)),
		junctions: slices.Clone(junctions), clamped: slices.Clone(clamped),
	}
	for i, j := range junctions {
		for _, end := range []int32{j.A, j.B} {
			if end < 0 || int(end) >= n {
				return nil, fmt.Errorf("tree: junction %d joins node %d and node %d; there are %d nodes, numbered from 0", i, j.A, j.B, n)
			}
		}
		number := int32(i)
		switch a, b := c.isClamped(j.A), c.isClamped(j.B); {
		case j.A == j.B || a && b:
		case a:
			c.loads = append(c.loads, load{j.B, number})
			c.held = append(c.held, hold{j.B, j.A, number})
		case b:
			c.loads = append(c.loads, load{j.A, number})
			c.held = append(c.held, hold{j.A, j.B, number})
		default:
			c.loads = append(c.loads, load{j.A, number}, load{j.B, number})
			c.inner = append(c.inner, inner{a: j.A, b: j.B, junction: number})
		}
	}
	c.analyse(how)
	return c, nil
}

func (c *Coupled) isClamped(node int32) bool { return c.clamped != nil && c.clamped[node] }

// Junctions is the number of junctions.
func (c *Coupled) Junctions() int { return len(c.junctions) }

// Solve replaces Tree.Right by the solution; it destroys Tree.Diagonal. The
// error says which component of cells did not converge; components that are
// solved directly have no error. A NaN or an infinity on the right-hand side
// passes to its component's solution, without an error.
func (c *Coupled) Solve() error {
	n := len(c.Tree.Parent)
	c.Load()
	c.Tree.Eliminate(0, n)
	err := c.Correct()
	c.Tree.Substitute(0, n)
	return err
}

// Load adds the junctions to Tree.Diagonal. Load, Tree.Eliminate over all
// cells, Correct and Tree.Substitute over all cells are Solve; between Load
// and Correct, and after Correct, ranges of cells can be taken at the same
// time.
func (c *Coupled) Load() {
	for _, l := range c.loads {
		c.Tree.Diagonal[l.node] += c.Conductance[l.junction]
	}
}

// Correct makes the eliminated right-hand side that of the junctions' system.
func (c *Coupled) Correct() error {
	c.reduce()
	return c.correct(c.Tree.Right)
}

// Factor eliminates the matrix alone, for any number of SolveFactored. It
// destroys Tree.Diagonal and leaves Tree.Right.
func (c *Coupled) Factor() {
	c.Load()
	c.Tree.Factor()
	c.reduce()
}

// SolveFactored replaces right, one entry a node, by the solution of the
// system that the last Factor or Solve eliminated; Tree.Coupling and
// Conductance must be what they were then. The bits are those of Solve.
func (c *Coupled) SolveFactored(right []float64) error {
	c.Tree.forward(right)
	err := c.correct(right)
	c.Tree.substitute(right, 0, len(c.Tree.Parent))
	return err
}
