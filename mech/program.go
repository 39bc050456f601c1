package mech

import "golgi/mech/form"

// Purpose is what a program of a mechanism computes.
type Purpose uint8

// The purposes. Every input that an output depends on is listed in Program.Inputs, and no other.
const (
	// Initialise gives the initial states: steady states of gates, `start` of others. States without either are not among the outputs.
	Initialise Purpose = iota
	// Advance gives the states after one step of dt, from the states before it and v.
	Advance
	// Currents gives every named current (mA/cm2; nA of synapses), the total current (nA) and its exact slope in v (uS), at the given
	// states and voltages. The slope of a synapse is in the postsynaptic voltage alone.
	Currents
	// Sweep is Advance, then Currents at the new states: the same bits as the one after the other.
	Sweep
	// Assign gives the instantaneous states from the present values of the others.
	Assign
)

// Role is what an input or an output of a program stands for.
type Role uint8

// Roles of inputs: Parameter to Shared; of outputs: State, Voltage (of a mechanism that writes v), SharedKey, Shared, and Current to
// Conductance.
const (
	Parameter       Role = iota // a parameter of the mechanism, by its key
	State                       // a state of the mechanism, by its key; as an output its new value
	Voltage                     // membrane voltage of the compartment, of a synapse's postsynaptic one, mV; key "v"
	PreVoltage                  // membrane voltage of a synapse's presynaptic compartment, mV; key "v_pre"
	TimeStep                    // step, ms; key "dt"
	Time                        // time at the start of the step, ms; key "t"
	Celsius                     // temperature, degC; key "celsius"
	Area                        // membrane area of the compartment, um2; key "area"
	Geometry                    // another property of the compartment, by its key: volume, length, radius, capacitance, axial_resistivity
	SharedKey                   // a key of the shared table (parameter or state); as an output its new value
	CurrentOf                   // a named current of all mechanisms in the compartment in this step, by its key, mA/cm2
	PreviousCurrent             // the same of the step before
	Shared                      // a value that synapses of one presynaptic compartment have in common, by its number: see [Program.Split]
	Current                     // a named current, by its key: density of a channel, mA/cm2; of a synapse, nA; of a flux its opposite, mM/ms
	TotalCurrent                // sum of the currents, of a channel times area, nA: to be added to the compartment's current; key "i"
	TotalSlope                  // its derivative in v at fixed states, uS: to be added to the compartment's slope; key "di_dv"
	Flux                        // rate of rise of a concentration, by the concentration's key, mM/ms
	FluxSlope                   // its derivative in that concentration, all else held, 1/ms; same key
	Conductance                 // of a junction, uS; key "g"
	roles
)

// Facet says whether an input or output is a value or a derivative.
type Facet uint8

// The facets.
const (
	Primal    Facet = iota // the value itself
	Tangent                // its derivative along a direction: see [Program.Tangent]
	Cotangent              // the derivative of a scalar with respect to it: see [Program.Adjoint]
	facets
)

// Input is one value a program reads for each row.
type Input struct {
	Key   string
	Role  Role
	Facet Facet
}

// Output is one value a program gives for each row.
type Output struct {
	Key   string
	Role  Role
	Facet Facet
}

// Program is a purpose of a mechanism as a straight line of operations. It is immutable and may be shared.
type Program struct {
	Mechanism string // name of the mechanism, for messages
	Purpose   Purpose
	Inputs    []Input   // in the order of form.Input's Index
	Outputs   []Output  // in the order of Code.Outputs
	Code      form.Code // operations
}

// Only gives the program reduced to the outputs that keep says to keep, without what only the others needed. The bits of those kept
// do not change.
func (p *Program) Only(keep func(Output) bool) *Program {
	q := *p
	q.Outputs, q.Code.Outputs = nil, nil
	for i, o := range p.Outputs {
		if keep(o) {
			q.Outputs = append(q.Outputs, o)
			q.Code.Outputs = append(q.Code.Outputs, p.Code.Outputs[i])
		}
	}
	return q.trimmed()
}

// trimmed drops dead instructions and inputs, and puts the inputs in the order of their facets, and those of their roles.
func (p *Program) trimmed() *Program {
	q := *p
	q.Code = p.Code.Live()
	read := make([]bool, len(p.Inputs))
	for i := range q.Code.Instructions {
		if in := &q.Code.Instructions[i]; in.Op == form.Input {
			read[in.Index] = true
		}
	}
	place := make([]int32, len(p.Inputs))
	q.Inputs = nil
	for order := range int(facets) * int(roles) {
		for i, in := range p.Inputs {
			if read[i] && int(in.Facet)*int(roles)+int(in.Role) == order {
				place[i] = int32(len(q.Inputs))
				q.Inputs = append(q.Inputs, in)
			}
		}
	}
	for i := range q.Code.Instructions {
		if in := &q.Code.Instructions[i]; in.Op == form.Input {
			in.Index = place[in.Index]
		}
	}
	q.Code.Inputs = len(q.Inputs)
	return &q
}

// Evaluate computes the outputs from the inputs, one row, by walking the form: the oracle of every engine.
func (p *Program) Evaluate(inputs []float64) []float64 { return p.Code.Evaluate(inputs) }

// EvaluateComplex is Evaluate over complex numbers, compare and select by the real part: for derivatives by complex step.
func (p *Program) EvaluateComplex(inputs []complex128) []complex128 {
	return p.Code.EvaluateComplex(inputs)
}
