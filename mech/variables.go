package mech

import (
	"fmt"

	"golgi/mech/syntax"
)

// variables lists what users can name: parameters, states, currents, and currents that are read.
func (m *Mechanism) variables(a *analysis) {
	a.each(func(s *syntax.Statement) {
		v := Variable{Name: s.Name, Key: a.key(s), Shared: s.Shared, Doc: s.Text, Default: a.symbols[s.Name].value}
		if s.Unit != nil {
			v.Unit = s.Unit.Text
		}
		switch s.Keyword {
		case "param":
			m.parameters = append(m.parameters, v)
		case "gate":
			v.Unit = "1"
			m.states = append(m.states, v)
		case "state":
			m.states = append(m.states, v)
		case "current":
			v.Unit = a.kind.currentUnit()
			m.currents = append(m.currents, v)
		case "read":
			v.Unit = "mA/cm2"
			m.reads = append(m.reads, v)
		}
	}, "param", "state", "gate", "current", "read")
	a.each(func(s *syntax.Statement) {
		v := Variable{Name: a.fluxCurrent(s), Key: a.fluxCurrent(s), Unit: "mM/ms", Doc: s.Text}
		if s.Unit != nil {
			v.Unit = s.Unit.Text
		}
		m.currents = append(m.currents, v)
	}, "flux")
	a.each(func(s *syntax.Statement) {
		m.currents = append(m.currents, Variable{Name: "i_" + a.name, Key: "i_" + a.name, Unit: "nA", Doc: s.Text})
	}, "conductance")
	if a.kind == JunctionKind && len(m.currents) == 0 {
		a.fail(a.statements[0].Position, "a junction needs its conductance: add `conductance g = ... (uS)`")
	}
}

// warnings lists declarations without a unit, and that units are off.
func (a *analysis) warnings() []string {
	var list []string
	a.each(func(s *syntax.Statement) {
		at := fmt.Sprintf("%s:%d:%d: ", a.file.Name, s.Line, s.Column)
		switch {
		case s.Keyword == "units":
			list = append(list, at+"the units of this mechanism are not checked")
		case s.Unit == nil && !a.unitsOff:
			list = append(list, at+fmt.Sprintf("%s %s has no unit, so nothing it is part of is checked; write (1) behind the value of a pure number", s.Keyword, s.Name))
		}
	}, "units", "param", "const", "state")
	return list
}
