package propagator

import (
	"fmt"
	"math"
)

// Propagator is what a cell's tree does to its values in one step. It does not
// change once made, and may be used by any number of goroutines, each with a
// Workspace of its own.
type Propagator struct {
	system System
	free   []int32     // nodes that move: compartments that are not clamped, ascending
	branch elimination // of the branchpoints
	held   elimination // of branchpoints and free nodes; empty without clamps
	reach  []reach     // of each clamp
	parts  []part      // that no clamp reaches
	flow   flow
	series series
	scale  float64   // 2/(largest rate), ms
	matrix []float64 // Dense: see dense.go
}

// reach is what free nodes would settle at, for a command of 1 at one clamp and
// of 0 at the others.
type reach struct {
	free  []int32 // index of Propagator.free
	share []float64
}

// part is a set of coupled nodes that no clamp reaches: what they settle at is
// their mean weighted by the capacities.
type part struct {
	free  []int32 // index of Propagator.free
	total float64 // capacity
}

// New builds the propagator of a cell. The slices of s are copied. Errors name
// the node and what is wrong with it.
func New(s System) (*Propagator, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	p := &Propagator{system: s.clone()}
	p.reduce()
	rate := p.flow.largestRate()
	z := s.Dt * rate / 2
	var err error
	if p.series, err = newSeries(z); err != nil {
		return nil, err
	}
	if rate > 0 {
		p.scale = 2 / rate
	}
	p.flow.scaleBy(p.scale)
	if s.Method == Dense || s.Method == Automatic && len(p.free) <= DenseLimit {
		p.makeDense()
	}
	return p, nil
}

// reduce eliminates the branchpoints, and finds how clamps reach the rest.
func (p *Propagator) reduce() {
	s := &p.system
	n := len(s.Parent)
	g := newCouplings(s)
	for k := n - 1; k >= 0; k-- {
		if s.Capacity[k] == 0 {
			g.eliminate(int32(k), &p.branch)
		}
	}
	clamped := make([]bool, n)
	for _, k := range s.Fixed {
		clamped[k] = true
	}
	index := make([]int32, n) // of free; -1 at others
	for k := range index {
		index[k] = -1
		if s.Capacity[k] > 0 && !clamped[k] {
			index[k] = int32(len(p.free))
			p.free = append(p.free, int32(k))
		}
	}
	p.flow = newFlow(s, g, p.free, index)
	p.parts = p.flow.parts()
	if len(s.Fixed) == 0 {
		return
	}
	p.held.stars = append(p.held.stars, p.branch.stars...)
	p.held.spokes = append(p.held.spokes, p.branch.spokes...)
	for i := len(p.free) - 1; i >= 0; i-- {
		g.eliminate(p.free[i], &p.held)
	}
	x := make([]float64, n)
	for _, k := range s.Fixed {
		clear(x)
		x[k] = 1
		p.held.extend(x)
		var r reach
		for i, node := range p.free {
			if x[node] != 0 {
				r.free, r.share = append(r.free, int32(i)), append(r.share, x[node])
			}
		}
		p.reach = append(p.reach, r)
	}
}

// Len is the number of nodes of the cell.
func (p *Propagator) Len() int { return len(p.system.Parent) }

// Clamps is the number of commands.
func (p *Propagator) Clamps() int { return len(p.system.Fixed) }

// Stored says whether the propagator is a stored matrix.
func (p *Propagator) Stored() bool { return p.matrix != nil }

// Degree is that of the Chebyshev series: the number of products with the
// Laplacian in one application without a matrix.
func (p *Propagator) Degree() int { return len(p.series.coefficients) - 1 }

// ErrorBound bounds the truncation of the series, relative to the norm of x
// weighted by the capacities. Rounding comes on top of it.
func (p *Propagator) ErrorBound() float64 { return p.series.bound }

// Bytes is the memory that the propagator keeps.
func (p *Propagator) Bytes() int64 {
	s := &p.system
	b := int64(20*len(s.Parent) + 4*len(s.Fixed) + 16*len(s.Junctions) + 4*len(p.free))
	b += p.branch.bytes() + p.held.bytes() + p.flow.bytes()
	for _, r := range p.reach {
		b += int64(48 + 12*len(r.free))
	}
	for _, part := range p.parts {
		b += int64(32 + 4*len(part.free))
	}
	return b + int64(8*len(p.series.coefficients)) + int64(8*len(p.matrix))
}

// Explain says in a line what was chosen and what it costs.
func (p *Propagator) Explain() string {
	how := fmt.Sprintf("Chebyshev action of degree %d, truncation below %.1g", p.Degree(), math.Max(p.series.bound, 1e-300))
	if p.Stored() {
		how = "dense propagator"
	}
	return fmt.Sprintf("%s, %d compartments, %d clamped, %d bytes", how, len(p.free)+len(p.system.Fixed), len(p.system.Fixed), p.Bytes())
}
