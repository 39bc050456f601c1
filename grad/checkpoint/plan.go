package checkpoint

import (
	"fmt"
	"iter"
	"math"
)

// Kind is what an [Action] does.
type Kind uint8

// The kinds of actions.
const (
	// Save keeps the present state, that at step From, in Slot.
	Save Kind = iota
	// Restore makes the state in Slot, that at step From, the present one; the
	// slot keeps it.
	Restore
	// Advance goes from step From to step To without a tape.
	Advance
	// Tape goes from step From to step To and keeps these steps, and no others,
	// on the tape.
	Tape
	// Back goes back over the steps on the tape, from step From down to step To.
	// The present state is lost.
	Back
)

// String returns the name of a kind.
func (k Kind) String() string {
	switch k {
	case Save:
		return "save"
	case Restore:
		return "restore"
	case Advance:
		return "advance"
	case Tape:
		return "tape"
	case Back:
		return "back"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Action is one thing to do. Slot is that of Save and Restore, from 0 up to
// Plan.Slots; To is equal to From there.
type Action struct {
	Kind     Kind
	From, To int
	Slot     int
}

// String describes an action.
func (a Action) String() string {
	switch a.Kind {
	case Save, Restore:
		return fmt.Sprintf("%s %d slot %d", a.Kind, a.From, a.Slot)
	}
	return fmt.Sprintf("%s %d to %d", a.Kind, a.From, a.To)
}

// Plan is how a run is gone through once forward and once backward. It is
// immutable.
type Plan struct {
	Steps   int   // of the run
	Slots   int   // checkpoints kept at the same time, at most
	Segment int   // steps on the tape, at most
	Forward int   // steps taken forward in all, those on the tape among them
	Bytes   int64 // of slots and tape together

	// parts are the lengths of the parts of nested levels, the longest first and
	// the tape's last; nil for a binomial schedule.
	parts []int
}

// Factor is how often a step is taken forward on the average; 1 if none is
// taken twice, and for a run without steps.
func (p *Plan) Factor() float64 {
	if p.Steps == 0 {
		return 1
	}
	return float64(p.Forward) / float64(p.Steps)
}

// String says in two sentences what a plan keeps and what it costs.
func (p *Plan) String() string {
	if p.Slots == 0 {
		return fmt.Sprintf("All %s on the tape: %s. No step is taken twice.", count(p.Steps, "step"), size(p.Bytes))
	}
	return fmt.Sprintf("%s and a tape of %s: %s. For a run of %s, %s taken forward: each %.2f times on the average.",
		count(p.Slots, "checkpoint"), count(p.Segment, "step"), size(p.Bytes),
		count(p.Steps, "step"), are(p.Forward), p.Factor())
}

// Actions are what to do, in order. The present state is at step 0 before the
// first. Every step is gone back over once, from the last to the first, and each
// Back follows the Tape of its steps. The last steps of a stretch are taped when
// they are reached for the first time. A plan may be gone through any number of
// times, by several goroutines too.
func (p *Plan) Actions() iter.Seq[Action] {
	return func(yield func(Action) bool) {
		p.walk(yield)
	}
}

// walk yields the actions. Steps from 0 up to end are still to go back over;
// slot i has the state at starts[i], rising; the present state is that of the
// last slot.
func (p *Plan) walk(yield func(Action) bool) {
	end := p.Steps
	if end == 0 {
		return
	}
	if end > p.Segment && !yield(Action{Kind: Save}) {
		return
	}
	starts := make([]int, 1, min(p.Slots, 256)+1)
	for {
		top := len(starts) - 1
		from := starts[top]
		if end-from <= p.Segment {
			if !yield(Action{Tape, from, end, 0}) || !yield(Action{Back, end, from, 0}) || from == 0 {
				return
			}
			end, starts = from, starts[:top]
			top--
		} else {
			middle := from + p.split(end-from, p.Slots-top)
			if !yield(Action{Advance, from, middle, 0}) {
				return
			}
			if end-middle > p.Segment {
				starts = append(starts, middle)
				if !yield(Action{Save, middle, middle, top + 1}) {
					return
				}
				continue
			}
			if !yield(Action{Tape, middle, end, 0}) || !yield(Action{Back, end, middle, 0}) {
				return
			}
			end = middle
		}
		if !yield(Action{Restore, starts[top], starts[top], top}) {
			return
		}
	}
}

// split is where to keep the next state in a stretch of more steps than the
// tape holds, with so many slots, that of its start among them.
func (p *Plan) split(steps, slots int) int {
	if p.parts == nil {
		return split(steps, p.Segment, slots)
	}
	for _, length := range p.parts {
		if length < steps {
			return length
		}
	}
	panic(fmt.Sprintf("checkpoint: no level for %d steps with a tape of %d", steps, p.Segment))
}

// Full is the plan that keeps all steps on the tape, whatever it takes.
func Full(steps int, stateBytes, stepBytes int64) (*Plan, error) {
	if err := check(steps, stateBytes, stepBytes); err != nil {
		return nil, err
	}
	return full(steps, stepBytes), nil
}

func full(steps int, stepBytes int64) *Plan {
	return &Plan{Steps: steps, Segment: steps, Forward: steps, Bytes: times(int64(steps), stepBytes)}
}

// check is the check of arguments that all planners have.
func check(steps int, stateBytes, stepBytes int64) error {
	switch {
	case steps < 0:
		return fmt.Errorf("checkpoints: a run cannot have %d steps", steps)
	case steps > math.MaxInt32:
		return fmt.Errorf("checkpoints: %s are too many; at most %s can be planned", count(steps, "step"), group(math.MaxInt32))
	case stateBytes < 0 || stepBytes < 0:
		return fmt.Errorf("checkpoints: a state of %d bytes and a step of %d on the tape: neither can be negative", stateBytes, stepBytes)
	}
	return nil
}

// times and plus are the product and the sum of numbers that are not negative,
// at most the largest there is.
func times(a, b int64) int64 {
	if a != 0 && b > math.MaxInt64/a {
		return math.MaxInt64
	}
	return a * b
}

func plus(a, b int64) int64 {
	if b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}
