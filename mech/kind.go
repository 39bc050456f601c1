package mech

import (
	"fmt"

	"golgi/mech/syntax"
	"golgi/mech/unit"
)

// membrane says whether mechanisms of the kind sit in the membrane of one compartment.
func (k Kind) membrane() bool { return k != SynapseKind && k != JunctionKind }

// density says whether the kind's currents are densities, to be multiplied by the area.
func (k Kind) density() bool { return k == ChannelKind || k == PumpKind }

// currentUnit is the unit of the kind's currents.
func (k Kind) currentUnit() string {
	if k.density() {
		return "mA/cm2"
	}
	return "nA"
}

// currentWords says in a message what the kind's currents are.
func (k Kind) currentWords() string {
	if k.density() {
		return fmt.Sprintf("a current of a %s is a density in mA/cm2, that of a conductance in S/cm2", k)
	}
	return fmt.Sprintf("a current of a %s is in nA, that of a conductance in uS", k)
}

// given is a name that the simulator gives a value.
type given struct {
	name, key, unit string
	role            Role
	typical         float64 // where rates are tried
}

// givens are the names that the simulator gives to a kind.
func (k Kind) givens() []given {
	list := []given{{"v", "v", "mV", Voltage, -65}, {"t", "t", "ms", Time, 0}, {"dt", "dt", "ms", TimeStep, 0.025}, {"celsius", "celsius", "degC", Celsius, 6.3}}
	if !k.membrane() {
		return append(list, given{"v_post", "v", "mV", Voltage, -65}, given{"v_pre", "v_pre", "mV", PreVoltage, -65})
	}
	return append(list, given{"area", "area", "um2", Area, 100}, given{"volume", "volume", "um3", Geometry, 50}, given{"length", "length", "um", Geometry, 16},
		given{"radius", "radius", "um", Geometry, 1}, given{"capacitance", "capacitance", "uF/cm2", Geometry, 1},
		given{"axial_resistivity", "axial_resistivity", "ohm cm", Geometry, 5000})
}

// foreign says why a name that another kind is given is unknown to this one; "" for any other name.
func (k Kind) foreign(name string) string {
	switch name {
	case "area", "volume", "length", "radius", "capacitance", "axial_resistivity":
		if !k.membrane() {
			return fmt.Sprintf("a %s has no %s: its current is in nA, its conductance in uS", k, name)
		}
	case "v_pre", "v_post":
		if k.membrane() {
			return fmt.Sprintf("a %s knows no %s, the voltage of one side of a synapse; its own compartment's is v", k, name)
		}
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
		a.fail(at, "a mechanism begins with what it is: channel NAME or synapse NAME, or pump, point or junction")
	}
	a.name, a.kind = statements[0].Name, Kind(statements[0].Keyword)
	for i := range statements[1:] {
		s := &statements[i+1]
		if isKind(s.Keyword) {
			a.fail(s.Position, "a text holds one mechanism; this is the second")
		}
		a.misplaced(s, &statements[i])
	}
	for _, g := range a.kind.givens() {
		a.symbols[g.name] = &symbol{kind: givenSymbol, quantity: a.measured(a.known(g.unit)), known: true, role: g.role, key: g.key}
	}
}

// misplaced fails for a statement that the kind does not have, or that stands in the wrong place.
func (a *analysis) misplaced(s, before *syntax.Statement) {
	k := a.kind
	switch {
	case s.Shared && !k.membrane():
		a.fail(s.Position, "the parameters and states of a %s are its own: write %s %s", k, s.Keyword, s.Name)
	case s.Keyword == "units":
		if w := before.Keyword; !isKind(w) && w != "source" {
			a.fail(s.Position, "units off must stand before what it silences: move it to the line after %s %s", k, a.name)
		}
		a.unitsOff = true
	case s.Keyword == "conductance" && k != JunctionKind:
		a.fail(s.Position, "a %s has no conductance of its own, a junction has: write current i_%s = g*(v - e)", k, a.name)
	case s.Keyword == "current" && k == JunctionKind:
		a.fail(s.Position, "the current of a junction follows from its conductance: write conductance g = ... (uS)")
	case k.membrane():
	case s.Keyword == "flux" || s.Keyword == "ion" || s.Keyword == "read":
		a.fail(s.Position, "a %s has no %s: those are of the membrane's mechanisms, channel, pump and point", k, s.Keyword)
	case s.Keyword == "update" && s.Name == "v":
		a.fail(s.Position, "a %s cannot write the voltage: a mechanism of the membrane can", k)
	}
}

func isKind(keyword string) bool {
	switch Kind(keyword) {
	case ChannelKind, PumpKind, PointKind, SynapseKind, JunctionKind:
		return true
	}
	return false
}

// known is a unit of the language itself.
func (a *analysis) known(text string) unit.Unit {
	u, err := unit.Parse(text)
	if err != nil {
		panic("mech: " + err.Error())
	}
	return u
}

// current checks the expression of a current, the unit behind it, and its sign.
func (a *analysis) current(s *syntax.Statement) {
	want := a.known(a.kind.currentUnit())
	if s.Unit != nil && !a.unitsOff && !a.unit(s.Unit).Same(want) {
		a.fail(s.Unit.Position, "current %s is in %s: %s", s.Name, s.Unit.Text, a.kind.currentWords())
	}
	q := a.quantity(s.Expression, nil)
	if !q.fits(want) && !q.unit.SameDimension(want) {
		a.fail(start(s.Expression), "current %s needs %s, and %s is %s: %s", s.Name, want, s.Expression, q.describe(), a.kind.currentWords())
	}
	a.need(s.Expression, q, want, "current "+s.Name)
	a.sign(s)
}
