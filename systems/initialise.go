package systems

import "golgi/plan"

// initialise puts every state with a steady state to it, at the voltage of its
// compartment, at the start of a run that does not go on from another.
type initialise struct{ plan *plan.Plan }

// Name is "initialise".
func (*initialise) Name() string { return "initialise" }

// ReadsUniform: columns are bound to kernels.
func (*initialise) ReadsUniform() {}

// Access is what the Initialise programs touch.
func (s *initialise) Access() plan.Access {
	access := plan.Access{Scope: plan.Local}
	for _, m := range s.plan.Mechanisms() {
		if m.IsSynapse() {
			continue
		}
		touches(s.plan, m.Initialise, &access)
	}
	return access
}

// Start computes the steady states, in the order of insertion.
func (s *initialise) Start(c *plan.Context, t plan.Tile) error {
	if c.State.Step() > 0 || c.State.Resumed() {
		return nil
	}
	var clock plan.Clock
	clock.Set(c)
	for i, m := range s.plan.Mechanisms() {
		if m.IsSynapse() {
			continue // a synapse keeps its states
		}
		bind(c, t, i, m.Initialise, &clock).run(c.Scratch)
	}
	return nil
}

// Step does nothing: the work is done before the first sample.
func (*initialise) Step(*plan.Context, plan.Tile) error { return nil }

// Explain says when it acts.
func (*initialise) Explain() string { return "at the start of the run only" }

// Tangent does nothing: a step does not initialise.
func (*initialise) Tangent(*plan.Context, plan.Tile) error { return nil }

// Saves nothing.
func (*initialise) Saves() []plan.Column { return nil }

// Adjoint does nothing: a step does not initialise.
func (*initialise) Adjoint(*plan.Context, plan.Tile) error { return nil }
