package oracle

import (
	"fmt"
	"slices"

	"golgi/mech/elementary"
	"golgi/plan"
)

// quantity is what spreads along the trees: the voltage, or a concentration.
// capacity dx/dt = source + slope (x - x(n)) + couplings, a value a compartment.
type quantity struct {
	name                    string
	capacity, source, slope []complex128
	coupling                []complex128
	links                   []link
}

// voltage makes V(n+1).
func (m *Model) voltage(w *membrane) {
	c := m.compartments
	q := quantity{name: "v", links: w.links}
	for i := range c["v"] {
		q.capacity = append(q.capacity, c["capacitance"][i]*c["area"][i]*1e-5) // nF
		q.source = append(q.source, w.injected[i]-w.current[i])
		q.slope = append(q.slope, -w.slope[i])
	}
	resistivity := c["axial_resistivity"]
	q.coupling = m.cable.couplings(c["resistive_load_in"], c["resistive_load_out"], func(load complex128, i int32) (complex128, bool) {
		return resistivity[i] * load / 100, true
	})
	m.advanceQuantity(c["v"], &q)
}

// ion makes the concentrations of sample n+1: backward Euler where nothing diffuses.
func (m *Model) ion(key string, w *membrane) {
	column, flux, slope := m.Values(key), w.flux[key], w.fluxSlope[key]
	if !m.diffused[key] {
		dt := complex(m.options.Dt, 0)
		for i, x := range column {
			column[i] = (x + dt*(flux[i]-slope[i]*x)) / (1 - dt*slope[i])
		}
		for i, x := range m.known(column) {
			column[i] = x
		}
		return
	}
	c := m.compartments
	q := quantity{name: key, capacity: c["volume"]}
	for i, volume := range q.capacity {
		q.source = append(q.source, volume*flux[i])
		q.slope = append(q.slope, volume*slope[i])
	}
	diffusion := c[plan.DiffusionKey(key)]
	q.coupling = m.cable.couplings(c["resistive_load_in"], c["resistive_load_out"], func(load complex128, i int32) (complex128, bool) {
		if diffusion[i] == 0 {
			return 0, false
		}
		return load / diffusion[i], true
	})
	m.advanceQuantity(column, &q)
}

// advanceQuantity integrates in place, clamped compartments exactly.
func (m *Model) advanceQuantity(x []complex128, q *quantity) {
	known := m.known(x)
	switch m.options.Solver {
	case backwardEuler:
		copy(x, m.implicit(x, q, m.options.Dt, known))
	case crankNicolson:
		halfway := map[int]complex128{}
		for i, command := range known {
			halfway[i] = (x[i] + command) / 2
		}
		for i, half := range m.implicit(x, q, m.options.Dt/2, halfway)[:len(x)] {
			x[i] = 2*half - x[i]
		}
	case forwardEuler:
		m.explicit(x, q)
	case exponentialEuler:
		m.exponential(x, q, known)
	}
	for i, command := range known {
		x[i] = command
	}
}

// implicit is backward Euler over dt; it returns the values of all nodes.
func (m *Model) implicit(x []complex128, q *quantity, dt float64, known map[int]complex128) []complex128 {
	s := system{cable: &m.cable, coupling: q.coupling, links: q.links}
	s.diagonal, s.right = make([]complex128, len(q.coupling)), make([]complex128, len(q.coupling))
	for i := range x {
		s.diagonal[i] = q.capacity[i]/complex(dt, 0) - q.slope[i]
		s.right[i] = s.diagonal[i]*x[i] + q.source[i]
	}
	return s.solve(known)
}

// explicit is forward Euler; a branchpoint stands at the mean of its neighbours.
func (m *Model) explicit(x []complex128, q *quantity) {
	n, parent := m.cable.compartments, m.cable.parent
	all := append(slices.Clone(x), make([]complex128, len(parent)-n)...)
	weight := make([]complex128, len(parent))
	gather := func(point, other int32, g complex128) {
		if int(point) >= n {
			all[point] += g * x[other]
			weight[point] += g
		}
	}
	for k, p := range parent {
		if p >= 0 {
			gather(int32(k), p, q.coupling[k])
			gather(p, int32(k), q.coupling[k])
		}
	}
	for k := n; k < len(all); k++ {
		if weight[k] != 0 {
			all[k] /= weight[k]
		}
	}
	flow := make([]complex128, len(all))
	pass := func(a, b int32, g complex128) {
		f := g * (all[b] - all[a])
		flow[a] += f
		flow[b] -= f
	}
	for k, p := range parent {
		if p >= 0 {
			pass(int32(k), p, q.coupling[k])
		}
	}
	for _, l := range q.links {
		pass(l.a, l.b, l.conductance)
	}
	for i := range x {
		x[i] += complex(m.options.Dt, 0) * (flow[i] + q.source[i]) / q.capacity[i]
	}
}

// exponential is a step of each compartment alone, exact for its linearised
// current, then one of the couplings alone, by the exponential of their matrix
// (Lie-Trotter). A clamped compartment has its command over the whole of the
// second. Junctions belong to the first, their other side as it was at sample n.
func (m *Model) exponential(x []complex128, q *quantity, known map[int]complex128) {
	dt := complex(m.options.Dt, 0)
	source, slope := slices.Clone(q.source), slices.Clone(q.slope)
	for _, l := range q.links {
		f := l.conductance * (x[l.b] - x[l.a])
		source[l.a] += f
		source[l.b] -= f
		slope[l.a] -= l.conductance
		slope[l.b] -= l.conductance
	}
	for i := range x {
		z := dt * slope[i] / q.capacity[i]
		x[i] += dt * source[i] / q.capacity[i] / elementary.ComplexExprelr(0, z) // (exp(z)-1)/z
	}
	for i, command := range known {
		x[i] = command
	}
	for number, cell := range m.cable.cells {
		rows, rates := m.rates(cell, q, known)
		e := m.propagate(fmt.Sprint(q.name, " ", number), rates, dt)
		before := make([]complex128, len(rows))
		for i, row := range rows {
			before[i] = x[row]
		}
		for i, row := range rows {
			x[row] = 0
			for j, y := range before {
				x[row] += e[i][j] * y
			}
		}
	}
}

// rates is the matrix of the couplings of one cell, 1/ms, over its
// compartments; branchpoints are eliminated and clamped rows do not move.
func (m *Model) rates(cell []int32, q *quantity, known map[int]complex128) (rows []int32, a [][]complex128) {
	nodes := slices.Sorted(slices.Values(cell)) // compartments first
	place := map[int32]int{}
	for i, node := range nodes {
		place[node] = i
	}
	full := square(len(nodes))
	for _, k := range nodes {
		if p := m.cable.parent[k]; p >= 0 {
			i, j, g := place[k], place[p], q.coupling[k]
			full[i][i] -= g
			full[j][j] -= g
			full[i][j] += g
			full[j][i] += g
		}
	}
	n := 0
	for n < len(nodes) && int(nodes[n]) < m.cable.compartments {
		n++
	}
	for b := n; b < len(nodes); b++ {
		if full[b][b] == 0 {
			continue
		}
		for i := range n {
			for j := range n {
				full[i][j] -= full[i][b] * full[b][j] / full[b][b]
			}
		}
	}
	a = square(n)
	for i := range n {
		if _, fixed := known[int(nodes[i])]; fixed {
			continue
		}
		for j := range n {
			a[i][j] = full[i][j] / q.capacity[nodes[i]]
		}
	}
	return nodes[:n], a
}
