package plan

import (
	"fmt"
	"math"
	"slices"

	"golgi/ecs"
)

// layColumns lists the columns that a State of this plan has: cable
// properties, the keys of mechanisms, shared keys, and the named currents that
// something records.
func (p *Plan) layColumns(b *Blueprint) error {
	for _, c := range []struct {
		name Column
		unit string
		role Role
	}{
		{Voltage, "mV", RoleState}, {VoltagePrevious, "mV", RoleWork},
		{Length, "um", RoleGeometry}, {Radius, "um", RoleGeometry}, {Area, "um2", RoleGeometry}, {Volume, "um3", RoleGeometry},
		{LoadIn, "1/um", RoleGeometry}, {LoadOut, "1/um", RoleGeometry},
		{AxialResistivity, "ohm cm", RoleGeometry}, {Capacitance, "uF/cm2", RoleGeometry},
		{Injected, "nA", RoleWork}, {Current, "nA", RoleWork}, {Slope, "uS", RoleWork},
	} {
		info := ColumnInfo{Name: c.name, Unit: c.unit, Role: c.role, Domain: PerCompartment, Mechanism: -1, Rows: p.NumCompartments()}
		if err := p.addColumn(info); err != nil {
			return err
		}
	}
	for i, m := range p.mechanisms {
		states := map[string]bool{}
		for _, s := range m.Mechanism.States() {
			states[s.Key] = true
		}
		for _, spec := range b.table(i).Columns() {
			info := ColumnInfo{Name: Column(spec.Name), Unit: spec.Unit, Role: RoleParameter, Domain: PerMechanismRow, Mechanism: i, Rows: len(m.Compartments)}
			if states[spec.Name] {
				info.Role = RoleState
			}
			if err := p.addColumn(info); err != nil {
				return err
			}
		}
	}
	if err := p.layShared(b.Shared, b.Diffused); err != nil {
		return err
	}
	if err := p.layCurrents(b); err != nil {
		return err
	}
	if err := p.layIons(b); err != nil {
		return err
	}
	return p.layOwn(b)
}

func (p *Plan) layShared(shared *ecs.Table, diffused []string) error {
	if shared == nil {
		return nil
	}
	if shared.Len() != p.NumCompartments() {
		return fmt.Errorf("freeze: the shared table has %d rows for %d compartments", shared.Len(), p.NumCompartments())
	}
	states := map[string]bool{}
	for _, key := range diffused { // moves though no mechanism moves it
		states[key] = true
	}
	for _, m := range p.mechanisms {
		for _, s := range m.Mechanism.States() {
			states[s.Key] = states[s.Key] || s.Shared
		}
	}
	for _, spec := range shared.Columns() {
		info := ColumnInfo{Name: Column(spec.Name), Unit: spec.Unit, Role: RoleParameter, Domain: PerCompartment, Mechanism: -1, Rows: p.NumCompartments()}
		if states[spec.Name] {
			info.Role = RoleState
		}
		if err := p.addColumn(info); err != nil {
			return err
		}
	}
	return nil
}

// layCurrents gives a column to each named current that is recorded. Currents
// of one name add up.
func (p *Plan) layCurrents(b *Blueprint) error {
	wanted := map[string]bool{}
	for _, r := range b.Recordings {
		wanted[r.Key] = true
	}
	if err := p.layReadCurrents(); err != nil {
		return err
	}
	for i, m := range p.mechanisms {
		for _, c := range m.Mechanism.Currents() {
			if k, there := p.index[Column(c.Key)]; there && !p.columns[k].Role.IsCurrent() {
				return fmt.Errorf("freeze: current %q of %s has the name of another column; give it another", c.Key, m.Mechanism.Name())
			} else if there || !wanted[c.Key] {
				continue
			}
			info := ColumnInfo{Name: Column(c.Key), Unit: c.Unit, Role: RoleCurrent, Domain: PerCompartment, Mechanism: -1, Rows: p.NumCompartments()}
			if m.IsSynapse() {
				info.Domain, info.Mechanism, info.Rows = PerMechanismRow, i, len(m.Compartments)
			}
			if err := p.addColumn(info); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Plan) addColumn(info ColumnInfo) error {
	if _, there := p.index[info.Name]; there {
		return fmt.Errorf("freeze: two columns are called %q; give a mechanism or its key another name", info.Name)
	}
	p.index[info.Name] = len(p.columns)
	p.columns = append(p.columns, info)
	return nil
}

// NewState makes a State with the values of a blueprint, which must have the
// structure that the plan was frozen from.
func (p *Plan) NewState(b *Blueprint) (*State, error) {
	if err := p.sameStructure(b); err != nil {
		return nil, err
	}
	s := &State{plan: p, columns: make([]columnValues, len(p.columns))}
	compartments := map[Column][]float64{
		Voltage: b.Voltage, VoltagePrevious: b.Voltage,
		Length: b.Length, Radius: b.Radius, Area: b.Area, Volume: b.Volume, LoadIn: b.LoadIn, LoadOut: b.LoadOut,
		AxialResistivity: b.AxialResistivity, Capacitance: b.Capacitance,
	}
	for i, info := range p.columns {
		switch {
		case info.Mechanism >= 0 && (info.Role == RoleParameter || info.Role == RoleState):
			s.columns[i] = gatherTable(b.table(info.Mechanism), info, p.mechanisms[info.Mechanism].tableRow)
		case compartments[info.Name] != nil:
			s.columns[i] = gather(compartments[info.Name], p.toModel, info.Role == RoleGeometry)
		case b.ownColumn(info.Name) != nil:
			s.columns[i] = b.ownColumn(info.Name).gather(p.toModel)
		case info.Role == RoleParameter || info.Role == RoleState:
			s.columns[i] = gatherTable(b.Shared, info, p.toModel)
		default:
			s.columns[i] = columnValues{values: make([]float64, info.Rows)}
		}
		if info.Role == RoleState {
			s.spread(i)
		}
	}
	for _, stimulus := range b.Stimuli {
		s.Waveforms = append(s.Waveforms, stimulus.Waveform)
	}
	for _, clamp := range b.Clamps {
		s.ClampWaveforms = append(s.ClampWaveforms, clamp.Waveform)
	}
	s.Celsius = b.Celsius
	return s, nil
}

// table returns the table of a mechanism of the plan: channels first, then
// synapse types.
func (b *Blueprint) table(mechanism int) *ecs.Table {
	if mechanism < len(b.Mechanisms) {
		return b.Mechanisms[mechanism].Table
	}
	return b.Synapses[mechanism-len(b.Mechanisms)].Table
}

// sameStructure tells a blueprint of another model from one with new values.
func (p *Plan) sameStructure(b *Blueprint) error {
	switch {
	case len(b.Trees) != p.NumCells(), len(b.Voltage) != p.NumCompartments(), len(b.Mechanisms)+len(b.Synapses) != len(p.mechanisms),
		len(b.Stimuli) != len(p.stimuli), len(b.Clamps) != len(p.clamps), len(b.Recordings) != len(p.recordings):
		return fmt.Errorf("plan: the model has changed since it was frozen; freeze it again")
	}
	for i, m := range p.mechanisms {
		if rows := b.table(i).Len(); rows != len(m.Compartments) {
			return fmt.Errorf("plan: %s has %d instances, %d when the model was frozen; freeze it again", m.Mechanism.Name(), rows, len(m.Compartments))
		}
	}
	return nil
}

// gather permutes a column; equal values are kept as one where that is asked.
func gather(values []float64, rows []int32, mayBeUniform bool) columnValues {
	if mayBeUniform && len(values) > 0 && allSame(values) {
		return columnValues{values: []float64{values[0]}, uniform: true}
	}
	out := make([]float64, len(rows))
	for i, row := range rows {
		out[i] = values[row]
	}
	return columnValues{values: out}
}

func gatherTable(t *ecs.Table, info ColumnInfo, rows []int32) columnValues {
	values, uniform := t.Stored(t.Index(string(info.Name)))
	if uniform {
		return columnValues{values: slices.Clone(values), uniform: true}
	}
	return gather(values, rows, false)
}

// allSame compares bits, so that a NaN or a negative zero is kept as it is.
func allSame(values []float64) bool {
	first := math.Float64bits(values[0])
	for _, x := range values {
		if math.Float64bits(x) != first {
			return false
		}
	}
	return true
}
