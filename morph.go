package golgi

import (
	"errors"
	"fmt"
	"strings"
)

// DeleteBranches removes the branches in view from the model, a cell or a
// network. The other branches keep their order and everything that belongs to
// them, recordings, stimuli, clamps and trainables included; what lay on the
// branches removed, synapses too, goes with them, and a notice says so. Branches that met at the
// start of a removed one still meet, and a tree whose root branch is removed
// begins at the point where its remaining branches meet. Views made before are
// stale, other than the model itself.
//
// Errors: a branch that is not wholly in view, a cell of which nothing would
// be left, branches that would not hang together.
func (v *View) DeleteBranches() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete branches: %w", err)
	}
	m := v.m
	if m.kind != cellModule && m.kind != networkModule {
		return fmt.Errorf("delete branches: a %s has no branches to spare; make a cell of it", m.kind)
	}
	if err := v.wholeBranches(); err != nil {
		return fmt.Errorf("delete branches: %w", err)
	}
	rest := rowRange(0, m.numCompartments()).where(func(row int32) bool { return !v.compartments.has(row) })
	var cells []cellParts
	for cell := range m.trees {
		parts, err := m.kept(cell, rest)
		if err != nil {
			return fmt.Errorf("delete branches: without %s: %w", v.Path(), err)
		}
		cells = append(cells, parts)
	}
	before := m.whatIsPlaced()
	if err := m.recompose(cells, m); err != nil {
		return fmt.Errorf("delete branches: %w", err)
	}
	if lost := m.whatIsPlaced().missingFrom(before); lost != "" {
		m.notice("delete branches: gone with " + v.Path() + ": " + lost)
	}
	return nil
}

// placed are numbers of what lies on compartments.
type placed struct{ synapses, stimuli, clamps, recordings, trainables int }

func (m *module) whatIsPlaced() placed {
	return placed{m.numSynapses(), m.kinds.stimulus.Count(), m.kinds.clamp.Count(), m.kinds.recording.Count(), len(m.trainables)}
}

// missingFrom says what there was more of before.
func (p placed) missingFrom(before placed) string {
	var lost []string
	for _, what := range []struct {
		lost      int
		one, many string
	}{
		{before.synapses - p.synapses, "synapse", "synapses"}, {before.stimuli - p.stimuli, "stimulus", "stimuli"},
		{before.clamps - p.clamps, "clamp", "clamps"}, {before.recordings - p.recordings, "recording", "recordings"},
		{before.trainables - p.trainables, "trainable", "trainables"},
	} {
		if what.lost > 0 {
			lost = append(lost, plural(what.lost, what.one, what.many))
		}
	}
	return strings.Join(lost, ", ")
}

// MorphDelete returns a copy of the cell in view without the branches in view;
// the model that the view is of does not change. See [View.DeleteBranches].
func MorphDelete(v *View) (*Cell, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("morph delete: %w", err)
	}
	if cells, _, _ := v.Shape(); cells != 1 {
		return nil, fmt.Errorf("morph delete: %d cells in view %s; select branches of one", cells, v.Path())
	}
	m, cell := v.m, int(v.m.columns.cell[v.compartments.at(0)])
	if err := v.wholeBranches(); err != nil {
		return nil, fmt.Errorf("morph delete: %w", err)
	}
	rest := rowRange(int(m.firstCompartment[cell]), int(m.firstCompartment[cell+1])).where(func(row int32) bool { return !v.compartments.has(row) })
	parts, err := m.kept(cell, rest)
	if err != nil {
		return nil, fmt.Errorf("morph delete: without %s: %w", v.Path(), err)
	}
	return newComposedCell("morph delete", []cellParts{parts}, nil, m)
}

// wholeBranches checks that branches are in view as a whole.
func (v *View) wholeBranches() error {
	m := v.m
	inView := make([]int32, m.numBranches())
	v.compartments.each(func(row int32) { inView[m.columns.branch[row]]++ })
	for b, n := range inView {
		if all := m.startOfBranch[b+1] - m.startOfBranch[b]; n != 0 && n != all {
			return fmt.Errorf("%d of the %d compartments of %s are in view; select whole branches", n, all, m.branchPlace(int32(b)))
		}
	}
	return nil
}

// MorphConnect returns a cell made of copies of two, joined at the places that
// the views name: views of one branch that end with Loc. The first place may
// be anywhere on a branch, the second is an end: Loc(0) or Loc(1). Ends of
// branches that meet there meet in the new cell too.
//
// Branches of the first cell keep their numbers, those of the second follow;
// its branches between the place and its root point are turned round and come
// first among them. The second cell is moved to meet the first. Groups,
// mechanisms, values, stimuli, clamps, recordings and trainables of both are
// kept; the number of compartments may differ from branch to branch.
//
// Errors: a view that names no place, a second place between ends, cells that
// differ in temperature or in the equations of a mechanism of one name.
func MorphConnect(first, second *View) (*Cell, error) {
	base, other, err := junctions("morph connect", first, second)
	if err != nil {
		return nil, err
	}
	cell, err := base.join(other)
	if err != nil {
		return nil, fmt.Errorf("morph connect: %w", err)
	}
	meet := &meetAt{branch: len(base.cell().parts), by: base.offset(other)}
	return newComposedCell("morph connect", []cellParts{cell}, meet, base.view.m, other.view.m)
}

// Attach hangs a copy of another cell on a place of the model, a cell or a
// network, as [MorphConnect] does: the view of the place ends with Loc, that
// of the other with Loc(0) or Loc(1). Its branches come after those of the
// cell. Views made before are stale, other than the model itself.
func (v *View) Attach(other *View) error {
	base, branch, err := junctions("attach", v, other)
	if err != nil {
		return err
	}
	m := v.m
	if m.kind != cellModule && m.kind != networkModule {
		return fmt.Errorf("attach: a %s cannot grow; make a cell of it", m.kind)
	}
	var cells []cellParts
	for cell := range m.trees {
		cells = append(cells, m.partsOf(cell))
	}
	at := base.index()
	if cells[at], err = base.join(branch); err != nil {
		return fmt.Errorf("attach: %w", err)
	}
	meet := &meetAt{cell: at, branch: len(base.cell().parts), by: base.offset(branch)}
	n, passages, err := compose(m.kind, cells, m, branch.view.m)
	if err == nil {
		err = n.finish(passages, meet)
	}
	if err != nil {
		return fmt.Errorf("attach: %w", err)
	}
	n.notices = m.notices
	m.adopt(n)
	return nil
}

// recompose replaces the contents of the module by cells made of its parts.
func (m *module) recompose(cells []cellParts, sources ...*module) error {
	n, passages, err := compose(m.kind, cells, sources...)
	if err != nil {
		return err
	}
	if err := n.finish(passages, nil); err != nil {
		return err
	}
	n.notices = m.notices
	m.adopt(n)
	return nil
}

// newComposedCell makes a cell of parts, with the protocol of the sources.
func newComposedCell(operation string, cells []cellParts, meet *meetAt, sources ...*module) (*Cell, error) {
	m, passages, err := compose(cellModule, cells, sources...)
	if err == nil {
		err = m.finish(passages, meet)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	return &Cell{m.root}, nil
}

// meetAt moves branches so that they meet the rest of their cell.
type meetAt struct {
	cell, branch int // those of the cell from branch on
	by           [3]float64
}

// finish carries the protocol and moves what is to be moved.
func (m *module) finish(passages []*passage, meet *meetAt) error {
	for _, p := range passages {
		if p.from.celsius != m.celsius {
			return fmt.Errorf("one has %v degC, the other %v; give them one temperature", m.celsius, p.from.celsius)
		}
		if err := m.carryProtocol(p); err != nil {
			return err
		}
	}
	if meet == nil {
		return nil
	}
	for b := m.firstBranch[meet.cell] + int32(meet.branch); b < m.firstBranch[meet.cell+1]; b++ {
		m.moveBranch(b, meet.by)
	}
	return m.placeBranchpoints()
}

// junction is a place on a branch where cells are joined.
type junction struct {
	view   *View
	branch int32 // over the whole model
	at     float64
}

// junctions reads two views as places. A model joined to itself is copied
// first.
func junctions(operation string, first, second *View) (base, other junction, err error) {
	if base, err = first.junction(); err == nil {
		other, err = second.junction()
	}
	switch {
	case err != nil:
	case other.at != 0 && other.at != 1:
		err = fmt.Errorf("view %s is between the ends of a branch; the second cell is joined by an end, Loc(0) or Loc(1), so exchange the two or use one", second.Path())
	case base.view.m == other.view.m:
		var m *module
		if m, err = second.m.root.copyAs(second.m.kind); err == nil {
			other.view = m.root
		}
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", operation, err)
	}
	return base, other, err
}

func (v *View) junction() (junction, error) {
	if err := v.Err(); err != nil {
		return junction{}, err
	}
	if len(v.places) != 1 {
		return junction{}, errors.New("view " + v.Path() + " names no place; end it with Loc(0) or Loc(1)")
	}
	if v.compartments.len() != 1 {
		return junction{}, fmt.Errorf("view %s is of %d places; select one branch before Loc", v.Path(), v.compartments.len())
	}
	return junction{v, v.m.columns.branch[v.compartments.at(0)], v.places[0]}, nil
}

// index returns the cell of the junction in its model.
func (j junction) index() int {
	m := j.view.m
	return int(m.columns.cell[m.startOfBranch[j.branch]])
}

func (j junction) cell() cellParts { return j.view.m.partsOf(j.index()) }

// local returns the branch within its cell.
func (j junction) local() int { return int(j.branch - j.view.m.firstBranch[j.index()]) }

// join returns the cell of the junction with that of another hung on it.
func (j junction) join(other junction) (cellParts, error) {
	turned, err := other.cell().rerooted(other.local(), other.at == 1)
	if err != nil {
		return cellParts{}, err
	}
	return j.cell().joined(j.local(), j.at, turned), nil
}

// offset returns by how much the other cell moves to meet this one.
func (j junction) offset(other junction) [3]float64 {
	here, there := j.position(), other.position()
	return [3]float64{here[0] - there[0], here[1] - there[1], here[2] - there[2]}
}

// position returns the coordinates of the place: a point of the branch at its
// ends, otherwise the centre of the compartment.
func (j junction) position() [3]float64 {
	m := j.view.m
	points := m.branches[j.branch].points
	switch {
	case j.at == 0 && len(points) > 0:
		return [3]float64{points[0].X, points[0].Y, points[0].Z}
	case j.at == 1 && len(points) > 0:
		p := points[len(points)-1]
		return [3]float64{p.X, p.Y, p.Z}
	}
	row := j.view.compartments.at(0)
	return [3]float64{m.columns.x[row], m.columns.y[row], m.columns.z[row]}
}
