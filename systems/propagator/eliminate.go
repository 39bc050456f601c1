package propagator

import "slices"

// arm is a coupling of a node to another.
type arm struct {
	node     int32
	coupling float64
}

// star is an eliminated node with its neighbours at that moment. Without flow
// into it, its value is the sum of share x value of the neighbours.
type star struct {
	node      int32
	low, high int32   // of elimination.spokes
	sum       float64 // of the couplings; 0 where there are none
}

type spoke struct {
	node  int32
	share float64 // coupling/sum of couplings
}

// elimination is a factorisation of a Laplacian by star-mesh transformation:
// no differences are taken, so that every conductance is accurate to its own
// last digits whatever the others are.
type elimination struct {
	stars  []star
	spokes []spoke
}

// couplings holds the neighbours of every node, sorted.
type couplings [][]arm

func newCouplings(s *System) couplings {
	g := make(couplings, len(s.Parent))
	for k, p := range s.Parent {
		if p >= 0 {
			g.join(int32(k), p, s.Coupling[k])
		}
	}
	for _, j := range s.Junctions {
		g.join(j.A, j.B, j.Coupling)
	}
	return g
}

// join adds a coupling; one of 0 joins nothing.
func (g couplings) join(a, b int32, coupling float64) {
	if coupling > 0 {
		g.add(a, b, coupling)
		g.add(b, a, coupling)
	}
}

func (g couplings) add(a, b int32, coupling float64) {
	i, found := g.find(a, b)
	if found {
		g[a][i].coupling += coupling
		return
	}
	g[a] = slices.Insert(g[a], i, arm{b, coupling})
}

func (g couplings) find(a, b int32) (int, bool) {
	return slices.BinarySearchFunc(g[a], b, func(x arm, node int32) int { return int(x.node - node) })
}

// eliminate takes a node out and couples its neighbours to one another.
func (g couplings) eliminate(k int32, e *elimination) {
	arms := g[k]
	var sum float64
	for _, a := range arms {
		i, _ := g.find(a.node, k)
		g[a.node] = slices.Delete(g[a.node], i, i+1)
		sum += a.coupling
	}
	e.stars = append(e.stars, star{node: k, low: int32(len(e.spokes)), high: int32(len(e.spokes) + len(arms)), sum: sum})
	for i, a := range arms {
		share := a.coupling / sum
		e.spokes = append(e.spokes, spoke{a.node, share})
		for _, b := range arms[i+1:] {
			g.join(a.node, b.node, share*b.coupling)
		}
	}
	g[k] = nil
}

// extend makes the values of eliminated nodes from those of the others (by node).
func (e *elimination) extend(x []float64) {
	for i := len(e.stars) - 1; i >= 0; i-- {
		s := e.stars[i]
		var value float64
		for _, a := range e.spokes[s.low:s.high] {
			value += float64(a.share * x[a.node])
		}
		x[s.node] = value
	}
}

// fold passes what flows into eliminated nodes on to the others: the transpose
// of extend. The flows of the eliminated nodes stay for solve.
func (e *elimination) fold(flow []float64) {
	for _, s := range e.stars {
		f := flow[s.node]
		for _, a := range e.spokes[s.low:s.high] {
			flow[a.node] += float64(a.share * f)
		}
	}
}

// solve solves for the eliminated nodes with the others at 0, in place: x comes
// in as the flow into the nodes and leaves as their values; what the others
// hold is not read and lost. A part without a coupling to the others has no
// unique solution; its last node is set to 0.
func (e *elimination) solve(x []float64, others []int32) {
	e.fold(x)
	for _, k := range others {
		x[k] = 0
	}
	for i := len(e.stars) - 1; i >= 0; i-- {
		s := e.stars[i]
		var value float64
		if s.sum > 0 {
			value = x[s.node] / s.sum
		}
		for _, a := range e.spokes[s.low:s.high] {
			value += float64(a.share * x[a.node])
		}
		x[s.node] = value
	}
}

func (e *elimination) bytes() int64 { return int64(24*len(e.stars) + 16*len(e.spokes)) }
