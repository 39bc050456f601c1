package mech

import (
	"golgi/mech/form"
	"golgi/mech/syntax"
)

// each calls visit for the statements with one of the keywords.
func (a *analysis) each(visit func(s *syntax.Statement), keywords ...string) {
	for i := range a.file.Statements {
		for _, k := range keywords {
			if s := &a.file.Statements[i]; s.Keyword == k {
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

// initialise: gates at their steady state, other states where they have a start. A state sees the initial values of those before it.
func (a *analysis) initialise() *Program {
	l := newLowering(a)
	var outputs []Output
	var values []form.Value
	a.each(func(s *syntax.Statement) {
		start, given := a.starts[s.Name]
		var v form.Value
		switch {
		case given:
			v = l.value(start.Expression, nil)
		case s.Keyword == "gate" && s.Inf:
			v = l.value(s.Rates[0], nil)
		case s.Keyword == "gate":
			alpha, beta := l.value(s.Rates[0], nil), l.value(s.Rates[1], nil)
			v = l.graph.Binary(form.Div, alpha, l.graph.Binary(form.Add, alpha, beta))
		default:
			return
		}
		outputs = append(outputs, a.stateOutput(s))
		values = append(values, v)
		l.states[s.Name] = v
		clear(l.locals) // those that read this state are others now
	}, "gate", "state")
	return l.program(Initialise, outputs, values)
}

// advance: every state from the old ones.
func (a *analysis) advance() *Program {
	l := newLowering(a)
	var outputs []Output
	var values []form.Value
	a.each(func(s *syntax.Statement) {
		outputs = append(outputs, a.stateOutput(s))
		if s.Keyword == "gate" {
			values = append(values, l.gateStep(s))
		} else {
			values = append(values, l.value(a.updates[s.Name].Expression, nil))
		}
	}, "gate", "state")
	return l.program(Advance, outputs, values)
}

// gateStep is a step of exponential Euler: inf + (x - inf) exp(-dt/tau).
func (l *lowering) gateStep(s *syntax.Statement) form.Value {
	g := &l.graph
	backward := g.Unary(form.Neg, l.input("dt", TimeStep))
	x := l.input(l.key(s), State)
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

// currents: each current, their sum, of a channel times area, and the slope of that sum in v at fixed states.
func (a *analysis) currents() *Program {
	l := newLowering(a)
	g := &l.graph
	var outputs []Output
	var values []form.Value
	var total form.Value
	var last *syntax.Statement
	a.each(func(s *syntax.Statement) {
		v := l.value(s.Expression, nil)
		outputs = append(outputs, Output{Key: s.Name, Role: Current})
		values = append(values, v)
		if last == nil {
			total = v
		} else {
			total = g.Binary(form.Add, total, v)
		}
		last = s
	}, "current")
	if last == nil {
		return l.program(Currents, nil, nil)
	}
	slope, err := g.Derivative(total, l.input("v", Voltage))
	if err != nil {
		a.fail(last.NamePosition, "slope of the current in v: %v", err)
	}
	if a.kind == ChannelKind { // mA/cm2 times um2 is 1e-2 nA; S/cm2 times um2 is 1e-2 uS
		size := g.Binary(form.Mul, l.input("area", Area), g.Number(0.01))
		total, slope = g.Binary(form.Mul, total, size), g.Binary(form.Mul, slope, size)
	}
	outputs = append(outputs, Output{Key: "i", Role: TotalCurrent}, Output{Key: "di_dv", Role: TotalSlope})
	values = append(values, total, slope)
	return l.program(Currents, outputs, values)
}

// sweep: advance, then currents at the new states, with the same operations as the two.
func (a *analysis) sweep(advance, currents *Program) *Program {
	l := newLowering(a)
	bind := func(p *Program, states map[string]form.Value) []form.Value {
		values := make([]form.Value, len(p.Inputs))
		for i, in := range p.Inputs {
			v, ok := states[in.Key]
			if !ok {
				v = l.input(in.Key, in.Role)
			}
			values[i] = v
		}
		return l.graph.Append(p.Code, values)
	}
	values := bind(advance, nil)
	states := map[string]form.Value{}
	for i, o := range advance.Outputs {
		states[o.Key] = values[i]
	}
	values = append(values, bind(currents, states)...)
	outputs := append(append([]Output(nil), advance.Outputs...), currents.Outputs...)
	p := &Program{Mechanism: a.name, Purpose: Sweep, Inputs: l.inputs, Outputs: outputs, Code: l.graph.Code(len(l.inputs), values)}
	return p.trimmed()
}
