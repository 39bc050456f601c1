package systems

import (
	"golgi/plan"
	"golgi/topology"
)

// cable holds the coefficients of what flows along the nodes of one tile, by
// place in the elimination order counted from the tile's first: charge, in
// conductances (uS), or an ion, in um3/ms with concentrations for voltages.
type cable struct {
	treeSystem
	key      plan.Column // what is solved for
	place    []int32     // of each compartment
	capacity []float64   // C/dt of each compartment, uS (nF/ms); volume/dt of ions
	base     []float64   // what is constant of the diagonal
	clamps   []heldNode
	axial    []float64 // the couplings, those of clamped nodes included

	derivative *cableDerivative
}

// newCable derives the coefficients from the capacities over dt and from the
// coupling of each node with its parent.
func newCable(p *plan.Plan, t plan.Tile, key plan.Column, solver Solver, capacity []float64, coupling func([2]topology.Half) float64) cable {
	low, nodes := t.Nodes.Low, t.Nodes.Len()
	work := make([]float64, 5*nodes)
	part := func(i int) []float64 { return work[i*nodes : (i+1)*nodes : (i+1)*nodes] }
	w := cable{
		treeSystem: treeSystem{
			parent: make([]int32, nodes), coupling: part(0), diagonal: part(1), right: part(2), reciprocal: part(3),
		},
		key:      key,
		base:     part(4),
		place:    make([]int32, t.Compartments.Len()),
		capacity: capacity,
	}
	order := p.Nodes()
	for k := range nodes {
		w.parent[k] = order.Parent[low+k]
		if w.parent[k] >= 0 {
			w.parent[k] -= int32(low)
		}
		halves := order.Halves[low+k]
		for h := range halves {
			if halves[h].Compartment >= 0 {
				halves[h].Compartment -= int32(t.Compartments.Low)
			}
		}
		w.coupling[k] = coupling(halves)
		if i := int(order.Compartment[low+k]) - t.Compartments.Low; order.Compartment[low+k] >= 0 {
			w.place[i] = int32(k)
			w.base[k] += w.capacity[i]
		}
		w.base[k] += w.coupling[k]
		if p := w.parent[k]; p >= 0 {
			w.base[p] += w.coupling[k]
		}
	}
	if solver == ForwardEuler { // the diagonal holds the axial conductances alone
		for i, k := range w.place {
			w.base[k] -= w.capacity[i]
		}
	}
	for k := range nodes { // a branchpoint that nothing flows to
		if w.base[k] == 0 && order.Compartment[low+k] < 0 {
			w.base[k] = 1
		}
	}
	w.axial = w.coupling
	w.takeOut(p, t, solver != ForwardEuler)
	return w
}

// assemble writes diagonal and right-hand side of the implicit step.
func (w *cable) assemble(v, current, slope, injected []float64) {
	n := len(w.place)
	copy(w.diagonal, w.base)
	clear(w.right)
	v, current, slope, capacity := v[:n], current[:n], slope[:n], w.capacity[:n]
	if injected == nil { // nothing is injected of an ion
		for i, k := range w.place {
			w.diagonal[k] += slope[i]
			w.right[k] = float64((capacity[i]+slope[i])*v[i]) - current[i]
		}
		return
	}
	injected = injected[:n]
	for i, k := range w.place {
		w.diagonal[k] += slope[i]
		w.right[k] = float64((capacity[i]+slope[i])*v[i]) - current[i] + injected[i]
	}
}

// explicit makes a step of forward Euler in place.
func (w *cable) explicit(v, current, injected []float64) {
	x := w.right // voltage of every node at sample n
	clear(x)
	flow := w.diagonal // axial current into every node, nA
	clear(flow)
	isCompartment := w.reciprocal
	clear(isCompartment)
	for i, k := range w.place {
		x[k] = v[i]
		isCompartment[k] = 1
	}
	// Two branchpoints never meet: their neighbours are compartments.
	for k, p := range w.parent {
		if p < 0 {
			continue
		}
		if isCompartment[k] == 0 {
			x[k] += float64(w.coupling[k] * x[p])
		} else if isCompartment[p] == 0 {
			x[p] += float64(w.coupling[k] * x[k])
		}
	}
	for k := range x {
		if isCompartment[k] == 0 {
			x[k] /= w.base[k]
		}
	}
	for k, p := range w.parent {
		if p >= 0 {
			f := w.coupling[k] * (x[p] - x[k])
			flow[k] += f
			flow[p] -= f
		}
	}
	if injected == nil {
		for i, k := range w.place {
			v[i] += (flow[k] - current[i]) / w.capacity[i]
		}
		return
	}
	for i, k := range w.place {
		v[i] += (flow[k] - current[i] + injected[i]) / w.capacity[i]
	}
}

// take reads the solution of an implicit step; of a half step it extrapolates.
func (w *cable) take(v []float64, half bool) {
	if half {
		for i, k := range w.place {
			v[i] = float64(2*w.right[k]) - v[i]
		}
		return
	}
	for i, k := range w.place {
		v[i] = w.right[k]
	}
}
