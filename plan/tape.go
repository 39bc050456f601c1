package plan

import (
	"slices"

	"golgi/internal/stream"
	"golgi/internal/vectors"
)

// tape keeps, for each of the steps that were last taken, what the systems save
// before they overwrite it, and the voltages that crossed between tiles.
type tape struct {
	plan     *Plan
	state    *State
	first    int    // the sample that the first step on the tape starts from
	end      int    // the sample that the last one led to
	capacity int    // steps
	lanes    []lane // of each system
	versions int
	stays    []bool      // of each column of the State: it is not put back
	exchange [][]float64 // by step and version
	memory   *memory     // of all of it
	streams  bool        // the caches do not hold it until it is read
}

// lane is what one system saves: by tile (one, for a serial system), step after step.
type lane struct {
	columns []int    // of the State
	after   []bool   // of each: its Adjoint reads what Step left there
	stays   []bool   // of each: nobody looks for it in the State on the way back
	own     [][]bool // of each tile: a step itself keeps the column
	serial  bool
	rows    [][]Range   // of each tile: those of each column
	at      [][]int     // of each tile: where each column begins in what a step has
	width   []int       // of each tile: values a step
	values  [][]float64 // of each tile
}

// savedColumn is a part of a column on the tape.
type savedColumn struct {
	column int
	values []float64
}

// Columns of many rows lie to vectors as they do in the state.
const (
	alignment   = 8
	alignedFrom = 64 // rows
)

// cached is the size of a tape that second-level caches may hold, bytes.
const cached = 4 << 20

// newTape finds what is to be kept; it has room for no step yet.
func newTape(r *runner) *tape {
	p := r.plan
	t := &tape{plan: p, state: r.state, versions: 1}
	for _, e := range r.schedule.entries {
		l := lane{serial: e.access.Scope == Serial}
		if e.access.Publishes {
			t.versions++
		}
		if system, ok := e.system.(Differentiable); ok {
			reader, says := e.system.(AfterReader)
			for _, column := range system.Saves() {
				i := p.index[column]
				r.state.spread(i)
				l.columns = append(l.columns, i)
				l.after = append(l.after, !says || slices.Contains(reader.ReadsAfter(), column))
			}
		}
		for _, tile := range l.tiles(p) {
			var rows []Range
			var at []int
			width := 0
			for _, i := range l.columns {
				part := p.rowsOf(i, tile)
				if part.Len() >= alignedFrom {
					width += (part.Low - width) & (alignment - 1)
				}
				rows, at = append(rows, part), append(at, width)
				if width += part.Len(); part.Len() >= alignedFrom {
					width = (width + alignment - 1) &^ (alignment - 1)
				}
			}
			l.rows, l.at, l.width = append(l.rows, rows), append(l.at, at), append(l.width, width)
			l.own = append(l.own, make([]bool, len(rows)))
		}
		l.values = make([][]float64, len(l.width))
		t.lanes = append(t.lanes, l)
	}
	t.findStaying(r.schedule)
	return t
}

// rowsOf returns the rows of a column that lie in a tile.
func (p *Plan) rowsOf(column int, t Tile) Range {
	info := &p.columns[column]
	if info.Domain == PerMechanismRow {
		return p.tileRows(info.Mechanism, t)
	}
	return t.Compartments
}

func (l *lane) tiles(p *Plan) []Tile {
	if l.serial {
		return []Tile{p.whole}
	}
	return p.tiles
}

// slot is the place of a tile in the lists of a lane.
func (l *lane) slot(t Tile) int {
	if l.serial {
		return 0
	}
	return t.Index
}

// stepBytes is the memory of one step.
func (t *tape) stepBytes() int {
	n := 8 * t.versions * len(t.plan.published)
	for _, l := range t.lanes {
		for _, width := range l.width {
			n += 8 * width
		}
	}
	return n
}

// reserve makes room for so many steps; what was on the tape is gone.
func (t *tape) reserve(steps int) {
	if steps <= t.capacity {
		return
	}
	t.release()
	t.capacity = steps
	rows := len(t.plan.published)
	published := (steps*t.versions + 1) * rows // the last publishes for a step that may come after
	if rows == 0 {
		published = 0
	}
	t.memory = t.plan.spare.take(steps*(t.stepBytes()/8-t.versions*rows) + published)
	t.streams = 8*len(t.memory.numbers) > cached && t.plan.vectors == vectors.AVX512
	rest := t.memory.numbers
	for k := range t.lanes {
		l := &t.lanes[k]
		for i, width := range l.width {
			l.values[i], rest = rest[:steps*width:steps*width], rest[steps*width:]
		}
	}
	t.exchange = t.exchange[:0]
	for ; len(rest) > 0; rest = rest[rows:] {
		t.exchange = append(t.exchange, rest[:rows:rows])
	}
}

// release gives the memory back for the next sweep over the plan; the tape is empty then.
func (t *tape) release() {
	if t.memory == nil {
		return
	}
	t.plan.spare.give(t.memory)
	t.memory, t.capacity, t.exchange = nil, 0, nil
	for k := range t.lanes {
		clear(t.lanes[k].values)
	}
}

// start says which samples the steps that are kept lead from and to, and keeps what was published at first.
func (t *tape) start(sample, end int) {
	t.first, t.end = sample, end
	if len(t.exchange) > 0 {
		copy(t.exchange[0], t.state.exchange.at(sample))
	}
}

// save keeps what a system is about to overwrite in the step from sample n.
func (t *tape) save(e *entry, tile Tile, n int) {
	l := &t.lanes[e.number]
	if len(l.columns) == 0 {
		return
	}
	i := l.slot(tile)
	for k := range l.columns {
		if l.own[i][k] {
			continue
		}
		values := t.now(l, i, k)
		if to := t.kept(l, i, k, n); t.streams {
			stream.Copy(to, values)
		} else {
			copy(to, values)
		}
	}
}

// now is a column of a lane as the state has it.
func (t *tape) now(l *lane, slot, k int) []float64 {
	rows := l.rows[slot][k]
	return t.state.columns[l.columns[k]].values[rows.Low:rows.High]
}

// kept is a column of a lane as the step from sample n found it.
func (t *tape) kept(l *lane, slot, k, n int) []float64 {
	low := (n-t.first)*l.width[slot] + l.at[slot][k]
	high := low + l.rows[slot][k].Len()
	return l.values[slot][low:high:high]
}

// publish keeps what a tile published.
func (t *tape) publish(tile Tile, sample, version int, v []float64) {
	if at := (sample-t.first)*t.versions + version; at < len(t.exchange) {
		t.plan.copyPublished(t.exchange[at], tile, v)
	}
}

// published returns the exchange column as a system saw it in the step from sample n.
func (t *tape) published(e *entry, n int) []float64 {
	if len(t.exchange) == 0 {
		return nil
	}
	return t.exchange[(n-t.first)*t.versions+e.version]
}

// restore puts the columns back as a system found them in the step from sample n, in place, since kernels are bound to
// them, but for those that stay on the tape; in after it keeps those that the step left there and its adjoint reads.
func (t *tape) restore(e *entry, tile Tile, n int, after *afterwards) {
	l := &t.lanes[e.number]
	i := l.slot(tile)
	after.clear()
	for k, column := range l.columns {
		switch values := t.now(l, i, k); {
		case !l.stays[k]:
			if l.after[k] {
				after.keep(column, values)
			}
			copy(values, t.kept(l, i, k, n))
		case !l.after[k]:
		case n+1 < t.end:
			after.is(column, t.kept(l, i, k, n+1))
		default: // nothing was put back since the step
			after.is(column, values)
		}
	}
}

// afterwards holds the columns of a tile that a step left.
type afterwards struct {
	columns []savedColumn
	memory  [][]float64
}

func (a *afterwards) clear() { a.columns = a.columns[:0] }

// is takes values that nobody changes meanwhile.
func (a *afterwards) is(column int, values []float64) {
	a.columns = append(a.columns, savedColumn{column, values})
}

// keep takes a copy.
func (a *afterwards) keep(column int, values []float64) {
	for len(a.memory) <= len(a.columns) {
		a.memory = append(a.memory, nil)
	}
	n := len(a.columns)
	a.memory[n] = append(a.memory[n][:0], values...)
	a.is(column, a.memory[n])
}
