package systems

import (
	"golgi/mech"
	"golgi/plan"
)

// PrepareTangent derives and binds the kernels.
func (s *synapses) PrepareTangent(c *plan.Context, t plan.Tile) (err error) {
	tile, packed := &s.tiles[t.Index], newPackedDerivatives()
	for i := range tile.blocks {
		b := &tile.blocks[i]
		b.packed = packed.first(b.rows)
		if b.derived, err = b.derive(c, &tile.clock, b.kernels(), tangentKernel); err != nil {
			return err
		}
	}
	return nil
}

// PrepareAdjoint derives and binds the kernels. Cotangents of voltages of other
// tiles go where those of all tiles are added up.
func (s *synapses) PrepareAdjoint(c *plan.Context, t plan.Tile) (err error) {
	tile, packed := &s.tiles[t.Index], newPackedDerivatives()
	tile.found = c.Found(plan.Voltage)
	for i := range tile.blocks {
		b := &tile.blocks[i]
		b.packed = packed.first(b.rows)
		if b.crosses(s.plan) {
			b.packed.pre = c.ExchangeCotangent(b.pre)
		}
		if b.derived, err = b.derive(c, &tile.clock, b.kernels(), adjointKernel); err != nil {
			return err
		}
	}
	return nil
}

// TangentStart computes the currents of the initial sample and their tangents.
func (s *synapses) TangentStart(c *plan.Context, t plan.Tile) error {
	if c.State.Resumed() {
		return nil
	}
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	for i := range tile.blocks {
		b := &tile.blocks[i]
		list, err := b.derive(c, &tile.clock, b.startKernels(c), tangentKernel)
		if err != nil {
			return err
		}
		s.packTangent(c, b)
		for k := range list {
			list[k].run(b, c.Scratch)
		}
	}
	return nil
}

// packTangent copies the voltages of both sides and their tangents.
func (s *synapses) packTangent(c *plan.Context, b *synapseBlock) {
	s.pack(c, b, c.Read(plan.Voltage))
	dV := c.Derivative(plan.Voltage)
	before := dV
	if b.crosses(s.plan) {
		before = c.ExchangeDerivative()
	}
	pick(b.packed.pre, before, b.pre)
	pick(b.packed.post, dV, b.post)
}

// Tangent advances and gathers, and moves the tangents along.
func (s *synapses) Tangent(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	for i := range tile.blocks {
		b := &tile.blocks[i]
		s.packTangent(c, b)
		for k := range b.derived {
			b.derived[k].run(b, c.Scratch)
			if k == 0 {
				clampStates(c, b.clamps)
				clampStatesTangent(c, b.clamps)
			}
		}
		if b.currents == nil || b.junction {
			continue
		}
		addTo(c.Write(plan.Current), b.post, b.current)
		addTo(c.Write(plan.Slope), b.post, b.slope)
		addTo(c.Derivative(plan.Current), b.post, b.packed.current)
		addTo(c.Derivative(plan.Slope), b.post, b.packed.slope)
	}
	return nil
}

// AdjointStart gives the cotangents of the currents of the initial sample, which
// are recorded and drive nothing, to states, parameters and voltages.
func (s *synapses) AdjointStart(c *plan.Context, t plan.Tile) error {
	if c.State.Resumed() {
		return nil
	}
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	for i := len(tile.blocks) - 1; i >= 0; i-- {
		b := &tile.blocks[i]
		list, err := b.derive(c, &tile.clock, b.startKernels(c), adjointKernel)
		if err != nil {
			return err
		}
		s.pack(c, b, c.Read(plan.Voltage))
		clear(b.packed.current)
		clear(b.packed.slope)
		s.back(c, b, list, nil)
	}
	return nil
}

// ReadsAfter nothing: what is overwritten is not read again.
func (*synapses) ReadsAfter() []plan.Column { return nil }

// ReadsFound the voltage; what it adds to it does not read.
func (*synapses) ReadsFound() []plan.Column {
	return []plan.Column{plan.Voltage, plan.Current, plan.Slope}
}

// Adjoint gives the cotangents of the currents to states, parameters and the
// voltages of both sides.
func (s *synapses) Adjoint(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	v := tile.found.Values(c)
	for i := len(tile.blocks) - 1; i >= 0; i-- {
		b := &tile.blocks[i]
		s.pack(c, b, v)
		pick(b.packed.current, c.Derivative(plan.Current), b.post)
		pick(b.packed.slope, c.Derivative(plan.Slope), b.post)
		s.back(c, b, b.derived, b.clamps)
	}
	return nil
}

// back goes back through a kernel, or through two of which the second saw what the
// first wrote and clamps held.
func (s *synapses) back(c *plan.Context, b *synapseBlock, list []synapseDerivative, clamps []int32) {
	if len(list) == 0 {
		return
	}
	first := &list[0]
	if len(list) > 1 {
		for _, w := range first.written {
			copy(w.copy, w.rows)
		}
		first.primal.kernel.Run(first.primal.binding, b.rows, c.Scratch)
		clampStates(c, clamps)
		list[1].run(b, c.Scratch)
		for _, w := range first.written {
			copy(w.rows, w.copy)
		}
	}
	clampStatesAdjoint(c, clamps)
	first.run(b, c.Scratch)
	vBar := c.Derivative(plan.Voltage)
	for high := b.rows; high > 0; {
		low := (high - 1) / SynapseRows * SynapseRows
		if !b.crosses(s.plan) {
			addTo(vBar, b.pre[low:high], b.packed.pre[low:high])
		}
		addTo(vBar, b.post[low:high], b.packed.post[low:high])
		high = low
	}
}

// Saves the states of all types.
func (s *synapses) Saves() []plan.Column {
	var columns []plan.Column
	for _, m := range s.plan.Mechanisms() {
		if !m.IsSynapse() {
			continue
		}
		for _, kernel := range []*plan.Kernel{m.Sweep, m.Advance} {
			if kernel == nil {
				continue
			}
			for _, out := range kernel.Program.Outputs {
				if out.Role == mech.State {
					columns = append(columns, plan.Column(out.Key))
				}
			}
		}
	}
	return columns
}
