package golgi

import (
	"fmt"

	"golgi/mech"
	"golgi/mech/interp"
)

// InitStates puts every gate in view to its steady state at the voltage of its
// compartment, and computes the states that are assigned, mechanism by mechanism
// in order of insertion. States without a steady state keep their values.
func (v *View) InitStates() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("init states: %w", err)
	}
	for _, in := range v.m.mechanisms {
		if err := v.initStates(in); err != nil {
			return fmt.Errorf("init states: mechanism %s: %w", in.mechanism.Name(), err)
		}
	}
	return nil
}

func (v *View) initStates(in *insertion) error {
	m := v.m
	compartments := v.compartments.where(func(row int32) bool { return in.row[row] >= 0 })
	program, err := in.mechanism.Program(mech.Initialise)
	if err != nil || compartments.len() == 0 || len(program.Outputs) == 0 {
		return err
	}
	kernel, err := interp.New().Compile(program)
	if err != nil {
		return err
	}
	binding, err := m.evaluate(kernel, program, in, compartments, 0)
	if err != nil {
		return err
	}
	for o, output := range program.Outputs {
		ref, ok := m.find(output.Key)
		if !ok {
			return fmt.Errorf("it initialises %q, which is no key of the model", output.Key)
		}
		i := 0
		compartments.each(func(row int32) {
			value := binding.Outputs[o].Values[i]
			if err == nil && notFinite(value) {
				err = fmt.Errorf("%s starts at %v at %s, v = %g mV", output.Key, value, m.place(row), m.columns.voltage[row])
			}
			i++
		})
		if err != nil {
			return err
		}
		m.write(ref, compartments, binding.Outputs[o].Values)
	}
	return nil
}

// evaluate runs a program of a mechanism in compartments that have it. depth
// counts the currents that read currents.
func (m *module) evaluate(kernel mech.Kernel, program *mech.Program, in *insertion, compartments rowSet, depth int) (*mech.Binding, error) {
	binding := &mech.Binding{}
	for _, input := range program.Inputs {
		operand, err := m.operand(in, input, compartments, depth)
		if err != nil {
			return nil, err
		}
		binding.Inputs = append(binding.Inputs, operand)
	}
	for range program.Outputs {
		binding.Outputs = append(binding.Outputs, mech.Target{Values: make([]float64, compartments.len())})
	}
	kernel.Run(binding, compartments.len(), &mech.Scratch{})
	return binding, nil
}

// current returns a named current of all mechanisms at the present states, a
// value for each compartment, 0 where none gives it.
func (m *module) current(key string, compartments rowSet, depth int) ([]float64, error) {
	if depth > len(m.mechanisms) {
		return nil, fmt.Errorf("mechanisms read the current %q in a circle", key)
	}
	place, sum := map[int32]int{}, make([]float64, compartments.len())
	compartments.each(func(row int32) { place[row] = len(place) })
	for _, in := range m.mechanisms {
		program, err := in.mechanism.Program(mech.Currents)
		if err != nil {
			return nil, err
		}
		program = program.Only(func(o mech.Output) bool { return o.Role == mech.Current && o.Key == key })
		having := compartments.where(func(row int32) bool { return in.row[row] >= 0 })
		if len(program.Outputs) == 0 || having.len() == 0 {
			continue
		}
		kernel, err := interp.New().Compile(program)
		if err != nil {
			return nil, err
		}
		binding, err := m.evaluate(kernel, program, in, having, depth+1)
		if err != nil {
			return nil, err
		}
		i := 0
		having.each(func(row int32) {
			sum[place[row]] += binding.Outputs[0].Values[i]
			i++
		})
	}
	return sum, nil
}

// write sets a key in compartments, keeping a column that is equal everywhere
// uniform.
func (m *module) write(ref keyRef, compartments rowSet, values []float64) {
	if compartments.len() == ref.count(m) && ref.table != nil {
		equal := true
		for _, value := range values {
			equal = equal && value == values[0]
		}
		if equal {
			ref.table.SetAll(ref.index, values[0])
			return
		}
	}
	i := 0
	compartments.each(func(row int32) {
		switch {
		case ref.column != nil:
			ref.column[row] = values[i]
		case ref.in != nil:
			ref.table.Set(ref.index, int(ref.in.row[row]), values[i])
		default:
			ref.table.Set(ref.index, int(row), values[i])
		}
		i++
	})
}

// operand gathers an input of a mechanism's program.
func (m *module) operand(in *insertion, input mech.Input, compartments rowSet, depth int) (mech.Operand, error) {
	uniform := func(value float64) (mech.Operand, error) {
		return mech.Operand{Values: []float64{value}, Uniform: true}, nil
	}
	switch input.Role {
	case mech.Celsius:
		return uniform(m.celsius)
	case mech.Time, mech.TimeStep:
		return uniform(0)
	case mech.CurrentOf, mech.PreviousCurrent:
		values, err := m.current(input.Key, compartments, depth)
		return mech.Operand{Values: values}, err
	}
	var ref keyRef
	ok := true
	switch input.Role {
	case mech.Voltage:
		ref.column = m.columns.voltage
	case mech.Area:
		ref.column = m.columns.area
	default:
		ref, ok = m.find(input.Key)
	}
	if !ok {
		return mech.Operand{}, fmt.Errorf("it reads %q, which is no key of the model", input.Key)
	}
	if ref.table != nil {
		if value, equal := ref.table.Uniform(ref.index); equal {
			return uniform(value)
		}
	}
	values := make([]float64, 0, compartments.len())
	compartments.each(func(row int32) { values = append(values, ref.get(row)) })
	return mech.Operand{Values: values}, nil
}
