package systems

import (
	"fmt"

	"golgi/plan"
	"golgi/systems/propagator"
	"golgi/topology"
)

// voltage advances V(n) to V(n+1) by one tree solve a cell, or explicitly:
//
//   - backward Euler: C (V(n+1) - V(n))/dt = currents at V(n+1), linearised at V(n)
//   - Crank-Nicolson: the same with half the step, then V(n+1) = 2 V(n+1/2) - V(n)
//   - forward Euler: C (V(n+1) - V(n))/dt = currents at V(n)
//   - exponential Euler: see exponential
//
// The voltage of a branchpoint, which has no capacitance, is solved with the
// rest (forward Euler: follows from its neighbours) and is not kept.
type voltage struct {
	plan   *plan.Plan
	solver Solver
	tiles  []cable
	cache  propagator.Cache // of exponential Euler
}

func newVoltage(p *plan.Plan, solver Solver) *voltage {
	return &voltage{plan: p, solver: solver, tiles: make([]cable, len(p.Tiles()))}
}

// Name is "voltage".
func (*voltage) Name() string { return "voltage" }

// Access reads currents and cable properties, and writes the voltage.
func (s *voltage) Access() plan.Access {
	return plan.Access{
		Reads: append(junctionColumns(s.plan), plan.Current, plan.Slope, plan.Injected, plan.Area, plan.Capacitance,
			plan.AxialResistivity, plan.LoadIn, plan.LoadOut),
		Writes: []plan.Column{plan.Voltage, plan.VoltagePrevious},
		Scope:  plan.Local,
		Extent: s.solver.extent(),
	}
}

// Prepare derives the coefficients from geometry and dt.
func (s *voltage) Prepare(c *plan.Context, t plan.Tile) error {
	dt := c.Dt
	if s.solver == CrankNicolson {
		dt /= 2
	}
	area, capacitance := c.Read(plan.Area), c.Read(plan.Capacitance)
	resistivity, in, out := c.Read(plan.AxialResistivity), c.Read(plan.LoadIn), c.Read(plan.LoadOut)
	capacity := make([]float64, t.Compartments.Len())
	for i := range capacity {
		capacity[i] = capacitance[i] * area[i] * microfaradPerCm2TimesUm2 / dt
	}
	w := newCable(s.plan, t, plan.Voltage, s.solver, capacity, func(halves [2]topology.Half) float64 {
		return topology.CouplingConductance(halves, resistivity, in, out)
	})
	var err error
	if w.junctions, err = newJunctions(c, t, &w, s.solver.implicit()); err != nil {
		return err
	}
	if s.solver == ExponentialEuler {
		err = w.prepareExponential(s.plan, t, dt, &s.cache)
	}
	s.tiles[t.Index] = w
	return err
}

// microfaradPerCm2TimesUm2 is 1 uF/cm2 times 1 um2 in nF.
const microfaradPerCm2TimesUm2 = 1e-5

// Step makes V(n+1).
func (s *voltage) Step(c *plan.Context, t plan.Tile) error {
	w := &s.tiles[t.Index]
	v, previous := c.Write(plan.Voltage), c.Write(plan.VoltagePrevious)
	current, slope, injected := c.Read(plan.Current), c.Read(plan.Slope), c.Read(plan.Injected)
	copy(previous, v)
	if j := w.junctions; j != nil && !s.solver.implicit() {
		current, slope = j.total(c, v, current, slope)
	}
	return w.step(c, s.solver, v, current, slope, injected)
}

// part is the cable of a cell that is cut, and one of its parts.
func (s *voltage) part(t plan.Tile) (*cable, *cablePart) {
	parts := s.plan.CutOf(t).Parts
	w := &s.tiles[parts.Low]
	return w, &w.parts[t.Index-parts.Low]
}

// Rise assembles and eliminates a part of a cell.
func (s *voltage) Rise(c *plan.Context, t plan.Tile) error {
	w, part := s.part(t)
	rows := part.local.rows
	v := c.ReadIn(plan.Voltage, rows)
	copy(c.WriteIn(plan.VoltagePrevious, rows), v)
	w.rise(c.Worker, part, v, c.ReadIn(plan.Current, rows), c.ReadIn(plan.Slope, rows), c.ReadIn(plan.Injected, rows))
	return nil
}

// Descend makes V(n+1) in a part of a cell.
func (s *voltage) Descend(c *plan.Context, t plan.Tile) error {
	w, part := s.part(t)
	w.descend(c.Worker, part, c.WriteIn(plan.Voltage, part.local.rows), s.solver == CrankNicolson)
	return nil
}

// Explain names the integrator.
func (s *voltage) Explain() string {
	if s.solver == ExponentialEuler {
		text := fmt.Sprintf("%s, %d distinct propagators of %d bytes", s.solver, s.cache.Len(), s.cache.Bytes())
		for i := range s.tiles {
			if e := s.tiles[i].exponential; e != nil {
				return text + "; the first: " + e.cells[0].propagator.Explain()
			}
		}
		return text
	}
	joined := 0
	for i := range s.tiles {
		if j := s.tiles[i].junctions; j != nil {
			joined += len(j.ends)
		}
	}
	switch {
	case s.solver == ForwardEuler && joined > 0:
		return fmt.Sprintf("%s, explicit, %d junctions at V(n)", s.solver, joined)
	case s.solver == ForwardEuler:
		return fmt.Sprintf("%s, explicit", s.solver)
	case joined > 0:
		return fmt.Sprintf("%s, one tree solve a cell, joined by %d junctions", s.solver, joined)
	}
	return fmt.Sprintf("%s, one tree solve a cell", s.solver)
}
