package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// advanceDerivative is what the derivatives of one mechanism's step need.
type advanceDerivative struct {
	tangent *calls
	adjoint *adjointCalls
	written []savedRows // what the step overwrites, kept while steps are done again
}

// savedRows is a part of a column and a copy of it.
type savedRows struct{ rows, copy []float64 }

// PrepareTangent derives and binds the kernels.
func (s *states) PrepareTangent(c *plan.Context, t plan.Tile) error {
	return s.derive(c, t, func(i int, m *plan.MechanismPlan, d *advanceDerivative) (err error) {
		d.tangent, err = bindTangent(c, t, i, m.Advance, &s.clock[t.Index])
		return err
	})
}

// PrepareAdjoint derives and binds the kernels.
func (s *states) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	return s.derive(c, t, func(i int, m *plan.MechanismPlan, d *advanceDerivative) (err error) {
		for _, out := range m.Advance.Program.Outputs {
			if column, add, wanted := outputColumn(c.Plan, out); wanted && !add {
				rows := c.Write(column)
				d.written = append(d.written, savedRows{rows, make([]float64, len(rows))})
			}
		}
		d.adjoint, err = bindAdjoint(c, t, i, m.Advance, &s.clock[t.Index])
		return err
	})
}

func (s *states) derive(c *plan.Context, t plan.Tile, bind func(int, *plan.MechanismPlan, *advanceDerivative) error) error {
	s.derivatives[t.Index] = nil
	for i, m := range s.plan.Mechanisms() {
		if m.IsSynapse() || m.Advance == nil || c.Rows(i).Len() == 0 {
			continue
		}
		var d advanceDerivative
		if err := bind(i, m, &d); err != nil {
			return err
		}
		s.derivatives[t.Index] = append(s.derivatives[t.Index], d)
	}
	return nil
}

// Tangent advances the states and their tangents.
func (s *states) Tangent(c *plan.Context, t plan.Tile) error {
	for _, current := range s.plan.ReadCurrents() {
		copy(c.Write(plan.PreviousCurrent(current)), c.Read(current))
		copy(c.Derivative(plan.PreviousCurrent(current)), c.Derivative(current))
	}
	s.clock[t.Index].Set(c)
	for k, a := range s.calls[t.Index] {
		s.derivatives[t.Index][k].tangent.run(c.Scratch)
		hold(c, a.clamps)
		holdTangent(c, a.clamps)
	}
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
	return append(columns, s.plan.ReadCurrents()...)
}

// Adjoint goes back through the mechanisms. A later one sees what earlier ones
// wrote, so the steps are done again first, each after what it overwrites is
// put aside.
func (s *states) Adjoint(c *plan.Context, t plan.Tile) error {
	for _, current := range s.plan.ReadCurrents() {
		copy(c.Write(plan.PreviousCurrent(current)), c.Read(current))
	}
	s.writers(c, t, func(row int) {
		c.Derivative(plan.VoltageWritten)[row] = c.Derivative(plan.Voltage)[row]
		c.Derivative(plan.Voltage)[row] = 0
	})
	s.clock[t.Index].Set(c)
	list := s.derivatives[t.Index]
	for k := range list {
		for _, w := range list[k].written {
			copy(w.copy, w.rows)
		}
		if k+1 < len(list) {
			s.calls[t.Index][k].run(c.Scratch)
			hold(c, s.calls[t.Index][k].clamps)
		}
	}
	for k := len(list) - 1; k >= 0; k-- {
		holdAdjoint(c, s.calls[t.Index][k].clamps)
		for _, w := range list[k].written {
			copy(w.rows, w.copy)
		}
		list[k].adjoint.run(c.Scratch)
	}
	for _, current := range s.plan.ReadCurrents() {
		bar, previous := c.Derivative(current), c.Derivative(plan.PreviousCurrent(current))
		for row, x := range previous {
			bar[row] += x
		}
		clear(previous)
	}
	return nil
}
