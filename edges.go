package golgi

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"golgi/topology"
)

// Side is an end of a synapse.
type Side string

// The ends of a synapse.
const (
	Pre  Side = "pre"
	Post Side = "post"
)

// Edges returns the synapses in view as a table: global_edge_index,
// index_within_type, pre_index, post_index (compartments over the whole
// model), pre_locs, post_locs (their places on the branch), type, type_ind,
// what CopyNodePropertyToEdges copied, then parameters and states of all
// types, NaN where the synapse is of another type, and controlled_by_param:
// what shares one value if MakeTrainable is called on this view. Error: that
// of the view.
func (v *View) Edges() (*Table, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("edges: %w", err)
	}
	m, s := v.m, &v.m.synapses
	table := &Table{Columns: []string{"global_edge_index", "index_within_type", "pre_index", "post_index", "pre_locs", "post_locs", "type", "type_ind"}}
	for i := range s.copied {
		table.Columns = append(table.Columns, s.copied[i].key)
	}
	var keys []keyRef
	for _, t := range s.types {
		for _, spec := range t.table.Columns() {
			ref, _ := m.find(spec.Name)
			keys = append(keys, ref)
			table.Columns = append(table.Columns, spec.Name)
		}
	}
	table.Columns = append(table.Columns, "controlled_by_param")
	v.edges().each(func(edge int32) {
		line := make([]string, 0, len(table.Columns))
		line = append(line, itoa(edge), itoa(s.row[edge]), itoa(s.pre[edge]), itoa(s.post[edge]),
			number(m.locOf(s.pre[edge])), number(m.locOf(s.post[edge])), s.types[s.kind[edge]].mechanism.Name(), itoa(s.kind[edge]))
		for i := range s.copied {
			line = append(line, number(s.copied[i].values[edge]))
		}
		for i := range keys {
			line = append(line, keys[i].numberOf(edge))
		}
		shared := 0
		if v.shares == shareSynapse || v.shares == shareRow {
			shared = len(table.Rows)
		}
		table.Rows = append(table.Rows, append(line, strconv.Itoa(shared)))
	})
	return table, nil
}

// locOf returns the place of a compartment on its branch, its centre, from 0
// to 1.
func (m *module) locOf(compartment int32) float64 {
	b := m.columns.branch[compartment]
	return topology.LocOfIndex(int(m.columns.index[compartment]), int(m.startOfBranch[b+1]-m.startOfBranch[b]))
}

// Synapse is a synapse of a model.
type Synapse struct {
	Index     int    // over the whole model, in the order they were made
	Type      string // name of its mechanism
	Row       int    // index within its type
	Pre, Post int    // compartments, over the whole model
}

// Synapses lists the synapses in view.
func (v *View) Synapses() []Synapse {
	if v.Err() != nil {
		return nil
	}
	s, edges := &v.m.synapses, v.edges()
	list := make([]Synapse, 0, edges.len())
	edges.each(func(edge int32) {
		list = append(list, Synapse{int(edge), s.types[s.kind[edge]].mechanism.Name(), int(s.row[edge]), int(s.pre[edge]), int(s.post[edge])})
	})
	return list
}

// SynapseTypes returns the names of the types of synapses in view, in order of
// first use.
func (v *View) SynapseTypes() []string {
	if v.Err() != nil || v.m.numSynapses() == 0 {
		return nil
	}
	s := &v.m.synapses
	there := make([]bool, len(s.types))
	v.edges().each(func(edge int32) { there[s.kind[edge]] = true })
	var names []string
	for i, t := range s.types {
		if there[i] {
			names = append(names, t.mechanism.Name())
		}
	}
	return names
}

// copiedProperty is a snapshot of a key of compartments at an end of each
// synapse.
type copiedProperty struct {
	key    string // "pre_radius"
	values []float64
}

// extend adds NaN for new synapses.
func (c *copiedProperty) extend(n int) {
	for len(c.values) < n {
		c.values = append(c.values, math.NaN())
	}
}

// move keeps the values of synapses that are still there.
func (c *copiedProperty) move(moved []int32, n int) {
	values := make([]float64, n)
	for old, edge := range moved {
		if edge >= 0 {
			values[edge] = c.values[old]
		}
	}
	c.values = values
}

// CopyNodePropertyToEdges copies keys of compartments, as Get knows them, to
// the synapses in view: to "pre_KEY" from the presynaptic compartment, to
// "post_KEY" from the postsynaptic one, or both where no side is named. They
// are read with Edges and Get, and are copies: they do not follow later
// changes, and have no effect on a simulation. Synapses that are not in view
// have NaN, or what they had.
//
// Errors: no synapse in view, an unknown key, a key of synapses.
func (v *View) CopyNodePropertyToEdges(keys []string, sides ...Side) error {
	const operation = "copy node property to edges"
	if err := v.Err(); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if len(sides) == 0 {
		sides = []Side{Pre, Post}
	}
	edges := v.edges()
	if edges.len() == 0 {
		return fmt.Errorf("%s: no synapse in view %s", operation, v.Path())
	}
	if len(keys) == 0 {
		return errors.New(operation + ": no key given")
	}
	m, s := v.m, &v.m.synapses
	for _, side := range sides {
		if side != Pre && side != Post {
			return fmt.Errorf("%s: there is no end %q of a synapse; there are pre and post", operation, side)
		}
	}
	for _, key := range keys {
		ref, ok := m.find(key)
		switch {
		case !ok:
			return fmt.Errorf("%s: no parameter %q%s", operation, key, offer(key, "keys", m.keys()))
		case ref.synapse != nil:
			return fmt.Errorf("%s: %q is of synapses already", operation, key)
		}
		for _, side := range sides {
			ends := map[Side][]int32{Pre: s.pre, Post: s.post}[side]
			copied := m.makeCopied(string(side) + "_" + key)
			edges.each(func(edge int32) {
				copied.values[edge] = math.NaN()
				if ref.has(ends[edge]) {
					copied.values[edge] = ref.get(ends[edge])
				}
			})
		}
	}
	return nil
}

func (m *module) copied(key string) *copiedProperty {
	i := slices.IndexFunc(m.synapses.copied, func(c copiedProperty) bool { return c.key == key })
	if i < 0 {
		return nil
	}
	return &m.synapses.copied[i]
}

func (m *module) makeCopied(key string) *copiedProperty {
	if m.copied(key) == nil {
		c := copiedProperty{key: key}
		c.extend(m.numSynapses())
		m.synapses.copied = append(m.synapses.copied, c)
	}
	return m.copied(key)
}

// getCopied returns the values of a copied property for the synapses in view.
func (v *View) getCopied(c *copiedProperty) []float64 {
	edges := v.edges()
	values := make([]float64, 0, edges.len())
	edges.each(func(edge int32) { values = append(values, c.values[edge]) })
	return values
}
