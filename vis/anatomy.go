package vis

import (
	"fmt"
	"slices"

	"golgi"
	"golgi/ioswc"
)

// anatomy is a view, branch by branch.
type anatomy struct {
	view     *golgi.View
	rows     []int // compartments in view, over the whole model, ascending
	branches []branch
}

// branch is a branch with a compartment in view.
type branch struct {
	golgi.Outline
	first, end int // its compartments in view: rows[first:end]
}

// cylinder reports whether the i-th compartment in view is drawn as one.
func (b *branch) cylinder(i int) bool {
	return !b.Traced || b.Cylinders != nil && b.Cylinders[i-b.first]
}

func newAnatomy(view *golgi.View) (*anatomy, error) {
	if err := view.Err(); err != nil {
		return nil, err
	}
	a := &anatomy{view: view, rows: view.Rows()}
	if len(a.rows) == 0 {
		return nil, fmt.Errorf("no compartment in view %s", view.Path())
	}
	outlines := view.Points()
	first := 0
	for v := range view.Branches() {
		b := branch{Outline: outlines[len(a.branches)], first: first, end: first + v.Len()}
		first = b.end
		a.branches = append(a.branches, b)
	}
	return a, nil
}

// index returns where a compartment of the model stands in rows, -1 if it is
// not in view.
func (a *anatomy) index(compartment int) int {
	if i, ok := slices.BinarySearch(a.rows, compartment); ok {
		return i
	}
	return -1
}

// branchOf returns the branch of the i-th compartment in view.
func (a *anatomy) branchOf(i int) *branch {
	at, _ := slices.BinarySearchFunc(a.branches, i, func(b branch, i int) int {
		switch {
		case b.end <= i:
			return -1
		case b.first > i:
			return 1
		}
		return 0
	})
	return &a.branches[at]
}

// columns returns the values of keys that every compartment has.
func (a *anatomy) columns(keys ...string) ([][]float64, error) {
	columns := make([][]float64, len(keys))
	for k, key := range keys {
		values, err := a.view.Get(key)
		if err != nil {
			return nil, err
		}
		columns[k] = values
	}
	return columns, nil
}

// groupsOf returns the names of the groups of some compartments of the model:
// first that of the SWC type, then the others by name.
func (a *anatomy) groupsOf(compartments []int) map[int][]string {
	names := map[int][]string{}
	wanted := map[int]string{} // the group of the SWC type
	for _, c := range compartments {
		if i := a.index(c); i >= 0 {
			wanted[c] = ""
			if b := a.branchOf(i); b.SWCType >= 0 {
				wanted[c] = ioswc.GroupName(b.SWCType)
			}
		}
	}
	for _, name := range a.view.Groups() {
		for _, row := range a.view.Group(name).Rows() {
			own, ok := wanted[row]
			switch {
			case !ok:
			case own == name:
				names[row] = append([]string{name}, names[row]...)
			default:
				names[row] = append(names[row], name)
			}
		}
	}
	return names
}
