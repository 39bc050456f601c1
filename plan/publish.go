package plan

import "fmt"

// publishedRun are rows of the exchange column whose compartments follow each other too.
type publishedRun struct{ row, compartment, rows int32 }

// publish lists the compartments whose voltage others read: those asked for, as they were, and then in plan order
// the presynaptic ones if any synapse crosses from tile to tile. It turns
// Pre of the synapse types into rows of that list.
func (p *Plan) publish(b *Blueprint) error {
	n := p.NumCompartments()
	const unread, read = -2, -1
	rowOf := make([]int32, n)
	for c := range rowOf {
		rowOf[c] = unread
	}
	add := func(compartment int32) {
		rowOf[compartment] = int32(len(p.published))
		p.published = append(p.published, compartment)
	}
	for i, c := range b.Published {
		if c < 0 || c >= n {
			return fmt.Errorf("freeze: published compartment %d: no compartment %d (the model has %d)", i, c, n)
		}
		if rowOf[p.fromModel[c]] == unread {
			add(p.fromModel[c])
		}
	}
	if p.crossing = p.anySynapseCrosses(); p.crossing {
		p.everyPre(func(pre *int32) { rowOf[*pre] = max(rowOf[*pre], read) })
		for c, row := range rowOf {
			if row == read {
				add(int32(c))
			}
		}
		p.everyPre(func(pre *int32) { *pre = rowOf[*pre] })
	}
	p.publishedRuns = make([][]publishedRun, len(p.tiles))
	for row, c := range p.published {
		runs := &p.publishedRuns[p.tileOf(int(c))]
		if last := len(*runs) - 1; last >= 0 && (*runs)[last].followedBy(int32(row), c) {
			(*runs)[last].rows++
		} else {
			*runs = append(*runs, publishedRun{int32(row), c, 1})
		}
	}
	return nil
}

func (r publishedRun) followedBy(row, compartment int32) bool {
	return r.row+r.rows == row && r.compartment+r.rows == compartment
}

// everyPre calls f for the presynaptic side of every synapse.
func (p *Plan) everyPre(f func(pre *int32)) {
	for _, m := range p.mechanisms {
		if m.IsJunction() {
			continue
		}
		for row := range m.Pre {
			f(&m.Pre[row])
		}
	}
}

// anySynapseCrosses reports whether a synapse joins two tiles.
func (p *Plan) anySynapseCrosses() bool {
	for _, m := range p.mechanisms {
		if m.IsJunction() {
			continue
		}
		for row, pre := range m.Pre {
			if p.tileOf(int(pre)) != p.tileOf(int(m.Compartments[row])) {
				return true
			}
		}
	}
	return false
}

// copyPublished copies the voltages of a tile's published compartments to their rows of an exchange column.
func (p *Plan) copyPublished(exchange []float64, t Tile, v []float64) {
	for _, run := range p.publishedRuns[t.Index] {
		if run.rows == 1 {
			exchange[run.row] = v[run.compartment]
			continue
		}
		copy(exchange[run.row:run.row+run.rows], v[run.compartment:run.compartment+run.rows])
	}
}
