package mech

import (
	"fmt"

	"golgi/mech/syntax"
	"golgi/mech/unit"
)

// currentUnit is the unit of the kind's currents.
func (k Kind) currentUnit() string {
	if k == SynapseKind {
		return "nA"
	}
	return "mA/cm2"
}

// currentWords says in a message what the kind's currents are.
func (k Kind) currentWords() string {
	if k == SynapseKind {
		return "a current of a synapse is in nA, that of a conductance in uS"
	}
	return "a current of a channel is a density in mA/cm2, that of a conductance in S/cm2"
}

// given is a name that the simulator gives a value.
type given struct {
	name, key, unit string
	role            Role
}

// givens are the names that the simulator gives to a kind.
func (k Kind) givens() []given {
	list := []given{{"v", "v", "mV", Voltage}, {"t", "t", "ms", Time}, {"dt", "dt", "ms", TimeStep}, {"celsius", "celsius", "degC", Celsius}}
	if k == SynapseKind {
		return append(list, given{"v_post", "v", "mV", Voltage}, given{"v_pre", "v_pre", "mV", PreVoltage})
	}
	return append(list, given{"area", "area", "um2", Area})
}

// foreign says why a name that another kind is given is unknown to this one; "" for any other name.
func (k Kind) foreign(name string) string {
	switch {
	case k == SynapseKind && name == "area":
		return "a synapse has no area: its current is in nA, its conductance in uS"
	case k != SynapseKind && (name == "v_pre" || name == "v_post"):
		return fmt.Sprintf("a %s knows no %s, the voltage of one side of a synapse; its own compartment's is v", k, name)
	}
	return ""
}

// header reads what the mechanism is.
func (a *analysis) header() {
	statements := a.file.Statements
	if len(statements) == 0 || !isKind(statements[0].Keyword) {
		at := syntax.Position{Line: 1, Column: 1}
		if len(statements) > 0 {
			at = statements[0].Position
		}
		a.fail(at, "a mechanism begins with what it is: channel NAME or synapse NAME")
	}
	a.name, a.kind = statements[0].Name, Kind(statements[0].Keyword)
	for _, s := range statements[1:] {
		if isKind(s.Keyword) {
			a.fail(s.Position, "a text holds one mechanism; this is the second")
		}
		if s.Shared && a.kind == SynapseKind {
			a.fail(s.Position, "the parameters and states of a synapse are its own: write %s %s", s.Keyword, s.Name)
		}
	}
	for _, g := range a.kind.givens() {
		u, _ := unit.Parse(g.unit)
		a.symbols[g.name] = &symbol{kind: givenSymbol, quantity: measured(u), known: true, role: g.role, key: g.key}
	}
}

func isKind(keyword string) bool {
	return keyword == string(ChannelKind) || keyword == string(SynapseKind)
}

// current checks the expression of a current, and the unit behind it.
func (a *analysis) current(s *syntax.Statement) {
	want, _ := unit.Parse(a.kind.currentUnit())
	if s.Unit != nil && !a.unit(s.Unit).Same(want) {
		a.fail(s.Unit.Position, "current %s is in %s: %s", s.Name, s.Unit.Text, a.kind.currentWords())
	}
	q := a.quantity(s.Expression, nil)
	if !q.fits(want) && !q.unit.SameDimension(want) {
		a.fail(start(s.Expression), "current %s needs %s, and %s is %s: %s", s.Name, want, s.Expression, q.describe(), a.kind.currentWords())
	}
	a.need(s.Expression, q, want, "current "+s.Name)
}
