package dynamics

import (
	"fmt"
	"maps"
	"slices"
)

// Init returns the states and observables of the first sample, by name. A state or
// current of the membrane has a value for each compartment, in order; it is NaN where the
// mechanism is not inserted, and a current 0 where nothing carries it. One of synapses has a
// value for each synapse. The voltages of branchpoints stand under [Branchpoints].
func (d *Dynamics) Init() map[string][]float64 { return clone(d.initial) }

// Step takes states one step on: from sample n to n+1, with the stimuli and clamps
// of sample n. Observables are not looked at and may be missing; the result has them,
// the currents as the step computed them and a run records them. Nothing in states is changed. Errors: a state
// that is missing or has a wrong number of values, no such sample, a voltage out of range.
func (d *Dynamics) Step(states map[string][]float64, n int) (map[string][]float64, error) {
	l := d.layout
	if err := l.known(states, func(c *column) int { return c.width }, true); err != nil {
		return nil, fmt.Errorf("step: %w", err)
	}
	w, err := d.worker(0)
	if err != nil {
		return nil, fmt.Errorf("step: %w", err)
	}
	next := make([]float64, l.length)
	if err := w.step(next, l.join(states, (*column).unpadded), n); err != nil {
		return nil, fmt.Errorf("step: %w", err)
	}
	return l.observables(w.state)
}

// RemoveObservables returns the dynamic states of what Init, Step or AddObservables gave:
// without currents, but for those that a mechanism reads of the step before, without branchpoints, and without
// the compartments that do not have a state. The argument is not changed. Error: a
// state that is missing or has a wrong number of values.
func (d *Dynamics) RemoveObservables(states map[string][]float64) (map[string][]float64, error) {
	if err := d.layout.known(states, func(c *column) int { return c.width }, true); err != nil {
		return nil, fmt.Errorf("remove observables: %w", err)
	}
	out := map[string][]float64{}
	for i := range d.layout.dynamic {
		c := &d.layout.dynamic[i]
		out[string(c.name)] = c.unpadded(states[string(c.name)])
	}
	return out, nil
}

// AddObservables returns dynamic states with NaN where a compartment does not have them, with the voltages of
// branchpoints, and with all named currents at these states and the time of sample n. The argument is not changed. (The
// currents of Step are those at the voltage before the step.) Errors: as of RemoveObservables.
func (d *Dynamics) AddObservables(dynamic map[string][]float64, n int) (map[string][]float64, error) {
	x, err := d.Flatten(dynamic)
	if err != nil {
		return nil, fmt.Errorf("add observables: %w", err)
	}
	if n < 0 {
		return nil, fmt.Errorf("add observables: there is no sample %d; count from 0", n)
	}
	w, err := d.worker(0)
	if err != nil {
		return nil, fmt.Errorf("add observables: %w", err)
	}
	states, err := w.observe(x, n)
	if err != nil {
		return nil, fmt.Errorf("add observables: %w", err)
	}
	return states, nil
}

// Flatten puts dynamic states, as RemoveObservables gives them, into the flat
// vector. The argument is not changed. Errors: as of RemoveObservables; observables.
func (d *Dynamics) Flatten(dynamic map[string][]float64) ([]float64, error) {
	if err := d.layout.known(dynamic, func(c *column) int { return c.rows }, false); err != nil {
		return nil, fmt.Errorf("flatten: %w", err)
	}
	return d.layout.join(dynamic, func(_ *column, values []float64) []float64 { return values }), nil
}

// Unflatten is the inverse of Flatten. Error: a wrong number of values.
func (d *Dynamics) Unflatten(x []float64) (map[string][]float64, error) {
	if err := d.layout.checkLength("states", x); err != nil {
		return nil, fmt.Errorf("unflatten: %w", err)
	}
	out := map[string][]float64{}
	for i := range d.layout.dynamic {
		c := &d.layout.dynamic[i]
		out[string(c.name)] = slices.Clone(x[:c.rows])
		x = x[c.rows:]
	}
	return out, nil
}

// join puts the columns of a map side by side.
func (l *layout) join(states map[string][]float64, of func(*column, []float64) []float64) []float64 {
	x := make([]float64, 0, l.length)
	for i := range l.dynamic {
		x = append(x, of(&l.dynamic[i], states[string(l.dynamic[i].name)])...)
	}
	return x
}

func clone(states map[string][]float64) map[string][]float64 {
	out := maps.Clone(states)
	for name, values := range out {
		out[name] = slices.Clone(values)
	}
	return out
}
