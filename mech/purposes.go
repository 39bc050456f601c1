package mech

import (
	"maps"
	"strings"

	"golgi/mech/form"
	"golgi/mech/syntax"
)

// each calls visit for the statements with one of the keywords.
func (a *analysis) each(visit func(s *syntax.Statement), keywords ...string) {
	for i := range a.statements {
		for _, k := range keywords {
			if s := &a.statements[i]; s.Keyword == k {
				visit(s)
			}
		}
	}
}

// program finishes a lowering: products fused, inputs in the order of their roles and of the text.
func (l *lowering) program(p Purpose, outputs []Output, values []form.Value) *Program {
	program := &Program{Mechanism: l.analysis.name, Purpose: p, Inputs: l.inputs, Outputs: outputs}
	program.Code = l.graph.Code(len(l.inputs), values).Fuse()
	return program.trimmed()
}

// stateOutput is the output that a state's new value is.
func (a *analysis) stateOutput(s *syntax.Statement) Output {
	role := State
	if s.Shared {
		role = SharedKey
	}
	return Output{Key: a.key(s), Role: role}
}

// initialise: gates and closed schemes at their steady state, other states where they have a start, then the assigned ones. A state
// sees the initial values of those before it.
func (a *analysis) initialise() *Program {
	l := newLowering(a)
	var outputs []Output
	var values []form.Value
	set := func(s *syntax.Statement, v form.Value) {
		outputs = append(outputs, a.stateOutput(s))
		values = append(values, v)
		l.states[s.Name] = v
		clear(l.locals) // those that read this state are others now
	}
	a.each(func(s *syntax.Statement) {
		start, given := a.starts[s.Name]
		switch {
		case given:
			set(s, l.value(start.Expression, nil))
		case s.Keyword == "gate" && s.Inf:
			set(s, l.value(s.Rates[0], nil))
		case s.Keyword == "gate":
			alpha, beta := l.value(s.Rates[0], nil), l.value(s.Rates[1], nil)
			set(s, l.graph.Binary(form.Div, alpha, l.graph.Binary(form.Add, alpha, beta)))
		default:
			for i := range a.schemes {
				if sc := &a.schemes[i]; sc.states[0] == s && a.settles(sc) {
					for k, v := range l.schemeSteady(sc) {
						set(sc.states[k], v)
					}
				}
			}
		}
	}, "gate", "state")
	l.assigned(set)
	return l.program(Initialise, outputs, values)
}

// settles says whether a scheme starts at its steady state: its sum is given, and no state has a start of its own.
func (a *analysis) settles(sc *scheme) bool {
	for _, s := range sc.states {
		if a.starts[s.Name] != nil {
			return false
		}
	}
	return sc.conserve != nil
}

// assigned gives the instantaneous states their values, in the order of the text; each sees those before it.
func (l *lowering) assigned(set func(s *syntax.Statement, v form.Value)) {
	l.each(func(e *syntax.Statement) {
		set(l.symbols[e.Name].statement, l.value(e.Expression, nil))
	}, "assign")
}

// assign: the instantaneous states alone.
func (a *analysis) assign() *Program {
	l := newLowering(a)
	var outputs []Output
	var values []form.Value
	l.assigned(func(s *syntax.Statement, v form.Value) {
		outputs, values = append(outputs, a.stateOutput(s)), append(values, v)
		l.states[s.Name] = v
		clear(l.locals)
	})
	return l.program(Assign, outputs, values)
}

// advance: every state from the old ones, the assigned ones from the new ones, and the voltage where the mechanism writes it.
func (a *analysis) advance() *Program {
	l := newLowering(a)
	next := map[string]form.Value{}
	for i := range a.schemes {
		for k, v := range l.schemeStep(&a.schemes[i]) {
			next[a.schemes[i].states[k].Name] = v
		}
	}
	a.each(func(s *syntax.Statement) {
		equation := a.equations[s.Name]
		switch {
		case s.Keyword == "gate":
			next[s.Name] = l.gateStep(s)
		case equation == nil:
		case equation.Keyword == "update":
			next[s.Name] = l.value(equation.Expression, nil)
		case equation.Keyword == "derivative":
			next[s.Name] = l.differential(equation)
		}
	}, "gate", "state")
	voltage := form.None
	if e := a.equations["v"]; e != nil {
		voltage = l.value(e.Expression, nil)
	}
	maps.Copy(l.states, next)
	clear(l.locals)
	l.assigned(func(s *syntax.Statement, v form.Value) {
		next[s.Name], l.states[s.Name] = v, v
		clear(l.locals)
	})
	var outputs []Output
	var values []form.Value
	a.each(func(s *syntax.Statement) {
		if v, ok := next[s.Name]; ok {
			outputs, values = append(outputs, a.stateOutput(s)), append(values, v)
		}
	}, "gate", "state")
	if voltage != form.None {
		outputs, values = append(outputs, Output{Key: "v", Role: Voltage}), append(values, voltage)
	}
	return l.program(Advance, outputs, values)
}

// gateStep is a step of exponential Euler: inf + (x - inf) exp(-dt/tau).
func (l *lowering) gateStep(s *syntax.Statement) form.Value {
	g := &l.graph
	backward := g.Unary(form.Neg, l.input("dt", TimeStep))
	x := l.stateInput(s)
	inf := l.value(s.Rates[0], nil)
	var decay form.Value
	if s.Inf {
		decay = g.Unary(form.Exp, g.Binary(form.Div, backward, l.value(s.Rates[1], nil)))
	} else {
		sum := g.Binary(form.Add, inf, l.value(s.Rates[1], nil))
		inf = g.Binary(form.Div, inf, sum)
		decay = g.Unary(form.Exp, g.Binary(form.Mul, backward, sum))
	}
	return g.Binary(form.Add, inf, g.Binary(form.Mul, g.Binary(form.Sub, x, inf), decay))
}

// currents: each current, their sum, of a membrane's mechanism times area, and the slope of that sum in v at fixed states; then the
// fluxes with their slopes.
func (a *analysis) currents() *Program {
	l := newLowering(a)
	l.thisStep = true
	if a.kind == JunctionKind {
		return l.junction()
	}
	g := &l.graph
	var outputs []Output
	var values []form.Value
	add := func(key string, role Role, v form.Value) {
		outputs, values = append(outputs, Output{Key: key, Role: role}), append(values, v)
	}
	var total form.Value
	var last *syntax.Statement
	a.each(func(s *syntax.Statement) {
		v := l.value(s.Expression, nil)
		if s.Sense == "inward" {
			v = g.Unary(form.Neg, v)
		}
		add(a.key(s), Current, v)
		if last == nil {
			total = v
		} else {
			total = g.Binary(form.Add, total, v)
		}
		last = s
	}, "current")
	a.each(func(s *syntax.Statement) {
		add(a.fluxCurrent(s), Current, g.Unary(form.Neg, l.value(s.Expression, nil)))
	}, "flux")
	if last != nil {
		slope := l.slope(total, l.input("v", Voltage), last)
		if a.kind.density() { // mA/cm2 times um2 is 1e-2 nA; S/cm2 times um2 is 1e-2 uS
			size := g.Binary(form.Mul, l.input("area", Area), g.Number(0.01))
			total, slope = g.Binary(form.Mul, total, size), g.Binary(form.Mul, slope, size)
		}
		add("i", TotalCurrent, total)
		add("di_dv", TotalSlope, slope)
	}
	a.each(func(s *syntax.Statement) {
		state := a.symbols[s.Name].statement
		flux := l.value(s.Expression, nil)
		add(a.key(state), Flux, flux)
		add(a.key(state), FluxSlope, l.slope(flux, l.stateInput(state), s))
	}, "flux")
	return l.program(Currents, outputs, values)
}

// junction: the conductance, and the current that leaves the postsynaptic side.
func (l *lowering) junction() *Program {
	var conductance form.Value
	l.each(func(s *syntax.Statement) { conductance = l.value(s.Expression, nil) }, "conductance")
	difference := l.graph.Binary(form.Sub, l.input("v", Voltage), l.input("v_pre", PreVoltage))
	current := l.graph.Binary(form.Mul, conductance, difference)
	return l.program(Currents, []Output{{Key: "i_" + l.analysis.name, Role: Current}, {Key: "g", Role: Conductance}}, []form.Value{current, conductance})
}

// fluxCurrent is the name under which a flux is recorded: i_ and the mechanism's name, and that of the ion where the text has several
// fluxes, or a current of that name.
func (a *analysis) fluxCurrent(s *syntax.Statement) string {
	name, fluxes, taken := "i_"+a.name, 0, false
	a.each(func(o *syntax.Statement) {
		if o.Keyword == "flux" {
			fluxes++
		} else {
			taken = taken || a.key(o) == name
		}
	}, "flux", "current")
	if fluxes == 1 && !taken {
		return name
	}
	key := a.key(a.symbols[s.Name].statement)
	if ion, ok := strings.CutSuffix(key, "Con_i"); ok {
		key = ion
	} else if ion, ok := strings.CutSuffix(key, "Con_e"); ok {
		key = ion + "_e"
	}
	return name + "_" + strings.TrimPrefix(key, a.name+"_")
}

// sweep: advance, then currents at the new states, with the same operations as the two.
func (a *analysis) sweep(advance, currents *Program) *Program {
	l := newLowering(a)
	bind := func(p *Program, states map[Input]form.Value) []form.Value {
		values := make([]form.Value, len(p.Inputs))
		for i, in := range p.Inputs {
			v, ok := states[in]
			if !ok {
				v = l.input(in.Key, in.Role)
			}
			values[i] = v
		}
		return l.graph.Append(p.Code, values)
	}
	values := bind(advance, nil)
	states := map[Input]form.Value{}
	for i, o := range advance.Outputs {
		states[Input(o)] = values[i]
	}
	values = append(values, bind(currents, states)...)
	outputs := append(append([]Output(nil), advance.Outputs...), currents.Outputs...)
	p := &Program{Mechanism: a.name, Purpose: Sweep, Inputs: l.inputs, Outputs: outputs, Code: l.graph.Code(len(l.inputs), values)}
	return p.trimmed()
}
