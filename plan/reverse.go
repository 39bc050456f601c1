package plan

import (
	"fmt"
	"math"

	"golgi/internal/barrier"
)

// reverse is the way back through the steps on a tape: the adjoints of all systems, each
// on the state as its Step found it.
type reverse struct {
	r         *runner
	cotangent *Sensitivity
	tape      *tape
	adjoints  []Differentiable        // by system
	gathers   []readSum               // by version of the exchange column
	left      map[*entry][]afterwards // in the parts of cells that are cut, between two halves of an adjoint
	check     bool                    // looks at every derivative after every system
}

// newReverse binds the systems of a run to a cotangent.
func newReverse(r *runner, s *Sensitivity) (*reverse, error) {
	if s.plan != r.plan {
		return nil, fmt.Errorf("the derivatives are those of another plan")
	}
	b := &reverse{r: r, cotangent: s, left: map[*entry][]afterwards{}}
	for _, e := range r.schedule.entries {
		system, ok := e.system.(Differentiable)
		switch {
		case !ok:
			return nil, fmt.Errorf("system %q has no adjoint; give it the methods Saves and Adjoint", e.name)
		case e.access.Latency > 0:
			return nil, fmt.Errorf("system %q reads voltages of %d steps before, through which no derivatives flow; give it latency 0", e.name, e.access.Latency)
		}
		for _, column := range system.Saves() {
			if _, err := r.plan.columnIndex(column); err != nil {
				return nil, fmt.Errorf("system %q saves a column that is not there: %w", e.name, err)
			}
		}
		b.adjoints = append(b.adjoints, system)
	}
	b.tape = newTape(r)
	for i := range r.segments {
		r.segments[i].back = b.way(&r.segments[i])
	}
	s.activateWritten(r.schedule)
	return b, b.bind()
}

// bind prepares the adjoints, and puts together what they read of the exchange column.
func (b *reverse) bind() error {
	r := b.r
	read := make([][][]readCotangent, len(r.schedule.entries))
	for i := range read {
		read[i] = make([][]readCotangent, len(r.plan.tiles))
	}
	for _, c := range r.contexts {
		c.Sensitivity, c.tape = b.cotangent, b.tape
	}
	r.everyTile(func(c *Context, e *entry, t Tile) error {
		system, ok := e.system.(AdjointPreparer)
		if !ok {
			return nil
		}
		c.read = nil
		err := system.PrepareAdjoint(c, t)
		read[e.number][t.Index] = c.read
		return err
	})
	if err := r.takeFailure(); err != nil {
		return err
	}
	b.gathers = make([]readSum, b.tape.versions)
	for version := range b.gathers {
		var lists []readCotangent
		for _, e := range r.schedule.entries {
			for _, own := range read[e.number] {
				if e.version == version {
					lists = append(lists, own...)
				}
			}
		}
		b.gathers[version] = newReadSum(len(r.plan.published), lists)
	}
	return nil
}

// voltage returns the cotangents of the voltage.
func (b *reverse) voltage() []float64 { return b.cotangent.columns[b.r.plan.index[Voltage]] }

// back goes from sample from to sample to, over steps that are on the tape.
func (b *reverse) back(from, to int) {
	r := b.r
	segments, epoch, chunk, meet := r.segments, r.epoch(), r.chunkSteps(), r.meet
	r.forgetFaults()
	n := 0
	work := func(w int) {
		if epoch == 0 {
			b.freeChunk(r.contexts[w], segments[0], r.shares[w].units, from, from-n)
		} else {
			b.lockedChunk(r.contexts[w], segments, &r.shares[w], from, from-n, meet)
		}
	}
	for from > to && !r.cancelled(from) {
		n = min(chunk, from-to)
		r.workers(work)
		if r.failure.failed() {
			return
		}
		from -= n
		r.progress(n)
	}
}

// freeChunk takes each unit of a worker all the steps back alone.
func (b *reverse) freeChunk(c *Context, s segment, units []unit, from, to int) {
	for i := range units {
		for n := from - 1; n >= to && b.unitBack(c, &s, &units[i], n); n-- {
		}
	}
}

// lockedChunk goes back step by step, segment by segment, with a barrier after
// each: what crossing systems read is given back when all of them have done so.
func (b *reverse) lockedChunk(c *Context, segments []segment, share *share, from, to int, meet *barrier.Barrier) {
	p, v := b.r.plan, b.voltage()
	for n := from - 1; n >= to; n-- {
		for i := len(segments) - 1; i >= 0; i-- {
			s := &segments[i]
			if s.publishes {
				for _, t := range share.tiles {
					b.gathers[s.version+1].add(p, t, v)
				}
				if s.serial {
					meet.Wait()
				}
			}
			if !s.serial {
				for k := range share.units {
					b.unitBack(c, s, &share.units[k], n)
				}
			} else if c.Worker == 0 {
				b.tileBack(c, s.entries, p.whole, n)
			}
			meet.Wait()
		}
		for _, t := range share.tiles {
			b.gathers[0].add(p, t, v)
		}
		meet.Wait()
		if b.r.failure.failed() { // seen alike by all workers: nothing has run since the barrier
			return
		}
	}
}

// unitBack takes a unit back through the systems of a segment; false after a fault.
func (b *reverse) unitBack(c *Context, s *segment, u *unit, n int) bool {
	if u.cut != nil {
		return b.r.cellWay(c, u, s.back, n)
	}
	return b.tileBack(c, s.entries, u.tile, n)
}

// tileBack takes one tile back through the systems of a segment; false after a fault.
func (b *reverse) tileBack(c *Context, entries []*entry, t Tile, n int) bool {
	r := b.r
	r.setStep(c, n)
	for i := len(entries) - 1; i >= 0; i-- {
		if err := b.systemBack(c, entries[i], t); err != nil {
			r.failure.set(backNumber(n), r.plan.ToModel(t.Compartments.Low), err)
			return false
		}
	}
	return true
}

// backNumber is that of a step among errors: the latest step comes first.
func backNumber(n int) int { return math.MaxInt - n }

// systemBack takes one tile back through a system.
func (b *reverse) systemBack(c *Context, e *entry, t Tile) error {
	b.tape.restore(e, t, c.N, &c.after)
	return b.call(c, e, t, b.adjoints[e.number].Adjoint)
}

// call calls an adjoint whose columns are as they were.
func (b *reverse) call(c *Context, e *entry, t Tile, adjoint func(*Context, Tile) error) error {
	c.back, c.goesBack = b.tape.published(e, c.N), true
	err := b.r.call(c, e, t, adjoint)
	c.back, c.goesBack = nil, false
	if err == nil && b.check {
		err = b.finite(c, e, t, false)
	}
	if err != nil {
		return fmt.Errorf("adjoint of system %q, in the step from %.6g ms: %w", e.name, c.T, err)
	}
	return nil
}

// finite looks for a derivative that is no finite number among those that a system
// may have changed.
func (b *reverse) finite(c *Context, e *entry, t Tile, atStart bool) error {
	for _, d := range e.columns {
		values := b.cotangent.columns[d.index]
		if values == nil {
			continue
		}
		info := &b.r.plan.columns[d.index]
		rows := b.r.plan.rowsOf(d.index, t)
		for row := rows.Low; row < rows.High; row++ {
			if x := values[row]; !Usable(x) {
				compartment := row
				if info.Mechanism >= 0 {
					compartment = int(b.r.plan.mechanisms[info.Mechanism].Compartments[row])
				}
				return &NotFinite{System: e.name, AtStart: atStart, Step: c.N, T: c.T, Column: d.name, Compartment: b.r.plan.ToModel(compartment), Value: x}
			}
		}
	}
	return nil
}

// backStart goes back through the starts of the systems, given the columns before
// them.
func (b *reverse) backStart(before *checkpoint) error {
	r := b.r
	entries := r.schedule.entries
	for _, e := range entries {
		_, starts := e.system.(Starter)
		if _, ok := e.system.(AdjointStarter); starts && !ok {
			return fmt.Errorf("system %q has a Start and no way back through it; give it the method AdjointStart", e.name)
		}
	}
	for k := len(entries) - 1; k >= 0; k-- {
		e := entries[k]
		system, ok := e.system.(AdjointStarter)
		if !ok {
			continue
		}
		before.restore(r.state)
		r.fillExchange()
		for _, earlier := range entries[:k] {
			r.tilesOf(earlier, start)
		}
		r.tilesOf(e, func(c *Context, e *entry, t Tile) error {
			err := system.AdjointStart(c, t)
			if err == nil && b.check {
				err = b.finite(c, e, t, true)
			}
			return err
		})
		for _, t := range r.plan.tiles {
			for version := range b.gathers {
				b.gathers[version].add(r.plan, t, b.voltage())
			}
		}
		if err := r.takeFailure(); err != nil {
			return err
		}
	}
	return nil
}

// finish turns what was summed up of coefficients into cotangents of what they are
// made of.
func (b *reverse) finish() error {
	b.r.everyTile(func(c *Context, e *entry, t Tile) error {
		system, ok := e.system.(AdjointFinisher)
		if !ok {
			return nil
		}
		err := system.FinishAdjoint(c, t)
		if err == nil && b.check {
			err = b.finite(c, e, t, true)
		}
		return err
	})
	return b.r.takeFailure()
}
