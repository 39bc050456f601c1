package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// PrepareTangent derives and binds the kernels.
func (s *currents) PrepareTangent(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	return tile.step.prepareTangent(c, t, &tile.clock)
}

// PrepareAdjoint derives and binds the kernels.
func (s *currents) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.step.prepareKeeping(c, t)
	return tile.step.prepareAdjoint(c, t, &tile.clock, onTape{found: true, ahead: []plan.Column{plan.Voltage, plan.Slope}})
}

// TangentStart computes the currents of the initial sample and their tangents.
func (s *currents) TangentStart(c *plan.Context, t plan.Tile) error {
	if c.State.Resumed() {
		return nil
	}
	s.reset(c, t)
	s.clearDerivatives(c)
	list := s.initial(c, t)
	if err := list.prepareTangent(c, t, &s.tiles[t.Index].clock); err != nil {
		return err
	}
	list.stepTangent(c)
	return nil
}

// AdjointStart gives the cotangents of the currents of the initial sample to the
// initial states. They are computed again, for those that read them.
func (s *currents) AdjointStart(c *plan.Context, t plan.Tile) error {
	if c.State.Resumed() {
		return nil
	}
	s.reset(c, t)
	list := s.initial(c, t)
	if err := list.prepareAdjoint(c, t, &s.tiles[t.Index].clock, onTape{}); err != nil {
		return err
	}
	list.step(c)
	s.back(c, list)
	return nil
}

// Tangent computes the currents and their tangents.
func (s *currents) Tangent(c *plan.Context, t plan.Tile) error {
	s.reset(c, t)
	s.clearDerivatives(c)
	s.tiles[t.Index].step.stepTangent(c)
	return nil
}

// clearDerivatives makes those of the sums zero.
func (s *currents) clearDerivatives(c *plan.Context) {
	clear(c.Derivative(plan.Current))
	clear(c.Derivative(plan.Slope))
	for _, name := range s.named {
		clear(c.Derivative(name))
	}
}

// Saves the states that advance in the sweep of the currents, and the currents of the
// step before where currents depend on them, which the next step puts aside anew.
func (s *currents) Saves() []plan.Column {
	var columns []plan.Column
	for _, i := range s.plan.CurrentOrder() {
		m := s.plan.Mechanisms()[i]
		kernel := m.Sweep
		if kernel == nil {
			kernel = m.Currents
		}
		if kernel == nil {
			continue
		}
		for _, out := range kernel.Program.Outputs {
			if out.Role == mech.State || out.Role == mech.SharedKey {
				columns = append(columns, plan.Column(out.Key))
			}
		}
		for _, in := range kernel.Program.Inputs {
			if column := plan.InputColumn(in); in.Role == mech.PreviousCurrent && !slices.Contains(columns, column) {
				columns = append(columns, column)
			}
		}
	}
	return columns
}

// ReadsAfter nothing: what is overwritten is not read again.
func (*currents) ReadsAfter() []plan.Column { return nil }

// ReadsFound all: kernels are bound to the tape.
func (s *currents) ReadsFound() []plan.Column { return allOf(s.Access()) }

// allOf lists the columns of an access.
func allOf(access plan.Access) []plan.Column { return slices.Concat(access.Reads, access.Writes) }

// Adjoint gives the cotangents of the currents to states, parameters and voltage.
func (s *currents) Adjoint(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	s.back(c, tile.step)
	return nil
}

// back goes through the mechanisms in reverse, those that read currents first.
// None reads what another overwrites.
func (s *currents) back(c *plan.Context, list series) {
	for i := len(list) - 1; i >= 0; i-- {
		list[i].adjoint.run(c)
	}
	s.clearDerivatives(c)
}
