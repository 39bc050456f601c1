package checkpoint_test

import (
	"fmt"

	"golgi/grad/checkpoint"
)

// lived is what going through the actions of a plan took.
type lived struct {
	forward, slots, tape, most int
	bytes                      int64
}

// live goes through the actions of a plan as a run would, and says what is wrong
// with them: a step that starts from the wrong state, a slot that does not exist
// or is empty, steps gone back over out of order, twice, never, or with a tape
// that is not theirs.
func live(p *checkpoint.Plan, state, step int64) (lived, error) {
	const nothing = -1
	var l lived
	present, back := 0, p.Steps // the step the state is at; those from back on are done
	tapeFrom, tapeTo := nothing, nothing
	slots := make([]int, p.Slots)
	for i := range slots {
		slots[i] = nothing
	}
	held, times := 0, make([]int, p.Steps)
	for a := range p.Actions() {
		bad := func(what string) (lived, error) { return l, fmt.Errorf("%v: %s (present %d)", a, what, present) }
		if a.From < 0 || a.From > p.Steps || a.To < 0 || a.To > p.Steps {
			return bad("outside the run")
		}
		switch a.Kind {
		case checkpoint.Save, checkpoint.Restore:
			if a.Slot < 0 || a.Slot >= p.Slots {
				return bad("no such slot")
			}
			if a.Kind == checkpoint.Save {
				if present != a.From || a.To != a.From {
					return bad("not the present state")
				}
				if slots[a.Slot] == nothing || slots[a.Slot] >= back {
					if slots[a.Slot] == nothing {
						held++
					}
				} else {
					return bad("overwrites a state that is needed")
				}
				slots[a.Slot] = a.From
			} else {
				if slots[a.Slot] != a.From || a.To != a.From {
					return bad(fmt.Sprintf("the slot has the state at %d", slots[a.Slot]))
				}
				present = a.From
			}
		case checkpoint.Advance, checkpoint.Tape:
			if present != a.From || a.To <= a.From {
				return bad("cannot be taken")
			}
			l.forward += a.To - a.From
			for k := a.From; k < a.To; k++ {
				times[k]++
				l.most = max(l.most, times[k])
			}
			present = a.To
			if a.Kind == checkpoint.Tape {
				tapeFrom, tapeTo = a.From, a.To
				l.tape = max(l.tape, a.To-a.From)
			}
		case checkpoint.Back:
			if a.From != back || a.From != tapeTo || a.To != tapeFrom {
				return bad(fmt.Sprintf("not the steps on the tape (%d to %d), or not the next (%d)", tapeFrom, tapeTo, back))
			}
			back, present, tapeFrom, tapeTo = a.To, nothing, nothing, nothing
		default:
			return bad("no such kind")
		}
		l.slots = max(l.slots, held)
	}
	l.bytes = int64(l.slots)*state + int64(l.tape)*step
	if back != 0 {
		return l, fmt.Errorf("steps below %d are never gone back over", back)
	}
	return l, nil
}
