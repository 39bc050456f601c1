package mech

import (
	"fmt"
	"slices"

	"golgi/mech/syntax"
)

// Kind is the sort of thing a mechanism is.
type Kind string

// The kinds, called by the word that begins their text.
const (
	ChannelKind  Kind = "channel"  // a mechanism of the membrane whose currents are densities, mA/cm2
	PumpKind     Kind = "pump"     // the same, for one that moves ions
	PointKind    Kind = "point"    // sits at one compartment; its currents are in nA
	SynapseKind  Kind = "synapse"  // joins two compartments: reads the voltage of both, its current (nA) enters the postsynaptic one
	JunctionKind Kind = "junction" // joins two compartments by a conductance (uS) that is implicit for both
)

// Variable is a parameter, state or current as users know it.
type Variable struct {
	Key     string  // "HH_gNa", "HH_m", "i_HH"; without prefix where Shared
	Name    string  // name in the equations: "gNa"
	Unit    string  // as written: "S/cm2"; "" where none was given
	Default float64 // of parameters and states
	Shared  bool    // belongs to no mechanism alone
	Doc     string
}

// Access says what a mechanism touches beyond its own parameters and states, so that a planner can tell which mechanisms may be
// advanced in one sweep.
type Access struct {
	Voltage, PreVoltage, Celsius, Time, TimeStep, Area bool     // read
	SharedReads                                        []string // shared keys read, sorted
	SharedWrites                                       []string // shared states, which its steps write, sorted
	CurrentReads                                       []string // currents of this step, by their keys, sorted
	PreviousReads                                      []string // currents of the step before, by their keys, sorted
	Fluxes                                             []string // concentrations that it moves, by their keys, sorted
	WritesVoltage                                      bool
}

// Mechanism is a set of equations with names, units, defaults and source. It is immutable and may be shared.
type Mechanism struct {
	name       string
	kind       Kind
	file       *syntax.File
	source     string
	parameters []Variable
	states     []Variable
	currents   []Variable
	reads      []Variable
	warnings   []string
	rates      *rates
	methods    map[string]string // how the differential equations of states are integrated
	access     Access
	programs   [Assign + 1]*Program
}

// Name is the mechanism's name, the prefix of its keys.
func (m *Mechanism) Name() string { return m.name }

// Kind is the sort of thing it is.
func (m *Mechanism) Kind() Kind { return m.kind }

// Source cites where the equations come from; several citations are joined by line ends.
func (m *Mechanism) Source() string { return m.source }

// Parameters lists own and shared parameters in the order of the text.
func (m *Mechanism) Parameters() []Variable { return slices.Clone(m.parameters) }

// States lists own and shared states in the order of the text.
func (m *Mechanism) States() []Variable { return slices.Clone(m.states) }

// Currents lists the named currents in the order of the text, then the fluxes as they are recorded: "i_" and the mechanism's name,
// mM/ms, positive where the concentration falls.
func (m *Mechanism) Currents() []Variable { return slices.Clone(m.currents) }

// Reads lists the currents of other mechanisms that it reads, with the value that each has where no mechanism gives it.
func (m *Mechanism) Reads() []Variable { return slices.Clone(m.reads) }

// Warnings lists what is allowed but better said: a declaration without a unit, unit checks turned off. Each with file, line, column.
func (m *Mechanism) Warnings() []string { return slices.Clone(m.warnings) }

// Access says what the mechanism reads and writes beyond its own columns.
func (m *Mechanism) Access() Access {
	a := m.access
	a.SharedReads = slices.Clone(a.SharedReads)
	a.SharedWrites = slices.Clone(a.SharedWrites)
	a.CurrentReads = slices.Clone(a.CurrentReads)
	a.PreviousReads = slices.Clone(a.PreviousReads)
	a.Fluxes = slices.Clone(a.Fluxes)
	return a
}

// String prints the equations as they were understood; the text reads back as the same mechanism.
func (m *Mechanism) String() string { return m.file.String() }

// Program gives what the mechanism computes for a purpose, with all outputs; see [Program.Only].
func (m *Mechanism) Program(p Purpose) (*Program, error) {
	if p > Assign {
		return nil, fmt.Errorf("mechanism %s: no purpose %d", m.name, p)
	}
	return m.programs[p], nil
}

// Renamed gives the same mechanism under another name: keys that start with the old prefix change, and the current "i_"+old becomes
// "i_"+name, and those of its fluxes likewise; shared keys and other currents stay. A name that is no name, or that makes two keys one, is an error.
func (m *Mechanism) Renamed(name string) (*Mechanism, error) {
	if !validName(name) {
		return nil, fmt.Errorf("mechanism %s: %q cannot be its name: use letters, digits and _, and no word of the language", m.name, name)
	}
	file := &syntax.File{Name: m.file.Name, Statements: slices.Clone(m.file.Statements)}
	old, now := "i_"+m.name, "i_"+name
	for i := range file.Statements {
		s := &file.Statements[i]
		if slices.ContainsFunc(m.file.Statements, func(s syntax.Statement) bool { return s.Keyword == "current" && s.Name == old }) {
			s.Expression, s.Rates[0], s.Rates[1] = renamed(s.Expression, old, now), renamed(s.Rates[0], old, now), renamed(s.Rates[1], old, now)
		}
		switch {
		case s.Keyword == string(m.kind):
			s.Name = name
		case s.Keyword == "current" && s.Name == old:
			s.Name = now
		}
	}
	return build(file)
}

// renamed is an expression in which a name is another.
func renamed(n *syntax.Node, old, now string) *syntax.Node {
	if n == nil {
		return nil
	}
	c := *n
	if c.Kind == syntax.Name && c.Text == old {
		c.Text = now
	}
	c.Operands = nil
	for _, o := range n.Operands {
		c.Operands = append(c.Operands, renamed(o, old, now))
	}
	return &c
}

func validName(name string) bool {
	if syntax.Reserved(name) {
		return false
	}
	n, err := syntax.ParseExpression("name", name)
	return err == nil && n.Kind == syntax.Name && n.Text == name
}

// Parse reads a mechanism from its text and checks its rates, as [Mechanism.Check] does; name is the file's name, for messages. The
// error is an *[Error] with file, line and column.
func Parse(name string, source []byte) (*Mechanism, error) {
	m, err := ParseTrusted(name, source)
	if err == nil {
		err = m.Check()
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// ParseTrusted is Parse without the check of the rates: for texts that tests have checked.
func ParseTrusted(name string, source []byte) (*Mechanism, error) {
	if len(source) > 1<<20 {
		return nil, &Error{File: name, Position: syntax.Position{Line: 1, Column: 1}, Message: "a mechanism of more than 1 MiB; is this the right file?"}
	}
	file, err := syntax.Parse(name, source)
	if err != nil {
		return nil, err
	}
	return build(file)
}

// build checks a text and makes its programs.
func build(file *syntax.File) (m *Mechanism, err error) {
	defer catch(&err)
	a := analyse(file)
	m = &Mechanism{name: a.name, kind: a.kind, file: file, warnings: a.warnings()}
	m.variables(a)
	a.each(func(s *syntax.Statement) {
		if m.source != "" {
			m.source += "\n"
		}
		m.source += s.Text
	}, "source")
	advance, currents := a.advance(), a.currents()
	m.programs = [...]*Program{Initialise: a.initialise(), Advance: advance, Currents: currents, Sweep: a.sweep(advance, currents), Assign: a.assign()}
	for _, p := range m.programs {
		if err := p.Code.Check(); err != nil {
			panic(fmt.Sprintf("mech: %s, purpose %d: %v", m.name, p.Purpose, err))
		}
		m.access.add(p)
	}
	m.rates, m.methods = a.ratesOf(), a.methods
	return m, nil
}
