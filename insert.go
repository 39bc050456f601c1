package golgi

import (
	"errors"
	"fmt"
	"slices"

	"golgi/ecs"
	"golgi/mech"
	"golgi/plan"
)

// Insert puts a mechanism of the membrane (channel, pump, point) into every compartment in view, with its default
// parameters and states. Where it is already, they are set to the defaults
// again. Keys that it shares with other mechanisms (eNa, vt) are set to its
// defaults too; where that changes what Set had set, a notice says so.
//
// Errors: another mechanism of the same name, a key that something else has, a
// state that another mechanism in one of the compartments writes too (fluxes
// onto one concentration add up), a synapse or junction.
func (v *View) Insert(mechanism *mech.Mechanism) error {
	if mechanism == nil {
		return errors.New("insert: no mechanism given")
	}
	name := mechanism.Name()
	if err := v.Err(); err != nil {
		return fmt.Errorf("insert %s: %w", name, err)
	}
	if joins(mechanism.Kind()) {
		return fmt.Errorf("insert %s: it is a %s; make it with Connect", name, mechanism.Kind())
	}
	m := v.m
	if err := m.checkWriters(mechanism, v.compartments); err != nil {
		return fmt.Errorf("insert %s: %w", name, err)
	}
	in := m.byName[name]
	if in == nil {
		var err error
		if in, err = m.newInsertion(mechanism); err != nil {
			return fmt.Errorf("insert %s: %w", name, err)
		}
	} else if in.mechanism != mechanism && in.mechanism.String() != mechanism.String() {
		return fmt.Errorf("insert %s: another mechanism of that name, with other equations, is inserted already; give this one a name of its own with Renamed", name)
	}
	if err := m.addInstances(in, v.compartments); err != nil {
		return fmt.Errorf("insert %s: %w", name, err)
	}
	for _, variable := range sharedVariables(mechanism) {
		m.insertShared(name, variable, v.compartments)
	}
	return nil
}

// Mechanisms returns the mechanisms in view in order of insertion.
func (v *View) Mechanisms() []*mech.Mechanism {
	if v.Err() != nil {
		return nil
	}
	var list []*mech.Mechanism
	for _, in := range v.m.mechanisms {
		if v.isWhole() || v.compartments.where(func(row int32) bool { return in.row[row] >= 0 }).len() > 0 {
			list = append(list, in.mechanism)
		}
	}
	return list
}

// sharedVariables returns the shared parameters and states of a mechanism.
func sharedVariables(mechanism *mech.Mechanism) []sharedVariable {
	var shared []sharedVariable
	for _, p := range mechanism.Parameters() {
		if p.Shared {
			shared = append(shared, sharedVariable{p, false})
		}
	}
	for _, s := range mechanism.States() {
		if s.Shared {
			shared = append(shared, sharedVariable{s, true})
		}
	}
	return shared
}

type sharedVariable struct {
	mech.Variable
	state bool
}

// newInsertion checks the keys of a mechanism against those there are and
// makes its table.
func (m *module) newInsertion(mechanism *mech.Mechanism) (*insertion, error) {
	if isStepName(mechanism.Name()) {
		return nil, fmt.Errorf("%q is a step of paths; give the mechanism another name with Renamed", mechanism.Name())
	}
	if m.synapseType(mechanism.Name()) != nil {
		return nil, errors.New("a synapse has that name; give the mechanism another with Renamed")
	}
	if m.group(mechanism.Name()) != nil {
		return nil, errors.New("a group has that name; give the mechanism another with Renamed")
	}
	for _, variable := range slices.Concat(mechanism.Parameters(), mechanism.States(), mechanism.Currents()) {
		if plan.Reserved(variable.Key) {
			return nil, fmt.Errorf("%q is a name that golgi uses in every compartment; call it something else in its equations", variable.Key)
		}
	}
	if err := m.checkCurrents(mechanism); err != nil {
		return nil, err
	}
	for _, current := range mechanism.Currents() {
		if ref, known := m.find(current.Key); known && ref.shared == nil || m.synapseWith(current.Key) != nil {
			return nil, fmt.Errorf("its current %q has the name of a parameter or state; call it something else in its equations", current.Key)
		}
	}
	var specs []ecs.ColumnSpec
	for _, p := range slices.Concat(mechanism.Parameters(), mechanism.States()) {
		ref, known := m.find(p.Key)
		switch {
		case diffusionOf(p.Key) != "":
			return nil, fmt.Errorf("its key %q is the name of a diffusion constant, see Diffuse; call it something else in its equations", p.Key)
		case known && ref.column != nil:
			return nil, fmt.Errorf("its key %q is one that every compartment has", p.Key)
		case known && ref.synapse != nil:
			return nil, fmt.Errorf("its key %q is one of synapse %s", p.Key, ref.synapse.mechanism.Name())
		case known && ref.in != nil:
			return nil, fmt.Errorf("its key %q is one of mechanism %s", p.Key, ref.in.mechanism.Name())
		case known && !p.Shared:
			return nil, fmt.Errorf("its own key %q is one that other mechanisms share", p.Key)
		}
		if !p.Shared {
			specs = append(specs, ecs.ColumnSpec{Name: p.Key, Unit: p.Unit, Default: p.Default})
		}
	}
	in := &insertion{mechanism: mechanism, table: ecs.NewTable(mechanism.Name(), specs...)}
	in.row = make([]int32, m.numCompartments())
	for i := range in.row {
		in.row[i] = -1
	}
	m.mechanisms = append(m.mechanisms, in)
	m.byName[mechanism.Name()] = in
	return in, nil
}

// addInstances adds rows, and entities, for the compartments that lack the
// mechanism, and sets the others to defaults.
func (m *module) addInstances(in *insertion, compartments rowSet) error {
	if len(in.compartments) > 0 {
		old := compartments.where(func(row int32) bool { return in.row[row] >= 0 })
		for column, spec := range in.table.Columns() {
			if old.len() == in.table.Len() {
				in.table.SetAll(column, spec.Default)
				continue
			}
			old.each(func(row int32) { in.table.Set(column, int(in.row[row]), spec.Default) })
		}
	}
	added := compartments.where(func(row int32) bool { return in.row[row] < 0 })
	if added.len() == 0 {
		return nil
	}
	first := in.table.AppendRows(added.len())
	next := int32(first)
	added.each(func(row int32) {
		in.row[row] = next
		in.compartments = append(in.compartments, row)
		next++
	})
	return m.addInstanceEntities(in, first)
}

// addInstanceEntities makes the entities of the rows from first on.
func (m *module) addInstanceEntities(in *insertion, first int) error {
	k := &m.kinds
	batch, err := k.instance.NewBatch(len(in.compartments) - first)
	if err != nil {
		return err
	}
	number := int32(slices.Index(m.mechanisms, in))
	r := &registrar{world: m.world}
	mechanisms, at, rows := integers(r, k.instance, k.mechanism), integers(r, k.instance, k.atCompartment), integers(r, k.instance, k.row)
	for i := range batch.Count {
		row := first + i
		mechanisms[batch.First+i], at[batch.First+i], rows[batch.First+i] = number, in.compartments[row], int32(row)
	}
	return r.err
}

// insertShared gives compartments a shared key with the mechanism's default.
func (m *module) insertShared(name string, variable sharedVariable, compartments rowSet) {
	column := m.sharedColumn(variable)
	key := m.sharedKeys[column]
	changed := 0
	compartments.each(func(row int32) {
		if key.set.has(row) && m.shared.Value(column, int(row)) != variable.Default {
			changed++
		}
		key.set.remove(row)
		key.present.add(row)
	})
	if compartments.len() == m.numCompartments() {
		m.shared.SetAll(column, variable.Default)
	} else {
		compartments.each(func(row int32) { m.shared.Set(column, int(row), variable.Default) })
	}
	if changed > 0 {
		m.notice(fmt.Sprintf("insert %s: %s is %g again, the default of %s, in %d compartments where another value had been set", name, variable.Key, variable.Default, name, changed))
	}
}

// sharedColumn returns the column of a shared key, made if it is new.
func (m *module) sharedColumn(variable sharedVariable) int {
	if m.shared == nil {
		m.shared = ecs.NewTable("shared")
		m.shared.AppendRows(m.numCompartments())
	}
	if column := m.shared.Index(variable.Key); column >= 0 {
		m.sharedKeys[column].state = m.sharedKeys[column].state || variable.state
		return column
	}
	column, err := m.shared.AddColumn(ecs.ColumnSpec{Name: variable.Key, Unit: variable.Unit, Default: variable.Default})
	if err != nil {
		panic(err) // the key was looked up just now
	}
	n := m.numCompartments()
	m.sharedKeys = append(m.sharedKeys, &sharedKey{key: variable.Key, state: variable.state, present: newBitset(n), set: newBitset(n)})
	return column
}
