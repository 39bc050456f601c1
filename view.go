package golgi

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// View is a set of compartments, and of synapses, of a model. [Compartment],
// [Branch], [Cell] and [Network] are views of all they hold. A view keeps indices, not
// copies: what is set through it is set in the model.
//
// Selecting never fails by itself. A selection that finds nothing carries an
// error, see [View.Err], which every operation on it returns.
type View struct {
	m            *module
	compartments rowSet
	synapses     *rowSet // nil: those between compartments in view
	scope        Scope
	shares       sharing
	places       []float64 // of a view made by Loc
	path         string    // "" for all
	edition      uint64    // of the module when the view was made
	synapseState uint64    // edition of the synapses, where synapses is set
	err          error
}

// Scope says what the numbers given to Cell, Branch, Comp and Edge count.
type Scope string

const (
	// Local numbers count within the view: cells of the view, branches within
	// each cell, compartments within each branch, each from 0.
	Local Scope = ""
	// Global numbers count over the whole model.
	Global Scope = "global"
)

// sharing says which rows of a view share one trainable value.
type sharing uint8

const (
	shareAll sharing = iota
	shareCell
	shareBranch
	shareComp
	shareSynapse
	shareRow // compartments, or synapses, each for itself
)

// whole returns the view of all compartments.
func (m *module) whole() *View { return m.root }

// Err returns what is wrong with the selection, or nil. A view made before
// the numbers of compartments changed is stale, which is an error too.
func (v *View) Err() error {
	switch {
	case v == nil || v.m == nil:
		return errors.New("an empty view; select from a compartment, branch, cell or network made by golgi")
	case v.err != nil:
		return v.err
	case v.edition != v.m.edition:
		return fmt.Errorf("%s: the view is older than a change of the number of compartments; select again", v.Path())
	case v.synapses != nil && v.synapseState != v.m.synapses.edition:
		return fmt.Errorf("%s: the view is older than a deletion of synapses; select again", v.Path())
	}
	return nil
}

// Path returns the selection as text, as Select reads it: "all" or steps such
// as "cell(0).branch([1,2]).loc(0.5)".
func (v *View) Path() string {
	if v == nil || v.path == "" {
		return "all"
	}
	return v.path
}

// Len returns the number of compartments in view, 0 where the view carries an
// error.
func (v *View) Len() int {
	if v.Err() != nil {
		return 0
	}
	return v.compartments.len()
}

// NumSynapses returns the number of synapses in view: those selected by Edge
// or by their type, otherwise those with both ends in view.
func (v *View) NumSynapses() int {
	if v.Err() != nil {
		return 0
	}
	return v.edges().len()
}

// Rows returns the indices of the compartments in view, over the whole model,
// ascending.
func (v *View) Rows() []int {
	if v.Err() != nil {
		return nil
	}
	rows := make([]int, 0, v.compartments.len())
	v.compartments.each(func(row int32) { rows = append(rows, int(row)) })
	return rows
}

// Shape returns the number of cells, branches and compartments in view.
func (v *View) Shape() (cells, branches, compartments int) {
	if v.Err() != nil {
		return 0, 0, 0
	}
	if v.isWhole() {
		return v.m.numCells(), v.m.numBranches(), v.m.numCompartments()
	}
	cell, branch := int32(-1), int32(-1)
	v.compartments.each(func(row int32) {
		if c := v.m.columns.cell[row]; c != cell {
			cells, cell = cells+1, c
		}
		if b := v.m.columns.branch[row]; b != branch {
			branches, branch = branches+1, b
		}
	})
	return cells, branches, v.compartments.len()
}

// Scope returns the same view with numbers of the given scope from here on.
func (v *View) Scope(scope Scope) *View {
	if v.Err() != nil {
		return v
	}
	if scope == "local" {
		scope = Local
	}
	if scope != Local && scope != Global {
		return v.failed("scope("+string(scope)+")", "there are the scopes local and global")
	}
	if scope == v.scope {
		return v
	}
	next := *v
	next.scope = scope
	if before, ok := cutScope(v.path); ok { // the scope before that step is this one
		next.path = before
		return &next
	}
	name := string(scope)
	if scope == Local {
		name = "local"
	}
	next.path = v.step("scope(" + name + ")")
	return &next
}

// cutScope takes a scope at its end off a path.
func cutScope(path string) (before string, ok bool) {
	for _, step := range []string{"scope(global)", "scope(local)"} {
		if path == step {
			return "", true
		}
		if before, ok := strings.CutSuffix(path, "."+step); ok {
			return before, true
		}
	}
	return path, false
}

// SetScope changes what the numbers given to this view count from now on. On a
// model itself ([Compartment], [Branch], [Cell], [Network]) it does so for all
// that is selected from it afterwards. Views selected before keep theirs.
func (v *View) SetScope(scope Scope) error {
	next := v.Scope(scope)
	if err := next.Err(); err != nil {
		return fmt.Errorf("set scope: %w", err)
	}
	v.scope, v.path = next.scope, next.path
	return nil
}

// isWhole reports whether all compartments are in view.
func (v *View) isWhole() bool { return v.compartments.len() == v.m.numCompartments() }

// edges returns the synapses in view.
func (v *View) edges() rowSet {
	if v.synapses != nil {
		return *v.synapses
	}
	all := rowRange(0, v.m.numSynapses())
	if v.isWhole() {
		return all
	}
	return all.where(v.hasEnds())
}

// edgesWhere returns the synapses in view for which f holds.
func (v *View) edgesWhere(f func(edge int32) bool) rowSet {
	if v.synapses != nil || v.isWhole() {
		return v.edges().where(f)
	}
	joined := v.hasEnds()
	return rowRange(0, v.m.numSynapses()).where(func(edge int32) bool { return f(edge) && joined(edge) })
}

// hasEnds tells whether both compartments of a synapse are in view.
func (v *View) hasEnds() func(edge int32) bool {
	s, has := &v.m.synapses, v.compartments.has
	if v.compartments.list != nil && len(s.pre) > 64 {
		members := newBitset(v.m.numCompartments())
		v.compartments.each(members.add)
		has = members.has
	}
	return func(edge int32) bool { return has(s.pre[edge]) && has(s.post[edge]) }
}

// step returns the path of the view with one more step.
func (v *View) step(step string) string {
	if v.path == "" {
		return step
	}
	return v.path + "." + step
}

// failed returns a view that carries an error about a further step.
func (v *View) failed(step, format string, args ...any) *View {
	path := v.step(step)
	return &View{m: v.m, path: path, edition: v.edition, err: fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...))}
}

// narrowed returns the view of some of the compartments.
func (v *View) narrowed(rows rowSet, step string, shares sharing) *View {
	next := &View{m: v.m, compartments: rows, scope: v.scope, shares: shares, path: v.step(step), edition: v.edition}
	if v.synapses != nil {
		kept := v.synapses.where(next.hasEnds())
		next.synapses, next.synapseState = &kept, v.synapseState
	}
	return next
}

func itoa(i int32) string { return strconv.Itoa(int(i)) }
