package mech

import (
	"golgi/internal/nearest"
	"golgi/mech/syntax"
)

// once fails for a second statement of a sort there is one of.
func (a *analysis) once(s *syntax.Statement) {
	for i := range a.statements {
		if first := &a.statements[i]; first.Keyword == s.Keyword && first != s && first.Line <= s.Line {
			a.fail(s.Position, "a second %s; the first is on line %d", s.Keyword, first.Line)
		} else if first == s {
			break
		}
	}
	if s.Keyword == "surrogate" {
		a.surrogate = s
	}
}

// equation enters the equation of a state.
func (a *analysis) equation(s *syntax.Statement, name string, at syntax.Position) {
	first, ok := a.equations[name]
	switch {
	case !ok:
		a.equations[name] = s
	case first.Keyword == "kinetic" && s.Keyword == "kinetic":
	case first.Keyword == "flux" && s.Keyword == "flux":
		a.fail(at, "flux %s is given twice; first on line %d: write their sum", name, first.Line)
	case first.Keyword == s.Keyword:
		a.fail(at, "%s is given twice; first on line %d", written(s), first.Line)
	default:
		a.fail(at, "%s has two equations, %s on line %d and %s here; keep one", name, written(first), first.Line, written(s))
	}
}

// written is the statement's beginning, for messages.
func written(s *syntax.Statement) string {
	switch s.Keyword {
	case "derivative":
		return s.Name + "'"
	case "kinetic":
		return "kinetic " + s.Name + " <-> " + s.Writes[0].Text
	}
	return s.Keyword + " " + s.Name
}

// state finds the state that an equation is of.
func (a *analysis) state(s *syntax.Statement, name string, at syntax.Position) *symbol {
	entry, ok := a.symbols[name]
	switch {
	case ok && entry.kind == stateSymbol && entry.statement.Keyword == "gate" && s.Keyword == "update":
		a.fail(at, "gate %s has its rates; an update would be a second equation", name)
	case ok && entry.kind == stateSymbol && entry.statement.Keyword == "gate" && s.Keyword != "start":
		a.fail(at, "gate %s has its rates; %s would be a second equation", name, written(s))
	case ok && entry.kind == stateSymbol:
		return entry
	case ok && entry.kind == parameterSymbol && s.Keyword != "start":
		declared := "state"
		if entry.role == SharedKey {
			declared = "shared state"
		}
		a.fail(at, "%s is a parameter, and %s changes it: declare it as %s (line %d)", name, written(s), declared, entry.statement.Line)
	}
	near := nearest.Suggestion(name, a.names(stateSymbol))
	if near == "" && s.Keyword != "start" {
		near = "; declare it first: state " + name + " = 0 (UNIT)"
	}
	a.fail(at, "no state %q%s", name, near)
	return nil
}

// stateEquation checks start, update, x' = ..., assign and flux.
func (a *analysis) stateEquation(s *syntax.Statement) {
	var want quantity
	if s.Name == "v" && s.Keyword == "update" {
		want = a.symbols["v"].quantity
	} else {
		if first := a.equations[s.Name]; s.Keyword == "start" && first != nil && first.Keyword == "assign" {
			a.fail(s.NamePosition, "%s is assigned at the start too (line %d); drop its start", s.Name, first.Line)
		}
		if s.Name == "v" {
			a.fail(s.NamePosition, "the voltage is written by `update v = ...`, not by %s", written(s))
		}
		want = a.symbolQuantity(a.state(s, s.Name, s.NamePosition))
	}
	q := a.quantity(s.Expression, nil)
	if rate := s.Keyword == "derivative" || s.Keyword == "flux"; rate && !want.open {
		want = a.measured(want.unit.Over(a.known("ms")))
	}
	if want.open {
		a.number(s.Expression, q)
	} else {
		a.need(s.Expression, q, want.unit, written(s))
	}
	q = a.unitOf(s, q)
	if !want.open {
		a.need(s.Expression, q, want.unit, written(s))
	}
}

// read checks the default and unit of a current that is read.
func (a *analysis) read(s *syntax.Statement) {
	entry := a.symbols[s.Name]
	want := a.known("mA/cm2")
	entry.quantity, entry.known = a.measured(want), true
	if s.Unit != nil && !a.unitsOff && !a.unit(s.Unit).Same(want) {
		a.fail(s.Unit.Position, "read %s is in %s: currents of a compartment are read in mA/cm2", s.Name, s.Unit.Text)
	}
	if s.Expression != nil {
		a.need(s.Expression, a.quantity(s.Expression, nil), want, "read "+s.Name)
		entry.value = a.constant(s.Expression)
	}
}

// previous is the quantity of previous(i_X).
func (a *analysis) previous(n *syntax.Node) quantity {
	a.arity(n, 1)
	of := n.Operands[0]
	if of.Kind == syntax.Name {
		entry, ok := a.symbols[of.Text]
		switch {
		case ok && (entry.kind == readSymbol || entry.kind == currentSymbol && a.kind.membrane()):
			return a.measured(a.known("mA/cm2"))
		case !ok && a.kind.membrane():
			near := nearest.Suggestion(of.Text, a.names(readSymbol, currentSymbol))
			if near == "" {
				near = "; declare it: read " + of.Text + " (mA/cm2)"
			}
			a.fail(of.Position, "no current %q%s", of.Text, near)
		case !a.kind.membrane():
			a.fail(n.Position, "a %s reads no current: previous(...) is for the membrane's mechanisms", a.kind)
		}
	}
	a.fail(start(of), "previous(...) takes the name of a current that the mechanism reads, as in previous(i_Ca); %s is none", of)
	return quantity{}
}
