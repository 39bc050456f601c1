package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// synapseDerivative is a derived kernel of a block of synapses.
type synapseDerivative struct {
	kernel  *plan.Kernel
	binding mech.Binding
	written []savedRows // what the kernel overwrites, put aside while it runs again
	ended   [][]float64 // cotangents of what it overwrote without reading it
}

// packedDerivatives are the derivatives of a block's packed voltages and
// currents.
type packedDerivatives struct{ pre, post, current, slope []float64 }

func newPackedDerivatives(rows int) *packedDerivatives {
	all := make([]float64, 4*rows)
	return &packedDerivatives{all[:rows], all[rows : 2*rows], all[2*rows : 3*rows], all[3*rows:]}
}

// kernels lists what a block runs in a step, in order.
func (b *synapseBlock) kernels() []*plan.Kernel {
	if b.sweep != nil {
		return []*plan.Kernel{b.sweep}
	}
	return slices.DeleteFunc([]*plan.Kernel{b.advance, b.currents}, func(k *plan.Kernel) bool { return k == nil })
}

// PrepareTangent derives and binds the kernels.
func (s *synapses) PrepareTangent(c *plan.Context, t plan.Tile) error {
	return s.derive(c, t, func(b *synapseBlock, kernel *plan.Kernel) (*mech.Program, error) {
		return kernel.Program.Tangent(activeInput(c))
	})
}

// PrepareAdjoint derives and binds the kernels.
func (s *synapses) PrepareAdjoint(c *plan.Context, t plan.Tile) error {
	return s.derive(c, t, func(b *synapseBlock, kernel *plan.Kernel) (*mech.Program, error) {
		return adjointProgram(c, kernel.Program)
	})
}

func (s *synapses) derive(c *plan.Context, t plan.Tile, program func(*synapseBlock, *plan.Kernel) (*mech.Program, error)) error {
	tile := &s.tiles[t.Index]
	for i := range tile.blocks {
		b := &tile.blocks[i]
		b.derived = nil
		b.packed = newPackedDerivatives(b.rows)
		for _, kernel := range b.kernels() {
			p, err := program(b, kernel)
			if err != nil {
				return err
			}
			compiled, err := c.Plan.Compile(p)
			if err != nil {
				return err
			}
			b.derived = append(b.derived, b.bindDerived(c, kernel.Program, compiled, &tile.clock))
		}
	}
	return nil
}

// bindDerived binds the kernel of a derived program.
func (b *synapseBlock) bindDerived(c *plan.Context, primal *mech.Program, kernel *plan.Kernel, clock *plan.Clock) synapseDerivative {
	d := synapseDerivative{kernel: kernel}
	overwritten := map[plan.Column]bool{}
	for _, out := range primal.Outputs {
		switch out.Role {
		case mech.State:
			overwritten[plan.Column(out.Key)] = true
			rows := c.Write(plan.Column(out.Key))[b.range_.Low:b.range_.High]
			d.written = append(d.written, savedRows{rows, make([]float64, len(rows))})
		case mech.Current:
			if column, _, wanted := outputColumn(c.Plan, out); wanted {
				overwritten[column] = true
			}
		}
	}
	rows := func(column plan.Column) []float64 { return c.Derivative(column)[b.range_.Low:b.range_.High] }
	derivative := func(role mech.Role, key string, input bool) []float64 {
		switch role {
		case mech.PreVoltage:
			return b.packed.pre
		case mech.Voltage:
			return b.packed.post
		case mech.TotalCurrent:
			return b.packed.current
		case mech.TotalSlope:
			return b.packed.slope
		case mech.Conductance:
			return rows(plan.ConductanceOf(primal.Mechanism))
		}
		if input {
			return rows(plan.InputColumn(mech.Input{Key: key, Role: role}))
		}
		column, _, wanted := outputColumn(c.Plan, mech.Output{Key: key, Role: role})
		if !wanted {
			return nil
		}
		return rows(column)
	}
	values := b.bind(c, &plan.Kernel{Program: primalPart(kernel.Program)}, b.range_, clock)
	inputs, outputs := values.Inputs, values.Outputs
	for _, in := range kernel.Program.Inputs {
		if in.Facet == mech.Primal {
			d.binding.Inputs, inputs = append(d.binding.Inputs, inputs[0]), inputs[1:]
			continue
		}
		d.binding.Inputs = append(d.binding.Inputs, mech.Operand{Values: derivative(in.Role, in.Key, in.Facet == mech.Tangent)})
	}
	for _, out := range kernel.Program.Outputs {
		switch out.Facet {
		case mech.Primal:
			d.binding.Outputs, outputs = append(d.binding.Outputs, outputs[0]), outputs[1:]
		case mech.Tangent:
			d.binding.Outputs = append(d.binding.Outputs, mech.Target{Values: derivative(out.Role, out.Key, false)})
		case mech.Cotangent:
			column := plan.InputColumn(mech.Input{Key: out.Key, Role: out.Role})
			packed := out.Role == mech.PreVoltage || out.Role == mech.Voltage
			d.binding.Outputs = append(d.binding.Outputs, mech.Target{Values: derivative(out.Role, out.Key, true), Add: !packed && !overwritten[column]})
			delete(overwritten, column)
		}
	}
	for column := range overwritten {
		d.ended = append(d.ended, rows(column))
	}
	return d
}

// primalPart is a program with its primal inputs and outputs alone, for
// binding.
func primalPart(p *mech.Program) *mech.Program {
	q := &mech.Program{Mechanism: p.Mechanism}
	for _, in := range p.Inputs {
		if in.Facet == mech.Primal {
			q.Inputs = append(q.Inputs, in)
		}
	}
	for _, out := range p.Outputs {
		if out.Facet == mech.Primal {
			q.Outputs = append(q.Outputs, out)
		}
	}
	return q
}

// presynaptic returns the voltages that a block reads before the synapse, and
// their derivatives.
func (s *synapses) presynaptic(c *plan.Context, b *synapseBlock) (v, derivative []float64) {
	if s.plan.Crossing() && !b.junction {
		return c.Exchange(0), c.ExchangeDerivative()
	}
	return c.Read(plan.Voltage), c.Derivative(plan.Voltage)
}

// Tangent advances and gathers, and moves the tangents along.
func (s *synapses) Tangent(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	v, dV := c.Read(plan.Voltage), c.Derivative(plan.Voltage)
	current, slope := c.Write(plan.Current), c.Write(plan.Slope)
	dCurrent, dSlope := c.Derivative(plan.Current), c.Derivative(plan.Slope)
	for i := range tile.blocks {
		b := &tile.blocks[i]
		pre, dPre := s.presynaptic(c, b)
		for k, row := range b.pre {
			b.preV[k], b.packed.pre[k] = pre[row], dPre[row]
			b.postV[k], b.packed.post[k] = v[b.post[k]], dV[b.post[k]]
		}
		for k := range b.derived {
			d := &b.derived[k]
			d.kernel.Run(&d.binding, b.rows, c.Scratch)
			if k == 0 && len(b.clamps) > 0 {
				hold(c, b.clamps)
				holdTangent(c, b.clamps)
			}
		}
		if b.currents == nil || b.junction {
			continue
		}
		for k, row := range b.post {
			current[row] += b.current[k]
			slope[row] += b.slope[k]
			dCurrent[row] += b.packed.current[k]
			dSlope[row] += b.packed.slope[k]
		}
	}
	return nil
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

// Adjoint gives the cotangents of the currents to states, parameters and the
// voltages of both sides.
func (s *synapses) Adjoint(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	v := c.Read(plan.Voltage)
	currentBar, slopeBar := c.Derivative(plan.Current), c.Derivative(plan.Slope)
	for i := len(tile.blocks) - 1; i >= 0; i-- {
		b := &tile.blocks[i]
		pre, preBar := s.presynaptic(c, b)
		for k, row := range b.pre {
			b.preV[k], b.postV[k] = pre[row], v[b.post[k]]
			b.packed.current[k], b.packed.slope[k] = currentBar[b.post[k]], slopeBar[b.post[k]]
		}
		if b.sweep == nil && b.advance != nil { // the currents are those at the new states
			for _, w := range b.derived[0].written {
				copy(w.copy, w.rows)
			}
			b.advance.Run(&b.inAdvance, b.rows, c.Scratch)
			hold(c, b.clamps)
		}
		for k := len(b.derived) - 1; k >= 0; k-- {
			if k == 0 && b.sweep == nil && b.advance != nil {
				for _, w := range b.derived[0].written {
					copy(w.rows, w.copy)
				}
				holdAdjoint(c, b.clamps)
			}
			s.back(c, b, &b.derived[k], preBar)
		}
	}
	return nil
}

// back runs one adjoint kernel and scatters the cotangents of the voltages.
func (s *synapses) back(c *plan.Context, b *synapseBlock, d *synapseDerivative, preBar []float64) {
	clear(b.packed.pre)
	clear(b.packed.post)
	d.kernel.Run(&d.binding, b.rows, c.Scratch)
	for _, column := range d.ended {
		clear(column)
	}
	vBar := c.Derivative(plan.Voltage)
	for k, row := range b.pre {
		preBar[row] += b.packed.pre[k]
		vBar[b.post[k]] += b.packed.post[k]
	}
	if b.junction && b.currents != nil && d.kernel.Program.Purpose != mech.Advance {
		clear(c.Derivative(plan.ConductanceOf(d.kernel.Program.Mechanism))[b.range_.Low:b.range_.High])
	}
}
