package mech

import (
	"fmt"
	"slices"
	"strings"

	"golgi/internal/nearest"
	"golgi/mech/syntax"
)

// equation adds a statement NAME = EXPRESSION.
func (b *Builder) equation(keyword, name, expression string) *Builder {
	return b.add(keyword, name, syntax.Statement{Expression: b.expression(expression)})
}

// UnitsOff turns the checks of units off. It must stand before what it silences.
func (b *Builder) UnitsOff() *Builder { return b.add("units", "off", syntax.Statement{}) }

// Derivative gives a state its differential equation: what it changes by in a ms.
func (b *Builder) Derivative(state, expression string) *Builder {
	return b.equation("derivative", state, expression)
}

// Assign makes a state an instantaneous one: it follows from the others, in each step after them.
func (b *Builder) Assign(state, expression string) *Builder {
	return b.equation("assign", state, expression)
}

// Kinetic joins two states of a linear scheme by the rates (1/ms) from the first to the second and back.
func (b *Builder) Kinetic(from, to, forward, backward string) *Builder {
	at := syntax.Position{Line: b.line + 1, Column: 1}
	return b.add("kinetic", from, syntax.Statement{Writes: []syntax.Word{{Text: to, Position: at}},
		Rates: [2]*syntax.Node{b.expression(forward), b.expression(backward)}})
}

// Conserve says what the states of a scheme sum to: they start at the steady state with that sum.
func (b *Builder) Conserve(states []string, expression string) *Builder {
	s := syntax.Statement{Reads: b.words(states), Expression: b.expression(expression)}
	return b.add("conserve", strings.Join(states[:min(len(states), 1)], ""), s)
}

func (b *Builder) words(names []string) []syntax.Word {
	var list []syntax.Word
	for _, name := range names {
		if !validName(name) && b.err == nil {
			b.err = &Error{File: b.file.Name, Position: syntax.Position{Line: b.line + 1, Column: 1}, Message: fmt.Sprintf("%q cannot be a name", name)}
		}
		list = append(list, syntax.Word{Text: name, Position: syntax.Position{Line: b.line + 1, Column: 1}})
	}
	return list
}

// Read declares a current of other mechanisms (mA/cm2): its name alone stands for that of this step, in currents and fluxes;
// previous(name) for that of the step before, anywhere. The value is that where no mechanism has such a current, 0 unless given.
func (b *Builder) Read(current string, value ...float64) *Builder {
	s := syntax.Statement{Unit: b.unit("mA/cm2")}
	if len(value) > 0 {
		s.Expression = b.number(value[0])
	}
	return b.add("read", current, s)
}

// Flux adds the rate of rise of a concentration (mM/ms).
func (b *Builder) Flux(concentration, expression string) *Builder {
	return b.equation("flux", concentration, expression)
}

// Ion declares NEURON's names of an ion that the mechanism reads and writes: for "ca" cai, cao, eca and ica.
func (b *Builder) Ion(ion string, reads, writes []string) *Builder {
	if len(reads)+len(writes) == 0 && b.err == nil {
		b.err = &Error{File: b.file.Name, Position: syntax.Position{Line: b.line + 1, Column: 1}, Message: fmt.Sprintf("ion %s: nothing is read or written", ion)}
	}
	return b.add("ion", ion, syntax.Statement{Reads: b.words(reads), Writes: b.words(writes)})
}

// Conductance gives a junction its conductance (uS).
func (b *Builder) Conductance(name, expression string) *Builder {
	return b.equation("conductance", name, expression)
}

// Outward says of the current before it that it leaves the cell where it is positive.
func (b *Builder) Outward() *Builder { return b.sense("outward") }

// Inward says of the current before it that it enters the cell where it is positive; golgi turns it round.
func (b *Builder) Inward() *Builder { return b.sense("inward") }

func (b *Builder) sense(word string) *Builder {
	last := &b.file.Statements[len(b.file.Statements)-1]
	if last.Keyword != "current" {
		if b.err == nil {
			b.err = &Error{File: b.file.Name, Position: last.Position, Message: word + " must stand right behind the Current it is of"}
		}
		return b
	}
	b.file.Statements = slices.Clone(b.file.Statements)
	b.file.Statements[len(b.file.Statements)-1].Sense = word
	return b
}

// Surrogate chooses the derivative of step(): sigmoid, fast_sigmoid, arctan, triangle or none, with its slope at 0 in 1 over the unit of
// the argument.
func (b *Builder) Surrogate(shape string, slope float64) *Builder {
	s := surrogate(shape, b.number(slope))
	if err := validShape(shape); err != nil && b.err == nil {
		b.err = &Error{File: b.file.Name, Position: syntax.Position{Line: b.line + 1, Column: 1}, Message: err.Error()}
	}
	return b.add("surrogate", shape, s)
}

func surrogate(shape string, slope *syntax.Node) syntax.Statement {
	s := syntax.Statement{Keyword: "surrogate", Name: shape}
	if shape != "none" {
		s.Expression = slope
	}
	return s
}

func validShape(shape string) error {
	if !slices.Contains(syntax.Surrogates(), shape) {
		return fmt.Errorf("no surrogate %q%s; there are %s", shape, nearest.Suggestion(shape, syntax.Surrogates()), strings.Join(syntax.Surrogates(), ", "))
	}
	return nil
}

// WithSurrogate gives the mechanism with another derivative of its steps: sigmoid, fast_sigmoid, arctan, triangle or none, with a slope
// above 0 in 1 over the unit of the argument. What a run gives does not change, only its gradients.
func (m *Mechanism) WithSurrogate(shape string, slope float64) (*Mechanism, error) {
	if err := validShape(shape); err != nil {
		return nil, fmt.Errorf("mechanism %s: %w", m.name, err)
	}
	if shape != "none" && !(slope > 0 && slope-slope == 0) {
		return nil, fmt.Errorf("mechanism %s: the slope of the surrogate is %v; it must be above 0", m.name, slope)
	}
	s := surrogate(shape, &syntax.Node{Kind: syntax.Number, Value: slope, Position: m.file.Statements[0].Position})
	s.Position, s.NamePosition = m.file.Statements[0].Position, m.file.Statements[0].Position
	file := &syntax.File{Name: m.file.Name}
	added := false
	for i, old := range m.file.Statements {
		head := isKind(old.Keyword) || old.Keyword == "source" || old.Keyword == "units"
		if !head && !added {
			file.Statements = append(file.Statements, s)
			added = true
		}
		if old.Keyword != "surrogate" {
			file.Statements = append(file.Statements, m.file.Statements[i])
		}
	}
	if !added {
		file.Statements = append(file.Statements, s)
	}
	return build(file)
}
