package plan

import (
	"context"
	"fmt"
)

// Sweep takes a state through a run forward, with a tape where asked to, and back again
// over what is on the tape: from the derivatives of a number with respect to the recorded
// samples to those with respect to everything else. Who uses it says which steps are kept
// and which are taken twice; the result does not depend on it, nor on the number of workers,
// to the last bit.
//
// The order of calls is Reserve, Start, Advance (with Save and Restore between), Back over
// what was taped last, and so on down to the first sample, BackStart, Finish. Close ends a
// sweep that comes to no end; Check is for finding what went wrong.
type Sweep struct {
	r       *runner
	reverse *reverse
	start   *checkpoint
	slots   []*checkpoint
	memory  *memory // of slots
	taped   int     // the sample that the way back has come to, at the end of what is on the tape
	closed  bool
}

// NewSweep prepares the systems of a schedule for a run and its way back. The cotangent
// is bound to it until it is finished. o.Progress is told of steps in either direction.
// Errors: what a run refuses, a system without an adjoint.
func NewSweep(s *State, schedule *Schedule, o RunOptions, cotangent *Sensitivity) (*Sweep, error) {
	if o.Sink != nil {
		return nil, fmt.Errorf("sweep: %w", errSink)
	}
	r, err := newRunner(context.Background(), s, schedule, o)
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	r.everyTile(prepare)
	w := &Sweep{r: r, start: newCheckpoint(r)}
	if err = r.takeFailure(); err == nil {
		w.reverse, err = newReverse(r, cotangent)
	}
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", r.finish(err))
	}
	return w, nil
}

// StateBytes is the memory of one checkpoint.
func (w *Sweep) StateBytes() int64 { return int64(w.start.bytes(w.r.plan)) }

// StepBytes is the memory of one step on the tape.
func (w *Sweep) StepBytes() int64 { return int64(w.reverse.tape.stepBytes()) }

// Start computes what belongs to the initial sample.
func (w *Sweep) Start() error {
	w.start.keep(w.r.state)
	w.r.everyTile(start)
	if err := w.r.takeFailure(); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

// Reserve makes room for so many steps on the tape and so many slots at once; call it once, before Save.
func (w *Sweep) Reserve(steps, slots int) {
	w.reverse.tape.reserve(steps)
	size := w.start.bytes(w.r.plan) / 8
	if slots <= len(w.slots) || size == 0 {
		return
	}
	if w.memory != nil {
		w.r.plan.spare.give(w.memory)
	}
	w.memory = w.r.plan.spare.take(slots * size)
	w.slots = w.slots[:0]
	for rest := w.memory.numbers; len(rest) > 0; rest = rest[size:] {
		w.slots = append(w.slots, w.start.in(w.r.plan, rest[:size:size]))
	}
}

// Advance takes the state forward to a sample, and keeps the steps on the tape, in the
// place of what was there, if asked to. It returns early, with the state at an earlier
// sample, if a serial system ends the run: see State.Step.
func (w *Sweep) Advance(ctx context.Context, to int, keep bool) error {
	r, from := w.r, w.r.state.step
	if keep {
		w.reverse.tape.reserve(to - from)
		w.reverse.tape.start(from, to)
		r.tape = w.reverse.tape
	}
	r.ctx, r.stopped = ctx, 0
	r.steps(from, to)
	r.tape = nil
	if err := r.takeFailure(); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if r.state.step = to; r.stopped > 0 {
		r.cutSamples()
	}
	w.taped = -1
	if keep {
		w.taped = r.state.step
		w.reverse.tape.end = w.taped
	}
	return nil
}

// Save keeps a copy of the state in a slot, a number from 0.
func (w *Sweep) Save(slot int) {
	for len(w.slots) <= slot {
		w.slots = append(w.slots, w.start.in(w.r.plan, make([]float64, w.start.bytes(w.r.plan)/8)))
	}
	w.slots[slot].keep(w.r.state)
}

// Restore takes the state back to that of a slot.
func (w *Sweep) Restore(slot int) {
	w.slots[slot].restore(w.r.state)
	w.r.fillExchange()
}

// Back takes the cotangent back to a sample, over steps that are on the tape and
// follow on those that it has been taken over.
func (w *Sweep) Back(ctx context.Context, to int) error {
	if w.taped < 0 || to < w.reverse.tape.first || to > w.taped {
		return fmt.Errorf("sweep: back to sample %d, the tape holds %d to %d", to, w.reverse.tape.first, w.taped)
	}
	w.r.ctx = ctx
	w.reverse.back(w.taped, to)
	w.taped = to
	if err := w.r.takeFailure(); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

// BackStart takes the cotangent back through what Start did, after which the
// derivatives of the states are those of the initial ones.
func (w *Sweep) BackStart() error {
	if err := w.reverse.backStart(w.start); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

// Finish completes the derivatives of parameters and geometry, and closes the systems.
func (w *Sweep) Finish() error {
	err := w.reverse.finish()
	if closing := w.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

// Close closes the systems, once; a sweep that is finished is closed.
func (w *Sweep) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.release()
	return w.r.finish(nil)
}

// release gives the memory of tape and slots back.
func (w *Sweep) release() {
	w.reverse.tape.release()
	if w.memory != nil {
		w.r.plan.spare.give(w.memory)
	}
	w.memory, w.slots = nil, nil
}

// Check lets every derivative be looked at after every system on the way back: the first
// that is no finite number is an error, a [NotFinite] with its place. It costs time.
func (w *Sweep) Check() { w.reverse.check = true }

// FixedBytes is the memory of what the way back takes whatever is kept: the derivatives
// beside the columns, and the initial state.
func (w *Sweep) FixedBytes() int64 {
	n := w.start.bytes(w.r.plan)
	for _, column := range w.reverse.cotangent.columns {
		n += 8 * len(column)
	}
	for _, g := range w.reverse.gathers {
		n += 16 * len(g.list)
	}
	return int64(n)
}
