package plan

// way is how a segment is gone back through in cells that are cut.
func (b *reverse) way(s *segment) *way {
	w := &way{number: backNumber, step: b.systemBack, whole: b.wholeBack}
	w.turns, w.after = backTurns(turnsOf(s.entries))
	return w
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
	var unread afterwards
	for _, part := range t.plan.PartsOf(cell) {
		t.restore(e, part, n, &unread)
	}
}
