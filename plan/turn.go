package plan

import (
	"errors"
	"fmt"
	"slices"
)

// turn is one way up and down a cell that is cut. Up, from the leaves to the root, each part is taken through the systems of before and
// through Rise of those of climb. Down, it is taken through Descend. What comes after the last turn is done on its way down.
type turn struct {
	before []*entry
	climb  []*entry
	whole  []*entry // in the place of climb: one system that is given the whole cell, between the two ways
}

// turnsOf divides the systems of a segment into turns, and those that come after the last turn.
func turnsOf(entries []*entry) (turns []turn, after []*entry) {
	for _, e := range entries {
		switch e.access.Extent {
		case AlongTree:
			if n := len(turns) - 1; n >= 0 && len(turns[n].whole) == 0 && len(after) == 0 && apart(turns[n].climb, e) {
				turns[n].climb = append(turns[n].climb, e)
				continue
			}
			turns = append(turns, turn{before: after, climb: []*entry{e}})
			after = nil
		case AnyPart:
			after = append(after, e)
		default:
			turns = append(turns, turn{before: after, whole: []*entry{e}})
			after = nil
		}
	}
	return turns, after
}

// apart says whether a system is independent of those of a list: neither writes a column that the other reads or writes.
func apart(list []*entry, e *entry) bool {
	for _, other := range list {
		for _, pair := range [2][2]*entry{{e, other}, {other, e}} {
			for _, column := range pair[0].access.Writes {
				if slices.Contains(pair[1].access.Reads, column) || slices.Contains(pair[1].access.Writes, column) {
					return false
				}
			}
		}
	}
	return true
}

// backTurns are the turns of the way back.
func backTurns(turns []turn, after []*entry) ([]turn, []*entry) {
	var back []turn
	for i := len(turns) - 1; i >= 0; i-- {
		t := turn{before: reversed(after), climb: reversed(turns[i].climb), whole: turns[i].whole}
		if slices.ContainsFunc(t.climb, func(e *entry) bool { _, ok := e.system.(AdjointClimber); return !ok }) {
			for _, e := range t.climb {
				back = append(back, turn{before: t.before, whole: []*entry{e}})
				t.before = nil
			}
		} else {
			back = append(back, t)
		}
		after = turns[i].before
	}
	return back, reversed(after)
}

func reversed(entries []*entry) []*entry {
	entries = slices.Clone(entries)
	slices.Reverse(entries)
	return entries
}

// way is what is done in a step, forward or back, in a cell that is cut.
type way struct {
	turns                      []turn
	after                      []*entry
	step, rise, descend, whole func(c *Context, e *entry, t Tile) error
	number                     func(n int) int // of the step, among errors: the smallest counts
}

// partFault is the first error in some parts of a cell in one step.
type partFault struct {
	entry             *entry
	tile              Tile
	step, compartment int
	err               error
}

// keep keeps an error of the part if it comes before that which is kept.
func (f *partFault) keep(p *Plan, e *entry, t Tile, step int, err error) {
	compartment := p.ToModel(t.Compartments.Low)
	if fault, ok := errors.AsType[*Fault](err); ok {
		step, compartment = fault.Step, fault.Compartment
	}
	if f.err == nil || step < f.step || step == f.step && compartment < f.compartment {
		*f = partFault{e, t, step, compartment, err}
	}
}

// cellWay takes a cell that is cut through a segment of one step: all of its parts, or those of this worker if several share the cell.
// It returns false after a fault, then to all workers that share the cell.
func (r *runner) cellWay(c *Context, u *unit, w *way, n int) bool {
	u.fault = partFault{}
	r.setStep(c, n)
	for i := range w.turns {
		turn := &w.turns[i]
		for _, t := range u.limbs {
			if r.each(c, u, w, w.step, turn.before, t) {
				r.each(c, u, w, w.rise, turn.climb, t)
			}
		}
		for _, t := range u.trunk {
			if r.each(c, u, w, w.step, turn.before, t) && u.team == nil {
				r.each(c, u, w, w.rise, turn.climb, t)
			}
		}
		if !r.together(c, u, 0) || !r.lead(c, u, w, turn) {
			return false
		}
		var after []*entry
		if i == len(w.turns)-1 {
			after = w.after
		}
		for k := len(u.trunk) - 1; k >= 0; k-- {
			if t := u.trunk[k]; u.team != nil || r.each(c, u, w, w.descend, turn.climb, t) {
				r.each(c, u, w, w.step, after, t)
			}
		}
		for k := len(u.limbs) - 1; k >= 0; k-- {
			if t := u.limbs[k]; r.each(c, u, w, w.descend, turn.climb, t) {
				r.each(c, u, w, w.step, after, t)
			}
		}
	}
	if len(w.turns) == 0 {
		for _, t := range u.limbs {
			r.each(c, u, w, w.step, w.after, t)
		}
		for _, t := range u.trunk {
			r.each(c, u, w, w.step, w.after, t)
		}
		return r.together(c, u, n&1) // one place after the other, as nobody waits in between
	}
	return r.together(c, u, 1)
}

// each takes a part through some systems, up to the first error, which it keeps.
func (r *runner) each(c *Context, u *unit, w *way, f func(*Context, *entry, Tile) error, entries []*entry, t Tile) bool {
	for _, e := range entries {
		if err := f(c, e, t); err != nil {
			u.fault.keep(r.plan, e, t, w.number(c.N), err)
			return false
		}
	}
	return true
}

// lead does at the turn what one worker does for all: the trunk of a cell that is shared, and what must be given all of it; the others wait.
func (r *runner) lead(c *Context, u *unit, w *way, turn *turn) bool {
	switch {
	case !u.leads:
	case len(turn.whole) > 0:
		r.each(c, u, w, w.whole, turn.whole, u.cut.Cell)
	case u.team != nil:
		for i := u.cut.Trunk.Low; i < u.cut.Trunk.High; i++ {
			r.each(c, u, w, w.rise, turn.climb, r.plan.tiles[i])
		}
		for i := u.cut.Trunk.High - 1; i >= u.cut.Trunk.Low; i-- {
			r.each(c, u, w, w.descend, turn.climb, r.plan.tiles[i])
		}
	}
	if u.team == nil {
		return u.fault.err == nil || r.together(c, u, 0)
	}
	if u.leads {
		u.team.faults[c.Worker] = u.fault
		u.team.stopped.Store(u.fault.err != nil || r.failure.stops(c.N))
	}
	u.team.meet.Wait()
	if u.team.stopped.Load() {
		r.settle(u, c)
		return false
	}
	return true
}

// together waits for all that share a cell, and reports whether all is well with all of them. Of the two places that it is called at
// the next comes only when all have left this one.
func (r *runner) together(c *Context, u *unit, place int) bool {
	if u.team == nil {
		if u.fault.err != nil {
			r.complete(c, &u.fault)
		}
		return u.fault.err == nil
	}
	u.team.faults[c.Worker] = u.fault
	if u.fault.err != nil {
		u.team.failed[place].Store(true)
	}
	u.team.meet.Wait()
	if u.team.failed[place].Load() {
		r.settle(u, c)
		return false
	}
	return true
}

// settle reports the first of the errors of those that share a cell; none of them goes on.
func (r *runner) settle(u *unit, c *Context) {
	if !u.leads {
		return
	}
	var first partFault
	for _, f := range u.team.faults {
		if f.err != nil {
			first.keep(r.plan, f.entry, f.tile, f.step, f.err)
		}
	}
	if first.err != nil {
		r.complete(c, &first)
	}
}

// forgetFaults lets teams begin anew.
func (r *runner) forgetFaults() {
	for w := range r.shares {
		for _, u := range r.shares[w].units {
			if u.team != nil {
				u.team.failed[0].Store(false)
				u.team.failed[1].Store(false)
			}
		}
	}
}

// complete sets the failure of the run.
func (r *runner) complete(c *Context, f *partFault) {
	r.describe(c, f)
	r.failure.set(f.step, f.compartment, f.err)
}

// describe finds out what a fault says, when all parts have come as far: it does not depend on their order then.
func (r *runner) describe(c *Context, f *partFault) {
	fault, ok := errors.AsType[*Fault](f.err)
	if !ok || fault.Describe == nil {
		return
	}
	err := r.call(c, f.entry, f.tile, func(c *Context, t Tile) error {
		fault.Err = fault.Describe(c, t)
		return nil
	})
	if fault.Err == nil {
		fault.Err = err
	}
}

// forwardWay is that of a segment in a run.
func (r *runner) forwardWay(s *segment) *way {
	w := &way{number: func(n int) int { return n + 1 }}
	w.turns, w.after = turnsOf(s.entries)
	w.step = func(c *Context, e *entry, t Tile) error {
		return c.stepError(e, r.timed(c, e, t, true, e.system.Step))
	}
	w.rise = func(c *Context, e *entry, t Tile) error {
		return c.stepError(e, r.timed(c, e, t, true, e.system.(Climber).Rise))
	}
	w.descend = func(c *Context, e *entry, t Tile) error {
		return c.stepError(e, r.timed(c, e, t, false, e.system.(Climber).Descend))
	}
	w.whole = w.step
	return w
}

// stepError says where an error of a system comes from.
func (c *Context) stepError(e *entry, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("system %q, in the step from %.6g ms: %w", e.name, c.T, err)
}
