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

// bindTangent is bind for the kernel that does the same and moves tangents.
func bindTangent(c *plan.Context, t plan.Tile, mechanism int, kernel *plan.Kernel, clock *plan.Clock) (*calls, error) {
	if kernel == nil || c.Rows(mechanism).Len() == 0 {
		return nil, nil
	}
	program, err := kernel.Program.Tangent(activeInput(c))
	if err != nil {
		return nil, err
	}
	derived, err := c.Plan.Compile(program)
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

func (a *adjointCalls) run(scratch *mech.Scratch) {
	if a == nil {
		return
	}
	a.calls.run(scratch)
	for _, column := range a.ended {
		clear(column)
	}
}

// bindAdjoint is bind for the kernel that turns the cotangents of what a kernel
// writes into those of what it reads.
func bindAdjoint(c *plan.Context, t plan.Tile, mechanism int, kernel *plan.Kernel, clock *plan.Clock) (*adjointCalls, error) {
	if kernel == nil || c.Rows(mechanism).Len() == 0 {
		return nil, nil
	}
	program, err := adjointProgram(c, kernel.Program)
	if err != nil {
		return nil, err
	}
	derived, err := c.Plan.Compile(program)
	if err != nil {
		return nil, err
	}
	b := binder{c: c, t: t, rows: c.Rows(mechanism), clock: clock, overwritten: map[plan.Column]bool{}}
	for _, out := range kernel.Program.Outputs {
		if column, add, wanted := outputColumn(c.Plan, out); wanted && !add {
			b.overwritten[column] = true
		}
	}
	a := &adjointCalls{calls: b.calls(mechanism, derived)}
	for _, out := range program.Outputs {
		delete(b.overwritten, plan.InputColumn(mech.Input{Key: out.Key, Role: out.Role}))
	}
	for _, out := range kernel.Program.Outputs {
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

// adjointProgram derives the adjoint without the cotangents that nothing holds.
func adjointProgram(c *plan.Context, primal *mech.Program) (*mech.Program, error) {
	program, err := primal.Adjoint(activeInput(c))
	if err != nil {
		return nil, err
	}
	return program.Without(func(in mech.Input) bool {
		if in.Facet != mech.Cotangent || in.Role == mech.Conductance {
			return false
		}
		column, _, wanted := outputColumn(c.Plan, mech.Output{Key: in.Key, Role: in.Role})
		return !wanted || !c.Sensitivity.Active(column)
	}), nil
}
