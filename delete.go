package golgi

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golgi/ecs"
	"golgi/mech"
)

// Delete removes a mechanism, told by its name, from every compartment in
// view; of a synapse type it removes the synapses in view. Keys that it shares
// with other mechanisms stay where one of those is, and a concentration where it
// diffuses. Recordings and clamps of
// what is gone go with it, and so do trainables of what has lost all its
// values; a notice says so.
//
// Errors: no compartment or synapse in view has it.
func (v *View) Delete(mechanism *mech.Mechanism) error {
	if mechanism == nil {
		return errors.New("delete: no mechanism given")
	}
	name := mechanism.Name()
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete %s: %w", name, err)
	}
	m := v.m
	before := m.protocolSize()
	if t := m.synapseType(name); t != nil {
		if err := v.deleteSynapses(t); err != nil {
			return fmt.Errorf("delete %s: %w", name, err)
		}
		m.noticeLoss(name, before)
		return nil
	}
	in := m.byName[name]
	if in == nil {
		return fmt.Errorf("delete %s: no such mechanism in the model%s", name, offer(name, "mechanisms", append(m.mechanismNames(), m.synapseTypeNames()...)))
	}
	gone := v.compartments.where(func(row int32) bool { return in.row[row] >= 0 })
	if gone.len() == 0 {
		return fmt.Errorf("delete %s: no compartment in view %s has it", name, v.Path())
	}
	if err := m.removeInstances(in, gone); err != nil {
		return fmt.Errorf("delete %s: %w", name, err)
	}
	if err := m.dropOrphans(nil); err != nil {
		return fmt.Errorf("delete %s: %w", name, err)
	}
	m.noticeLoss(name, before)
	return nil
}

func (v *View) deleteSynapses(t *synapseType) error {
	gone := v.edgesWhere(func(edge int32) bool { return v.m.synapses.kind[edge] == t.number })
	if gone.len() == 0 {
		return fmt.Errorf("no synapse of the type in view %s", v.Path())
	}
	moved, err := v.m.removeSynapses(gone)
	if err != nil {
		return err
	}
	return v.m.dropOrphans(moved)
}

// protocolSize counts what Delete may take along: recordings, clamps and
// trainables.
func (m *module) protocolSize() [3]int {
	return [3]int{m.kinds.recording.Count(), m.kinds.clamp.Count(), len(m.trainables)}
}

func (m *module) noticeLoss(name string, before [3]int) {
	after := m.protocolSize()
	var lost []string
	for i, what := range [3]string{"recording", "clamp", "trainable"} {
		if n := before[i] - after[i]; n > 0 {
			lost = append(lost, plural(n, what, what+"s"))
		}
	}
	if len(lost) > 0 {
		m.notice(fmt.Sprintf("delete %s: gone with it: %s", name, strings.Join(lost, ", ")))
	}
}

// removeInstances takes a mechanism out of compartments that have it.
func (m *module) removeInstances(in *insertion, gone rowSet) error {
	rows := make([]int32, 0, gone.len())
	gone.each(func(row int32) {
		rows = append(rows, in.row[row])
		in.row[row] = -1
	})
	place := in.table.RemoveRows(rows)
	kept := in.compartments[:0]
	for old, compartment := range in.compartments {
		if place[old] >= 0 {
			in.row[compartment] = place[old]
			kept = append(kept, compartment)
		}
	}
	in.compartments = slices.Clip(kept)
	if len(kept) == 0 {
		m.mechanisms = slices.DeleteFunc(slices.Clone(m.mechanisms), func(other *insertion) bool { return other == in })
		delete(m.byName, in.mechanism.Name())
	}
	m.kinds.instance.Clear()
	for _, other := range m.mechanisms {
		if err := m.addInstanceEntities(other, 0); err != nil {
			return err
		}
	}
	m.settleShared()
	return nil
}

// settleShared takes shared keys out of compartments where neither a mechanism
// nor diffusion is left that has them, ends the diffusion of states that are
// gone, and drops keys that nothing has.
func (m *module) settleShared() {
	for column, constant := range m.sharedKeys {
		if constant.diffusionOf == "" {
			continue
		}
		if ref, known := m.find(constant.diffusionOf); !known || ref.in != nil {
			m.keepShared(column, func(row int32) bool { return constant.present.has(row) && known && ref.has(row) })
		} else {
			m.keepShared(column, constant.present.has)
		}
	}
	users := map[string][]sharedUser{}
	for _, in := range m.mechanisms {
		for _, variable := range sharedVariables(in.mechanism) {
			users[variable.Key] = append(users[variable.Key], sharedUser{in, variable.state})
		}
	}
	for column, key := range m.sharedKeys {
		if key.diffusionOf != "" {
			continue
		}
		having, diffusion := users[key.key], m.diffusion(key.key)
		key.state = diffusion != nil && diffusion.present.count() > 0 || slices.ContainsFunc(having, func(u sharedUser) bool { return u.state })
		m.keepShared(column, func(row int32) bool {
			return diffusion != nil && diffusion.present.has(row) || slices.ContainsFunc(having, func(u sharedUser) bool { return u.in.row[row] >= 0 })
		})
	}
	m.dropEmptyShared()
}

// sharedUser is a mechanism that has a shared key, as a state or not.
type sharedUser struct {
	in    *insertion
	state bool
}

// keepShared takes a shared key out of the compartments for which keep does not
// hold.
func (m *module) keepShared(column int, keep func(row int32) bool) {
	key, spec := m.sharedKeys[column], m.shared.Columns()[column]
	for row := range int32(m.numCompartments()) {
		if keep(row) {
			continue
		}
		key.present.remove(row)
		key.set.remove(row)
		if m.shared.Value(column, int(row)) != spec.Default {
			m.shared.Set(column, int(row), spec.Default)
		}
	}
}

// dropEmptyShared drops shared keys that no compartment has.
func (m *module) dropEmptyShared() {
	if m.shared == nil || !slices.ContainsFunc(m.sharedKeys, func(k *sharedKey) bool { return k.present.count() == 0 }) {
		return
	}
	old, keys := m.shared, m.sharedKeys
	m.shared, m.sharedKeys = nil, nil
	for i, key := range keys {
		if key.present.count() == 0 {
			continue
		}
		if m.shared == nil {
			m.shared = ecs.NewTable("shared")
			m.shared.AppendRows(m.numCompartments())
		}
		column, err := m.shared.AddColumn(old.Columns()[i])
		if err == nil {
			err = m.shared.SetValues(column, old.Values(i, nil))
		}
		if err != nil {
			panic(err) // the keys and the rows are those of the table before
		}
		m.sharedKeys = append(m.sharedKeys, key)
	}
}

// dropOrphans removes recordings, clamps and trainables of states and keys
// that their compartments or synapses have no more. moved gives the new number
// of each synapse, -1 for those gone; nil leaves them as they are.
func (m *module) dropOrphans(moved []int32) error {
	renumber := func(synapse int32) int32 {
		if moved == nil || synapse < 0 {
			return synapse
		}
		return moved[synapse]
	}
	has := func(key string, compartment int32) bool {
		f := m.recordable(key)
		return f != nil && f(compartment)
	}
	clampable := func(key string, compartment int32) bool {
		ref, known := m.find(key)
		return known && ref.has(compartment)
	}
	var recordings []recording
	for _, r := range m.recordings() {
		synapse := renumber(r.synapse)
		if r.synapse >= 0 && synapse >= 0 || r.synapse < 0 && has(r.key, r.compartment) {
			r.synapse = synapse
			recordings = append(recordings, r)
		}
	}
	if err := m.setRecordings(recordings); err != nil {
		return err
	}
	var clamps []clamp
	for _, c := range m.clamps() {
		synapse := renumber(c.synapse)
		if c.synapse >= 0 && synapse >= 0 || c.synapse < 0 && clampable(c.key, c.compartment) {
			c.synapse = synapse
			clamps = append(clamps, c)
		}
	}
	if err := m.setClamps(clamps); err != nil {
		return err
	}
	var trainables []*trainable
	for _, t := range m.trainables {
		if next := m.stillTrainable(t, moved); len(next.rows) > 0 {
			trainables = append(trainables, next)
		}
	}
	m.trainables = trainables
	return nil
}

// stillTrainable returns the trainable without the rows that have lost its key.
func (m *module) stillTrainable(t *trainable, moved []int32) *trainable {
	if t.key == radiusScale || t.ofSynapses && moved == nil {
		return t
	}
	n := m.numCompartments()
	if t.ofSynapses {
		n = m.numSynapses()
	}
	origin := make([]int32, n)
	ref, known := m.find(t.key)
	for row := range origin {
		origin[row] = -1
		if known && !t.ofSynapses && ref.has(int32(row)) {
			origin[row] = int32(row)
		}
	}
	if known && t.ofSynapses {
		for old, edge := range moved {
			if edge >= 0 {
				origin[edge] = int32(old)
			}
		}
	}
	return t.moved(origin)
}
