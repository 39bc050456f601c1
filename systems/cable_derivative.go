package systems

import (
	"golgi/plan"
	"golgi/systems/lanes"
	"golgi/topology"
)

// cableDerivative is the working memory of a cable's derivatives, and what is
// summed up of its coefficients.
type cableDerivative struct {
	x, lambda          []float64 // of every node: the solution, and its cotangent
	capacity, coupling []float64 // derivatives of capacity (a compartment) and coupling (a node)
	byNode             []float64 // capacities by node
	above              []int32   // the parents of the nodes, of a root the root
	active             bool      // some of the geometry is
	found              foundByVoltage
	parts              []partDerivative // of a cell that is cut
}

// foundByVoltage are columns as a step of the voltage found them.
type foundByVoltage struct{ voltage, slope plan.Found }

func (w *cable) prepareDerivative(active bool) {
	nodes := len(w.Parent)
	w.derivative = &cableDerivative{
		x: make([]float64, nodes), lambda: make([]float64, nodes), coupling: make([]float64, nodes), capacity: make([]float64, len(w.place)),
		byNode: make([]float64, nodes), above: make([]int32, 0, nodes), active: active,
	}
	for k, p := range w.Parent {
		if p < 0 {
			p = int32(k)
		}
		w.derivative.above = append(w.derivative.above, p)
	}
	w.prepareExponentialDerivative()
	w.prepareParts()
}

// cableStep is one step of a cable with its derivatives: values before and
// after it, currents and slopes, and the derivatives of each, which tangents
// read and cotangents are added to. injected may be nil.
type cableStep struct {
	before, after, current, slope       []float64
	dValue, dCurrent, dSlope, dInjected []float64 // dValue: of before and after, in place
	injected                            []float64
	commands, waveforms                 [][]float64 // derivatives of the clamps' waveforms, and these
	n                                   int
	dt                                  float64 // ms
	solver                              Solver
	half                                bool // of Crank-Nicolson
	context                             *plan.Context
}

// command is the derivative of a clamp's waveform in this step, and where it
// is kept; nil where it is not.
func (s *cableStep) command(clamp *clampedNode) *float64 {
	if waveform := s.commands[clamp.number]; s.n < len(waveform) {
		return &waveform[s.n]
	}
	return nil
}

// tangent moves dValue from the tangent before the step to that after it.
func (w *cable) tangent(s *cableStep) error {
	d := w.derivative
	if s.solver == ExponentialEuler {
		w.tangentExponential(s)
		return nil
	}
	if s.solver == ForwardEuler {
		w.spread(d.x, s.before)
	} else {
		w.middle(s)
	}
	right, diagonal := w.Right, w.Diagonal
	clear(right)
	copy(diagonal, w.base)
	for _, k := range w.sequence {
		if p := w.Parent[k]; p >= 0 {
			flow := d.coupling[k] * (d.x[k] - d.x[p])
			right[k] -= flow
			right[p] += flow
		}
	}
	if s.solver == ForwardEuler {
		w.tangentExplicit(s)
		return nil
	}
	for i, k := range w.place {
		right[k] += float64((d.capacity[i]+s.dSlope[i])*(s.before[i]-d.x[k])) + float64((w.capacity[i]+s.slope[i])*s.dValue[i]) - s.dCurrent[i]
		if s.dInjected != nil {
			right[k] += s.dInjected[i]
		}
		diagonal[k] += s.slope[i]
	}
	for i := range w.clamps {
		clamp := &w.clamps[i]
		dot := 0.0
		if command := s.command(clamp); command != nil {
			dot = *command
		}
		if s.half {
			dot = (dot + s.dValue[clamp.compartment]) / 2
		}
		diagonal[clamp.place], right[clamp.place] = 1, dot
	}
	for i := range w.clamps {
		for _, n := range w.clamps[i].neighbours {
			right[n.place] += float64(n.coupling * right[w.clamps[i].place])
		}
	}
	if w.junctions != nil {
		w.junctions.tangentRight(s.context, w)
	}
	if err := w.solve(); err != nil {
		return err
	}
	w.take(s.dValue, s.half)
	w.setTangent(s)
	return nil
}

// tangentExplicit finishes the tangent of forward Euler, whose right-hand side
// holds what the couplings' tangents bring.
func (w *cable) tangentExplicit(s *cableStep) {
	d := w.derivative
	w.spread(d.lambda, s.dValue)
	flow := w.Right
	// what reaches a branchpoint, which keeps nothing, moves its voltage
	for k := range flow {
		if w.isBranchpoint[k] {
			d.lambda[k] += flow[k] / w.base[k]
			flow[k] = 0
		}
	}
	for k, p := range w.Parent {
		if p >= 0 {
			f := w.axial[k] * (d.lambda[p] - d.lambda[k])
			flow[k] += f
			flow[p] -= f
		}
	}
	for i, k := range w.place {
		f := flow[k] - s.dCurrent[i]
		if s.dInjected != nil {
			f += s.dInjected[i]
		}
		s.dValue[i] += (f - float64(d.capacity[i]*(s.after[i]-s.before[i]))) / w.capacity[i]
	}
	w.setTangent(s)
}

func (w *cable) setTangent(s *cableStep) {
	for i := range w.clamps {
		s.dValue[w.clamps[i].compartment] = 0
		if command := s.command(&w.clamps[i]); command != nil {
			s.dValue[w.clamps[i].compartment] = *command
		}
	}
}

// adjoint moves dValue from the cotangent after the step to that before it,
// and adds those of currents, slopes, injected currents and coefficients. The
// matrix is symmetric: the transposed solve is the solve itself.
func (w *cable) adjoint(s *cableStep) error {
	for i := range w.clamps { // V(n+1) of a clamped compartment is the command
		clamp := &w.clamps[i]
		if command := s.command(clamp); command != nil {
			*command += s.dValue[clamp.compartment]
		}
		s.dValue[clamp.compartment] = 0
	}
	switch s.solver {
	case ForwardEuler:
		w.adjointExplicit(s)
		return nil
	case ExponentialEuler:
		w.adjointExponential(s)
		return nil
	}
	w.assembleAdjoint(s)
	for i := range w.clamps {
		w.Diagonal[w.clamps[i].place], w.Right[w.clamps[i].place] = 1, 0
	}
	if err := w.solve(); err != nil {
		return err
	}
	w.takeAdjoint(s)
	lambda := w.Right
	if w.junctions != nil {
		w.junctions.coupled.TransferClampedCotangent(lambda)
	}
	for i := range w.clamps {
		w.commandAdjoint(s, &w.clamps[i], lambda)
	}
	d := w.derivative
	if !d.active && w.junctions == nil {
		return nil
	}
	if d.active && !s.half {
		w.spreadBranchpoints(d.x)
	} else {
		w.middle(s)
	}
	if d.active {
		w.couplingsAdjoint(lambda)
	}
	if w.junctions != nil {
		w.junctions.adjointConductance(s.context, lambda, d.x)
	}
	return nil
}

// assembleAdjoint writes diagonal and right-hand side of the transposed step.
func (w *cable) assembleAdjoint(s *cableStep) {
	w.assembleBranchpoints()
	w.assembleAdjointRows(w.rows(), s)
}

// assembleAdjointRows is assembleAdjoint of some rows, which the step is of.
func (w *cable) assembleAdjointRows(rows *cableRows, s *cableStep) {
	base, diagonal, right := w.base, w.Diagonal, w.Right
	for _, k := range rows.branchpoints {
		diagonal[k], right[k] = base[k], 0
	}
	scale := 1.0
	if s.half {
		scale = 2
	}
	back, low := w.back(rows, s), 0
	for _, octets := range rows.octets {
		lanes.None.AssembleBack(&back, scale, base, diagonal, right, low, octets.Low)
		w.vectors.AssembleBack(&back, scale, base, diagonal, right, octets.Low, octets.High)
		low = octets.High
	}
	lanes.None.AssembleBack(&back, scale, base, diagonal, right, low, len(rows.place))
}

// back lists what the transposed step touches.
func (w *cable) back(rows *cableRows, s *cableStep) lanes.Back {
	back := lanes.Back{
		Place: rows.place, Before: s.before, After: s.after, Slope: s.slope, Capacity: rows.capacity, Value: s.dValue,
		CurrentBar: s.dCurrent, SlopeBar: s.dSlope, CapacityBar: w.derivative.capacity[rows.first:], Moved: 1,
	}
	if s.half {
		back.Moved, back.Kept = 0.5, -1
	}
	return back
}

// takeAdjoint gives the solution to what the right-hand side is made of, and puts the values after a whole step on the
// compartments' nodes for the couplings.
func (w *cable) takeAdjoint(s *cableStep) {
	w.takeAdjointRows(w.rows(), s, w.derivative.active && !s.half)
}

// takeAdjointRows is takeAdjoint of some rows, which the step is of.
func (w *cable) takeAdjointRows(rows *cableRows, s *cableStep, spread bool) {
	back, low, n := w.back(rows, s), 0, len(rows.place)
	back.InjectedBar = s.dInjected
	if spread {
		back.Spread = w.derivative.x
	}
	for _, octets := range rows.octets {
		lanes.None.TakeBack(&back, w.Right, low, octets.Low)
		w.vectors.TakeBack(&back, w.Right, octets.Low, octets.High)
		low = octets.High
	}
	lanes.None.TakeBack(&back, w.Right, low, n)
}

// commandAdjoint gives what a clamped compartment drives to its command.
func (w *cable) commandAdjoint(s *cableStep, clamp *clampedNode, lambda []float64) {
	s.dValue[clamp.compartment] = 0
	bar := 0.0
	for _, n := range clamp.neighbours {
		bar += float64(n.coupling * lambda[n.place])
	}
	bar += lambda[clamp.place] // what junctions brought; its own equation has no other
	lambda[clamp.place] = 0
	if s.half {
		bar /= 2
		s.dValue[clamp.compartment] = bar
	}
	if command := s.command(clamp); command != nil {
		*command += bar
	}
}

// middle puts the solution of an implicit step on the nodes: the values after
// it, or those halfway.
func (w *cable) middle(s *cableStep) { w.spread(w.derivative.x, w.solution(w.rows(), s)) }

// solution is that of some rows, which the step is of.
func (w *cable) solution(rows *cableRows, s *cableStep) []float64 {
	if !s.half {
		return s.after
	}
	middle := w.derivative.lambda[rows.first:][:len(rows.place)]
	for i, v := range s.after {
		middle[i] = (v + s.before[i]) / 2
	}
	return middle
}

func (w *cable) adjointExplicit(s *cableStep) {
	d := w.derivative
	f := w.Right[:len(w.place)] // what reaches each compartment, for one unit of capacity
	for i, bar := range s.dValue {
		f[i] = bar / w.capacity[i]
		s.dCurrent[i] -= f[i]
		if s.dInjected != nil {
			s.dInjected[i] += f[i]
		}
		d.capacity[i] -= float64(f[i] * (s.after[i] - s.before[i]))
	}
	w.spread(d.lambda, f)
	flow := w.Diagonal
	clear(flow)
	for k, p := range w.Parent {
		if p >= 0 {
			g := w.axial[k] * (d.lambda[p] - d.lambda[k])
			flow[k] += g
			flow[p] -= g
		}
	}
	for i, k := range w.place {
		s.dValue[i] += flow[k]
	}
	if d.active {
		w.spread(d.x, s.before)
		w.couplingsAdjoint(d.lambda)
	}
}

// couplingsAdjoint adds the cotangents of the couplings, given the values of all nodes
// in x and the cotangents of what flows into them.
func (w *cable) couplingsAdjoint(lambda []float64) {
	w.vectors.Couplings(0, w.derivative.above, lambda, w.derivative.x, w.derivative.coupling)
}

// eachHalf calls f for the half-compartments between each node of a cable and
// its parent, counted from the tile's first compartment.
func (w *cable) eachHalf(p *plan.Plan, t plan.Tile, f func(node int, half topology.Half)) {
	order := p.Nodes()
	for i, node := range w.nodes {
		for _, half := range order.Halves[t.Nodes.Low+int(node)] {
			if half.Compartment >= 0 {
				half.Compartment -= int32(t.Compartments.Low)
				f(int(w.sequence[i]), half)
			}
		}
	}
}
