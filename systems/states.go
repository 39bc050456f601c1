package systems

import (
	"fmt"
	"strings"

	"golgi/plan"
)

// states advances, in the order of insertion, the mechanisms whose states
// other mechanisms read, so that later ones see what earlier ones wrote and all
// see V(n). The others advance in the sweep of the currents.
type states struct {
	plan  *plan.Plan
	calls [][]*calls // of each tile
	clock []plan.Clock
}

func newStates(p *plan.Plan) *states {
	return &states{plan: p, calls: make([][]*calls, len(p.Tiles())), clock: make([]plan.Clock, len(p.Tiles()))}
}

// Name is "states".
func (*states) Name() string { return "states" }

// ReadsUniform: columns are bound to kernels.
func (*states) ReadsUniform() {}

// Access is what the Advance programs touch.
func (s *states) Access() plan.Access {
	access := plan.Access{Scope: plan.Local}
	for _, m := range s.plan.Mechanisms() {
		touches(s.plan, m.Advance, &access)
	}
	return access
}

// Prepare binds the kernels.
func (s *states) Prepare(c *plan.Context, t plan.Tile) error {
	s.calls[t.Index] = nil
	for i, m := range s.plan.Mechanisms() {
		if k := bind(c, t, i, m.Advance, &s.clock[t.Index]); k != nil {
			s.calls[t.Index] = append(s.calls[t.Index], k)
		}
	}
	return nil
}

// Step advances the states.
func (s *states) Step(c *plan.Context, t plan.Tile) error {
	if len(s.calls[t.Index]) == 0 {
		return nil
	}
	s.clock[t.Index].Set(c)
	for _, k := range s.calls[t.Index] {
		k.run(c.Scratch)
	}
	return nil
}

// Explain names the mechanisms.
func (s *states) Explain() string {
	return mechanismList(s.plan, func(m *plan.MechanismPlan) bool { return m.Advance != nil })
}

func mechanismList(p *plan.Plan, has func(*plan.MechanismPlan) bool) string {
	var names []string
	for _, m := range p.Mechanisms() {
		if has(m) {
			names = append(names, m.Mechanism.Name())
		}
	}
	if len(names) == 0 {
		return "no mechanism"
	}
	return fmt.Sprintf("of %s", strings.Join(names, ", "))
}
