package golgi

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"golgi/internal/nearest"
)

// pick returns the rows of the wanted numbers, how many numbers there are
// (the most in any cell or branch), and in the global scope which of a list
// were found.
func (v *View) pick(l level, n *numbers) (rows rowSet, count int, found []bool) {
	m, c := v.m, &v.m.columns
	if v.scope == Global {
		count = [...]int{m.numCells(), m.numBranches(), m.numCompartments()}[l]
		if n.list != nil {
			found = make([]bool, len(n.list))
		}
		rows = v.compartments.where(func(row int32) bool {
			i := int(l.of(c, row))
			if !n.has(i) {
				return false
			}
			n.mark(found, i)
			return true
		})
		return rows, count, found
	}
	if rows, count, ok := v.pickRange(l, n); ok {
		return rows, count, nil
	}
	cell, branch := int32(-1), int32(-1)
	local := [3]int{-1, -1, -1}
	rows = v.compartments.where(func(row int32) bool {
		if c.cell[row] != cell {
			cell = c.cell[row]
			local[cellLevel]++
			local[branchLevel] = -1
		}
		if c.branch[row] != branch {
			branch = c.branch[row]
			local[branchLevel]++
			local[compLevel] = -1
		}
		local[compLevel]++
		count = max(count, local[l]+1)
		return n.has(local[l])
	})
	return rows, count, nil
}

// pickRange answers without a walk over the rows where the view is one run of
// whole cells, a whole cell, or a whole branch, and the numbers are one range.
func (v *View) pickRange(l level, n *numbers) (rows rowSet, count int, ok bool) {
	s, m, c := v.compartments, v.m, &v.m.columns
	if s.list != nil || n.list != nil || s.len() == 0 {
		return rows, 0, false
	}
	firstCell, lastCell := c.cell[s.lo], c.cell[s.hi-1]
	firstBranch, lastBranch := c.branch[s.lo], c.branch[s.hi-1]
	var starts []int32 // rows where the items counted begin, and the end
	switch {
	case l == compLevel && firstBranch == lastBranch:
		count = s.len()
		if n.all {
			return s, count, true
		}
		hi := min(n.span.Hi, count)
		return rowRange(int(s.lo)+min(n.span.Lo, hi), int(s.lo)+hi), count, true
	case l == branchLevel && firstCell == lastCell && s.lo == m.startOfBranch[firstBranch] && s.hi == m.startOfBranch[lastBranch+1]:
		starts = m.startOfBranch[firstBranch : lastBranch+2]
	case l == cellLevel && s.lo == m.firstCompartment[firstCell] && s.hi == m.firstCompartment[lastCell+1]:
		starts = m.firstCompartment[firstCell : lastCell+2]
	default:
		return rows, 0, false
	}
	count = len(starts) - 1
	if n.all {
		return s, count, true
	}
	hi := min(n.span.Hi, count)
	return rowRange(int(starts[min(n.span.Lo, hi)]), int(starts[hi])), count, true
}

// mark notes that a number of the list was found.
func (n *numbers) mark(found []bool, i int) {
	if k, ok := slices.BinarySearch(n.list, i); ok {
		found[k] = true
	}
}

// which names a missing number where several were asked for.
func (n *numbers) which(missing int) string {
	if n.list == nil && n.span.Hi-n.span.Lo == 1 {
		return ""
	}
	return " " + strconv.Itoa(missing)
}

// has says how many cells, branches or compartments there are to choose from.
func (v *View) has(l level, count int) string {
	if v.scope == Global {
		return fmt.Sprintf("the model has %d", count)
	}
	cells, branches, _ := v.Shape()
	switch {
	case l == branchLevel && cells == 1:
		return fmt.Sprintf("the cell has %d", count)
	case l == branchLevel:
		return fmt.Sprintf("the cells in view have at most %d", count)
	case l == compLevel && branches == 1:
		return fmt.Sprintf("the branch has %d", count)
	case l == compLevel:
		return fmt.Sprintf("the branches in view have at most %d", count)
	}
	return fmt.Sprintf("the view has %d", count)
}

// plainArguments writes arguments that could not be read, for messages.
func plainArguments(index []any) string {
	texts := make([]string, len(index))
	for i, one := range index {
		if r, ok := one.(IndexRange); ok {
			texts[i] = fmt.Sprintf("%d:%d", r.Lo, r.Hi)
			continue
		}
		texts[i] = strings.ReplaceAll(fmt.Sprint(one), " ", ",")
		if len(texts[i]) > 40 {
			texts[i] = texts[i][:40] + "..."
		}
	}
	return strings.Join(texts, ",")
}

// offer ends a message about an unknown name: the nearest one, or what there is.
func offer(name, what string, names []string) string {
	if s := nearest.Suggestion(name, names); s != "" {
		return s
	}
	switch {
	case len(names) == 0:
		return "; there are no " + what
	case len(names) > 30:
		return ""
	}
	return "; " + what + ": " + strings.Join(names, ", ")
}

// notFinite reports NaN and infinities.
func notFinite(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }
