package systems

import "golgi/plan"

// initialise puts every state with a steady state to it, at the voltage of its
// compartment, at the start of a run that does not go on from another. A synapse
// keeps its states.
type initialise struct{ plan *plan.Plan }

// Name is "initialise".
func (*initialise) Name() string { return "initialise" }

// ReadsUniform: columns are bound to kernels.
func (*initialise) ReadsUniform() {}

// Access is what the Initialise programs touch.
func (s *initialise) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart}
	for _, i := range ofMembrane(s.plan) {
		touches(s.plan, s.plan.Mechanisms()[i].Initialise, &access)
	}
	access.Writes = append(access.Writes, previousCurrents(s.plan)...)
	return access
}

// Start computes the steady states, in the order of insertion.
func (s *initialise) Start(c *plan.Context, t plan.Tile) error {
	list, _ := s.series(c, t)
	noPrevious(c)
	list.step(c)
	return nil
}

// TangentStart does so and moves the tangents along.
func (s *initialise) TangentStart(c *plan.Context, t plan.Tile) error {
	list, clock := s.series(c, t)
	if err := list.prepareTangent(c, t, clock); err != nil {
		return err
	}
	noPrevious(c)
	noPreviousDerivative(c)
	list.stepTangent(c)
	return nil
}

// AdjointStart goes back through the steady states.
func (s *initialise) AdjointStart(c *plan.Context, t plan.Tile) error {
	list, clock := s.series(c, t)
	if err := list.keepsWritten(c).prepareAdjoint(c, t, clock, onTape{}); err != nil {
		return err
	}
	noPrevious(c)
	list.stepAdjoint(c)
	noPreviousDerivative(c)
	return nil
}

// series binds the programs; none where a run goes on from another.
func (s *initialise) series(c *plan.Context, t plan.Tile) (series, *plan.Clock) {
	clock := &plan.Clock{}
	if !atBeginning(c) {
		return nil, clock
	}
	clock.Set(c)
	return newSeries(c, t, ofMembrane(s.plan), clock, func(m *plan.MechanismPlan) *plan.Kernel { return m.Initialise }), clock
}

// previousCurrents lists the columns of currents of the step before.
func previousCurrents(p *plan.Plan) []plan.Column {
	var columns []plan.Column
	for _, current := range p.ReadCurrents() {
		columns = append(columns, plan.PreviousCurrent(current))
	}
	return columns
}

// noPrevious makes the currents of the step before zero: before the first step
// there was none.
func noPrevious(c *plan.Context) {
	if !c.State.Resumed() {
		for _, column := range previousCurrents(c.Plan) {
			clear(c.Write(column))
		}
	}
}

// noPreviousDerivative does so with their derivatives.
func noPreviousDerivative(c *plan.Context) {
	for _, column := range previousCurrents(c.Plan) {
		clear(c.Derivative(column))
	}
}

// atBeginning says whether a run starts a simulation, rather than goes on from
// another run.
func atBeginning(c *plan.Context) bool { return c.State.Step() == 0 && !c.State.Resumed() }

// Step does nothing: the work is done before the first sample.
func (*initialise) Step(*plan.Context, plan.Tile) error { return nil }

// Explain says when it acts.
func (*initialise) Explain() string { return "at the start of the run only" }

// Tangent does nothing: a step does not initialise.
func (*initialise) Tangent(*plan.Context, plan.Tile) error { return nil }

// Saves nothing.
func (*initialise) Saves() []plan.Column { return nil }

// ReadsFound all: a step reads nothing.
func (s *initialise) ReadsFound() []plan.Column { return allOf(s.Access()) }

// Adjoint does nothing: a step does not initialise.
func (*initialise) Adjoint(*plan.Context, plan.Tile) error { return nil }
