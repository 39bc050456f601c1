package systems

import "golgi/plan"

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
	clock plan.Clock
	step  series // one a mechanism: its sweep, or its currents alone
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
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart, Reads: []plan.Column{plan.Voltage}, Writes: s.summed()}
	for _, i := range s.plan.CurrentOrder() {
		touches(s.plan, s.plan.Mechanisms()[i].Sweep, &access)
		touches(s.plan, s.plan.Mechanisms()[i].Currents, &access)
	}
	return access
}

// summed are the columns that start each step at zero.
func (s *currents) summed() []plan.Column {
	return append([]plan.Column{plan.Current, plan.Slope}, s.named...)
}

// Prepare binds the kernels.
func (s *currents) Prepare(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.step = newSeries(c, t, s.plan.CurrentOrder(), &tile.clock, func(m *plan.MechanismPlan) *plan.Kernel {
		if m.Sweep != nil {
			return m.Sweep
		}
		return m.Currents
	})
	return nil
}

// Start computes the currents of the initial sample from the initial states; a
// resumed run brings them along.
func (s *currents) Start(c *plan.Context, t plan.Tile) error {
	if !c.State.Resumed() {
		s.reset(c, t)
		s.initial(c, t).step(c)
	}
	return nil
}

// initial binds the currents at the states as they are.
func (s *currents) initial(c *plan.Context, t plan.Tile) series {
	return newSeries(c, t, s.plan.CurrentOrder(), &s.tiles[t.Index].clock, func(m *plan.MechanismPlan) *plan.Kernel { return m.Currents })
}

// Step runs every mechanism once.
func (s *currents) Step(c *plan.Context, t plan.Tile) error {
	s.reset(c, t)
	s.tiles[t.Index].step.step(c)
	return nil
}

// reset makes the sums zero.
func (s *currents) reset(c *plan.Context, t plan.Tile) {
	s.tiles[t.Index].clock.Set(c)
	clear(c.Write(plan.Current))
	clear(c.Write(plan.Slope))
	for _, name := range s.named {
		clear(c.Write(name))
	}
}

// Explain names the mechanisms that advance here.
func (s *currents) Explain() string {
	return mechanismList(s.plan, func(m *plan.MechanismPlan) bool { return (m.Sweep != nil || m.Currents != nil) && !m.IsSynapse() })
}
