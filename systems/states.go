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
	plan   *plan.Plan
	calls  [][]advance // of each tile
	assign [][]*calls
	clock  []plan.Clock

	derivatives [][]advanceDerivative
}

// advance is the step of one mechanism, after which its clamped states are set,
// so that what comes later sees the values of the clamps.
type advance struct {
	*calls
	clamps []int32
}

func newStates(p *plan.Plan) *states {
	n := len(p.Tiles())
	return &states{plan: p, calls: make([][]advance, n), assign: make([][]*calls, n), clock: make([]plan.Clock, n), derivatives: make([][]advanceDerivative, n)}
}

// Name is "states".
func (*states) Name() string { return "states" }

// ReadsUniform: columns are bound to kernels.
func (*states) ReadsUniform() {}

// Access is what the Advance programs touch.
func (s *states) Access() plan.Access {
	access := plan.Access{Scope: plan.Local}
	for _, m := range s.plan.Mechanisms() {
		if !m.IsSynapse() {
			touches(s.plan, m.Advance, &access)
			touches(s.plan, m.Assign, &access)
		}
	}
	for _, current := range s.plan.ReadCurrents() {
		access.Reads = append(access.Reads, current)
		access.Writes = append(access.Writes, plan.PreviousCurrent(current))
	}
	if len(s.plan.VoltageWriters()) > 0 {
		access.Writes = append(access.Writes, plan.Voltage)
		access.Publishes = s.plan.Crossing()
	}
	return access
}

// Prepare binds the kernels.
func (s *states) Prepare(c *plan.Context, t plan.Tile) error {
	s.calls[t.Index], s.assign[t.Index] = nil, nil
	for i, m := range s.plan.Mechanisms() {
		if m.IsSynapse() {
			continue
		}
		if k := bind(c, t, i, m.Advance, &s.clock[t.Index]); k != nil {
			s.calls[t.Index] = append(s.calls[t.Index], advance{k, clampsOf(s.plan, t, i)})
		}
		if k := bind(c, t, i, m.Assign, &s.clock[t.Index]); k != nil {
			s.assign[t.Index] = append(s.assign[t.Index], k)
		}
	}
	return nil
}

// clampsOf lists the clamps in a tile that hold states which a mechanism
// advances.
func clampsOf(p *plan.Plan, t plan.Tile, mechanism int) []int32 {
	var list []int32
	clamps := p.Clamps()
	for _, i := range p.TileClamps(t) {
		for _, out := range p.Mechanisms()[mechanism].Advance.Program.Outputs {
			if out.Key == string(clamps[i].Key) {
				list = append(list, i)
			}
		}
	}
	return list
}

// Start computes the states that follow from others at once.
func (s *states) Start(c *plan.Context, t plan.Tile) error {
	if c.State.Step() == 0 && !c.State.Resumed() {
		s.clock[t.Index].Set(c)
		for _, k := range s.assign[t.Index] {
			k.run(c.Scratch)
		}
	}
	return nil
}

// Step advances the states.
func (s *states) Step(c *plan.Context, t plan.Tile) error {
	for _, current := range s.plan.ReadCurrents() {
		copy(c.Write(plan.PreviousCurrent(current)), c.Read(current))
	}
	if len(s.calls[t.Index]) == 0 {
		return nil
	}
	s.clock[t.Index].Set(c)
	for _, a := range s.calls[t.Index] {
		a.run(c.Scratch)
		hold(c, a.clamps)
	}
	s.writers(c, t, func(row int) { c.Write(plan.Voltage)[row] = c.Read(plan.VoltageWritten)[row] })
	return nil
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
