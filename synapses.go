package golgi

import (
	"fmt"
	"slices"

	"golgi/ecs"
	"golgi/mech"
	"golgi/plan"
)

// synapses are the synapses of a module. Their number over the whole model is
// the row of the entity: the order in which they were made.
type synapses struct {
	// pre and post are the compartments of each synapse, kind its type, row its
	// row in the table of the type: the columns of the world.
	pre, post, kind, row []int32
	types                []*synapseType // in order of first use
	// edition grows when synapses are renumbered: views of them are stale then.
	edition uint64
	// copied are snapshots of values of compartments, see CopyNodePropertyToEdges.
	copied []copiedProperty
}

// synapseType is a synapse mechanism with the parameters and states of its
// synapses.
type synapseType struct {
	mechanism *mech.Mechanism
	number    int32 // index in synapses.types
	// table holds parameters and states by key, a row a synapse, in the order of
	// the synapses.
	table *ecs.Table
}

func (m *module) numSynapses() int { return len(m.synapses.pre) }

// synapseType returns the type of a name, nil if there is none.
func (m *module) synapseType(name string) *synapseType {
	for _, t := range m.synapses.types {
		if t.mechanism.Name() == name {
			return t
		}
	}
	return nil
}

func (m *module) synapseTypeNames() []string {
	names := make([]string, len(m.synapses.types))
	for i, t := range m.synapses.types {
		names[i] = t.mechanism.Name()
	}
	return names
}

// useSynapseType returns the type of a mechanism, made if it is new.
func (m *module) useSynapseType(mechanism *mech.Mechanism) (*synapseType, error) {
	name := mechanism.Name()
	if t := m.synapseType(name); t != nil {
		if t.mechanism != mechanism && t.mechanism.String() != mechanism.String() {
			return nil, fmt.Errorf("another synapse of that name, with other equations, is there already; give this one a name of its own with Renamed")
		}
		return t, nil
	}
	switch {
	case isStepName(name):
		return nil, fmt.Errorf("%q is a step of paths; give the synapse another name with Renamed", name)
	case m.group(name) != nil:
		return nil, fmt.Errorf("a group has that name; give the synapse another with Renamed")
	case m.byName[name] != nil:
		return nil, fmt.Errorf("a mechanism of the membrane has that name; give the synapse another with Renamed")
	}
	var specs []ecs.ColumnSpec
	for _, p := range slices.Concat(mechanism.Parameters(), mechanism.States()) {
		if p.Shared {
			return nil, fmt.Errorf("its key %q is shared; parameters and states of synapses are their own", p.Key)
		}
		if _, known := m.find(p.Key); known || plan.Reserved(p.Key) {
			return nil, fmt.Errorf("its key %q is there already, of something else; rename the synapse", p.Key)
		}
		specs = append(specs, ecs.ColumnSpec{Name: p.Key, Unit: p.Unit, Default: p.Default})
	}
	for _, current := range mechanism.Currents() {
		if _, known := m.find(current.Key); known || m.recordable(current.Key) != nil || m.synapseWith(current.Key) != nil {
			return nil, fmt.Errorf("its current %q has a name that is there already, of something else; rename it", current.Key)
		}
	}
	t := &synapseType{mechanism: mechanism, number: int32(len(m.synapses.types)), table: ecs.NewTable(name, specs...)}
	m.synapses.types = append(m.synapses.types, t)
	return t, nil
}

// addSynapses makes synapses of one type with its defaults, in order.
func (m *module) addSynapses(mechanism *mech.Mechanism, pre, post []int32) error {
	t, err := m.useSynapseType(mechanism)
	if err != nil {
		return err
	}
	batch, err := m.kinds.synapse.NewBatch(len(pre))
	if err != nil {
		return err
	}
	if err := m.viewSynapses(); err != nil {
		return err
	}
	s, first := &m.synapses, t.table.AppendRows(len(pre))
	copy(s.pre[batch.First:], pre)
	copy(s.post[batch.First:], post)
	for i := range pre {
		s.kind[batch.First+i], s.row[batch.First+i] = t.number, int32(first+i)
	}
	for i := range s.copied {
		s.copied[i].extend(len(s.pre))
	}
	return nil
}

// viewSynapses takes the columns of the synapses anew.
func (m *module) viewSynapses() error {
	r, k, s := &registrar{world: m.world}, &m.kinds, &m.synapses
	s.pre, s.post = integers(r, k.synapse, k.pre), integers(r, k.synapse, k.post)
	s.kind, s.row = integers(r, k.synapse, k.synapseType), integers(r, k.synapse, k.row)
	return r.err
}

// removeSynapses removes synapses; the others keep their order. It returns the
// new number of each old one, -1 for those removed.
func (m *module) removeSynapses(gone rowSet) ([]int32, error) {
	s := &m.synapses
	rows := make([][]int32, len(s.types)) // removed from each table
	gone.each(func(edge int32) { rows[s.kind[edge]] = append(rows[s.kind[edge]], s.row[edge]) })
	type synapse struct{ pre, post, kind, row int32 }
	place := make([][]int32, len(s.types)) // of each row of a table
	number := make([]int32, len(s.types))  // of each type
	var types []*synapseType
	for i, t := range s.types {
		if len(rows[i]) == t.table.Len() && len(rows[i]) > 0 {
			number[i] = -1
			continue
		}
		place[i] = t.table.RemoveRows(rows[i])
		number[i] = int32(len(types))
		t.number = number[i]
		types = append(types, t)
	}
	moved, next := make([]int32, len(s.pre)), 0
	kept := make([]synapse, 0, len(s.pre)-gone.len())
	for edge := range moved {
		moved[edge] = -1
		if kind := s.kind[edge]; number[kind] >= 0 && place[kind][s.row[edge]] >= 0 {
			moved[edge] = int32(next)
			next++
			kept = append(kept, synapse{s.pre[edge], s.post[edge], number[kind], place[kind][s.row[edge]]})
		}
	}
	m.kinds.synapse.Clear()
	if _, err := m.kinds.synapse.NewBatch(len(kept)); err != nil {
		return nil, err
	}
	if err := m.viewSynapses(); err != nil {
		return nil, err
	}
	for edge, k := range kept {
		s.pre[edge], s.post[edge], s.kind[edge], s.row[edge] = k.pre, k.post, k.kind, k.row
	}
	for i := range s.copied {
		s.copied[i].move(moved, len(kept))
	}
	s.types = types
	s.edition++
	return moved, nil
}

// takeOverSynapses copies the synapses of another module both of whose
// compartments have a place here: target gives it, -1 for those that have
// none. It returns the new number of each of the other's synapses, -1 for
// those left out.
func (m *module) takeOverSynapses(from *module, target func(row int32) int32) ([]int32, error) {
	s := &from.synapses
	moved := make([]int32, len(s.pre))
	if len(moved) == 0 {
		return moved, nil
	}
	firstNew := m.numSynapses()
	var kinds, oldRows []int32
	var pre, post []int32
	for edge := range moved {
		moved[edge] = -1
		a, b := target(s.pre[edge]), target(s.post[edge])
		if a < 0 || b < 0 {
			continue
		}
		moved[edge] = int32(firstNew + len(pre))
		pre, post = append(pre, a), append(post, b)
		kinds, oldRows = append(kinds, s.kind[edge]), append(oldRows, s.row[edge])
	}
	// Runs of one type keep the order over all types.
	first := make([]int, len(s.types)) // row of each type's first new synapse here
	for i := range first {
		first[i] = -1
	}
	for low := 0; low < len(kinds); {
		high := low + 1
		for high < len(kinds) && kinds[high] == kinds[low] {
			high++
		}
		mechanism := s.types[kinds[low]].mechanism
		if err := m.addSynapses(mechanism, pre[low:high], post[low:high]); err != nil {
			return nil, fmt.Errorf("synapse %s: %w", mechanism.Name(), err)
		}
		if first[kinds[low]] < 0 {
			first[kinds[low]] = int(m.synapses.row[firstNew+low])
		}
		low = high
	}
	for i, old := range s.types {
		if first[i] >= 0 {
			m.takeOverSynapseValues(old, m.synapseType(old.mechanism.Name()), first[i], kinds, oldRows)
		}
	}
	for i := range s.copied {
		copied := m.makeCopied(s.copied[i].key)
		for old, edge := range moved {
			if edge >= 0 {
				copied.values[edge] = s.copied[i].values[old]
			}
		}
	}
	return moved, nil
}

// takeOverSynapseValues copies parameters and states of one type: kinds and
// rows are those of the other module's synapses that were taken over.
func (m *module) takeOverSynapseValues(old, t *synapseType, first int, kinds, rows []int32) {
	for column := range old.table.Columns() {
		if value, uniform := old.table.Uniform(column); uniform && first == 0 && t.table.Len() > 0 {
			t.table.SetAll(column, value)
			continue
		}
		next := first
		for i, kind := range kinds {
			if kind == old.number {
				t.table.Set(column, next, old.table.Value(column, int(rows[i])))
				next++
			}
		}
	}
}

// synapsesOf returns the compartments of the synapses of a type, by row.
func (m *module) synapsesOf(t *synapseType) (pre, post []int32) {
	s := &m.synapses
	if len(s.types) == 1 {
		return s.pre, s.post
	}
	pre, post = make([]int32, t.table.Len()), make([]int32, t.table.Len())
	for edge, kind := range s.kind {
		if kind == t.number {
			pre[s.row[edge]], post[s.row[edge]] = s.pre[edge], s.post[edge]
		}
	}
	return pre, post
}

// edgePlace describes a synapse for messages.
func (m *module) edgePlace(edge int32) string {
	s := &m.synapses
	t := s.types[s.kind[edge]]
	return fmt.Sprintf("%s.edge(%d)", t.mechanism.Name(), s.row[edge])
}
