package systems

import (
	"golgi/mech"
	"golgi/plan"
)

// currentsDerivative are the derived kernels of one tile, in the order of the
// calls.
type currentsDerivative struct {
	tangent []*calls
	adjoint []*adjointCalls
}

// eachKernel calls f for the mechanisms with rows in the tile, in order.
func (s *currents) eachKernel(c *plan.Context, f func(mechanism int, kernel *plan.Kernel) error) error {
	for _, i := range s.plan.CurrentOrder() {
		m := s.plan.Mechanisms()[i]
		kernel := m.Sweep
		if kernel == nil {
			kernel = m.Currents
		}
		if kernel == nil || c.Rows(i).Len() == 0 {
			continue
		}
		if err := f(i, kernel); err != nil {
			return err
		}
	}
	return nil
}

// PrepareTangent derives and binds the kernels.
func (s *currents) PrepareTangent(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.derivative.tangent = nil
	return s.eachKernel(c, func(i int, kernel *plan.Kernel) error {
		k, err := bindTangent(c, t, i, kernel, &tile.clock)
		tile.derivative.tangent = append(tile.derivative.tangent, k)
		return err
	})
}

// PrepareAdjoint derives and binds the kernels.
func (s *currents) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.derivative.adjoint = nil
	return s.eachKernel(c, func(i int, kernel *plan.Kernel) error {
		k, err := bindAdjoint(c, t, i, kernel, &tile.clock)
		tile.derivative.adjoint = append(tile.derivative.adjoint, k)
		return err
	})
}

// summed are the columns that start each step at zero.
func (s *currents) summed() []plan.Column {
	return append([]plan.Column{plan.Current, plan.Slope}, s.named...)
}

// Tangent computes the currents and their tangents.
func (s *currents) Tangent(c *plan.Context, t plan.Tile) error {
	for _, column := range s.summed() {
		clear(c.Derivative(column))
	}
	s.run(c, t, s.tiles[t.Index].derivative.tangent)
	return nil
}

// Saves the states that advance in the sweep of the currents.
func (s *currents) Saves() []plan.Column {
	var columns []plan.Column
	for _, m := range s.plan.Mechanisms() {
		if m.IsSynapse() || m.Sweep == nil {
			continue
		}
		for _, out := range m.Sweep.Program.Outputs {
			if out.Role == mech.State || out.Role == mech.SharedKey {
				columns = append(columns, plan.Column(out.Key))
			}
		}
	}
	return columns
}

// Adjoint goes back through the mechanisms, those that read currents first.
func (s *currents) Adjoint(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	for k := len(tile.derivative.adjoint) - 1; k >= 0; k-- {
		tile.derivative.adjoint[k].run(c.Scratch)
	}
	for _, column := range s.summed() {
		clear(c.Derivative(column))
	}
	return nil
}
