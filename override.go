package golgi

import (
	"slices"

	"golgi/plan"
)

// withParameters returns the blueprint with values for the trainables; the
// model keeps its own.
func (m *module) withParameters(b *plan.Blueprint, parameters []Parameter) (*plan.Blueprint, error) {
	if parameters == nil {
		return b, nil
	}
	if err := checkParameters(m, m.trainables, parameters); err != nil {
		return nil, err
	}
	values := m.copyValues()
	for i, t := range m.trainables {
		values.apply(t, parameters[i].Values)
	}
	c := &values.columns
	b.Length, b.Radius, b.Area, b.Volume, b.LoadIn, b.LoadOut = c.length, c.radius, c.area, c.volume, c.loadIn, c.loadOut
	b.AxialResistivity, b.Capacitance, b.Voltage = c.axialResistivity, c.capacitance, c.voltage
	b.Shared = values.shared
	for i, in := range values.mechanisms {
		b.Mechanisms[i].Table = in.table
	}
	return b, nil
}

// copyValues returns a module with the values of this one, to be changed for
// one run: it shares the structure and has no world of its own.
func (m *module) copyValues() *module {
	c := m.columns
	for _, column := range []*[]float64{
		&c.length, &c.radius, &c.area, &c.volume, &c.loadIn, &c.loadOut, &c.axialResistivity, &c.capacitance, &c.voltage,
	} {
		*column = slices.Clone(*column)
	}
	values := &module{columns: c, traced: m.traced.clone(), trees: m.trees}
	for _, in := range m.mechanisms {
		own := *in
		own.table = in.table.Clone()
		values.mechanisms = append(values.mechanisms, &own)
	}
	if m.shared != nil {
		values.shared = m.shared.Clone()
	}
	for _, key := range m.sharedKeys {
		own := *key
		own.set = key.set.clone()
		values.sharedKeys = append(values.sharedKeys, &own)
	}
	return values
}
