package systems

import "golgi/plan"

// What the systems prepare for a run is all that they hold; see plan.Holder.

// Holds all of the system.
func (s *stimulus) Holds() (plan.Thing, []any) { return plan.OfCompartments, []any{s} }

// Holds all of the system.
func (s *states) Holds() (plan.Thing, []any) { return plan.OfCompartments, []any{s} }

// Holds all of the system.
func (s *currents) Holds() (plan.Thing, []any) { return plan.OfCompartments, []any{s} }

// Holds all of the system.
func (s *synapses) Holds() (plan.Thing, []any) { return plan.OfSynapses, []any{s} }

// Holds all of the system.
func (s *ions) Holds() (plan.Thing, []any) { return plan.OfCompartments, []any{s} }

// Holds all of the system.
func (s *voltage) Holds() (plan.Thing, []any) { return plan.OfCompartments, []any{s} }

// Holds all of the system.
func (g *guard) Holds() (plan.Thing, []any) { return plan.OfCompartments, []any{g} }
