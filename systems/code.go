package systems

import (
	"slices"

	"golgi/plan"
	"golgi/systems/lanes"
)

// The systems that run kernels have the code of a tile made, those of the start included, before a run: see plan.MakeCode.

// MakeCode has the code made that advances the states.
func (s *states) MakeCode(c *plan.Context, t plan.Tile) error {
	if err := s.Prepare(c, t); err != nil {
		return err
	}
	s.advance[t.Index].makeCode()
	s.assign(c, t).makeCode()
	return nil
}

// MakeCode has the code of the sweep made, and of the currents of the initial sample.
func (s *currents) MakeCode(c *plan.Context, t plan.Tile) error {
	if err := s.Prepare(c, t); err != nil {
		return err
	}
	s.tiles[t.Index].step.makeCode()
	if !c.State.Resumed() {
		s.initial(c, t).makeCode()
	}
	return nil
}

// MakeCode has the code made that finds the steady states.
func (s *initialise) MakeCode(c *plan.Context, t plan.Tile) error {
	list, _ := s.series(c, t)
	list.makeCode()
	return nil
}

// MakeCode has the code of all types made, of what synapses share too. They are bound in the same way in all tiles.
func (s *synapses) MakeCode(c *plan.Context, t plan.Tile) error {
	unknown := false
	for i, m := range s.plan.Mechanisms() {
		if m.IsSynapse() && c.Rows(i).Len() > 0 && !slices.Contains(s.coded, i) {
			s.coded, unknown = append(s.coded, i), true
		}
	}
	if !unknown {
		return nil
	}
	if err := s.Prepare(c, t); err != nil {
		return err
	}
	blocks := s.tiles[t.Index].blocks
	for i := range blocks {
		b := &blocks[i]
		if i > 0 && b.currents == blocks[i-1].currents && b.advance == blocks[i-1].advance { // of one type, bound in the same way
			continue
		}
		for _, call := range b.calls {
			if call == nil {
				continue
			}
			call.kernel.MakeCode(call.binding)
			if k := call.shared; k != nil {
				k.kernel.MakeCode(&k.binding)
			}
		}
		if c.State.Resumed() {
			continue
		}
		if b.assign != nil && c.State.Step() == 0 {
			b.assign.MakeCode(&b.inAssign)
		}
		if b.currents != nil {
			b.currents.MakeCode(&b.inCurrent)
		}
	}
	return nil
}

// makeCode has the code of the kernels made.
func (s series) makeCode() {
	for i := range s {
		k := s[i].calls
		if len(k.spans) > 0 { // all are bound in the same way
			k.kernel.MakeCode(&k.spans[0].binding)
		}
		if k.gather != nil {
			k.kernel.MakeCode(&k.gather.binding)
		}
	}
}

// vectorsOf are those that the loops of a run use.
func vectorsOf(c *plan.Context) lanes.Vectors { return lanes.Vectors(c.Plan.Vectors()) }
