package plan

import (
	"fmt"
	"slices"

	"golgi/mech"
)

// IonPlan is a concentration that fluxes change or that diffuses: what the
// system "ions" advances.
type IonPlan struct {
	// Key is the column of the concentration, mM.
	Key Column
	// Mechanism is the one whose own state it is, -1 for a shared state.
	Mechanism int
	// Diffuses says that it diffuses along the tree, with the constants in the
	// column DiffusionKey(Key).
	Diffuses bool
}

// Ions returns the concentrations that fluxes change, in the order in which
// mechanisms name them, and those that only diffuse after them.
func (p *Plan) Ions() []IonPlan { return p.ions }

// layIons gives every ion its columns of flux and slope.
func (p *Plan) layIons(b *Blueprint) error {
	keys := []string{}
	for _, m := range p.mechanisms {
		program, err := m.Mechanism.Program(mech.Currents)
		if err != nil {
			return fmt.Errorf("freeze: mechanism %s: %w", m.Mechanism.Name(), err)
		}
		for _, out := range program.Outputs {
			if out.Role == mech.Flux && !slices.Contains(keys, out.Key) {
				keys = append(keys, out.Key)
			}
		}
	}
	for _, key := range b.Diffused {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		info, err := p.Column(Column(key))
		if err != nil {
			return fmt.Errorf("freeze: concentration %q: %w", key, err)
		}
		ion := IonPlan{Key: Column(key), Mechanism: info.Mechanism, Diffuses: slices.Contains(b.Diffused, key)}
		if info.Role != RoleState {
			return fmt.Errorf("freeze: the concentration %q is no state, so that nothing can change it: declare it with `shared state`", key)
		}
		if ion.Mechanism >= 0 && len(p.mechanisms[ion.Mechanism].Compartments) != p.NumCompartments() {
			return fmt.Errorf("freeze: %q is a state of %s, which is not in every compartment: insert it everywhere, or declare the state shared",
				key, p.mechanisms[ion.Mechanism].Mechanism.Name())
		}
		if ion.Diffuses {
			if _, err := p.Column(Column(DiffusionKey(key))); err != nil {
				return fmt.Errorf("freeze: %q diffuses, and its constants have no column %q", key, DiffusionKey(key))
			}
		}
		for _, info := range []ColumnInfo{{Name: FluxOf(ion.Key), Unit: "mM/ms"}, {Name: FluxSlopeOf(ion.Key), Unit: "1/ms"}} {
			info.Role, info.Domain, info.Mechanism, info.Rows = RoleWork, PerCompartment, -1, p.NumCompartments()
			if err := p.addColumn(info); err != nil {
				return err
			}
		}
		p.ions = append(p.ions, ion)
	}
	return nil
}

// layReadCurrents gives columns to the named currents that mechanisms read:
// of this step, of the step before, or both.
func (p *Plan) layReadCurrents() error {
	ofStep, previous := []string{}, []string{}
	for _, m := range p.mechanisms {
		for _, purpose := range []mech.Purpose{mech.Initialise, mech.Advance, mech.Currents} {
			program, err := m.Mechanism.Program(purpose)
			if err != nil {
				return fmt.Errorf("freeze: mechanism %s: %w", m.Mechanism.Name(), err)
			}
			for _, in := range program.Inputs {
				switch {
				case in.Role == mech.CurrentOf && !slices.Contains(ofStep, in.Key):
					ofStep = append(ofStep, in.Key)
				case in.Role == mech.PreviousCurrent && !slices.Contains(previous, in.Key):
					previous = append(previous, in.Key)
				}
			}
		}
	}
	n := p.NumCompartments()
	for _, key := range previous {
		p.readCurrents = append(p.readCurrents, Column(key))
		for _, info := range []ColumnInfo{{Name: Column(key), Role: RoleCurrentState}, {Name: PreviousCurrent(Column(key)), Role: RoleWork}} {
			info.Unit, info.Domain, info.Mechanism, info.Rows = "mA/cm2", PerCompartment, -1, n
			if err := p.addColumn(info); err != nil {
				return err
			}
		}
	}
	for _, key := range ofStep {
		if !slices.Contains(previous, key) {
			info := ColumnInfo{Name: Column(key), Unit: "mA/cm2", Role: RoleCurrent, Domain: PerCompartment, Mechanism: -1, Rows: n}
			if err := p.addColumn(info); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadCurrents returns the named currents that some mechanism reads of the step
// before.
func (p *Plan) ReadCurrents() []Column { return p.readCurrents }

// layOwn gives columns to what the user's systems bring along, to the value
// that point neurons write, and to the conductances of junctions.
func (p *Plan) layOwn(b *Blueprint) error {
	n := p.NumCompartments()
	for _, own := range b.Columns {
		switch {
		case own.Role != RoleState && own.Role != RoleParameter && own.Role != RoleWork:
			return fmt.Errorf("freeze: own column %q: its role must be state, parameter or work", own.Name)
		case own.Values != nil && len(own.Values) != n:
			return fmt.Errorf("freeze: own column %q has %d values for %d compartments", own.Name, len(own.Values), n)
		}
		if err := p.addColumn(ColumnInfo{Name: own.Name, Unit: own.Unit, Role: own.Role, Domain: PerCompartment, Mechanism: -1, Rows: n}); err != nil {
			return err
		}
	}
	if len(p.writers) > 0 {
		if err := p.addColumn(ColumnInfo{Name: VoltageWritten, Unit: "mV", Role: RoleWork, Domain: PerCompartment, Mechanism: -1, Rows: n}); err != nil {
			return err
		}
	}
	for i, m := range p.mechanisms {
		if !m.IsJunction() {
			continue
		}
		info := ColumnInfo{Name: ConductanceOf(m.Mechanism.Name()), Unit: "uS", Role: RoleWork, Domain: PerMechanismRow, Mechanism: i, Rows: len(m.Compartments)}
		if err := p.addColumn(info); err != nil {
			return err
		}
	}
	return nil
}

func (b *Blueprint) ownColumn(name Column) *OwnColumn {
	for i := range b.Columns {
		if b.Columns[i].Name == name {
			return &b.Columns[i]
		}
	}
	return nil
}

func (own *OwnColumn) gather(rows []int32) columnValues {
	if own.Values != nil {
		return gather(own.Values, rows, false)
	}
	return columnValues{values: slices.Repeat([]float64{own.Default}, len(rows))}
}
