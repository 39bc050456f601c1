package golgi

import "iter"

// Cells iterates over the cells in view.
func (v *View) Cells() iter.Seq[*View] { return v.items(cellLevel) }

// Branches iterates over the branches in view, of all its cells.
func (v *View) Branches() iter.Seq[*View] { return v.items(branchLevel) }

// Comps iterates over the compartments in view.
func (v *View) Comps() iter.Seq[*View] { return v.items(compLevel) }

// items iterates over runs of rows of one cell, branch or compartment. Each
// has the path it would have had by number. A view with an error has none.
func (v *View) items(l level) iter.Seq[*View] {
	return func(yield func(*View) bool) {
		if v.Err() != nil {
			return
		}
		c := &v.m.columns
		total := v.compartments.len()
		cells, branches, _ := v.Shape()
		cell, branch, comp := -1, -1, -1
		for i := 0; i < total; {
			row := v.compartments.at(i)
			if i == 0 || c.cell[row] != c.cell[v.compartments.at(i-1)] {
				cell, branch = cell+1, -1
			}
			if i == 0 || c.branch[row] != c.branch[v.compartments.at(i-1)] {
				branch, comp = branch+1, -1
			}
			comp++
			end := i + 1
			for end < total && l.of(c, v.compartments.at(end)) == l.of(c, row) {
				end++
			}
			next := v.narrowed(v.slice(i, end), v.itemStep(l, row, cells, branches, [...]int{cell, branch, comp}), l.shares())
			if !yield(next) {
				return
			}
			i = end
		}
	}
}

// slice returns rows lo to hi-1 of the view.
func (v *View) slice(lo, hi int) rowSet {
	if v.compartments.list != nil {
		return rowList(v.compartments.list[lo:hi])
	}
	return rowRange(int(v.compartments.lo)+lo, int(v.compartments.lo)+hi)
}

// itemStep writes the steps that lead from the view to one item.
func (v *View) itemStep(l level, row int32, cells, branches int, local [3]int) string {
	c := &v.m.columns
	if v.scope == Global {
		return l.step() + "(" + itoa(l.of(c, row)) + ")"
	}
	text := ""
	for up := cellLevel; up <= l; up++ {
		needed := up == l || up == cellLevel && cells > 1 || up == branchLevel && branches > 1
		if !needed {
			continue
		}
		if text != "" {
			text += "."
		}
		text += up.step() + "(" + itoa(int32(local[up])) + ")"
	}
	return text
}
