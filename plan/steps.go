package plan

import (
	"errors"
	"fmt"
	"time"

	"golgi/internal/barrier"
	"golgi/internal/stream"
)

// timingMask: one step in 32 is timed, not the first, which is cold. The samples
// are scaled to the time that the worker was at work altogether.
const timingMask = 31

// chunkSteps is the number of steps between two looks at the context and calls
// of Progress: some tenths of a second of work, whatever the model's size.
func (r *runner) chunkSteps() int {
	return min(max(8_000_000/r.plan.NumCompartments(), 1), 4096)
}

// epoch is the number of steps that tiles may go without a barrier; 0 for as
// many as they like.
func (r *runner) epoch() int {
	if len(r.segments) > 1 || len(r.segments) == 1 && r.segments[0].serial {
		return 1
	}
	smallest, _, crossing := r.schedule.latencies()
	if !crossing {
		return 0
	}
	return max(smallest, 1)
}

// steps takes the state from one sample to another, chunk after chunk; between two,
// all tiles stand at one sample.
func (r *runner) steps(from, to int) {
	segments, epoch, chunk, meet := r.segments, r.epoch(), r.chunkSteps(), r.meet
	r.forgetFaults()
	if epoch > 0 {
		chunk = max(chunk/epoch, 1) * epoch
	}
	n := 0
	work := func(w int) {
		started := time.Now()
		defer func() { r.contexts[w].busy += time.Since(started) }()
		if len(segments) == 1 && !segments[0].serial {
			r.freeChunk(r.contexts[w], segments[0], r.shares[w].units, from, from+n, epoch, meet)
		} else {
			r.lockedChunk(r.contexts[w], segments, r.shares[w].units, from, from+n, meet)
		}
		if r.tape != nil {
			stream.Fence() // the way back may be another worker's
		}
	}
	for r.standsAt(from); from < to; {
		if r.failure.failed() || r.cancelled(from) {
			return
		}
		n = min(chunk, to-from)
		if r.options.Sink != nil {
			n = min(n, r.untilFull(from))
		}
		r.workers(work)
		if r.failure.failed() {
			r.reached = min(max(r.failure.step-1, from), from+n)
			return
		}
		if r.stopped > 0 {
			r.reached = r.stopped
			return
		}
		from += n
		r.progress(n)
		r.standsAt(from)
	}
}

// cancelled reports whether the context has ended; then that is the run's failure.
func (r *runner) cancelled(sample int) bool {
	err := r.ctx.Err()
	if err != nil {
		r.failure.set(sample, -1, fmt.Errorf("stopped at %.6g ms: %w", float64(sample)*r.options.Dt, err))
	}
	return err != nil
}

// progress tells that so many steps more are done.
func (r *runner) progress(steps int) {
	r.done += steps
	if r.options.Progress != nil {
		r.options.Progress(r.done, r.options.Steps)
	}
}

// freeChunk takes each unit of a worker as many steps as it may go alone: all
// of the chunk, or one epoch where something crosses between tiles.
func (r *runner) freeChunk(c *Context, s segment, units []unit, from, to, epoch int, meet *barrier.Barrier) {
	if epoch == 0 {
		epoch = to - from
	}
	for low := from; low < to; low += epoch {
		high := min(low+epoch, to)
		for i := range units {
			u := &units[i]
			if low/epoch&1 == 1 { // back again: the last units are still close
				u = &units[len(units)-1-i]
			}
			for n := low; n < high && r.unitStep(c, &s, u, n); n++ {
				r.publishUnit(u, n+1, 0)
			}
		}
		if high < to {
			meet.Wait()
		}
	}
}

// lockedChunk goes step by step through segments with a barrier after each,
// which serial systems need.
func (r *runner) lockedChunk(c *Context, segments []segment, units []unit, from, to int, meet *barrier.Barrier) {
	for n := from; n < to; n++ {
		for k := range segments {
			s := &segments[k]
			switch {
			case !s.serial:
				for i := range units {
					u := &units[i]
					if r.unitStep(c, s, u, n) && s.publishes {
						r.publishUnit(u, n, s.version+1)
					}
				}
			case c.Worker == 0 && !r.failure.failed():
				r.tileStep(c, s, r.plan.whole, n)
			}
			meet.Wait()
		}
		for i := range units {
			r.publishUnit(&units[i], n+1, 0)
		}
		meet.Wait()
		if r.failure.failed() || r.stopped > 0 { // seen alike by all workers: nothing has run since the barrier
			return
		}
	}
}

// unitStep takes a unit through the systems of a segment; false after a fault, or where one is known that comes before.
func (r *runner) unitStep(c *Context, s *segment, u *unit, n int) bool {
	switch {
	case u.team == nil && r.failure.stops(n): // a team agrees on it
		return false
	case u.cut == nil:
		return r.tileStep(c, s, u.tile, n)
	}
	return r.cellWay(c, u, s.way, n)
}

// tileStep takes one tile through the systems of a segment; false after a fault.
func (r *runner) tileStep(c *Context, s *segment, t Tile, n int) bool {
	r.setStep(c, n)
	for _, e := range s.entries {
		err := r.timed(c, e, t, true, e.system.Step)
		if e.access.Scope == Serial && errors.Is(err, ErrStop) {
			r.stopped = n + 1
		} else if err != nil {
			r.failure.set(n+1, r.plan.ToModel(t.Compartments.Low), c.stepError(e, err))
			return false
		}
	}
	return true
}

// timed calls a system for a tile, in some steps with the time that it takes; first what it is about to overwrite is put on the tape, if asked for.
func (r *runner) timed(c *Context, e *entry, t Tile, save bool, step func(*Context, Tile) error) error {
	var started time.Time
	timed := (c.N-r.first)&timingMask == 1
	if timed {
		started = time.Now()
	}
	if save && r.tape != nil {
		r.saveTape(e, t, c.N)
	}
	err := r.call(c, e, t, step)
	if timed {
		c.spent[e.number] += time.Since(started)
	}
	return err
}

// saveTape puts what a system is about to overwrite on the tape, which has a place for each part of a cell that is cut.
func (r *runner) saveTape(e *entry, t Tile, n int) {
	if c := r.plan.CutOf(t); c == nil || t != c.Cell {
		r.tape.save(e, t, n)
		return
	}
	for _, part := range r.plan.PartsOf(t) {
		r.tape.save(e, part, n)
	}
}

// publishUnit publishes the tiles of a unit.
func (r *runner) publishUnit(u *unit, sample, version int) {
	if r.state.exchange.rows == 0 {
		return
	}
	if u.cut == nil {
		r.publish(u.tile, sample, version)
	}
	for _, tiles := range [][]Tile{u.limbs, u.trunk} {
		for _, t := range tiles {
			r.publish(t, sample, version)
		}
	}
}

// publish puts the voltages of a tile's published compartments where others read
// them: version 0 at the start of a step, the next after each system that publishes.
func (r *runner) publish(t Tile, sample, version int) {
	if r.state.exchange.rows == 0 {
		return
	}
	r.state.exchange.publish(r.plan, t, sample, r.voltage())
	if r.tape != nil {
		r.tape.publish(t, sample, version, r.voltage())
	}
}

// voltage returns the whole voltage column.
func (r *runner) voltage() []float64 { return r.state.columns[r.plan.index[Voltage]].values }
