package oracle

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"golgi/ecs"
	"golgi/mech"
	"golgi/plan"
)

// Model is a run of a model: its values over complex numbers, in model order.
// It belongs to one goroutine at a time.
type Model struct {
	// Celsius is the temperature, degC.
	Celsius complex128

	options      Options
	step         int // the sample that the values hold
	cable        cable
	compartments map[string][]complex128 // a value a compartment: v, geometry, shared keys
	mechanisms   []*mechanism            // of the membrane, in order of insertion
	synapses     []*mechanism            // synapses and junctions, in order of connection
	named        map[string][]complex128 // currents of this step by name, mA/cm2
	previous     map[string][]complex128 // of the step before
	ions         []string                // keys with a flux or diffusion, sorted
	diffused     map[string]bool
	stimuli      []stimulus
	clamps       []clamp
	propagators  map[string]propagator
}

// mechanism is one mechanism or type of synapse with its rows.
type mechanism struct {
	*mech.Mechanism
	programs     [mech.Assign + 1]*mech.Program
	compartments []int32 // of each row; of a synapse the postsynaptic one
	pre          []int32 // nil unless it is a synapse or junction
	columns      map[string][]complex128
}

type stimulus struct {
	compartment int
	waveform    []complex128
}

type clamp struct {
	key      string
	target   []complex128 // the column
	row      int
	waveform []complex128
}

// New makes a run of a model. The blueprint is copied and not kept. Errors name
// the option, key or compartment that does not fit.
func New(b *plan.Blueprint, o Options) (*Model, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	m := &Model{
		Celsius: complex(b.Celsius, 0), options: o, step: o.First,
		compartments: map[string][]complex128{}, named: map[string][]complex128{}, previous: map[string][]complex128{},
		diffused: map[string]bool{}, propagators: map[string]propagator{},
	}
	total := 0
	for _, tree := range b.Trees {
		total += tree.NumCompartments()
	}
	for name, column := range map[plan.Column][]float64{
		plan.Voltage: b.Voltage, plan.Length: b.Length, plan.Radius: b.Radius, plan.Area: b.Area, plan.Volume: b.Volume,
		plan.LoadIn: b.LoadIn, plan.LoadOut: b.LoadOut, plan.AxialResistivity: b.AxialResistivity, plan.Capacitance: b.Capacitance,
	} {
		if len(column) != total {
			return nil, fmt.Errorf("oracle: column %q has %d rows, the trees have %d compartments", name, len(column), total)
		}
		m.compartments[string(name)] = complexes(column)
	}
	for _, own := range b.Columns {
		values := slices.Repeat([]complex128{complex(own.Default, 0)}, total)
		if own.Values != nil {
			values = complexes(own.Values)
		}
		m.compartments[string(own.Name)] = values
	}
	if b.Shared != nil {
		maps.Copy(m.compartments, tableColumns(b.Shared, identity(b.Shared.Len())))
	}
	for _, in := range b.Mechanisms {
		order := identity(len(in.Compartments))
		sort.Slice(order, func(i, j int) bool { return in.Compartments[order[i]] < in.Compartments[order[j]] })
		if err := m.add(in.Mechanism, in.Table, order, in.Compartments, nil); err != nil {
			return nil, err
		}
	}
	for _, s := range b.Synapses {
		if err := m.add(s.Mechanism, s.Table, identity(len(s.Post)), s.Post, s.Pre); err != nil {
			return nil, err
		}
	}
	m.cable.build(b.Trees)
	if err := m.findIons(b.Diffused); err != nil {
		return nil, err
	}
	return m, m.protocol(b)
}

// add takes a mechanism over, its rows in the order given, and gives its named currents columns.
func (m *Model) add(mechanism_ *mech.Mechanism, table *ecs.Table, order, compartments, pre []int32) error {
	name, total := mechanism_.Name(), len(m.compartments["v"])
	if table.Len() != len(compartments) || pre != nil && len(pre) != len(compartments) {
		return fmt.Errorf("oracle: %s has %d instances and a table of %d rows", name, len(compartments), table.Len())
	}
	a := &mechanism{Mechanism: mechanism_, columns: tableColumns(table, order)}
	for p := range a.programs {
		program, err := mechanism_.Program(mech.Purpose(p))
		if err != nil {
			return fmt.Errorf("oracle: %w", err)
		}
		a.programs[p] = program
	}
	for _, row := range order {
		a.compartments = append(a.compartments, compartments[row])
		if pre != nil {
			a.pre = append(a.pre, pre[row])
		}
	}
	for _, c := range slices.Concat(a.compartments, a.pre) {
		if c < 0 || int(c) >= total {
			return fmt.Errorf("oracle: %s: no compartment %d (the model has %d)", name, c, total)
		}
	}
	for _, c := range mechanism_.Currents() {
		switch {
		case pre != nil:
			a.columns[c.Key] = make([]complex128, len(order))
		case m.named[c.Key] == nil:
			m.named[c.Key] = make([]complex128, total)
			m.previous[c.Key] = make([]complex128, total)
		}
	}
	if pre != nil {
		m.synapses = append(m.synapses, a)
	} else {
		m.mechanisms = append(m.mechanisms, a)
	}
	return nil
}

// Keys lists the keys of [Model.Values], sorted.
func (m *Model) Keys() []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(m.compartments)), maps.Keys(m.named))
	for _, a := range slices.Concat(m.mechanisms, m.synapses) {
		keys = slices.AppendSeq(keys, maps.Keys(a.columns))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Values returns a column by its key, to be read and changed: "v", geometry,
// shared keys and named currents of the membrane (mA/cm2; of point mechanisms
// nA) have a value a compartment, the keys of a mechanism one a row, by
// compartment, and those of a synapse type, its currents (nA) too, one a row
// of its table. nil if there is no such key.
func (m *Model) Values(key string) []complex128 {
	if column, there := m.compartments[key]; there {
		return column
	}
	if column, there := m.named[key]; there {
		return column
	}
	for _, a := range slices.Concat(m.mechanisms, m.synapses) {
		if column, there := a.columns[key]; there {
			return column
		}
	}
	return nil
}

// Waveform returns the samples of a stimulus, nA, to be read and changed.
func (m *Model) Waveform(i int) []complex128 { return m.stimuli[i].waveform }

// ClampWaveform returns the samples of a clamp, to be read and changed.
func (m *Model) ClampWaveform(i int) []complex128 { return m.clamps[i].waveform }

// Clone copies the run as it stands.
func (m *Model) Clone() *Model {
	c := *m
	copied := map[*complex128][]complex128{} // new columns by the first value of the old
	clone := func(columns map[string][]complex128) map[string][]complex128 {
		out := map[string][]complex128{}
		for key, values := range columns {
			out[key] = slices.Clone(values)
			if len(values) > 0 {
				copied[&values[0]] = out[key]
			}
		}
		return out
	}
	c.compartments, c.named, c.previous = clone(m.compartments), clone(m.named), clone(m.previous)
	c.mechanisms, c.synapses = nil, nil
	for _, a := range slices.Concat(m.mechanisms, m.synapses) {
		d := *a
		d.columns = clone(a.columns)
		if a.pre != nil {
			c.synapses = append(c.synapses, &d)
		} else {
			c.mechanisms = append(c.mechanisms, &d)
		}
	}
	c.stimuli, c.clamps, c.propagators = nil, nil, maps.Clone(m.propagators)
	for _, s := range m.stimuli {
		s.waveform = slices.Clone(s.waveform)
		c.stimuli = append(c.stimuli, s)
	}
	for _, held := range m.clamps {
		held.target, held.waveform = copied[&held.target[0]], slices.Clone(held.waveform)
		c.clamps = append(c.clamps, held)
	}
	return &c
}

func complexes(values []float64) []complex128 {
	out := make([]complex128, len(values))
	for i, x := range values {
		out[i] = complex(x, 0)
	}
	return out
}

func identity(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

func tableColumns(t *ecs.Table, order []int32) map[string][]complex128 {
	columns := map[string][]complex128{}
	for i, spec := range t.Columns() {
		values := make([]complex128, len(order))
		for k, row := range order {
			values[k] = complex(t.Value(i, int(row)), 0)
		}
		columns[spec.Name] = values
	}
	return columns
}
