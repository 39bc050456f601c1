package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// PrepareTangent derives and binds the kernels.
func (s *states) PrepareTangent(c *plan.Context, t plan.Tile) error {
	return s.advance[t.Index].prepareTangent(c, t, &s.clock[t.Index])
}

// PrepareAdjoint derives and binds the kernels.
func (s *states) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	return s.advance[t.Index].keepsWritten(c).prepareAdjoint(c, t, &s.clock[t.Index], onTape{})
}

// TangentStart computes the states that follow from others, and their tangents.
func (s *states) TangentStart(c *plan.Context, t plan.Tile) error {
	list := s.assign(c, t)
	if err := list.prepareTangent(c, t, &s.clock[t.Index]); err != nil {
		return err
	}
	noPrevious(c)
	noPreviousDerivative(c)
	list.stepTangent(c)
	return nil
}

// AdjointStart gives the cotangents of the states that follow from others to these.
func (s *states) AdjointStart(c *plan.Context, t plan.Tile) error {
	list := s.assign(c, t).keepsWritten(c)
	if err := list.prepareAdjoint(c, t, &s.clock[t.Index], onTape{}); err != nil {
		return err
	}
	noPrevious(c)
	list.stepAdjoint(c)
	noPreviousDerivative(c)
	return nil
}

// Tangent advances the states and their tangents.
func (s *states) Tangent(c *plan.Context, t plan.Tile) error {
	s.putAside(c)
	for i, current := range s.currents {
		copy(c.Derivative(s.previous[i]), c.Derivative(current))
	}
	s.clock[t.Index].Set(c)
	s.advance[t.Index].stepTangent(c)
	s.writers(c, t, func(row int) {
		c.Write(plan.Voltage)[row] = c.Read(plan.VoltageWritten)[row]
		c.Derivative(plan.Voltage)[row] = c.Derivative(plan.VoltageWritten)[row]
	})
	return nil
}

// writers calls f for each compartment of the tile, counted from its first, in
// which a mechanism writes the voltage.
func (s *states) writers(c *plan.Context, t plan.Tile, f func(row int)) {
	for _, i := range s.plan.VoltageWriters() {
		rows := c.Rows(i)
		for _, compartment := range s.plan.Mechanisms()[i].Compartments[rows.Low:rows.High] {
			f(int(compartment) - t.Compartments.Low)
		}
	}
}

// Saves what is overwritten.
func (s *states) Saves() []plan.Column {
	var columns []plan.Column
	for _, m := range s.plan.Mechanisms() {
		if m.IsSynapse() || m.Advance == nil {
			continue
		}
		for _, out := range m.Advance.Program.Outputs {
			if column, add, wanted := outputColumn(s.plan, out); wanted && !add && out.Role != mech.Voltage && !slices.Contains(columns, column) {
				columns = append(columns, column)
			}
		}
	}
	if len(s.plan.VoltageWriters()) > 0 {
		columns = append(columns, plan.Voltage)
	}
	return append(columns, s.currents...)
}

// ReadsAfter nothing: what is overwritten is not read again.
func (*states) ReadsAfter() []plan.Column { return nil }

// Adjoint goes back through the mechanisms.
func (s *states) Adjoint(c *plan.Context, t plan.Tile) error {
	s.putAside(c)
	s.writers(c, t, func(row int) {
		c.Derivative(plan.VoltageWritten)[row] = c.Derivative(plan.Voltage)[row]
		c.Derivative(plan.Voltage)[row] = 0
	})
	s.clock[t.Index].Set(c)
	s.advance[t.Index].stepAdjoint(c)
	for i, current := range s.currents {
		bar, previous := c.Derivative(current), c.Derivative(s.previous[i])
		for row, x := range previous {
			bar[row] += x
		}
		clear(previous)
	}
	return nil
}
