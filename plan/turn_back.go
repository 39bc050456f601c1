package plan

// way is how a segment is gone back through in cells that are cut.
func (b *reverse) way(s *segment) *way {
	w := &way{number: backNumber, step: b.systemBack, rise: b.riseBack, descend: b.descendBack, whole: b.wholeBack}
	w.turns, w.after = backTurns(turnsOf(s.entries))
	for _, turn := range w.turns {
		for _, e := range turn.climb {
			b.left[e] = make([]afterwards, len(b.r.plan.tiles))
		}
	}
	return w
}

// riseBack is the first half of the way back of a part through a system.
func (b *reverse) riseBack(c *Context, e *entry, t Tile) error {
	left := &b.left[e][t.Index]
	b.tape.restore(e, t, c.N, left)
	return b.partBack(c, e, t, left, e.system.(AdjointClimber).RiseBack)
}

// descendBack is the second half.
func (b *reverse) descendBack(c *Context, e *entry, t Tile) error {
	return b.partBack(c, e, t, &b.left[e][t.Index], e.system.(AdjointClimber).DescendBack)
}

// partBack calls one of them with what the step left in the part.
func (b *reverse) partBack(c *Context, e *entry, t Tile, left *afterwards, half func(*Context, Tile) error) error {
	own := c.after
	c.after = *left
	err := b.call(c, e, t, half)
	c.after = own
	return err
}

// wholeBack takes a whole cell back through a system.
func (b *reverse) wholeBack(c *Context, e *entry, cell Tile) error {
	b.tape.restoreParts(e, cell, c.N, &c.after)
	return b.call(c, e, cell, b.adjoints[e.number].Adjoint)
}

// restoreParts is restore of a cell that has several places on the tape.
func (t *tape) restoreParts(e *entry, cell Tile, n int, after *afterwards) {
	l := &t.lanes[e.number]
	after.clear()
	for k, column := range l.columns {
		if l.after[k] {
			rows := t.plan.rowsOf(column, cell)
			after.keep(column, t.state.columns[column].values[rows.Low:rows.High])
		}
	}
	for _, part := range t.plan.PartsOf(cell) {
		for k := range l.columns {
			copy(t.now(l, l.slot(part), k), t.kept(l, l.slot(part), k, n))
		}
	}
}
