package mech

import (
	"fmt"
	"math"
	"slices"

	"golgi/internal/nearest"
	"golgi/mech/syntax"
	"golgi/mech/unit"
)

// Error is a fault in the text of a mechanism, with file, line and column.
type Error = syntax.Error

// maxVisits bounds the work on one mechanism: functions that call functions may expand without end.
const maxVisits = 300_000

type symbolKind uint8

const (
	givenSymbol symbolKind = iota // by the simulator: v, t, dt, celsius, area
	parameterSymbol
	constantSymbol
	stateSymbol
	localSymbol
	functionSymbol
	currentSymbol
	readSymbol // a current of other mechanisms
)

// symbol is a name of the text.
type symbol struct {
	kind      symbolKind
	statement *syntax.Statement
	quantity  quantity
	known     bool   // quantity is known
	busy      bool   // being worked out: meeting it again is a circle
	role      Role   // of what becomes an input
	key       string // of what is given
	value     float64
}

// analysis is a text whose names, types and units are checked.
type analysis struct {
	file       *syntax.File
	statements []syntax.Statement // of the file, those that ion stands for among them
	name       string
	kind       Kind
	symbols    map[string]*symbol
	starts     map[string]*syntax.Statement // of states
	equations  map[string]*syntax.Statement // of states and v: update, derivative, assign, flux, kinetic (the first one)
	schemes    []scheme                     // of kinetic states
	surrogate  *syntax.Statement
	unitsOff   bool
	methods    map[string]string // how x' = ... is integrated, by state
	visits     int
	units      map[string]unit.Unit
}

func (a *analysis) fail(at syntax.Position, format string, arguments ...any) {
	panic(&Error{File: a.file.Name, Position: at, Message: fmt.Sprintf(format, arguments...)})
}

func catch(err *error) {
	switch fault := recover().(type) {
	case nil:
	case *Error:
		*err = fault
	default:
		panic(fault)
	}
}

// spend counts a node worked on.
func (a *analysis) spend(n *syntax.Node) {
	if a.visits++; a.visits > maxVisits {
		a.fail(n.Position, "the functions expand to more than %d operations", maxVisits)
	}
}

func (a *analysis) unit(u *syntax.Unit) unit.Unit {
	if known, ok := a.units[u.Text]; ok {
		return known
	}
	parsed, err := unit.Parse(u.Text)
	if err != nil && !a.unitsOff {
		a.fail(u.Position, "%v", err)
	}
	a.units[u.Text] = parsed
	return parsed
}

// taken says whether a key belongs to the compartment.
func taken(key string) bool {
	return slices.Contains([]string{"v", "v_pre", "v_post", "t", "dt", "celsius", "area", "i", "radius", "length", "volume", "capacitance", "axial_resistivity"}, key)
}

// analyse collects the names of a text and checks every expression.
func analyse(file *syntax.File) *analysis {
	a := &analysis{file: file, symbols: map[string]*symbol{}, starts: map[string]*syntax.Statement{}, equations: map[string]*syntax.Statement{},
		units: map[string]unit.Unit{}, methods: map[string]string{}}
	a.header()
	a.statements = a.expand()
	for i := range a.statements {
		a.declare(&a.statements[i])
	}
	for i := range a.statements {
		a.check(&a.statements[i])
	}
	a.join()
	a.keys()
	return a
}

// declare enters the name of a statement.
func (a *analysis) declare(s *syntax.Statement) {
	entry := &symbol{statement: s}
	switch s.Keyword {
	case "channel", "pump", "point", "synapse", "junction", "source", "units", "ion", "conserve":
		return
	case "conductance", "surrogate":
		a.once(s)
		return
	case "start":
		if first, ok := a.starts[s.Name]; ok {
			a.fail(s.NamePosition, "start %s is given twice; first on line %d", s.Name, first.Line)
		}
		a.starts[s.Name] = s
		return
	case "kinetic":
		a.equation(s, s.Name, s.NamePosition)
		a.equation(s, s.Writes[0].Text, s.Writes[0].Position)
		return
	case "update", "derivative", "assign", "flux":
		a.equation(s, s.Name, s.NamePosition)
		return
	case "param":
		entry.kind, entry.role = parameterSymbol, Parameter
	case "const":
		entry.kind = constantSymbol
	case "state", "gate":
		entry.kind, entry.role = stateSymbol, State
	case "function":
		entry.kind = functionSymbol
	case "current":
		entry.kind = currentSymbol
	case "read":
		entry.kind, entry.role = readSymbol, CurrentOf
	default:
		entry.kind = localSymbol
	}
	if s.Shared {
		entry.role = SharedKey
	}
	if other, ok := a.symbols[s.Name]; ok {
		if other.kind == givenSymbol {
			a.fail(s.NamePosition, "%q is given by the simulator and cannot be defined", s.Name)
		}
		a.fail(s.NamePosition, "%q is defined twice; first on line %d", s.Name, other.statement.Line)
	}
	a.symbols[s.Name] = entry
}

// check types the expressions of a statement.
func (a *analysis) check(s *syntax.Statement) {
	switch s.Keyword {
	case "param", "const", "state":
		entry := a.symbols[s.Name]
		a.symbolQuantity(entry)
		if q := a.quantity(s.Expression, nil); s.Unit != nil {
			a.need(s.Expression, q, a.unit(s.Unit), s.Keyword+" "+s.Name)
		} else {
			a.number(s.Expression, q)
		}
		entry.value = a.constant(s.Expression)
	case "gate":
		a.gate(s)
	case "let":
		a.symbolQuantity(a.symbols[s.Name])
	case "function":
		for _, p := range s.Parameters {
			if _, ok := a.symbols[p]; ok {
				a.fail(s.NamePosition, "function %s: the parameter %q hides the name %q of the text; call it otherwise", s.Name, p, p)
			}
		}
		a.unknownNames(s)
	case "start", "update", "derivative", "assign", "flux":
		a.stateEquation(s)
	case "kinetic":
		a.kinetic(s)
	case "conserve":
		a.conserve(s)
	case "current":
		a.current(s)
	case "conductance":
		a.unitOf(s, a.quantity(s.Expression, nil))
		a.need(s.Expression, a.quantity(s.Expression, nil), a.known("uS"), "conductance "+s.Name)
	case "read":
		a.read(s)
	case "surrogate":
		if s.Expression != nil {
			a.number(s.Expression, a.quantity(s.Expression, nil))
			if x := a.constant(s.Expression); x <= 0 {
				a.fail(start(s.Expression), "the slope of a surrogate is %v; it must be above 0", x)
			}
		}
	}
	if _, ok := a.equations[s.Name]; s.Keyword == "state" && !s.Shared && !ok {
		a.fail(s.NamePosition, "state %s has no equation: add `update %s = ...`, or make it a gate; or write %s' = ..., assign, kinetic or flux",
			s.Name, s.Name, s.Name)
	}
}

func (a *analysis) gate(s *syntax.Statement) {
	entry := a.symbols[s.Name]
	entry.quantity, entry.known = a.measured(unit.One()), true
	entry.value = 0.2
	if s.Expression != nil {
		a.need(s.Expression, a.quantity(s.Expression, nil), unit.One(), "gate "+s.Name)
		entry.value = a.constant(s.Expression)
	}
	rate, duration := a.known("1/ms"), a.known("ms")
	units, words := [2]unit.Unit{rate, rate}, [2]string{"alpha", "beta"}
	if s.Inf {
		units, words = [2]unit.Unit{unit.One(), duration}, [2]string{"inf", "tau"}
	}
	for i, n := range s.Rates {
		a.need(n, a.quantity(n, nil), units[i], fmt.Sprintf("%s of gate %s", words[i], s.Name))
	}
}

// need fails unless an expression fits the unit its place asks for.
func (a *analysis) need(n *syntax.Node, q quantity, u unit.Unit, what string) {
	switch {
	case a.unitsOff && !q.condition:
	case q.fits(u):
	case !q.condition && q.unit.SameDimension(u):
		a.fail(start(n), "%s needs %s, and %s is %s: multiply by %v", what, u, n, q.describe(), q.unit.Factor(u))
	default:
		a.fail(start(n), "%s needs %s, and %s is %s", what, u, n, q.describe())
	}
}

// unitOf checks an expression against the unit written behind it, and gives the quantity it then has.
func (a *analysis) unitOf(s *syntax.Statement, q quantity) quantity {
	if s.Unit == nil {
		return q
	}
	u := a.unit(s.Unit)
	a.need(s.Expression, q, u, s.Name)
	return a.measured(u)
}

// nameQuantity is the quantity of a name in an expression.
func (a *analysis) nameQuantity(n *syntax.Node, inFunction bool) quantity {
	entry, ok := a.symbols[n.Text]
	switch {
	case !ok:
		a.unknown(n, nil)
	case entry.kind == functionSymbol:
		a.fail(n.Position, "%q is a function; give it its %d values", n.Text, len(entry.statement.Parameters))
	case entry.kind == currentSymbol:
		a.fail(n.Position, "the current %q cannot be read in its own mechanism; give the expression a name of its own", n.Text)
	}
	if entry.kind == localSymbol && !entry.known {
		a.enter(entry, n)
		defer a.leave(entry)
	}
	return a.symbolQuantity(entry)
}

// symbolQuantity works out the quantity of a symbol where it is not known yet.
func (a *analysis) symbolQuantity(entry *symbol) quantity {
	if entry.known {
		return entry.quantity
	}
	s := entry.statement
	if entry.kind == localSymbol {
		entry.busy = true
		entry.quantity = a.unitOf(s, a.quantity(s.Expression, nil))
		entry.busy = false
	} else { // a declaration: the unit that is written, or none
		entry.quantity = openNumber
		if s.Keyword == "gate" {
			entry.quantity = a.measured(unit.One())
		}
		if s.Unit != nil {
			entry.quantity = a.measured(a.unit(s.Unit))
		}
	}
	entry.known = true
	return entry.quantity
}

// enter and leave watch for names and functions defined by themselves.
func (a *analysis) enter(entry *symbol, n *syntax.Node) {
	if entry.busy {
		a.fail(n.Position, "%q is defined by itself (line %d)", n.Text, entry.statement.Line)
	}
	entry.busy = true
}

func (a *analysis) leave(entry *symbol) { entry.busy = false }

// constant is the value of an expression of literals and constants.
func (a *analysis) constant(n *syntax.Node) float64 {
	a.quantity(n, nil)
	l := lowering{analysis: a, literalsOnly: true}
	x, ok := l.graph.Literal(l.value(n, nil))
	if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
		a.fail(start(n), "the value of %s is %v; it must be finite", n, x)
	}
	return x
}

// unknownNames checks a function where it stands, used or not: each name in it must be known.
func (a *analysis) unknownNames(s *syntax.Statement) {
	var walk func(n *syntax.Node)
	walk = func(n *syntax.Node) {
		_, entry := a.symbols[n.Text]
		switch n.Kind {
		case syntax.Name:
			if !entry && !slices.Contains(s.Parameters, n.Text) {
				a.unknown(n, s.Parameters)
			}
		case syntax.Call:
			if _, ok := syntax.Arity(n.Text); !ok && !entry {
				a.fail(n.Position, "no function %q%s", n.Text, nearest.Suggestion(n.Text, append(a.names(functionSymbol), syntax.Functions()...)))
			}
		}
		for _, o := range n.Operands {
			walk(o)
		}
	}
	walk(s.Expression)
}
