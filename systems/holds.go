package systems

// What the systems prepare for a run is all that they hold; see plan.Holder.

// Holds is the system.
func (s *stimulus) Holds() []any { return []any{s} }

// Holds is the system.
func (s *states) Holds() []any { return []any{s} }

// Holds is the system.
func (s *currents) Holds() []any { return []any{s} }

// Holds is the system.
func (s *synapses) Holds() []any { return []any{s} }

// Holds is the system.
func (s *ions) Holds() []any { return []any{s} }

// Holds is the system.
func (s *voltage) Holds() []any { return []any{s} }

// Holds is the system.
func (g *guard) Holds() []any { return []any{g} }
