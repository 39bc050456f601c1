package golgi

import (
	"fmt"
	"slices"

	"golgi/topology"
)

// assemble makes a module whose compartments are copies of those of the
// sources, one after the other, with geometry, voltages, mechanisms, shared
// keys and groups. Stimuli, recordings and trainables are not taken over.
func assemble(kind moduleKind, trees []*topology.Tree, sources []*module) (*module, error) {
	m, err := newModule(kind, trees)
	if err != nil {
		return nil, err
	}
	m.celsius = sources[0].celsius
	offset := int32(0)
	for i, source := range sources {
		if source.celsius != m.celsius {
			return nil, fmt.Errorf("part %d has %v degC, part 0 %v; give them one temperature", i, source.celsius, m.celsius)
		}
		if err := m.takeOver(source, offset); err != nil {
			return nil, fmt.Errorf("part %d: %w", i, err)
		}
		offset += int32(source.numCompartments())
	}
	m.compact()
	return m, m.placeBranchpoints()
}

// assembleCells makes a module of whole cells, which keep their coordinates
// and traced points.
func assembleCells(kind moduleKind, sources []*module) (*module, error) {
	var trees []*topology.Tree
	var branches []branchRecord
	for _, source := range sources {
		trees = append(trees, source.trees...)
		for _, record := range source.branches {
			record.points = slices.Clone(record.points)
			branches = append(branches, record)
		}
	}
	m, err := assemble(kind, trees, sources)
	if err != nil {
		return nil, err
	}
	m.branches = branches
	return m, nil
}

// takeOver copies the compartments of a source to those from offset on.
func (m *module) takeOver(source *module, offset int32) error {
	for _, key := range compartmentKeys() {
		copy(m.compartmentColumn(key)[offset:], source.compartmentColumn(key))
	}
	source.traced.each(func(row int32) { m.traced.add(offset + row) })
	for i := range source.groups {
		members := m.makeGroup(source.groups[i].name).members
		source.groups[i].members.each(func(row int32) { members.add(offset + row) })
	}
	for _, from := range source.mechanisms {
		if err := m.takeOverMechanism(from, source.numCompartments(), func(row int32) int32 { return row - offset }, offset); err != nil {
			return err
		}
	}
	m.takeOverShared(source, source.numCompartments(), func(row int32) int32 { return row - offset }, offset)
	if _, err := m.takeOverSynapses(source, func(row int32) int32 { return row + offset }); err != nil {
		return err
	}
	if m.kind == source.kind && m.numCompartments() == source.numCompartments() {
		m.notices = append(m.notices, source.notices...)
	}
	if source.kinds.stimulus.Count() > 0 || source.kinds.clamp.Count() > 0 || source.kinds.recording.Count() > 0 || len(source.trainables) > 0 {
		m.notice(fmt.Sprintf("stimuli, clamps, recordings and trainables of a %s are not taken over by the %s made of it; set them there", source.kind, m.kind))
	}
	return nil
}

// takeOverMechanism inserts a mechanism of another module into the n
// compartments from offset on that have it there: origin gives the
// compartment of the other module, -1 for one that does not come from there.
func (m *module) takeOverMechanism(from *insertion, n int, origin func(row int32) int32, offset int32) error {
	in := m.byName[from.mechanism.Name()]
	if in == nil {
		var err error
		if in, err = m.newInsertion(from.mechanism); err != nil {
			return fmt.Errorf("mechanism %s: %w", from.mechanism.Name(), err)
		}
	} else if in.mechanism != from.mechanism && in.mechanism.String() != from.mechanism.String() {
		return fmt.Errorf("its mechanism %s has other equations than that of another part; give it a name of its own with Renamed", from.mechanism.Name())
	}
	rows := rowRange(int(offset), int(offset)+n).where(func(row int32) bool { old := origin(row); return old >= 0 && from.row[old] >= 0 })
	if err := m.addInstances(in, rows); err != nil {
		return err
	}
	for column := range in.table.Columns() {
		rows.each(func(row int32) {
			in.table.Set(column, int(in.row[row]), from.table.Value(column, int(from.row[origin(row)])))
		})
	}
	return nil
}

// takeOverShared copies the shared keys of the same compartments.
func (m *module) takeOverShared(source *module, n int, origin func(row int32) int32, offset int32) {
	for i, from := range source.sharedKeys {
		if !m.getsShared(from, n, origin, offset) {
			continue
		}
		spec := source.shared.Columns()[i]
		variable := sharedVariable{state: from.state}
		variable.Key, variable.Unit, variable.Default, variable.Shared = spec.Name, spec.Unit, spec.Default, true
		column := m.sharedColumn(variable)
		key := m.sharedKeys[column]
		key.diffusionOf = from.diffusionOf
		rowRange(int(offset), int(offset)+n).each(func(row int32) {
			old := origin(row)
			if old < 0 {
				return
			}
			if from.present.has(old) {
				key.present.add(row)
				m.shared.Set(column, int(row), source.shared.Value(i, int(old)))
			}
			if from.set.has(old) {
				key.set.add(row)
			}
		})
	}
}

// getsShared tells whether one of n compartments from offset on comes from one
// with the shared key.
func (m *module) getsShared(key *sharedKey, n int, origin func(row int32) int32, offset int32) bool {
	for row := offset; row < offset+int32(n); row++ {
		if old := origin(row); old >= 0 && key.present.has(old) {
			return true
		}
	}
	return false
}

// compact frees what equal rows need not hold.
func (m *module) compact() {
	for _, in := range m.mechanisms {
		in.table.Compact()
	}
	for _, t := range m.synapses.types {
		t.table.Compact()
	}
	if m.shared != nil {
		m.shared.Compact()
	}
}

// layOut gives branches without traced points coordinates: points for
// pictures and the centres of their compartments.
func (m *module) layOut() error {
	for c, tree := range m.trees {
		lengths := make([]float64, tree.NumBranches())
		first := m.firstBranch[c]
		for b := range lengths {
			for row := m.startOfBranch[first+int32(b)]; row < m.startOfBranch[first+int32(b)+1]; row++ {
				lengths[b] += m.columns.length[row]
			}
		}
		points, err := tree.ComputeXYZ(lengths)
		if err != nil {
			return err
		}
		for b := range points {
			m.branches[first+int32(b)].points = points[b]
		}
		x, y, z, err := topology.CompartmentCentres(points, tree.NComps())
		if err != nil {
			return err
		}
		copy(m.columns.x[m.firstCompartment[c]:], x)
		copy(m.columns.y[m.firstCompartment[c]:], y)
		copy(m.columns.z[m.firstCompartment[c]:], z)
	}
	return m.placeBranchpoints()
}
