package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
	"golgi/topology"
)

// PrepareTangent makes room.
func (s *voltage) PrepareTangent(c *plan.Context, t plan.Tile) error {
	s.tiles[t.Index].prepareDerivative(geometryActive(c))
	return nil
}

// geometryActive says whether derivatives flow through what coefficients are
// made of.
func geometryActive(c *plan.Context, more ...plan.Column) bool {
	for _, column := range append(more, plan.Area, plan.Volume, plan.Capacitance, plan.AxialResistivity, plan.LoadIn, plan.LoadOut) {
		if c.Sensitivity.Active(column) {
			return true
		}
	}
	return false
}

// PrepareAdjoint makes room.
func (s *voltage) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	w := &s.tiles[t.Index]
	w.prepareDerivative(geometryActive(c))
	w.derivative.found = foundByVoltage{c.Found(plan.Voltage), c.Found(plan.Slope)}
	s.gatherIn(c, &w.now) // columns stay where they are
	for i := range w.derivative.parts {
		part := s.plan.Tiles()[t.Index+i]
		w.derivative.parts[i].found = foundByVoltage{c.FoundIn(plan.Voltage, part), c.FoundIn(plan.Slope, part)}
	}
	return nil
}

// Tangent makes V(n+1) and its tangent.
func (s *voltage) Tangent(c *plan.Context, t plan.Tile) error {
	if err := s.Step(c, t); err != nil {
		return err
	}
	w := &s.tiles[t.Index]
	s.coefficientTangents(c, t, w)
	step := s.gather(c, w)
	if j := w.junctions; j != nil && !s.solver.implicit() {
		step.current, step.slope = j.total(c, step.before, step.current, step.slope)
		j.flowTangent(c, step.before, step.dValue, step.dCurrent, step.dSlope)
	}
	return w.tangent(step)
}

// gather lists what the derivatives of a step touch.
func (s *voltage) gather(c *plan.Context, w *cable) *cableStep {
	step := s.gatherIn(c, &w.now)
	step.after, step.slope = c.Read(plan.Voltage), c.Read(plan.Slope)
	return step
}

// gatherIn puts somewhere what lies in the same place on the way back.
func (s *voltage) gatherIn(c *plan.Context, now *cableStep) *cableStep {
	*now = cableStep{
		before: c.Read(plan.VoltagePrevious), current: c.Read(plan.Current),
		dValue: c.Derivative(plan.Voltage), dCurrent: c.Derivative(plan.Current), dSlope: c.Derivative(plan.Slope),
		dInjected: c.Derivative(plan.Injected), commands: c.Sensitivity.ClampWaveforms, n: c.N,
		injected: c.Read(plan.Injected), waveforms: c.State.ClampWaveforms, dt: c.Dt, context: c,
		solver: s.solver, half: s.solver == CrankNicolson,
	}
	return now
}

// Saves the voltage, the slope, and the named currents that are read in the
// step they are of, which the systems before this one want as they are here.
func (s *voltage) Saves() []plan.Column {
	columns := append(junctionColumns(s.plan), plan.Voltage, plan.Slope)
	if s.solver == ExponentialEuler {
		columns = append(columns, plan.Current, plan.Injected)
	}
	for _, m := range s.plan.Mechanisms() {
		if m.Currents == nil || m.IsSynapse() {
			continue
		}
		for _, in := range m.Currents.Program.Inputs {
			if in.Role == mech.CurrentOf && !slices.Contains(columns, plan.Column(in.Key)) {
				columns = append(columns, plan.Column(in.Key))
			}
		}
	}
	return columns
}

// ReadsAfter: only what the solve left.
func (*voltage) ReadsAfter() []plan.Column { return []plan.Column{plan.Voltage} }

// ReadsFound the voltage and the slope.
func (*voltage) ReadsFound() []plan.Column { return []plan.Column{plan.Voltage, plan.Slope} }

// Adjoint turns the cotangent of V(n+1) into those of V(n), of the currents and
// of the coefficients.
func (s *voltage) Adjoint(c *plan.Context, t plan.Tile) error {
	w := &s.tiles[t.Index]
	step, found := &w.now, &w.derivative.found
	if w.junctions != nil { // which leave their own
		s.gatherIn(c, &w.now)
	}
	step.n, step.context, step.commands, step.waveforms = c.N, c, c.Sensitivity.ClampWaveforms, c.State.ClampWaveforms
	step.before, step.after, step.slope = found.voltage.Values(c), c.After(plan.Voltage), found.slope.Values(c)
	if w.junctions == nil {
		return w.adjoint(step)
	}
	if s.solver.implicit() {
		w.junctions.load(c)
		return w.adjoint(step)
	}
	step.current, step.slope = w.junctions.total(c, step.before, step.current, step.slope)
	if err := w.adjoint(step); err != nil {
		return err
	}
	w.junctions.flowAdjoint(c, step.before, step.dValue, step.dCurrent, step.dSlope)
	return nil
}

// RiseBack is the first half of Adjoint in a part of a cell.
func (s *voltage) RiseBack(c *plan.Context, t plan.Tile) error {
	w, part := s.part(t)
	w.riseBack(part, s.gatherBack(c, w, t))
	return nil
}

// DescendBack is the second half.
func (s *voltage) DescendBack(c *plan.Context, t plan.Tile) error {
	w, part := s.part(t)
	w.descendBack(t.Index-s.plan.CutOf(t).Parts.Low, part, s.gatherBack(c, w, t))
	return nil
}

// gatherBack lists what the way back of a part touches.
func (s *voltage) gatherBack(c *plan.Context, w *cable, t plan.Tile) *cableStep {
	d := &w.derivative.parts[t.Index-s.plan.CutOf(t).Parts.Low]
	step := s.gatherIn(c, &d.now)
	step.before, step.after, step.slope = d.found.voltage.Values(c), c.After(plan.Voltage), d.found.slope.Values(c)
	return step
}

// perCapacity is C/dt in uS of 1 uF/cm2 on 1 um2.
func (s *voltage) perCapacity(dt float64) float64 {
	if s.solver == CrankNicolson {
		dt /= 2
	}
	return microfaradPerCm2TimesUm2 / dt
}

// coefficientTangents turns the tangents of the geometry into those of the
// coefficients.
func (s *voltage) coefficientTangents(c *plan.Context, t plan.Tile, w *cable) {
	d, scale := w.derivative, s.perCapacity(c.Dt)
	clear(d.capacity)
	area, capacitance := c.Read(plan.Area), c.Read(plan.Capacitance)
	for i, x := range c.Derivative(plan.Area) {
		d.capacity[i] += x * capacitance[i] * scale
	}
	for i, x := range c.Derivative(plan.Capacitance) {
		d.capacity[i] += x * area[i] * scale
	}
	clear(d.coupling)
	resistivity, dResistivity := c.Read(plan.AxialResistivity), c.Derivative(plan.AxialResistivity)
	w.eachHalf(s.plan, t, func(k int, half topology.Half) {
		load, dLoad := halfLoads(c, half.Side)
		i, r := half.Compartment, 0.0
		if dResistivity != nil {
			r += dResistivity[i] * load[i]
		}
		if dLoad != nil {
			r += resistivity[i] * dLoad[i]
		}
		d.coupling[k] -= w.axial[k] * w.axial[k] / 100 * r
	})
}

// halfLoads are the loads of one side of the compartments, and their derivatives.
func halfLoads(c *plan.Context, side topology.Side) (load, derivative []float64) {
	column := plan.LoadIn
	if side == topology.Out {
		column = plan.LoadOut
	}
	return c.Read(column), c.Derivative(column)
}

// FinishAdjoint turns the cotangents of the coefficients into those of the
// geometry.
func (s *voltage) FinishAdjoint(c *plan.Context, t plan.Tile) error {
	w := &s.tiles[t.Index]
	d, scale := w.derivative, s.perCapacity(c.Dt)
	area, capacitance := c.Read(plan.Area), c.Read(plan.Capacitance)
	areaBar, capacitanceBar := c.Derivative(plan.Area), c.Derivative(plan.Capacitance)
	for i, x := range d.capacity {
		if areaBar != nil {
			areaBar[i] += x * capacitance[i] * scale
		}
		if capacitanceBar != nil {
			capacitanceBar[i] += x * area[i] * scale
		}
	}
	resistivity, resistivityBar := c.Read(plan.AxialResistivity), c.Derivative(plan.AxialResistivity)
	w.eachHalf(s.plan, t, func(k int, half topology.Half) {
		load, loadBar := halfLoads(c, half.Side)
		i, bar := half.Compartment, -d.coupling[k]*w.axial[k]*w.axial[k]/100
		if resistivityBar != nil {
			resistivityBar[i] += bar * load[i]
		}
		if loadBar != nil {
			loadBar[i] += bar * resistivity[i]
		}
	})
	clear(d.capacity)
	clear(d.coupling)
	return nil
}
