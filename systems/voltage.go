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
	s.tiles[t.Index] = newCable(s.plan, t, plan.Voltage, s.solver, capacity, func(halves [2]topology.Half) float64 {
		return topology.CouplingConductance(halves, resistivity, in, out)
	})
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
	w.Solve()
	w.take(v, s.solver == CrankNicolson)
	w.set(c, v)
	return nil
}

// Explain names the integrator.
func (s *voltage) Explain() string {
	return fmt.Sprintf("%s, one tree solve a cell", s.solver)
}
