package mech

import (
	"fmt"

	"golgi/mech/syntax"
)

// Builder makes a mechanism in Go: the same equations as in a text, a call for a line. Faults are kept and returned by Build; the line
// they name is the number of the call, Channel or Synapse being the first.
type Builder struct {
	file      syntax.File
	functions []string
	line      int
	err       error
}

// Channel starts a channel.
func Channel(name string) *Builder {
	return kind(ChannelKind, "Channel", name)
}

// Pump starts a mechanism of the membrane that moves ions; to the simulator it is a channel.
func Pump(name string) *Builder { return kind(PumpKind, "Pump", name) }

// Point starts a mechanism at one compartment whose currents are in nA, such as an electrode.
func Point(name string) *Builder { return kind(PointKind, "Point", name) }

// Junction starts a gap junction: a conductance (uS) between two compartments, see [Builder.Conductance].
func Junction(name string) *Builder { return kind(JunctionKind, "Junction", name) }

func kind(k Kind, function, name string) *Builder {
	b := &Builder{file: syntax.File{Name: fmt.Sprintf("mech.%s(%q)", function, name)}}
	return b.add(string(k), name, syntax.Statement{})
}

// Synapse starts a synapse: its equations may read v_pre and v_post, its currents are in nA.
func Synapse(name string) *Builder {
	return kind(SynapseKind, "Synapse", name)
}

// add appends a statement.
func (b *Builder) add(keyword, name string, s syntax.Statement) *Builder {
	b.line++
	s.Keyword, s.Name = keyword, name
	s.Position = syntax.Position{Line: b.line, Column: 1}
	s.NamePosition = s.Position
	own := keyword == "function" && syntax.Redefinable(name)
	bare := keyword == "source" || keyword == "units" || keyword == "surrogate"
	if !bare && !own && !validName(name) && b.err == nil {
		b.err = &Error{File: b.file.Name, Position: s.Position, Message: fmt.Sprintf("%q cannot be a name: use letters, digits and _, and no word of the language", name)}
	}
	b.file.Statements = append(b.file.Statements, s)
	return b
}

// expression reads an expression of the call that comes next.
func (b *Builder) expression(source string) *syntax.Node {
	n, err := syntax.ParseExpression(b.file.Name, source, b.functions...)
	if err != nil {
		if fault := err.(*syntax.Error); b.err == nil {
			fault.Line = b.line + 1
			b.err = fault
		}
		return &syntax.Node{Kind: syntax.Number}
	}
	b.place(n)
	return n
}

// place sets the lines of an expression to that of the next call.
func (b *Builder) place(n *syntax.Node) {
	n.Line = b.line + 1
	if n.Unit != nil {
		n.Unit.Line = b.line + 1
	}
	for _, o := range n.Operands {
		b.place(o)
	}
}

func (b *Builder) number(x float64) *syntax.Node {
	n := &syntax.Node{Kind: syntax.Number, Value: x, Position: syntax.Position{Line: b.line + 1, Column: 1}}
	if x < 0 {
		n.Value = -x
		n = &syntax.Node{Kind: syntax.Prefix, Text: "-", Operands: []*syntax.Node{n}, Position: n.Position}
	}
	if x-x != 0 && b.err == nil {
		b.err = &Error{File: b.file.Name, Position: n.Position, Message: fmt.Sprintf("the value is %v; it must be finite", x)}
	}
	return n
}

func (b *Builder) unit(text string) *syntax.Unit {
	if text == "" {
		return nil
	}
	return &syntax.Unit{Text: text, Position: syntax.Position{Line: b.line + 1, Column: 1}}
}

func first(doc []string) string {
	if len(doc) == 0 {
		return ""
	}
	return doc[0]
}

// declaration adds a parameter, constant or state.
func (b *Builder) declaration(keyword, name string, value float64, unit string, doc []string, shared bool) *Builder {
	return b.add(keyword, name, syntax.Statement{Expression: b.number(value), Unit: b.unit(unit), Text: first(doc), Shared: shared})
}

// Source cites where the equations come from.
func (b *Builder) Source(citation string) *Builder {
	return b.add("source", "", syntax.Statement{Text: citation})
}

// Param adds a parameter with its default and unit ("" leaves it unchecked), and optionally a line of documentation.
func (b *Builder) Param(name string, value float64, unit string, doc ...string) *Builder {
	return b.declaration("param", name, value, unit, doc, false)
}

// Shared adds a parameter that belongs to no mechanism alone: its key has no prefix.
func (b *Builder) Shared(name string, value float64, unit string, doc ...string) *Builder {
	return b.declaration("param", name, value, unit, doc, true)
}

// Const adds a constant.
func (b *Builder) Const(name string, value float64, unit string) *Builder {
	return b.declaration("const", name, value, unit, nil, false)
}

// Function adds a function of the given parameters.
func (b *Builder) Function(name string, parameters []string, expression string) *Builder {
	b.functions = append(b.functions, name)
	return b.add("function", name, syntax.Statement{Parameters: parameters, Expression: b.expression(expression)})
}

// Let names an expression.
func (b *Builder) Let(name, expression string) *Builder {
	return b.add("let", name, syntax.Statement{Expression: b.expression(expression)})
}

// Gate adds a gate by its rates (1/ms); its default is 0.2 unless one is given.
func (b *Builder) Gate(name, alpha, beta string, value ...float64) *Builder {
	return b.gate(name, alpha, beta, value, false)
}

// GateInf adds a gate by its steady state and time constant (ms); its default is 0.2 unless one is given.
func (b *Builder) GateInf(name, inf, tau string, value ...float64) *Builder {
	return b.gate(name, inf, tau, value, true)
}

func (b *Builder) gate(name, x, y string, value []float64, inf bool) *Builder {
	s := syntax.Statement{Rates: [2]*syntax.Node{b.expression(x), b.expression(y)}, Inf: inf}
	if len(value) > 0 {
		s.Expression = b.number(value[0])
	}
	return b.add("gate", name, s)
}

// State adds a state with its default and unit; it needs an Update.
func (b *Builder) State(name string, value float64, unit string, doc ...string) *Builder {
	return b.declaration("state", name, value, unit, doc, false)
}

// SharedState adds a state that belongs to no mechanism alone: its key has no prefix.
func (b *Builder) SharedState(name string, value float64, unit string, doc ...string) *Builder {
	return b.declaration("state", name, value, unit, doc, true)
}

// Start gives a state its initial value.
func (b *Builder) Start(state, expression string) *Builder {
	return b.add("start", state, syntax.Statement{Expression: b.expression(expression)})
}

// Update gives a state its value after a step.
func (b *Builder) Update(state, expression string) *Builder {
	return b.add("update", state, syntax.Statement{Expression: b.expression(expression)})
}

// Current adds a named current: of a channel a density, mA/cm2; of a synapse, nA.
func (b *Builder) Current(name, expression string) *Builder {
	return b.add("current", name, syntax.Statement{Expression: b.expression(expression)})
}

// Build checks the equations and rates and gives the mechanism.
func (b *Builder) Build() (*Mechanism, error) {
	if b.err != nil {
		return nil, b.err
	}
	m, err := build(&syntax.File{Name: b.file.Name, Statements: b.file.Statements})
	if err == nil {
		err = m.Check()
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}
