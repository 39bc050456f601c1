package systems

import (
	"golgi/plan"
)

// currents computes the membrane current of every compartment at the new
// states and V(n), and its exact slope in V, and the fluxes of pumps with their
// slopes, mechanism by mechanism in the order of insertion; those that read a
// current of this step come last. Mechanisms whose states nobody else reads
// advance them in the same sweep.
type currents struct {
	plan  *plan.Plan
	named []plan.Column // currents that are kept and fluxes, which start each step at zero
	tiles []tileCurrents
}

type tileCurrents struct {
	clock   plan.Clock
	step    []*calls // one a mechanism: its sweep, or its currents alone
	initial []*calls // currents at the states as they are

	derivative currentsDerivative
}

func newCurrents(p *plan.Plan) *currents {
	s := &currents{plan: p, tiles: make([]tileCurrents, len(p.Tiles()))}
	for _, info := range p.Columns() {
		if info.Role.IsCurrent() && info.Domain == plan.PerCompartment {
			s.named = append(s.named, info.Name)
		}
	}
	for _, ion := range p.Ions() {
		s.named = append(s.named, plan.FluxOf(ion.Key), plan.FluxSlopeOf(ion.Key))
	}
	return s
}

// Name is "currents".
func (*currents) Name() string { return "currents" }

// ReadsUniform: columns are bound to kernels.
func (*currents) ReadsUniform() {}

// Access is what the programs touch, and the columns that they add to.
func (s *currents) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Writes: []plan.Column{plan.Current, plan.Slope}}
	access.Writes = append(access.Writes, s.named...)
	for _, m := range s.plan.Mechanisms() {
		if m.IsSynapse() {
			continue
		}
		touches(s.plan, m.Sweep, &access)
		touches(s.plan, m.Currents, &access)
	}
	return access
}

// Prepare binds the kernels.
func (s *currents) Prepare(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.step, tile.initial = nil, nil
	for _, i := range s.plan.CurrentOrder() {
		m := s.plan.Mechanisms()[i]
		kernel := m.Sweep
		if kernel == nil {
			kernel = m.Currents
		}
		if k := bind(c, t, i, kernel, &tile.clock); k != nil {
			tile.step = append(tile.step, k)
		}
		if k := bind(c, t, i, m.Currents, &tile.clock); k != nil {
			tile.initial = append(tile.initial, k)
		}
	}
	return nil
}

// Start computes the currents of the initial sample from the initial states; a
// resumed run brings them along.
func (s *currents) Start(c *plan.Context, t plan.Tile) error {
	if !c.State.Resumed() {
		s.run(c, t, s.tiles[t.Index].initial)
	}
	s.tiles[t.Index].initial = nil
	return nil
}

// Step runs every mechanism once.
func (s *currents) Step(c *plan.Context, t plan.Tile) error {
	s.run(c, t, s.tiles[t.Index].step)
	return nil
}

func (s *currents) run(c *plan.Context, t plan.Tile, list []*calls) {
	s.tiles[t.Index].clock.Set(c)
	clear(c.Write(plan.Current))
	clear(c.Write(plan.Slope))
	for _, name := range s.named {
		clear(c.Write(name))
	}
	for _, k := range list {
		k.run(c.Scratch)
	}
}

// Explain names the mechanisms that advance here.
func (s *currents) Explain() string {
	return mechanismList(s.plan, func(m *plan.MechanismPlan) bool { return (m.Sweep != nil || m.Currents != nil) && !m.IsSynapse() })
}
