package mech

import (
	"fmt"

	"golgi/mech/form"
)

// Tangent gives the program that carries a direction through this one: beside the values, how they move where the active inputs move
// (all of them if active is nil). Its inputs are those of the program that it needs, then a Tangent one for each active input that
// matters; its outputs are those of the program, with the same bits, then the Tangent of each. Where a choice is made the derivative
// is that of the arm taken; that of step is its surrogate.
func (p *Program) Tangent(active func(Input) bool) (*Program, error) {
	d, err := p.derive(active)
	if err != nil {
		return nil, err
	}
	g := &d.graph
	tangents := make([]form.Value, len(d.moving))
	for i, in := range d.moving {
		in.Facet = Tangent
		tangents[i] = d.input(in)
	}
	moved, err := g.Tangent(d.values, d.leaves, tangents)
	if err != nil {
		return nil, fmt.Errorf("mechanism %s: tangent of purpose %d: %w", p.Mechanism, p.Purpose, err)
	}
	outputs := append([]Output(nil), p.Outputs...)
	for _, o := range p.Outputs {
		o.Facet = Tangent
		outputs = append(outputs, o)
	}
	return d.program(p, outputs, append(d.values, moved...)), nil
}

// Adjoint gives the program that carries cotangents back through this one. Its inputs are those of the program that it needs, then a
// Cotangent one for each output that depends on an active input; its outputs are the Cotangent of each active input (all if active is
// nil), in the order of the program's inputs: the parts that this program adds to them, 0 for one without influence. What an arm that
// a choice did not take would give is 0. It is the transpose of [Program.Tangent].
func (p *Program) Adjoint(active func(Input) bool) (*Program, error) {
	d, err := p.derive(active)
	if err != nil {
		return nil, err
	}
	cotangents := make([]form.Value, len(d.values))
	for i, o := range p.Outputs {
		cotangents[i] = d.input(Input{Key: o.Key, Role: o.Role, Facet: Cotangent})
	}
	values, err := d.graph.Adjoint(d.values, cotangents, d.leaves)
	if err != nil {
		return nil, fmt.Errorf("mechanism %s: adjoint of purpose %d: %w", p.Mechanism, p.Purpose, err)
	}
	var outputs []Output
	for _, in := range d.moving {
		outputs = append(outputs, Output{Key: in.Key, Role: in.Role, Facet: Cotangent})
	}
	return d.program(p, outputs, values), nil
}

// Without gives the program for the case that the inputs which drop names are 0, without them and without what they alone made
// necessary: an adjoint without the cotangents that its caller leaves at 0, a tangent in fewer directions. What does not depend on
// them keeps its bits.
func (p *Program) Without(drop func(Input) bool) *Program {
	var g form.Graph
	values := make([]form.Value, len(p.Inputs))
	for i, in := range p.Inputs {
		if drop(in) {
			values[i] = g.Number(0)
		} else {
			values[i] = g.Input(i)
		}
	}
	q := *p
	q.Code = g.Code(len(p.Inputs), g.Substitute(p.Code, values))
	return q.trimmed()
}

// derivation is a program being differentiated: its operations first, as they are.
type derivation struct {
	graph  form.Graph
	inputs []Input
	moving []Input      // the active inputs
	leaves []form.Value // their values
	values []form.Value // of the program's outputs
	primal int          // how many values the program itself takes
}

func (p *Program) derive(active func(Input) bool) (*derivation, error) {
	for _, o := range p.Outputs {
		if o.Facet != Primal {
			return nil, fmt.Errorf("mechanism %s: output %q is a derivative already; differentiate the program it was made of", p.Mechanism, o.Key)
		}
	}
	d := &derivation{}
	all := make([]form.Value, len(p.Inputs))
	for i, in := range p.Inputs {
		all[i] = d.input(in)
		if active == nil || active(in) {
			d.moving = append(d.moving, in)
			d.leaves = append(d.leaves, all[i])
		}
	}
	d.values = d.graph.Append(p.Code, all)
	d.primal = d.graph.Len()
	return d, nil
}

// input is a new input.
func (d *derivation) input(in Input) form.Value {
	d.inputs = append(d.inputs, in)
	return d.graph.Input(len(d.inputs) - 1)
}

func (d *derivation) program(of *Program, outputs []Output, values []form.Value) *Program {
	p := &Program{Mechanism: of.Mechanism, Purpose: of.Purpose, Inputs: d.inputs, Outputs: outputs}
	p.Code = d.graph.FusedAfter(d.primal, len(d.inputs), values)
	return p.trimmed()
}
