package systems

import (
	"golgi/mech/elementary"
	"golgi/plan"
	"golgi/systems/propagator"
)

// exponential is what exponential Euler needs of a cable: the propagator of each
// cell. A step is that of each compartment alone, exact for its linearised
// current, then that of what flows along the tree (Lie and Trotter):
//
//	x = V + (J - I)/C dt phi1(-S dt/C),  V(n+1) = exp(dt G) x,  phi1(z) = (exp(z) - 1)/z
type exponential struct {
	cells []cellPropagator
}

// cellPropagator is one cell of the tile.
type cellPropagator struct {
	low, high  int // nodes
	propagator *propagator.Propagator
	workspace  *propagator.Workspace
	clamps     []int // of the cable, in the order of the commands
	command    []float64
	dCommand   []float64
}

// prepareExponential makes the propagators; equal cells share one.
func (w *cable) prepareExponential(p *plan.Plan, t plan.Tile, dt float64, cache *propagator.Cache) error {
	w.exponential = &exponential{}
	capacity := make([]float64, len(w.Parent))
	for i, k := range w.place {
		capacity[k] = w.capacity[i] * dt
	}
	for _, size := range cellSizes(p, t) {
		c := cellPropagator{high: size}
		if n := len(w.exponential.cells); n > 0 {
			c.low = w.exponential.cells[n-1].high
			c.high += c.low
		}
		s := propagator.System{Coupling: w.axial[c.low:c.high], Capacity: capacity[c.low:c.high], Dt: dt}
		for _, parent := range w.Parent[c.low:c.high] {
			s.Parent = append(s.Parent, max(parent-int32(c.low), -1))
		}
		for i := range w.clamps {
			if place := int(w.clamps[i].place); place >= c.low && place < c.high {
				s.Fixed = append(s.Fixed, int32(place-c.low))
				c.clamps = append(c.clamps, i)
			}
		}
		var err error
		if c.propagator, err = cache.Get(s); err != nil {
			return err
		}
		c.workspace = c.propagator.NewWorkspace(false)
		c.command, c.dCommand = make([]float64, len(c.clamps)), make([]float64, len(c.clamps))
		w.exponential.cells = append(w.exponential.cells, c)
	}
	return nil
}

// cellSizes are the numbers of nodes of the cells of a tile, in the order of nodeOrder.
func cellSizes(p *plan.Plan, t plan.Tile) []int {
	var sizes []int
	for _, g := range p.Groups()[t.Groups.Low:t.Groups.High] {
		for range g.Cells {
			sizes = append(sizes, g.Nodes.Len()/g.Lanes)
		}
	}
	return sizes
}

// prepareExponentialDerivative makes the workspaces larger.
func (w *cable) prepareExponentialDerivative() {
	if w.exponential != nil {
		for i := range w.exponential.cells {
			c := &w.exponential.cells[i]
			c.workspace = c.propagator.NewWorkspace(true)
		}
	}
}

// alone makes the step of each compartment alone, from before into x by node.
func (w *cable) alone(x, before, current, slope, injected []float64) {
	clear(x)
	for i, k := range w.place {
		drive := -current[i]
		if injected != nil {
			drive += injected[i]
		}
		x[k] = before[i] + drive/(w.capacity[i]*elementary.Exprelr(-slope[i]/w.capacity[i]))
	}
}

// commands reads the clamped values of sample n.
func (c *cellPropagator) commands(w *cable, waveforms [][]float64, n int) {
	for r, i := range c.clamps {
		c.command[r] = waveforms[w.clamps[i].number][n]
	}
}

// stepExponential makes V(n+1) in place.
func (w *cable) stepExponential(waveforms [][]float64, n int, v, current, slope, injected []float64) {
	x, out := w.Right, w.Diagonal
	w.alone(x, v, current, slope, injected)
	for i := range w.exponential.cells {
		c := &w.exponential.cells[i]
		c.commands(w, waveforms, n)
		c.propagator.Apply(c.workspace, x[c.low:c.high], c.command, out[c.low:c.high])
	}
	for i, k := range w.place {
		v[i] = out[k]
	}
}

// parameters are the derivatives of a cell's couplings and capacities; held
// where no geometry is active.
func (w *cable) parameters(c *cellPropagator, capacity []float64) propagator.Parameters {
	if !w.derivative.active {
		return propagator.Parameters{}
	}
	return propagator.Parameters{Coupling: w.derivative.coupling[c.low:c.high], Capacity: capacity[c.low:c.high]}
}

// aloneSlopes are what the derivatives of a compartment's own step are made of:
// moved = drive f(z)/C with f = phi1, z = -S/C (C over dt).
func (w *cable) aloneSlopes(s *cableStep, i int) (z, f, df, drive float64) {
	drive = -s.current[i]
	if s.injected != nil {
		drive += s.injected[i]
	}
	z = -s.slope[i] / w.capacity[i]
	r := elementary.Exprelr(z)
	return z, 1 / r, -elementary.ExprelrDerivative(1, z) / (r * r), drive
}

// tangentExponential moves dValue; d.capacity is by compartment, over dt.
func (w *cable) tangentExponential(s *cableStep) {
	d := w.derivative
	x, dx, dOut, capacity := d.x, w.Right, w.Diagonal, d.byNode
	w.alone(x, s.before, s.current, s.slope, s.injected)
	clear(dx)
	clear(capacity)
	for i, k := range w.place {
		z, f, df, drive := w.aloneSlopes(s, i)
		dDrive := -s.dCurrent[i]
		if s.dInjected != nil {
			dDrive += s.dInjected[i]
		}
		dz := (-s.dSlope[i] - float64(z*d.capacity[i])) / w.capacity[i]
		dx[k] = s.dValue[i] + (float64(dDrive*f)+float64(drive*df*dz)-float64(drive*f*d.capacity[i]/w.capacity[i]))/w.capacity[i]
		capacity[k] = d.capacity[i] * s.dt
	}
	for n := range w.exponential.cells {
		c := &w.exponential.cells[n]
		c.commands(w, s.waveforms, s.n)
		for r, i := range c.clamps {
			c.dCommand[r] = 0
			if command := s.command(&w.clamps[i]); command != nil {
				c.dCommand[r] = *command
			}
		}
		c.propagator.ApplyTangent(c.workspace, x[c.low:c.high], c.command, dx[c.low:c.high], c.dCommand, w.parameters(c, capacity),
			d.lambda[c.low:c.high], dOut[c.low:c.high])
	}
	for i, k := range w.place {
		s.dValue[i] = dOut[k]
	}
	w.setTangent(s)
}

// adjointExponential is its transpose.
func (w *cable) adjointExponential(s *cableStep) {
	d := w.derivative
	x, xBar, outBar, capacity := d.x, w.Right, w.Diagonal, d.byNode
	w.alone(x, s.before, s.current, s.slope, s.injected)
	clear(xBar)
	clear(outBar)
	clear(capacity)
	for i, k := range w.place {
		outBar[k] = s.dValue[i]
	}
	for n := range w.exponential.cells {
		c := &w.exponential.cells[n]
		c.commands(w, s.waveforms, s.n)
		clear(c.dCommand)
		c.propagator.ApplyAdjoint(c.workspace, x[c.low:c.high], c.command, outBar[c.low:c.high], xBar[c.low:c.high], c.dCommand, w.parameters(c, capacity))
		for r, i := range c.clamps {
			if command := s.command(&w.clamps[i]); command != nil {
				*command += c.dCommand[r]
			}
		}
	}
	for i, k := range w.place {
		z, f, df, drive := w.aloneSlopes(s, i)
		l := xBar[k] / w.capacity[i]
		s.dValue[i] = xBar[k]
		s.dCurrent[i] -= float64(l * f)
		if s.dInjected != nil {
			s.dInjected[i] += float64(l * f)
		}
		zBar := l * drive * df / w.capacity[i]
		s.dSlope[i] -= zBar
		d.capacity[i] -= float64(zBar*z) + float64(l*drive*f/w.capacity[i])
		d.capacity[i] += capacity[k] * s.dt
	}
}
