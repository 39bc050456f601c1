package systems

import (
	"golgi/plan"
	"golgi/topology"
)

// cableDerivative is the working memory of a cable's derivatives, and what is
// summed up of its coefficients.
type cableDerivative struct {
	x, lambda          []float64 // of every node: the solution, and its cotangent
	capacity, coupling []float64 // derivatives of capacity (a compartment) and coupling (a node)
	byNode             []float64 // capacities by node
	active             bool      // some of the geometry is
}

func (w *cable) prepareDerivative(active bool) {
	nodes := len(w.Parent)
	w.derivative = &cableDerivative{
		x: make([]float64, nodes), lambda: make([]float64, nodes), coupling: make([]float64, nodes), capacity: make([]float64, len(w.place)),
		byNode: make([]float64, nodes), active: active,
	}
	w.prepareExponentialDerivative()
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
func (s *cableStep) command(clamp *heldNode) *float64 {
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
	middle := d.lambda[:len(w.place)]
	for i, v := range s.after {
		middle[i] = v
		if s.half {
			middle[i] = (v + s.before[i]) / 2
		}
	}
	if s.solver == ForwardEuler {
		copy(middle, s.before)
	}
	w.spread(d.x, middle)
	right, diagonal := w.Right, w.Diagonal
	clear(right)
	copy(diagonal, w.base)
	for k, p := range w.Parent {
		if p >= 0 {
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
	d := w.derivative
	for i := range w.clamps { // V(n+1) of a clamped compartment is the command
		clamp := &w.clamps[i]
		if command := s.command(clamp); command != nil {
			*command += s.dValue[clamp.compartment]
		}
		s.dValue[clamp.compartment] = 0
	}
	middle := d.lambda[:len(w.place)]
	for i, v := range s.after {
		middle[i] = v
		if s.half {
			middle[i] = (v + s.before[i]) / 2
		}
	}
	switch s.solver {
	case ForwardEuler:
		w.adjointExplicit(s)
		return nil
	case ExponentialEuler:
		w.adjointExponential(s)
		return nil
	}
	w.spread(d.x, middle)
	copy(w.Diagonal, w.base)
	clear(w.Right)
	for i, k := range w.place {
		w.Diagonal[k] += s.slope[i]
		w.Right[k] = s.dValue[i]
		if s.half {
			w.Right[k] *= 2
			s.dValue[i] = -s.dValue[i]
		} else {
			s.dValue[i] = 0
		}
	}
	for i := range w.clamps {
		w.Diagonal[w.clamps[i].place], w.Right[w.clamps[i].place] = 1, 0
	}
	if err := w.solve(); err != nil {
		return err
	}
	lambda := w.Right
	for i, k := range w.place {
		l := lambda[k]
		s.dCurrent[i] -= l
		if s.dInjected != nil {
			s.dInjected[i] += l
		}
		moved := l * (s.before[i] - d.x[k])
		s.dSlope[i] += moved
		d.capacity[i] += moved
		s.dValue[i] += float64((w.capacity[i] + s.slope[i]) * l)
	}
	if w.junctions != nil {
		w.junctions.coupled.TransferClampedCotangent(lambda)
	}
	for i := range w.clamps {
		clamp := &w.clamps[i]
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
	for k, p := range w.Parent {
		if p >= 0 {
			d.coupling[k] -= float64((lambda[k] - lambda[p]) * (d.x[k] - d.x[p]))
		}
	}
	if w.junctions != nil {
		w.junctions.adjointConductance(s.context, lambda, d.x)
	}
	return nil
}

func (w *cable) adjointExplicit(s *cableStep) {
	d := w.derivative
	w.spread(d.x, s.before)
	f := w.Right[:len(w.place)]
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
			d.coupling[k] -= float64((d.lambda[k] - d.lambda[p]) * (d.x[k] - d.x[p]))
		}
	}
	for i, k := range w.place {
		s.dValue[i] += flow[k]
	}
}

// eachHalf calls f for the half-compartments between each node of a tile and
// its parent, counted from the tile's first compartment.
func eachHalf(p *plan.Plan, t plan.Tile, f func(node int, half topology.Half)) {
	order := p.Nodes()
	for k := range t.Nodes.Len() {
		for _, half := range order.Halves[t.Nodes.Low+k] {
			if half.Compartment >= 0 {
				half.Compartment -= int32(t.Compartments.Low)
				f(k, half)
			}
		}
	}
}
