package mech

import (
	"fmt"
	"math"
	"slices"

	"golgi/mech/form"
	"golgi/mech/syntax"
)

// The sweep in which rates are tried, mV.
const (
	sweepFrom = -120.0
	sweepTo   = 80.0
	sweepStep = 0.5
)

// rate is what a gate or scheme goes by: a steady state, a time constant, a rate.
type rate struct {
	state     string // the gate; "" where another statement's
	word      string // alpha, beta, inf, tau, forward, backward, conductance
	what      string // for messages
	at        syntax.Position
	statement *syntax.Statement
}

// rates is a program that computes them.
type rates struct {
	list    []rate
	program *Program
	kind    Kind
	givens  map[string]float64 // typical values of the inputs, by key
}

// ratesOf collects the rates of a text.
func (a *analysis) ratesOf() *rates {
	r := &rates{kind: a.kind, givens: map[string]float64{}}
	l := newLowering(a)
	var values []form.Value
	add := func(s *syntax.Statement, state, word, what string, n *syntax.Node) {
		r.list = append(r.list, rate{state, word, what, start(n), s})
		values = append(values, l.value(n, nil))
	}
	a.each(func(s *syntax.Statement) {
		words := [2]string{"alpha", "beta"}
		if s.Inf {
			words = [2]string{"inf", "tau"}
		}
		for i, n := range s.Rates {
			add(s, s.Name, words[i], fmt.Sprintf("%s of gate %s", words[i], s.Name), n)
		}
	}, "gate")
	a.each(func(s *syntax.Statement) {
		for i, n := range s.Rates {
			word := [2]string{"forward", "backward"}[i]
			add(s, "", word, word+" of "+written(s), n)
		}
	}, "kinetic")
	a.each(func(s *syntax.Statement) { add(s, "", "conductance", "conductance "+s.Name, s.Expression) }, "conductance")
	outputs := make([]Output, len(values))
	for i := range outputs {
		outputs[i] = Output{Key: r.list[i].word, Role: State}
	}
	r.program = l.program(Advance, outputs, values)
	for _, g := range a.kind.givens() {
		r.givens[g.key] = g.typical
	}
	a.each(func(s *syntax.Statement) { r.givens[a.key(s)] = a.symbols[s.Name].value }, "param", "state", "gate", "read", "current")
	return r
}

// row gives the inputs at their typical values, with those of over in their place.
func (r *rates) row(over map[string]float64) []float64 {
	row := make([]float64, len(r.program.Inputs))
	for i, in := range r.program.Inputs {
		x, ok := over[in.Key]
		if !ok {
			x = r.givens[in.Key]
		}
		row[i] = x
	}
	return row
}

// Check tries the rates and time constants of gates and schemes, and the conductance of a junction, at voltages from -120 to 80 mV every
// half of one, all else at its default. A rate that is negative or not finite, a time constant that is not above 0, is an *[Error] with
// its place; so is a state, current or flux that is not finite there. What lies between the voltages that are tried is not found.
func (m *Mechanism) Check() error {
	r := m.rates
	if len(r.list) == 0 {
		return m.checkFinite()
	}
	row := r.row(nil)
	swept, err := sweep(r.program, row, func(where string) error { return m.try(row, where) })
	if err == nil && !swept {
		err = m.try(row, "")
	}
	if err != nil {
		return err
	}
	return m.checkFinite()
}

// sweep calls look with the row of a program's inputs at each voltage that is tried, of either side, the other at rest; swept says whether
// the program reads any.
func sweep(p *Program, row []float64, look func(where string) error) (swept bool, err error) {
	for _, role := range []Role{Voltage, PreVoltage} {
		k := slices.IndexFunc(p.Inputs, func(in Input) bool { return in.Role == role })
		if k < 0 {
			continue
		}
		swept = true
		rest := row[k]
		for i := range int((sweepTo-sweepFrom)/sweepStep) + 1 {
			row[k] = sweepFrom + float64(float64(i)*sweepStep)
			if err := look(fmt.Sprintf(" at %s = %g mV", p.Inputs[k].Key, row[k])); err != nil {
				return swept, err
			}
		}
		row[k] = rest
	}
	return swept, nil
}

// checkFinite tries what the equations give at the same voltages: states after a step, currents and fluxes.
func (m *Mechanism) checkFinite() error {
	for _, p := range []*Program{m.programs[Advance], m.programs[Currents]} {
		row := (&rates{program: p, givens: m.rates.givens}).row(nil)
		_, err := sweep(p, row, func(where string) error {
			for o, x := range p.Evaluate(row) {
				if role := p.Outputs[o].Role; role == TotalSlope || role == FluxSlope {
					continue // derived: it may overflow where a function saturates
				}
				if math.IsNaN(x) || math.IsInf(x, 0) {
					return &Error{File: m.file.Name, Position: m.position(p.Outputs[o]), Message: fmt.Sprintf(
						"%s is %v%s, all else at its default: it must be finite; for x/(exp(x) - 1) write exprelr(x), or vtrap(x, y); guard a quotient that can be 0/0",
						described(p.Outputs[o]), x, where)}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func described(out Output) string {
	switch out.Role {
	case State, SharedKey:
		return "the step of " + out.Key
	case Flux:
		return "the flux of " + out.Key
	case TotalCurrent:
		return "the current"
	}
	return out.Key
}

// position is where the equation of an output stands; of the whole where it has none of its own.
func (m *Mechanism) position(out Output) syntax.Position {
	for _, keywords := range [][]string{{"derivative", "update", "assign", "flux", "current", "gate"}, {"state", "current", "flux"}} {
		for i := range m.file.Statements {
			s := &m.file.Statements[i]
			for _, k := range keywords {
				own := s.Name == out.Key || m.name+"_"+s.Name == out.Key || "i_"+m.name == out.Key && s.Keyword == "flux"
				if s.Keyword == k && (own || out.Role == TotalCurrent) {
					return s.NamePosition
				}
			}
		}
	}
	return syntax.Position{Line: 1, Column: 1}
}

// try looks at the rates of one row.
func (m *Mechanism) try(row []float64, where string) error {
	list := m.rates.list
	values := m.rates.program.Evaluate(row)
	for i, x := range values {
		fault, remedy := "", ""
		switch word := list[i].word; {
		case math.IsNaN(x) || math.IsInf(x, 0):
			fault, remedy = "it must be finite", "for x/(exp(x) - 1) write exprelr(x), or vtrap(x, y); guard a quotient that can be 0/0"
		case word == "inf":
		case word == "tau" && x <= 0:
			fault, remedy = "a time constant must be above 0", "add a smallest one, or see to the sign"
		case x < 0 && word == "conductance":
			fault, remedy = "a conductance cannot be negative", "bound it by max(..., 0), or see to the sign"
		case x < 0:
			fault, remedy = "a rate cannot be negative", "bound it by max(..., 0), or see to the sign"
		case word == "beta" && x == 0 && values[i-1] == 0:
			fault, remedy = "and so is alpha: the gate has no steady state", "see to the formulas"
		}
		if fault != "" {
			return &Error{File: m.file.Name, Position: list[i].at, Message: fmt.Sprintf("%s is %v%s, all else at its default: %s; %s", list[i].what, x, where, fault, remedy)}
		}
	}
	return nil
}
