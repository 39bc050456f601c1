package systems

import (
	"golgi/mech"
	"golgi/plan"
)

// activeInput reports whether derivatives flow through an input of a program.
func activeInput(c *plan.Context) func(mech.Input) bool {
	var none plan.Clock
	return func(in mech.Input) bool {
		if _, scalar := none.Operand(in.Role); scalar {
			return false
		}
		return in.Role == mech.PreVoltage || c.Sensitivity.Active(plan.InputColumn(in))
	}
}

// tangentKernel is the kernel that does what another does and moves tangents.
func tangentKernel(c *plan.Context, primal *plan.Kernel) (*plan.Kernel, error) {
	active := activeInput(c)
	return c.Plan.Derived(primal, "tangent"+marks(primal.Program.Inputs, active), func() (*mech.Program, error) {
		return primal.Program.Tangent(active)
	})
}

// adjointKernel is the kernel that turns the cotangents of what another writes
// into those of what it reads, without the cotangents that nothing holds.
func adjointKernel(c *plan.Context, primal *plan.Kernel) (*plan.Kernel, error) {
	active := activeInput(c)
	held := func(out mech.Output) bool {
		if out.Role == mech.Conductance {
			return true
		}
		column, _, wanted := outputColumn(c.Plan, out)
		return wanted && c.Sensitivity.Active(column)
	}
	key := "adjoint" + marks(primal.Program.Inputs, active) + marks(primal.Program.Outputs, held)
	return c.Plan.Derived(primal, key, func() (*mech.Program, error) {
		program, err := primal.Program.Adjoint(active)
		if err != nil {
			return nil, err
		}
		return program.Without(func(in mech.Input) bool {
			return in.Facet == mech.Cotangent && !held(mech.Output{Key: in.Key, Role: in.Role})
		}), nil
	})
}

// marks writes down which of a list take part: a letter each.
func marks[T any](list []T, takesPart func(T) bool) string {
	text := []byte{' '}
	for _, x := range list {
		if takesPart(x) {
			text = append(text, 'x')
		} else {
			text = append(text, '-')
		}
	}
	return string(text)
}

// bindTangent is bind for the derived kernel.
func bindTangent(c *plan.Context, t plan.Tile, mechanism int, primal *plan.Kernel, clock *plan.Clock) (*calls, error) {
	derived, err := tangentKernel(c, primal)
	if err != nil {
		return nil, err
	}
	return bind(c, t, mechanism, derived, clock), nil
}

// adjointCalls are the calls of an adjoint kernel, and the cotangents of what
// the kernel overwrote without reading it, which end there.
type adjointCalls struct {
	*calls
	ended [][]float64
}

func (a *adjointCalls) run(c *plan.Context) {
	a.find(c)
	a.calls.run(c.Scratch)
	for _, column := range a.ended {
		clear(column)
	}
}

// find binds what lies on a tape in this step, and names what the next one reads.
func (k *calls) find(c *plan.Context) {
	for i := range k.spans {
		s := &k.spans[i]
		for j := range s.moving {
			m := &s.moving[j]
			s.binding.Inputs[m.input].Values = m.found.Values(c)[m.low:m.high]
		}
		for j := range s.ahead {
			m := &s.ahead[j]
			s.binding.Ahead[j] = m.found.Next(c)[m.low:m.high]
		}
	}
	if g := k.gather; g != nil {
		for j := range g.moving {
			if m := &g.moving[j]; m.input >= 0 {
				g.binding.Inputs[m.input].Values = m.found.Values(c)
			} else {
				g.in[-1-m.input].column = m.found.Values(c)
			}
		}
	}
}

// bindAdjoint is bind for the derived kernel. The cotangents of what the kernel
// overwrites are replaced, or end, as it reads them or not. tape says what it may find on a tape.
func bindAdjoint(c *plan.Context, t plan.Tile, mechanism int, primal *plan.Kernel, clock *plan.Clock, tape onTape) (*adjointCalls, error) {
	derived, err := adjointKernel(c, primal)
	if err != nil {
		return nil, err
	}
	b := binder{c: c, t: t, rows: c.Rows(mechanism), clock: clock, overwritten: map[plan.Column]bool{}, tape: tape}
	for _, out := range primal.Program.Outputs {
		if column, add, wanted := outputColumn(c.Plan, out); wanted && !add {
			b.overwritten[column] = true
		}
	}
	a := &adjointCalls{calls: b.calls(mechanism, derived)}
	for _, out := range derived.Program.Outputs {
		delete(b.overwritten, plan.InputColumn(mech.Input{Key: out.Key, Role: out.Role}))
	}
	for _, out := range primal.Program.Outputs {
		column, _, _ := outputColumn(c.Plan, out)
		if !b.overwritten[column] {
			continue
		}
		info, _ := c.Plan.Column(column)
		if info.Domain == plan.PerMechanismRow {
			a.ended = append(a.ended, c.Derivative(column))
			continue
		}
		for _, s := range c.Plan.Spans(mechanism, t) {
			low := s.Compartment - t.Compartments.Low
			a.ended = append(a.ended, c.Derivative(column)[low:low+s.Rows])
		}
	}
	return a, nil
}
