package plan

import "fmt"

// Column names a column of a State: a key as users know it ("v", "HH_m",
// "HH_gNa", "eNa", "i_HH") or one of the constants below.
type Column string

// Columns that every plan has, one row a compartment. Voltage holds V(n) until
// the system "voltage" has run, and V(n+1) after it.
const (
	Voltage          Column = "v"                  // mV
	VoltagePrevious  Column = "v_previous"         // mV, V(n) while V(n+1) stands in Voltage
	Length           Column = "length"             // um
	Radius           Column = "radius"             // um
	Area             Column = "area"               // um2
	Volume           Column = "volume"             // um3
	LoadIn           Column = "resistive_load_in"  // 1/um, towards the start of the branch
	LoadOut          Column = "resistive_load_out" // 1/um, towards its end
	AxialResistivity Column = "axial_resistivity"  // ohm cm
	Capacitance      Column = "capacitance"        // uF/cm2
	Injected         Column = "injected"           // nA, depolarising
	Current          Column = "current"            // nA, of the membrane, outward
	Slope            Column = "slope"              // uS, dI/dV of Current
)

// VoltageWritten holds what mechanisms that write the voltage (point neurons)
// want it to be, mV, until all states have advanced. Only plans with such a
// mechanism have it.
const VoltageWritten Column = "v_written"

// PreviousCurrent is the column of a named current of the step before, mA/cm2;
// only those that a mechanism reads have one.
func PreviousCurrent(current Column) Column { return "previous(" + current + ")" }

// FluxOf and FluxSlopeOf are the columns of the rate at which all mechanisms
// together raise a concentration, mM/ms, and of its derivative in that
// concentration, 1/ms.
func FluxOf(concentration Column) Column { return "flux(" + concentration + ")" }

// FluxSlopeOf is the column of dF/dC: see FluxOf.
func FluxSlopeOf(concentration Column) Column { return "flux_slope(" + concentration + ")" }

// ConductanceOf is the column of the conductance of a type of junctions, uS, a
// row a junction.
func ConductanceOf(junction string) Column { return Column("conductance(" + junction + ")") }

// Domain says what a row of a column is.
type Domain uint8

const (
	// PerCompartment columns have a row for each compartment, in plan order.
	PerCompartment Domain = iota
	// PerMechanismRow columns have a row for each instance of one mechanism,
	// in plan order of their compartments.
	PerMechanismRow
)

// Role says what a column holds.
type Role uint8

const (
	// RoleGeometry is length, radius, area, volume, loads and cable properties.
	RoleGeometry Role = iota
	// RoleParameter is a parameter of a mechanism, or a shared key.
	RoleParameter
	// RoleState is a dynamic state: part of a snapshot and of the state hash.
	RoleState
	// RoleCurrent is a named membrane current, mA/cm2: part of a snapshot.
	RoleCurrent
	// RoleCurrentState is a named current that a mechanism reads of the step
	// before: a current that is a state.
	RoleCurrentState
	// RoleWork is written anew in each step.
	RoleWork
)

// Dynamic reports whether a column of this role is part of the state that a
// step takes to the next: of the state hash and of gradients.
func (r Role) Dynamic() bool { return r == RoleState || r == RoleCurrentState }

// IsCurrent reports whether a column of this role is a named current.
func (r Role) IsCurrent() bool { return r == RoleCurrent || r == RoleCurrentState }

// ColumnInfo describes a column of a plan.
type ColumnInfo struct {
	Name      Column
	Unit      string
	Domain    Domain
	Role      Role
	Mechanism int // index into Plan.Mechanisms for PerMechanismRow, else -1
	Rows      int
}

// Reserved reports whether a name is one of these: no key or current of a
// mechanism can have it.
func Reserved(name string) bool {
	switch Column(name) {
	case Voltage, VoltagePrevious, VoltageWritten, Length, Radius, Area, Volume, LoadIn, LoadOut, AxialResistivity, Capacitance, Injected, Current, Slope:
		return true
	}
	return false
}

// columnIndex returns where the column lies in a State.
func (p *Plan) columnIndex(c Column) (int, error) {
	if i, ok := p.index[c]; ok {
		return i, nil
	}
	return -1, fmt.Errorf("plan: no column %q%s", c, p.suggestColumn(c))
}

// Columns lists the columns of a State, in their order.
func (p *Plan) Columns() []ColumnInfo { return p.columns }

// Column returns the description of a column.
func (p *Plan) Column(c Column) (ColumnInfo, error) {
	i, err := p.columnIndex(c)
	if err != nil {
		return ColumnInfo{}, err
	}
	return p.columns[i], nil
}
