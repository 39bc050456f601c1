package golgi

import (
	"fmt"
	"slices"

	"golgi/plan"
)

// Override is a change for one run, which leaves the model as it is: see
// [View.DataSet], [View.DataStimulate], [View.DataClamp] and
// [Options].Overrides. It is never changed once made, and may serve many runs.
type Override struct {
	view  *View
	err   error
	apply func(*overridden) error
}

// overridden is what overrides act on: a copy of the model's values, and its
// protocol.
type overridden struct {
	values  *module
	stimuli int // the model's own
	added   []plan.Stimulus
	clamps  []clamp
	// changes takes down what was done, for derivatives; nil where none are
	// wanted.
	changes *changes
}

// Err returns what is wrong with the override, or nil. The run it is given to
// returns the same error.
func (o Override) Err() error {
	switch {
	case o.err != nil:
		return o.err
	case o.view == nil:
		return fmt.Errorf("an empty override; make it with DataSet, DataStimulate or DataClamp")
	}
	return o.view.Err()
}

// DataSet is Set for one run: values for a key in view. It comes after the
// values of the model and those of the trainables; of several overrides the
// later ones win. Errors as of Set.
func (v *View) DataSet(key string, values ...float64) Override {
	o := Override{view: v}
	if o.err = v.checkSet("data set", key, values); o.err != nil {
		return o
	}
	values = slices.Clone(values)
	o.apply = func(run *overridden) error {
		copied := *v
		copied.m = run.values
		if err := copied.Set(key, values...); err != nil {
			return err
		}
		return run.changes.noteSet(&copied, key, values)
	}
	return o
}

// DataStimulate is Stimulate for one run: currents, nA, on top of the stimuli
// of the model. Errors as of Stimulate.
func (v *View) DataStimulate(waveforms ...[]float64) Override {
	o := Override{view: v}
	if o.err = v.checkStimuli("data stimulate", waveforms); o.err != nil {
		return o
	}
	own := make([][]float64, len(waveforms))
	for i, w := range waveforms {
		own[i] = slices.Clone(w)
	}
	o.apply = func(run *overridden) error {
		if err := v.checkStimuli("data stimulate", own); err != nil {
			return err // the model has other compartments now
		}
		first, i := run.stimuli+len(run.added), 0
		v.compartments.each(func(row int32) {
			run.added = append(run.added, plan.Stimulus{Compartment: int(row), Waveform: own[i%len(own)]})
			i++
		})
		run.changes.noteStimuli(first, i, own)
		return nil
	}
	return o
}

// DataClamp is Clamp for one run; it takes the place of a clamp of the same
// state that the model has, or that comes earlier. Errors as of Clamp.
func (v *View) DataClamp(state string, waveforms ...[]float64) Override {
	o := Override{view: v}
	if _, o.err = v.newClamps("data clamp", state, waveforms); o.err != nil {
		return o
	}
	own := make([][]float64, len(waveforms))
	for i, w := range waveforms {
		own[i] = slices.Clone(w)
	}
	o.apply = func(run *overridden) error {
		clamps, err := v.newClamps("data clamp", state, own) // of the model as it is now
		if err == nil {
			run.clamps = joinClamps(run.clamps, clamps)
			run.changes.noteClamps(clamps, own)
		}
		return err
	}
	return o
}

// withOverrides makes the blueprint that of one run: values for the trainables
// and the overrides, in this order. The model keeps its own.
func (m *module) withOverrides(run *overridden, b *plan.Blueprint, parameters []Parameter, overrides []Override) error {
	if parameters != nil || len(overrides) > 0 || run.changes != nil {
		run.values = m.copyValues()
	}
	if parameters != nil {
		if err := checkParameters(m, m.trainables, parameters); err != nil {
			return err
		}
		for i, t := range m.trainables {
			run.values.apply(t, parameters[i].Values)
			run.changes.noteTrainable(run.values, t, parameters[i].Values)
		}
	}
	for i, o := range overrides {
		if err := o.Err(); err != nil {
			return fmt.Errorf("override %d: %w", i, err)
		}
		if o.view.m != m {
			return fmt.Errorf("override %d was made on a view of another model", i)
		}
		if err := o.apply(run); err != nil {
			return fmt.Errorf("override %d: %w", i, err)
		}
	}
	run.changes.settleClamps(run.clamps)
	c := &run.values.columns
	b.Length, b.Radius, b.Area, b.Volume, b.LoadIn, b.LoadOut = c.length, c.radius, c.area, c.volume, c.loadIn, c.loadOut
	b.AxialResistivity, b.Capacitance, b.Voltage = c.axialResistivity, c.capacitance, c.voltage
	b.Shared = run.values.shared
	for i, in := range run.values.mechanisms {
		b.Mechanisms[i].Table = in.table
	}
	for i, t := range run.values.synapses.types {
		b.Synapses[i].Table = t.table
	}
	b.Stimuli = append(b.Stimuli, run.added...)
	for _, c := range run.clamps {
		target := plan.Clamp{Key: c.key, Compartment: int(c.compartment), Waveform: c.waveform}
		if c.synapse >= 0 {
			target.Synapse = int(m.synapses.row[c.synapse])
		}
		b.Clamps = append(b.Clamps, target)
	}
	return nil
}

// copyValues returns a module with the values of this one, to be changed for
// one run: it shares the structure and has no world of its own.
func (m *module) copyValues() *module {
	c := m.columns
	for _, column := range []*[]float64{
		&c.length, &c.radius, &c.area, &c.volume, &c.loadIn, &c.loadOut, &c.axialResistivity, &c.capacitance, &c.voltage, &c.x, &c.y, &c.z,
	} {
		*column = slices.Clone(*column)
	}
	values := &module{
		kind: m.kind, columns: c, traced: m.traced.clone(), edition: m.edition,
		trees: m.trees, firstCompartment: m.firstCompartment, firstBranch: m.firstBranch, startOfBranch: m.startOfBranch, branches: m.branches,
		synapses: m.synapses, groups: m.groups,
	}
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
	values.synapses.types = nil
	for _, t := range m.synapses.types {
		own := *t
		own.table = t.table.Clone()
		values.synapses.types = append(values.synapses.types, &own)
	}
	return values
}
