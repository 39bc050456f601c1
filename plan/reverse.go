package plan

import (
	"fmt"
	"math"
)

// reverse is the way back through the steps on a tape: the adjoints of all systems, each
// on the state as its Step found it.
type reverse struct {
	r         *runner
	cotangent *Sensitivity
	tape      *tape
	adjoints  []Differentiable // by system
	gathers   []readSum        // by version of the exchange column
	check     bool             // looks at every derivative after every system
}

// newReverse binds the systems of a run to a cotangent.
func newReverse(r *runner, s *Sensitivity) (*reverse, error) {
	if s.plan != r.plan {
		return nil, fmt.Errorf("the derivatives are those of another plan")
	}
	b := &reverse{r: r, cotangent: s}
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
		c.Sensitivity = b.cotangent
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

// readCotangent holds the cotangents of what a system reads of the exchange column.
type readCotangent struct {
	rows   []int32
	values []float64
}

// readSum adds the cotangents of what was read of each published voltage: by system, by
// tile, and in the order in which the systems asked for them.
type readSum struct {
	lists    [][]float64
	first    []int32 // by row of the exchange column, into list and at; nil if nothing is read
	list, at []int32
}

func newReadSum(rows int, lists []readCotangent) readSum {
	var g readSum
	if len(lists) == 0 {
		return g
	}
	g.first = make([]int32, rows+1)
	for _, l := range lists {
		g.lists = append(g.lists, l.values)
		for _, row := range l.rows {
			g.first[row+1]++
		}
	}
	for row := range rows {
		g.first[row+1] += g.first[row]
	}
	next := append([]int32{}, g.first...)
	g.list, g.at = make([]int32, g.first[rows]), make([]int32, g.first[rows])
	for i, l := range lists {
		for at, row := range l.rows {
			g.list[next[row]], g.at[next[row]] = int32(i), int32(at)
			next[row]++
		}
	}
	return g
}

// add gives the cotangents of a tile's published voltages to these.
func (g *readSum) add(p *Plan, t Tile, v []float64) {
	if g.first == nil {
		return
	}
	for _, row := range p.publishedRows[t.Index] {
		sum := 0.0
		for k := g.first[row]; k < g.first[row+1]; k++ {
			value := &g.lists[g.list[k]][g.at[k]]
			sum += *value
			*value = 0
		}
		v[p.published[row]] += sum
	}
}

// voltage returns the cotangents of the voltage.
func (b *reverse) voltage() []float64 { return b.cotangent.columns[b.r.plan.index[Voltage]] }

// back goes from sample from to sample to, over steps that are on the tape.
func (b *reverse) back(from, to int) {
	r := b.r
	segments, epoch, chunk, meet := r.segments, r.epoch(), r.chunkSteps(), r.meet
	for from > to && !r.cancelled(from) {
		n := min(chunk, from-to)
		r.workers(func(w int) {
			if epoch == 0 {
				b.freeChunk(r.contexts[w], segments[0].entries, r.shares[w], from, from-n)
			} else {
				b.lockedChunk(r.contexts[w], segments, r.shares[w], from, from-n, meet)
			}
		})
		if r.failure.failed() {
			return
		}
		from -= n
		r.progress(n)
	}
}

// freeChunk takes each tile of a worker all the steps back alone.
func (b *reverse) freeChunk(c *Context, entries []*entry, tiles []Tile, from, to int) {
	for _, t := range tiles {
		for n := from - 1; n >= to; n-- {
			if !b.tileBack(c, entries, t, n) {
				break
			}
		}
	}
}

// lockedChunk goes back step by step, segment by segment, with a barrier after
// each: what crossing systems read is given back when all of them have done so.
func (b *reverse) lockedChunk(c *Context, segments []segment, tiles []Tile, from, to int, meet *barrier) {
	p, v := b.r.plan, b.voltage()
	for n := from - 1; n >= to; n-- {
		for i := len(segments) - 1; i >= 0; i-- {
			s := segments[i]
			if s.publishes {
				for _, t := range tiles {
					b.gathers[s.version+1].add(p, t, v)
				}
				if s.serial {
					meet.wait()
				}
			}
			if !s.serial {
				for _, t := range tiles {
					if !b.tileBack(c, s.entries, t, n) {
						break
					}
				}
			} else if c.Worker == 0 {
				b.tileBack(c, s.entries, p.whole, n)
			}
			meet.wait()
		}
		for _, t := range tiles {
			b.gathers[0].add(p, t, v)
		}
		meet.wait()
		if b.r.failure.failed() { // seen alike by all workers: nothing has run since the barrier
			return
		}
	}
}

// tileBack takes one tile back through the systems of a segment; false after a fault.
func (b *reverse) tileBack(c *Context, entries []*entry, t Tile, n int) bool {
	r := b.r
	r.setStep(c, n)
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		b.tape.restore(e, t, n, &c.after)
		c.back = b.tape.published(e, n)
		err := r.call(c, e, t, b.adjoints[e.number].Adjoint)
		c.back = nil
		if err == nil && b.check {
			err = b.finite(c, e, t)
		}
		if err != nil {
			err = fmt.Errorf("adjoint of system %q, in the step from %.6g ms: %w", e.name, c.T, err)
			r.failure.set(math.MaxInt-n, r.plan.ToModel(t.Compartments.Low), err) // the latest step comes first
			return false
		}
	}
	return true
}

// finite looks for a derivative that is no finite number among those that a system
// may have changed.
func (b *reverse) finite(c *Context, e *entry, t Tile) error {
	for _, d := range e.columns {
		values := b.cotangent.columns[d.index]
		if values == nil {
			continue
		}
		info := &b.r.plan.columns[d.index]
		rows := b.r.plan.rowsOf(d.index, t)
		for row := rows.Low; row < rows.High; row++ {
			if x := values[row]; math.IsNaN(x) || math.IsInf(x, 0) {
				compartment := row
				if info.Mechanism >= 0 {
					compartment = int(b.r.plan.mechanisms[info.Mechanism].Compartments[row])
				}
				return &NotFinite{System: e.name, Step: c.N, T: c.T, Column: d.name, Compartment: b.r.plan.ToModel(compartment), Value: x}
			}
		}
	}
	return nil
}

// NotFinite is a derivative that became NaN or infinite on the way back.
type NotFinite struct {
	System      string
	Step        int
	T           float64 // ms, of the sample that the step starts from
	Column      Column
	Compartment int // in model order
	Value       float64
}

// Error says which derivative it is, not where: the sweep adds that.
func (n *NotFinite) Error() string {
	return fmt.Sprintf("the derivative with respect to %q in compartment %d is %v", n.Column, n.Compartment, n.Value)
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
		r.tilesOf(e, func(c *Context, _ *entry, t Tile) error { return system.AdjointStart(c, t) })
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
		if system, ok := e.system.(AdjointFinisher); ok {
			return system.FinishAdjoint(c, t)
		}
		return nil
	})
	return b.r.takeFailure()
}

// takeFailure returns the error of what was done for all tiles, and forgets it.
func (r *runner) takeFailure() error {
	err := r.failure.err
	r.failure.err = nil
	r.failure.is.Store(false)
	return err
}

// checkpoint is a copy of the columns that a run goes on from.
type checkpoint struct {
	sample  int
	indices []int
	columns [][]float64
}

// newCheckpoint finds the columns of a run that it changes from step to step: states,
// and parameters that some system writes.
func newCheckpoint(r *runner) *checkpoint {
	written := map[int]bool{}
	for _, e := range r.schedule.entries {
		for _, d := range e.columns {
			written[d.index] = written[d.index] || d.writes
		}
	}
	c := &checkpoint{}
	for i, info := range r.plan.columns {
		kept := info.Role.Dynamic() || written[i] && (info.Role == RoleParameter || info.Role == RoleGeometry)
		if kept && !r.state.columns[i].uniform {
			c.indices = append(c.indices, i)
			c.columns = append(c.columns, nil)
		}
	}
	return c
}

// in returns a checkpoint of the same columns in memory that is there.
func (c *checkpoint) in(p *Plan, memory []float64) *checkpoint {
	other := &checkpoint{indices: c.indices}
	for _, i := range c.indices {
		rows := p.columns[i].Rows
		other.columns = append(other.columns, memory[:0:rows])
		memory = memory[rows:]
	}
	return other
}

// bytes is the memory that one takes.
func (c *checkpoint) bytes(p *Plan) int {
	n := 0
	for _, i := range c.indices {
		n += 8 * p.columns[i].Rows
	}
	return n
}

func (c *checkpoint) keep(s *State) {
	c.sample = s.step
	for k, i := range c.indices {
		c.columns[k] = append(c.columns[k][:0], s.columns[i].values...)
	}
}

func (c *checkpoint) restore(s *State) {
	s.step = c.sample
	for k, i := range c.indices {
		copy(s.columns[i].values, c.columns[k])
	}
}
