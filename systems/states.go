package systems

import (
	"fmt"
	"strings"

	"golgi/plan"
)

// states advances, in the order of insertion, the mechanisms whose states
// other mechanisms read, so that later ones see what earlier ones wrote and all
// see V(n); and those with a clamped state. The others advance in the sweep of the currents.
//
// Before them it puts the currents of the last step aside for those that read
// them, and after them the voltages that point neurons wrote take the place of
// V(n).
type states struct {
	plan     *plan.Plan
	currents []plan.Column // that are read of the step before
	previous []plan.Column // where they are put aside
	advance  []series      // of each tile
	clock    []plan.Clock
}

func newStates(p *plan.Plan) *states {
	n := len(p.Tiles())
	return &states{plan: p, currents: p.ReadCurrents(), previous: previousCurrents(p), advance: make([]series, n), clock: make([]plan.Clock, n)}
}

// Name is "states".
func (*states) Name() string { return "states" }

// ReadsUniform: columns are bound to kernels.
func (*states) ReadsUniform() {}

// Access is what the Advance programs touch.
func (s *states) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart}
	for _, i := range ofMembrane(s.plan) {
		touches(s.plan, s.plan.Mechanisms()[i].Advance, &access)
		touches(s.plan, s.plan.Mechanisms()[i].Assign, &access)
	}
	access.Reads = append(access.Reads, s.currents...)
	access.Writes = append(access.Writes, s.previous...)
	if len(s.plan.VoltageWriters()) > 0 {
		access.Writes = append(access.Writes, plan.Voltage)
		access.Publishes = s.plan.Crossing()
	}
	return access
}

// Prepare binds the kernels.
func (s *states) Prepare(c *plan.Context, t plan.Tile) error {
	list := newSeries(c, t, ofMembrane(s.plan), &s.clock[t.Index], func(m *plan.MechanismPlan) *plan.Kernel { return m.Advance })
	for k := range list {
		list[k].clamps = clampsOf(s.plan, t, list[k].mechanism)
	}
	s.advance[t.Index] = list
	return nil
}

// clampsOf lists the clamps in a tile that hold states which a mechanism
// advances.
func clampsOf(p *plan.Plan, t plan.Tile, mechanism int) []int32 {
	var list []int32
	clamps := p.Clamps()
	for _, i := range p.TileClamps(t) {
		for _, out := range p.Mechanisms()[mechanism].Advance.Program.Outputs {
			if out.Key == string(clamps[i].Key) && clamps[i].Key != plan.Voltage { // that of the voltage acts in its own system
				list = append(list, i)
			}
		}
	}
	return list
}

// Start computes the states that follow from others at once.
func (s *states) Start(c *plan.Context, t plan.Tile) error {
	noPrevious(c)
	s.assign(c, t).step(c)
	return nil
}

// assign binds the Assign programs; none where a run goes on from another.
func (s *states) assign(c *plan.Context, t plan.Tile) series {
	if !atBeginning(c) {
		return nil
	}
	s.clock[t.Index].Set(c)
	return newSeries(c, t, ofMembrane(s.plan), &s.clock[t.Index], func(m *plan.MechanismPlan) *plan.Kernel { return m.Assign })
}

// Step advances the states.
func (s *states) Step(c *plan.Context, t plan.Tile) error {
	s.putAside(c)
	if len(s.advance[t.Index]) == 0 {
		return nil
	}
	s.clock[t.Index].Set(c)
	s.advance[t.Index].step(c)
	s.writers(c, t, func(row int) { c.Write(plan.Voltage)[row] = c.Read(plan.VoltageWritten)[row] })
	return nil
}

// putAside keeps the currents of the last step for those that read them.
func (s *states) putAside(c *plan.Context) {
	for i, current := range s.currents {
		copy(c.Write(s.previous[i]), c.Read(current))
	}
}

// Explain names the mechanisms.
func (s *states) Explain() string {
	return mechanismList(s.plan, func(m *plan.MechanismPlan) bool { return m.Advance != nil && !m.IsSynapse() })
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
