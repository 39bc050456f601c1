package golgi

import (
	"errors"
	"fmt"
	"slices"

	"golgi/ecs"
	"golgi/topology"
)

// module makes a module of what was written. What does not fit together is an
// error.
func (s *savedModule) module() (*module, error) {
	m, err := s.structure()
	if err != nil {
		return nil, err
	}
	for _, step := range []func(*module) error{s.values, s.membrane, s.sharedValues, s.connections, s.protocol, s.training} {
		if err := step(m); err != nil {
			return nil, err
		}
	}
	m.notices = s.Notices
	return m, m.placeBranchpoints()
}

func (s *savedModule) structure() (*module, error) {
	kinds := []moduleKind{compartmentModule, branchModule, cellModule, networkModule}
	if !slices.Contains(kinds, moduleKind(s.Kind)) || len(s.Cells) == 0 {
		return nil, fmt.Errorf("a %q of %d cells", s.Kind, len(s.Cells))
	}
	trees := make([]*topology.Tree, len(s.Cells))
	total := 0
	for c, cell := range s.Cells {
		n := len(cell.Parents)
		if len(cell.At) != n || len(cell.NComp) != n {
			return nil, fmt.Errorf("cell %d: %d parents, %d places and %d numbers of compartments", c, n, len(cell.At), len(cell.NComp))
		}
		attachments, ncomp := make([]topology.Attachment, n), make([]int, n)
		for b := range n {
			attachments[b], ncomp[b] = topology.Attachment{Parent: int(cell.Parents[b]), At: cell.At[b]}, int(cell.NComp[b])
			total += max(ncomp[b], 0)
		}
		// What the values need is there, so a false number cannot ask for more memory than the file has.
		if len(s.Columns) == 0 || total > len(s.Columns[0].Values) {
			return nil, errors.New("fewer values than compartments")
		}
		var err error
		if trees[c], err = topology.NewTree(attachments, ncomp); err != nil {
			return nil, fmt.Errorf("cell %d: %w", c, err)
		}
	}
	m, err := newModule(moduleKind(s.Kind), trees)
	if err != nil {
		return nil, err
	}
	if len(s.Branches) != m.numBranches() || len(s.Celsius) != 1 || notFinite(s.Celsius[0]) {
		return nil, fmt.Errorf("%d records of %d branches, %d temperatures", len(s.Branches), m.numBranches(), len(s.Celsius))
	}
	m.celsius = s.Celsius[0]
	for b, saved := range s.Branches {
		if len(saved.Points)%4 != 0 || len(saved.Points) == 0 {
			return nil, fmt.Errorf("branch %d has points of %d numbers", b, len(saved.Points))
		}
		if c := topology.Convention(saved.Convention); c != topology.Conserving && c != topology.Jaxley {
			return nil, fmt.Errorf("branch %d has the convention %d", b, c)
		}
		r := branchRecord{swcType: int(saved.SWCType), traced: saved.Traced, convention: topology.Convention(saved.Convention)}
		for p := range slices.Chunk(saved.Points, 4) {
			r.points = append(r.points, topology.Point{X: p[0], Y: p[1], Z: p[2], Radius: p[3]})
		}
		m.branches[b] = r
	}
	return m, nil
}

// values fills the compartments, their groups and which of them are traced.
func (s *savedModule) values(m *module) error {
	keys := compartmentKeys()
	if len(s.Columns) != len(keys) {
		return fmt.Errorf("%d columns, not %d", len(s.Columns), len(keys))
	}
	for i, key := range keys {
		if s.Columns[i].Key != key || len(s.Columns[i].Values) != m.numCompartments() {
			return fmt.Errorf("column %q with %d values where %s with %d is expected", s.Columns[i].Key, len(s.Columns[i].Values), key, m.numCompartments())
		}
		copy(m.compartmentColumn(key), s.Columns[i].Values)
	}
	var err error
	if m.traced, err = m.readSet(s.Traced); err != nil {
		return err
	}
	for _, saved := range s.Groups {
		if m.group(saved.Name) != nil {
			return fmt.Errorf("group %s twice", saved.Name)
		}
		members, err := m.readSet(saved.Members)
		if err != nil {
			return fmt.Errorf("group %s: %w", saved.Name, err)
		}
		m.groups = append(m.groups, group{saved.Name, members})
	}
	return nil
}

// readSet reads a set of compartments.
func (m *module) readSet(words []uint64) (bitset, error) {
	set := newBitset(m.numCompartments())
	if len(words) > len(set) {
		return nil, errors.New("a set of more compartments than there are")
	}
	copy(set, words)
	fault := false
	set.each(func(row int32) { fault = fault || int(row) >= m.numCompartments() })
	if fault {
		return nil, errors.New("a set with a compartment that does not exist")
	}
	return set, nil
}

// membrane inserts the mechanisms.
func (s *savedModule) membrane(m *module) error {
	for i := range s.Mechanisms {
		saved := &s.Mechanisms[i]
		mechanism, err := saved.mechanism()
		if err != nil {
			return err
		}
		if m.byName[mechanism.Name()] != nil || joins(mechanism.Kind()) {
			return fmt.Errorf("mechanism %s twice, or not of the membrane", mechanism.Name())
		}
		in, err := m.newInsertion(mechanism)
		if err != nil {
			return fmt.Errorf("mechanism %s: %w", mechanism.Name(), err)
		}
		for row, compartment := range saved.Compartments {
			if compartment < 0 || int(compartment) >= m.numCompartments() || in.row[compartment] >= 0 {
				return fmt.Errorf("mechanism %s: compartment %d is not there, or there twice", mechanism.Name(), compartment)
			}
			in.row[compartment] = int32(row)
		}
		in.compartments = slices.Clone(saved.Compartments)
		in.table.AppendRows(len(saved.Compartments))
		if err := readColumns(in.table, saved.Columns); err != nil {
			return fmt.Errorf("mechanism %s: %w", mechanism.Name(), err)
		}
		if err := m.addInstanceEntities(in, 0); err != nil {
			return err
		}
	}
	return nil
}

// readColumns fills the columns of a table.
func readColumns(t *ecs.Table, columns []savedColumn) error {
	if len(columns) != len(t.Columns()) {
		return fmt.Errorf("%d columns, not %d", len(columns), len(t.Columns()))
	}
	for i, saved := range columns {
		if saved.Key != t.Columns()[i].Name {
			return fmt.Errorf("column %q where %q is expected", saved.Key, t.Columns()[i].Name)
		}
		if err := saved.read(t, i); err != nil {
			return err
		}
	}
	return nil
}

// read fills a column of a table.
func (s *savedColumn) read(t *ecs.Table, column int) error {
	switch {
	case !s.Uniform:
		return t.SetValues(column, s.Values)
	case len(s.Values) != 1:
		return fmt.Errorf("column %q of one value has %d", s.Key, len(s.Values))
	}
	t.SetAll(column, s.Values[0])
	return nil
}

// sharedValues fills the shared keys.
func (s *savedModule) sharedValues(m *module) error {
	for _, saved := range s.Shared {
		if len(saved.Default) != 1 {
			return fmt.Errorf("shared key %s has %d defaults", saved.Column.Key, len(saved.Default))
		}
		if _, known := m.find(saved.Column.Key); known || saved.Column.Key == "" {
			return fmt.Errorf("shared key %q is of something else too", saved.Column.Key)
		}
		variable := sharedVariable{state: saved.State}
		variable.Key, variable.Unit, variable.Default, variable.Shared = saved.Column.Key, saved.Unit, saved.Default[0], true
		column := m.sharedColumn(variable)
		key := m.sharedKeys[column]
		key.diffusionOf = diffusionOf(key.key)
		var err error
		if key.present, err = m.readSet(saved.Present); err != nil {
			return fmt.Errorf("shared key %s: %w", key.key, err)
		}
		if key.set, err = m.readSet(saved.Set); err != nil {
			return fmt.Errorf("shared key %s: %w", key.key, err)
		}
		if err := saved.Column.read(m.shared, column); err != nil {
			return err
		}
	}
	for _, in := range m.mechanisms {
		for _, variable := range sharedVariables(in.mechanism) {
			if m.shared == nil || m.shared.Index(variable.Key) < 0 {
				return fmt.Errorf("mechanism %s: its shared key %s is missing", in.mechanism.Name(), variable.Key)
			}
			present := m.sharedKeys[m.shared.Index(variable.Key)].present
			if slices.ContainsFunc(in.compartments, func(row int32) bool { return !present.has(row) }) {
				return fmt.Errorf("mechanism %s: its shared key %s is missing in a compartment", in.mechanism.Name(), variable.Key)
			}
		}
	}
	return nil
}
