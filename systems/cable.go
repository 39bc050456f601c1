package systems

import (
	"slices"

	"golgi/plan"
	"golgi/systems/lanes"
	"golgi/systems/tree"
	"golgi/topology"
)

// Cells in octets are as many side by side as vectors have lanes.
var _ [lanes.Width]struct{} = [plan.MostLanes]struct{}{}

// cable holds the coefficients of what flows along the nodes of one tile, by
// place: charge, in conductances (uS), or an ion, in um3/ms with concentrations for voltages.
// Places are those in the elimination order, counted from the tile's first, but of
// cells that are solved in strips: there compartments come first, in their order, and
// then branchpoints, in theirs. Sums over nodes are made in the elimination order, so that places do not matter to the last bit.
type cable struct {
	*tree.System
	key           plan.Column // what is solved for
	nodes         []int32     // in the order of elimination, the node of the plan, counted from the tile's first
	sequence      []int32     // in that order, the places
	octets        []tree.Run  // compartments of which eight in a row have eight places in a row
	vectors       lanes.Vectors
	place         []int32    // of each compartment
	isBranchpoint []bool     // of each node
	branchpoints  []int32    // their places
	runs          []tree.Run // places of those in long rows
	scattered     []int32    // and of the others
	besides       []beside   // what their neighbours bring to spread, branchpoint by branchpoint
	besidesEnd    []int32    // of each branchpoint
	means         lanes.Means
	apart         []int32   // branchpoints that have no part in means
	capacity      []float64 // C/dt of each compartment, uS (nF/ms); volume/dt of ions
	base          []float64 // what is constant of the diagonal
	clamps        []clampedNode
	axial         []float64 // the couplings, those of clamped nodes included
	all           cableRows
	parts         []cablePart   // of a cell that is cut
	strips        *lanes.Strips // its
	local         *lanes.Strips // the same with the numbers of localPart
	memory        []partMemory  // of each worker
	memorySize    int

	junctions   *junctions   // nil where there are none
	exponential *exponential // of that integrator
	derivative  *cableDerivative
	now         cableStep // the step whose derivatives are computed
}

// newCable derives the coefficients from the capacities over dt and from the
// coupling of each node with its parent.
func newCable(p *plan.Plan, t plan.Tile, key plan.Column, solver Solver, capacity []float64, coupling func([2]topology.Half) float64) cable {
	low, nodes := t.Nodes.Low, t.Nodes.Len()
	w := cable{
		System:        tree.NewInParts(make([]int32, nodes), max(1, len(p.PartsOf(t)))),
		key:           key,
		base:          make([]float64, nodes),
		isBranchpoint: make([]bool, nodes),
		place:         make([]int32, t.Compartments.Len()),
		capacity:      capacity,
	}
	order := p.Nodes()
	w.nodes = nodeOrder(p, t, solver)
	w.vectors = lanes.Vectors(p.Vectors())
	placeOf := make([]int32, nodes)
	for k, node := range w.nodes {
		placeOf[node] = int32(k)
	}
	var strips []cells
	cut := p.CutOf(t)
	switch {
	case !solver.implicit():
	case cut != nil:
		strips = w.partStrips(p, cut, placeOf)
	case w.vectors.HasStrips() && !joined(p, t):
		strips = w.cutStrips(p, t, placeOf)
	}
	w.sequence = make([]int32, nodes)
	for i, node := range w.nodes {
		k := placeOf[node]
		w.sequence[i] = k
		node := low + int(node)
		if w.Parent[k] = order.Parent[node]; w.Parent[k] >= 0 {
			w.Parent[k] = placeOf[int(w.Parent[k])-low]
		}
		halves := order.Halves[node]
		for h := range halves {
			if halves[h].Compartment >= 0 {
				halves[h].Compartment -= int32(t.Compartments.Low)
			}
		}
		w.Coupling[k] = coupling(halves)
		if order.Compartment[node] < 0 {
			w.isBranchpoint[k] = true
			w.branchpoints = append(w.branchpoints, k)
		}
		if i := int(order.Compartment[node]) - t.Compartments.Low; !w.isBranchpoint[k] {
			w.place[i] = k
			w.base[k] += w.capacity[i]
		}
		w.base[k] += w.Coupling[k]
		if p := w.Parent[k]; p >= 0 {
			w.base[p] += w.Coupling[k]
		}
	}
	if !solver.implicit() { // the diagonal holds the axial conductances alone
		for i, k := range w.place {
			w.base[k] -= w.capacity[i]
		}
	}
	if cut != nil && solver.implicit() {
		slices.Sort(w.branchpoints) // those of a part stand together
	}
	for k := range nodes { // a branchpoint that nothing flows to
		if w.base[k] == 0 && w.isBranchpoint[k] {
			w.base[k] = 1
		}
	}
	w.axial = w.Coupling
	w.takeOut(p, t, solver.implicit())
	if solver.implicit() {
		w.interleave(p, t)
		w.findOctets()
		for i := range strips {
			w.InStrips(strips[i].nodes, strips[i].strips, placeOf, w.vectors)
		}
	}
	w.findBesides()
	w.all = cableRows{place: w.place, capacity: w.capacity, octets: w.octets}
	if w.strips != nil {
		w.layParts(p, cut)
		w.numberParts(p, cut)
	}
	return w
}

// step makes a step of an integrator in place: with what flows out (current and its
// slope) and what is injected, nil where nothing is.
func (w *cable) step(c *plan.Context, solver Solver, v, current, slope, injected []float64) error {
	switch half := solver == CrankNicolson; solver {
	case ForwardEuler:
		w.explicit(v, current, injected)
	case ExponentialEuler:
		w.stepExponential(c.State.ClampWaveforms, c.N, v, current, slope, injected)
	default:
		w.assemble(v, current, slope, injected)
		w.command(c, v, half)
		if j := w.junctions; j != nil {
			j.load(c)
			j.coupled.TransferClamped(w.Right)
		}
		if err := w.solve(); err != nil {
			return err
		}
		w.take(v, half)
	}
	w.set(c, v)
	return nil
}

// interleave finds the cells of a tile that are interleaved eight by eight, of which the solve and what is about it take eight
// at a time.
func (w *cable) interleave(p *plan.Plan, t plan.Tile) {
	var nodes []tree.Run
	for _, g := range p.Groups()[t.Groups.Low:t.Groups.High] {
		if g.Lanes == lanes.Width {
			nodes = joinRun(nodes, tree.Run{Low: g.Nodes.Low - t.Nodes.Low, High: g.Nodes.High - t.Nodes.Low})
			w.octets = joinRun(w.octets, tree.Run{Low: g.Compartments.Low - t.Compartments.Low, High: g.Compartments.High - t.Compartments.Low})
		}
	}
	slices.SortFunc(w.octets, func(a, b tree.Run) int { return a.Low - b.Low })
	w.Interleaved(nodes, w.vectors)
}

// shortestOctets is the number of compartments in a row for which it pays to take eight at a time.
const shortestOctets = 64

// findOctets adds to octets the long stretches between them in which places are in a row, as along the branches of a cell that is
// neither interleaved nor solved in strips.
func (w *cable) findOctets() {
	var found []tree.Run
	low := 0
	for _, next := range append(slices.Clone(w.octets), tree.Run{Low: len(w.place), High: len(w.place)}) {
		for low < next.Low {
			end := low + 1
			for end < next.Low && w.place[end] == w.place[end-1]+1 {
				end++
			}
			if end-low >= shortestOctets {
				found = append(found, tree.Run{Low: low, High: low + (end-low)&^(lanes.Width-1)})
			}
			low = end
		}
		if low = next.High; next.High > next.Low {
			found = append(found, next)
		}
	}
	w.octets = found
}

// joinRun appends a run, to the last one if it goes on where that ends.
func joinRun(list []tree.Run, run tree.Run) []tree.Run {
	if n := len(list); n > 0 && list[n-1].High == run.Low {
		list[n-1].High = run.High
		return list
	}
	return append(list, run)
}

// nodeOrder is the order of elimination, in which the nodes of the cells of a group are interleaved; for
// exponential Euler, which takes cell by cell, that of the cells one after the other.
func nodeOrder(p *plan.Plan, t plan.Tile, solver Solver) []int32 {
	order := make([]int32, 0, t.Nodes.Len())
	if solver != ExponentialEuler && p.CutOf(t) == nil {
		for k := range t.Nodes.Len() {
			order = append(order, int32(k))
		}
		return order
	}
	for _, g := range p.Groups()[t.Groups.Low:t.Groups.High] {
		for _, cell := range g.Cells {
			for _, k := range p.CellNodes(int(cell)) {
				order = append(order, int32(k-t.Nodes.Low))
			}
		}
	}
	return order
}

// assemble writes diagonal and right-hand side of the implicit step.
func (w *cable) assemble(v, current, slope, injected []float64) {
	w.assembleBranchpoints()
	w.assembleRows(w.rows(), v, current, slope, injected)
}

// cableRows are rows of a cable: compartments with their places and capacities, and places of branchpoints.
type cableRows struct {
	first        int // compartment
	place        []int32
	capacity     []float64
	branchpoints []int32    // none where they are dealt with apart
	octets       []tree.Run // counted from the first
}

// rows are all of them.
func (w *cable) rows() *cableRows { return &w.all }

// assembleRows is assemble of some rows.
func (w *cable) assembleRows(rows *cableRows, v, current, slope, injected []float64) {
	for _, k := range rows.branchpoints {
		w.Diagonal[k], w.Right[k] = w.base[k], 0
	}
	w.assembleIn(rows, w.base, &lanes.Matrix{Diagonal: w.Diagonal, Right: w.Right}, v, current, slope, injected)
}

// assembleIn writes the diagonal and right-hand side of compartments into a matrix; base is what is constant of its diagonal.
func (w *cable) assembleIn(rows *cableRows, base []float64, m *lanes.Matrix, v, current, slope, injected []float64) {
	n := len(rows.place)
	v, current, slope, capacity := v[:n], current[:n], slope[:n], rows.capacity[:n]
	if injected == nil { // nothing is injected of an ion
		diagonal, right := m.Diagonal, m.Right
		for i, k := range rows.place {
			diagonal[k] = base[k] + slope[i]
			right[k] = float64((capacity[i]+slope[i])*v[i]) - current[i]
		}
		return
	}
	injected = injected[:n]
	low := 0
	c := lanes.Membrane{Place: rows.place, Capacity: capacity, Voltage: v, Current: current, Slope: slope, Injected: injected}
	for _, octets := range rows.octets {
		lanes.None.Assemble(&c, base, m, low, octets.Low)
		w.vectors.Assemble(&c, base, m, octets.Low, octets.High)
		low = octets.High
	}
	lanes.None.Assemble(&c, base, m, low, n)
}

// explicit makes a step of forward Euler in place.
func (w *cable) explicit(v, current, injected []float64) {
	x := w.Right // voltage of every node at sample n
	w.spread(x, v)
	flow := w.Diagonal // axial current into every node, nA
	clear(flow)
	for k, p := range w.Parent {
		if p >= 0 {
			f := w.axial[k] * (x[p] - x[k])
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
			v[i] = float64(2*w.Right[k]) - v[i]
		}
		return
	}
	low := 0
	for _, octets := range w.octets {
		lanes.None.Take(w.place, w.Right, v, low, octets.Low)
		w.vectors.Take(w.place, w.Right, v, octets.Low, octets.High)
		low = octets.High
	}
	lanes.None.Take(w.place, w.Right, v, low, len(v))
}

// solve solves the implicit step, with its junctions.
func (w *cable) solve() error {
	if w.junctions != nil {
		return w.junctions.coupled.Solve()
	}
	w.Solve()
	return nil
}
