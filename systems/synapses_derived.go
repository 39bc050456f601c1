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
	primal  bound       // what it is derived from, which runs again on the way back
	written []savedRows // what that overwrites, put aside meanwhile
	ended   [][]float64 // cotangents of what that overwrote without reading it
}

// packedDerivatives are the derivatives of a block's packed voltages and
// currents.
type packedDerivatives struct{ pre, post, current, slope []float64 }

// newPackedDerivatives makes room for any block: they take turns.
func newPackedDerivatives() *packedDerivatives {
	all := make([]float64, 4*blockRows)
	part := func(i int) []float64 { return all[i*blockRows : (i+1)*blockRows : (i+1)*blockRows] }
	return &packedDerivatives{part(0), part(1), part(2), part(3)}
}

func (p *packedDerivatives) first(rows int) packedDerivatives {
	return packedDerivatives{p.pre[:rows], p.post[:rows], p.current[:rows], p.slope[:rows]}
}

// bound is a kernel of a block with what it is bound to.
type bound struct {
	kernel  *plan.Kernel
	binding *mech.Binding
}

// kernels lists what a block runs in a step, in order.
func (b *synapseBlock) kernels() []bound {
	if b.sweep != nil {
		return []bound{{b.sweep, &b.inSweep}}
	}
	return present(bound{b.advance, &b.inAdvance}, bound{b.currents, &b.inCurrent})
}

// startKernels lists what it runs for the initial sample.
func (b *synapseBlock) startKernels(c *plan.Context) []bound {
	if !atBeginning(c) {
		return present(bound{b.currents, &b.inCurrent})
	}
	return present(bound{b.assign, &b.inAssign}, bound{b.currents, &b.inCurrent})
}

func present(list ...bound) []bound {
	return slices.DeleteFunc(list, func(k bound) bool { return k.kernel == nil })
}

// deriving is tangentKernel or adjointKernel.
type deriving func(*plan.Context, *plan.Kernel) (*plan.Kernel, error)

// derive derives and binds kernels of a block.
func (b *synapseBlock) derive(c *plan.Context, clock *plan.Clock, kernels []bound, derived deriving) ([]synapseDerivative, error) {
	var list []synapseDerivative
	for i, k := range kernels {
		kernel, err := derived(c, k.kernel)
		if err != nil {
			return nil, err
		}
		list = append(list, b.bindDerived(c, k, kernel, clock, i+1 == len(kernels)))
	}
	return list, nil
}

// bindDerived binds a derived kernel. On the way back the last of a step comes first,
// and replaces the packed cotangents of the voltages, to which the others add.
func (b *synapseBlock) bindDerived(c *plan.Context, primal bound, kernel *plan.Kernel, clock *plan.Clock, last bool) synapseDerivative {
	d := synapseDerivative{kernel: kernel, primal: primal}
	rows := func(column plan.Column) []float64 { return c.Derivative(column)[b.range_.Low:b.range_.High] }
	var ending []plan.Column
	for _, out := range primal.kernel.Program.Outputs {
		column, _, wanted := outputColumn(c.Plan, out)
		switch {
		case out.Role == mech.State:
			ending = append(ending, column)
			if !last {
				values := c.Write(column)[b.range_.Low:b.range_.High]
				d.written = append(d.written, savedRows{values, make([]float64, len(values))})
			}
		case out.Role == mech.Current && wanted:
			ending = append(ending, column)
		case out.Role == mech.Conductance:
			ending = append(ending, plan.ConductanceOf(primal.kernel.Program.Mechanism))
		}
	}
	packed := map[mech.Role][]float64{
		mech.PreVoltage: b.packed.pre, mech.Voltage: b.packed.post, mech.TotalCurrent: b.packed.current, mech.TotalSlope: b.packed.slope,
	}
	// values finds the derivatives of what an input or output of the kernel stands for.
	values := func(role mech.Role, key string, input bool) []float64 {
		if list, there := packed[role]; there {
			return list
		}
		if role == mech.Conductance {
			return rows(plan.ConductanceOf(primal.kernel.Program.Mechanism))
		}
		if input {
			return rows(plan.InputColumn(mech.Input{Key: key, Role: role}))
		}
		if column, _, wanted := outputColumn(c.Plan, mech.Output{Key: key, Role: role}); wanted {
			return rows(column)
		}
		return nil
	}
	given := b.bind(c, &plan.Kernel{Program: primalPart(kernel.Program)}, b.range_, clock)
	for _, in := range kernel.Program.Inputs {
		if in.Facet != mech.Primal {
			d.binding.Inputs = append(d.binding.Inputs, mech.Operand{Values: values(in.Role, in.Key, in.Facet == mech.Tangent)})
			continue
		}
		d.binding.Inputs = append(d.binding.Inputs, given.Inputs[0])
		given.Inputs = given.Inputs[1:]
	}
	replaced := map[mech.Role]bool{}
	for _, out := range kernel.Program.Outputs {
		target := mech.Target{}
		switch out.Facet {
		case mech.Primal:
			target, given.Outputs = given.Outputs[0], given.Outputs[1:]
		case mech.Tangent:
			target.Values = values(out.Role, out.Key, false)
		case mech.Cotangent:
			target = mech.Target{Values: values(out.Role, out.Key, true), Add: true}
			if out.Role == mech.PreVoltage || out.Role == mech.Voltage {
				target.Add = !last
				replaced[out.Role] = true
			} else if i := slices.Index(ending, plan.InputColumn(mech.Input{Key: out.Key, Role: out.Role})); i >= 0 {
				target.Add = false
				ending = slices.Delete(ending, i, i+1)
			}
		}
		d.binding.Outputs = append(d.binding.Outputs, target)
	}
	if tangent := func(out mech.Output) bool { return out.Facet == mech.Tangent }; slices.ContainsFunc(kernel.Program.Outputs, tangent) {
		return d
	}
	for _, column := range ending {
		d.ended = append(d.ended, rows(column))
	}
	for _, role := range []mech.Role{mech.PreVoltage, mech.Voltage} {
		if last && !replaced[role] {
			d.ended = append(d.ended, packed[role])
		}
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

// run runs the derived kernel.
func (d *synapseDerivative) run(b *synapseBlock, scratch *mech.Scratch) {
	d.kernel.Run(&d.binding, b.rows, scratch)
	for _, column := range d.ended {
		clear(column)
	}
}
