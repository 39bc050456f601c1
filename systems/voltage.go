package systems

import (
	"fmt"

	"golgi/plan"
	"golgi/topology"
)

// voltage advances V(n) to V(n+1) by one tree solve a cell, or explicitly:
//
//   - backward Euler: C (V(n+1) - V(n))/dt = currents at V(n+1), linearised at V(n)
//   - Crank-Nicolson: the same with half the step, then V(n+1) = 2 V(n+1/2) - V(n)
//   - forward Euler: C (V(n+1) - V(n))/dt = currents at V(n)
//
// The voltage of a branchpoint, which has no capacitance, is solved with the
// rest (forward Euler: follows from its neighbours) and is not kept.
type voltage struct {
	plan   *plan.Plan
	solver Solver
	tiles  []cable
}

// cable holds the coefficients of the nodes of one tile, by place in the
// elimination order counted from the tile's first.
type cable struct {
	treeSystem
	place    []int32   // of each compartment
	capacity []float64 // C/dt of each compartment, uS (nF/ms)
	base     []float64 // what is constant of the diagonal, uS
	clamps   []voltageClamp
}

func newVoltage(p *plan.Plan, solver Solver) *voltage {
	return &voltage{plan: p, solver: solver, tiles: make([]cable, len(p.Tiles()))}
}

// Name is "voltage".
func (*voltage) Name() string { return "voltage" }

// Access reads currents and cable properties, and writes the voltage.
func (*voltage) Access() plan.Access {
	return plan.Access{
		Reads: []plan.Column{plan.Current, plan.Slope, plan.Injected, plan.Area, plan.Capacitance,
			plan.AxialResistivity, plan.LoadIn, plan.LoadOut},
		Writes: []plan.Column{plan.Voltage, plan.VoltagePrevious},
		Scope:  plan.Local,
	}
}

// Prepare derives the coefficients from geometry and dt.
func (s *voltage) Prepare(c *plan.Context, t plan.Tile) error {
	low, nodes := t.Nodes.Low, t.Nodes.Len()
	work := make([]float64, 5*nodes)
	part := func(i int) []float64 { return work[i*nodes : (i+1)*nodes : (i+1)*nodes] }
	w := cable{
		treeSystem: treeSystem{
			parent: make([]int32, nodes), coupling: part(0), diagonal: part(1), right: part(2), reciprocal: part(3),
		},
		base:     part(4),
		place:    make([]int32, t.Compartments.Len()),
		capacity: make([]float64, t.Compartments.Len()),
	}
	dt := c.Dt
	if s.solver == CrankNicolson {
		dt /= 2
	}
	area, capacitance := c.Read(plan.Area), c.Read(plan.Capacitance)
	resistivity, in, out := c.Read(plan.AxialResistivity), c.Read(plan.LoadIn), c.Read(plan.LoadOut)
	order := s.plan.Nodes()
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
		w.coupling[k] = topology.CouplingConductance(halves, resistivity, in, out)
		if i := int(order.Compartment[low+k]) - t.Compartments.Low; order.Compartment[low+k] >= 0 {
			w.place[i] = int32(k)
			w.capacity[i] = capacitance[i] * area[i] * microfaradPerCm2TimesUm2 / dt
			w.base[k] += w.capacity[i]
		}
		w.base[k] += w.coupling[k]
		if p := w.parent[k]; p >= 0 {
			w.base[p] += w.coupling[k]
		}
	}
	if s.solver == ForwardEuler { // the diagonal holds the axial conductances alone
		for i, k := range w.place {
			w.base[k] -= w.capacity[i]
		}
	}
	w.takeOut(s.plan, t, s.solver != ForwardEuler)
	s.tiles[t.Index] = w
	return nil
}

// microfaradPerCm2TimesUm2 is 1 uF/cm2 times 1 um2 in nF.
const microfaradPerCm2TimesUm2 = 1e-5

// Step makes V(n+1).
func (s *voltage) Step(c *plan.Context, t plan.Tile) error {
	w := &s.tiles[t.Index]
	v, previous := c.Write(plan.Voltage), c.Write(plan.VoltagePrevious)
	current, slope, injected := c.Read(plan.Current), c.Read(plan.Slope), c.Read(plan.Injected)
	copy(previous, v)
	if s.solver == ForwardEuler {
		w.explicit(v, current, injected)
		w.set(c, v)
		return nil
	}
	w.assemble(v, current, slope, injected)
	w.command(c, v, s.solver == CrankNicolson)
	w.solve()
	if s.solver == CrankNicolson {
		for i, k := range w.place {
			v[i] = float64(2*w.right[k]) - v[i]
		}
	} else {
		for i, k := range w.place {
			v[i] = w.right[k]
		}
	}
	w.set(c, v)
	return nil
}

// assemble writes diagonal and right-hand side of the implicit step.
func (w *cable) assemble(v, current, slope, injected []float64) {
	n := len(w.place)
	copy(w.diagonal, w.base)
	clear(w.right)
	v, current, slope, injected, capacity := v[:n], current[:n], slope[:n], injected[:n], w.capacity[:n]
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
	for i, k := range w.place {
		v[i] += (flow[k] - current[i] + injected[i]) / w.capacity[i]
	}
}

// Explain names the integrator.
func (s *voltage) Explain() string {
	return fmt.Sprintf("%s, one tree solve a cell", s.solver)
}
