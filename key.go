package golgi

import (
	"slices"

	"golgi/ecs"
)

// keyRef is where the values of a key live: in a component of the
// compartments, in a mechanism's table, in the shared table, or in the table
// of a synapse type. Its rows are compartments, or for the last one synapses.
type keyRef struct {
	key     string
	column  []float64    // of the compartments; nil otherwise
	in      *insertion   // of a mechanism's own key; nil otherwise
	shared  *sharedKey   // of a shared key; nil otherwise
	synapse *synapseType // of a key of synapses; nil otherwise
	edges   *synapses    // with synapse
	table   *ecs.Table   // of the latter three
	index   int          // column of table
}

// compartmentKeys are the keys that every compartment has, in order of the
// nodes table.
func compartmentKeys() []string {
	return []string{"length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out", "axial_resistivity", "capacitance", "v", "x", "y", "z"}
}

// compartmentColumn returns the values of a key that every compartment has,
// nil for other keys.
func (m *module) compartmentColumn(key string) []float64 {
	c := &m.columns
	switch key {
	case "length":
		return c.length
	case "radius":
		return c.radius
	case "area":
		return c.area
	case "volume":
		return c.volume
	case "resistive_load_in":
		return c.loadIn
	case "resistive_load_out":
		return c.loadOut
	case "axial_resistivity":
		return c.axialResistivity
	case "capacitance":
		return c.capacitance
	case "v":
		return c.voltage
	case "x":
		return c.x
	case "y":
		return c.y
	case "z":
		return c.z
	}
	return nil
}

// find returns where a key lives.
func (m *module) find(key string) (keyRef, bool) {
	if column := m.compartmentColumn(key); column != nil {
		return keyRef{key: key, column: column}, true
	}
	for _, in := range m.mechanisms {
		if i := in.table.Index(key); i >= 0 {
			return keyRef{key: key, in: in, table: in.table, index: i}, true
		}
	}
	if m.shared != nil {
		if i := m.shared.Index(key); i >= 0 {
			return keyRef{key: key, shared: m.sharedKeys[i], table: m.shared, index: i}, true
		}
	}
	for _, t := range m.synapses.types {
		if i := t.table.Index(key); i >= 0 {
			return keyRef{key: key, synapse: t, edges: &m.synapses, table: t.table, index: i}, true
		}
	}
	return keyRef{}, false
}

// count returns the number of rows of the module that have the key.
func (r *keyRef) count(m *module) int {
	switch {
	case r.column != nil:
		return m.numCompartments()
	case r.in != nil:
		return len(r.in.compartments)
	case r.synapse != nil:
		return r.synapse.table.Len()
	}
	return r.shared.present.count()
}

func (r *keyRef) has(row int32) bool {
	switch {
	case r.column != nil:
		return true
	case r.in != nil:
		return r.in.row[row] >= 0
	case r.synapse != nil:
		return r.edges.kind[row] == r.synapse.number
	}
	return r.shared.present.has(row)
}

func (r *keyRef) get(row int32) float64 {
	switch {
	case r.column != nil:
		return r.column[row]
	case r.in != nil:
		return r.table.Value(r.index, int(r.in.row[row]))
	case r.synapse != nil:
		return r.table.Value(r.index, int(r.edges.row[row]))
	}
	return r.table.Value(r.index, int(row))
}

func (r *keyRef) set(row int32, value float64) {
	switch {
	case r.column != nil:
		r.column[row] = value
	case r.in != nil:
		r.table.Set(r.index, int(r.in.row[row]), value)
	case r.synapse != nil:
		r.table.Set(r.index, int(r.edges.row[row]), value)
	default:
		r.table.Set(r.index, int(row), value)
		r.shared.set.add(row)
	}
}

// setEverywhere sets a key to one value in all rows that have it.
func (r *keyRef) setEverywhere(value float64) {
	if r.column != nil {
		for i := range r.column {
			r.column[i] = value
		}
		return
	}
	if r.shared == nil {
		r.table.SetAll(r.index, value)
		return
	}
	if r.shared.diffusionOf == "" {
		r.table.SetAll(r.index, value)
	} else { // 0 where nothing diffuses
		r.shared.present.each(func(row int32) { r.table.Set(r.index, int(row), value) })
	}
	r.shared.present.each(r.shared.set.add)
}

// Keys lists the keys that Set and Get know on this model, those of every
// compartment first, then mechanisms in order of insertion, shared keys, and
// synapses.
func (v *View) Keys() []string {
	if v.Err() != nil {
		return nil
	}
	return v.m.keys()
}

func (m *module) keys() []string {
	keys := compartmentKeys()
	for _, in := range m.mechanisms {
		for _, spec := range in.table.Columns() {
			keys = append(keys, spec.Name)
		}
	}
	for _, key := range m.sharedKeys {
		keys = append(keys, key.key)
	}
	for _, t := range m.synapses.types {
		for _, spec := range t.table.Columns() {
			keys = append(keys, spec.Name)
		}
	}
	return keys
}

// states lists the keys that Record knows: v, states and currents.
func (m *module) states() []string {
	keys := []string{"v"}
	for _, in := range m.mechanisms {
		for _, s := range in.mechanism.States() {
			keys = append(keys, s.Key)
		}
		for _, c := range in.mechanism.Currents() {
			keys = append(keys, c.Key)
		}
	}
	for _, key := range m.sharedKeys {
		if key.state {
			keys = append(keys, key.key)
		}
	}
	for _, t := range m.synapses.types {
		for _, s := range slices.Concat(t.mechanism.States(), t.mechanism.Currents()) {
			keys = append(keys, s.Key)
		}
	}
	slices.Sort(keys[1:])
	return slices.Compact(keys)
}
