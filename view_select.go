package golgi

import "fmt"

// level is what Cell, Branch and Comp count.
type level uint8

const (
	cellLevel level = iota
	branchLevel
	compLevel
)

func (l level) step() string    { return [...]string{"cell", "branch", "comp"}[l] }
func (l level) noun() string    { return [...]string{"cell", "branch", "compartment"}[l] }
func (l level) plural() string  { return [...]string{"cells", "branches", "compartments"}[l] }
func (l level) shares() sharing { return [...]sharing{shareCell, shareBranch, shareComp}[l] }
func (l level) of(c *columns, row int32) int32 {
	switch l {
	case cellLevel:
		return c.cell[row]
	case branchLevel:
		return c.branch[row]
	}
	return row
}

// Cell returns the view of cells by number: one, several, a []int, a [Range],
// a mask of the cells in view, or [All].
func (v *View) Cell(index ...any) *View { return v.selectNumbers(cellLevel, index) }

// Branch returns the view of branches by number, counted within each cell in
// view (in the global scope over the whole model): one, several, a []int, a
// [Range], a mask of the branches in view, or [All].
func (v *View) Branch(index ...any) *View { return v.selectNumbers(branchLevel, index) }

// Comp returns the view of compartments by number, counted within each branch
// in view (in the global scope over the whole model): one, several, a []int, a
// [Range], a mask of the compartments in view, or [All].
func (v *View) Comp(index ...any) *View { return v.selectNumbers(compLevel, index) }

// At selects by several numbers at once, by the levels below the view: by cell,
// branch and compartment on a network, by branch and compartment on a cell or
// after Cell, by compartment on a branch or after Branch. Each is what Cell,
// Branch and Comp take; those left out select everything.
func (v *View) At(index ...any) *View {
	if v.Err() != nil {
		return v
	}
	levels := v.levelsBelow()
	if len(index) > len(levels) {
		return v.failed("at", "%d numbers for %d levels below the view", len(index), len(levels))
	}
	for i, one := range index {
		v = v.selectNumbers(levels[i], []any{one})
	}
	return v
}

// levelsBelow returns what At counts on the view.
func (v *View) levelsBelow() []level {
	levels := []level{cellLevel, branchLevel, compLevel}
	switch {
	case v.shares == shareCell:
		return levels[1:]
	case v.shares == shareBranch:
		return levels[2:]
	case v.shares != shareAll:
		return nil
	case v.m.kind == networkModule || v.m.numCells() > 1:
		return levels
	case v.m.kind == cellModule:
		return levels[1:]
	case v.m.kind == branchModule:
		return levels[2:]
	}
	return nil
}

func (v *View) selectNumbers(l level, index []any) *View {
	if v.Err() != nil {
		return v
	}
	n, err := parseNumbers(index)
	if err != nil {
		return v.failed(fmt.Sprintf("%s(%s)", l.step(), plainArguments(index)), "%v", err)
	}
	if n.mask != nil {
		return v.selectMask(l, n.mask)
	}
	step := l.step() + "(" + n.text + ")"
	rows, count, found := v.pick(l, &n)
	// A range over the whole model may pass over what is not in view; a
	// number asked for by itself may not be missing.
	if missing := n.beyond(count); missing >= 0 {
		return v.failed(step, "no such %s%s (%s)", l.noun(), n.which(missing), v.has(l, count))
	}
	if v.scope == Global && n.list != nil {
		for i, ok := range found {
			if !ok {
				return v.failed(step, "%s %d is not in view", l.noun(), n.list[i])
			}
		}
	}
	if rows.len() == 0 {
		return v.failed(step, "no such %s in view", l.noun())
	}
	return v.narrowed(rows, step, l.shares())
}

// selectMask selects the cells, branches or compartments in view for which
// the mask is true.
func (v *View) selectMask(l level, mask []bool) *View {
	c := &v.m.columns
	item, last := -1, int32(-1)
	var chosen []int
	rows := v.compartments.where(func(row int32) bool {
		if i := l.of(c, row); i != last {
			item, last = item+1, i
			if item < len(mask) && mask[item] {
				chosen = append(chosen, int(i))
			}
		}
		return item < len(mask) && mask[item]
	})
	if item+1 != len(mask) {
		return v.failed(l.step()+"(mask)", "the mask has %d values, the view %d %s", len(mask), item+1, l.plural())
	}
	if len(chosen) == 0 {
		return v.failed(l.step()+"(mask)", "the mask selects nothing")
	}
	step := l.step() + "(" + numbersText(chosen) + ")"
	if v.scope == Local {
		step = "scope(global)." + step + ".scope(local)"
	}
	return v.narrowed(rows, step, l.shares())
}
