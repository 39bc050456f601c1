package dynamics

import (
	"fmt"

	"golgi"
	"golgi/plan"
)

// InitFlat returns the flat vector of the first sample.
func (d *Dynamics) InitFlat() []float64 {
	return d.layout.join(d.initial, (*column).unpadded)
}

// StepFlat takes the flat vector x from sample n to n+1, with the stimuli and clamps of
// sample n. Errors: as of Step.
func (d *Dynamics) StepFlat(x []float64, n int) ([]float64, error) {
	w, err := d.worker(0)
	if err != nil {
		return nil, fmt.Errorf("step: %w", err)
	}
	next := make([]float64, d.layout.length)
	if err := w.step(next, x, n); err != nil {
		return nil, fmt.Errorf("step: %w", err)
	}
	return next, nil
}

// StepJVP takes the flat vector x from sample n to n+1, and with it a tangent dx: it
// returns F(x) and J dx, J the Jacobian of the step F at x. Errors: as of Step; a
// system that has no tangent.
func (d *Dynamics) StepJVP(x, dx []float64, n int) (next, dNext []float64, err error) {
	w, err := d.worker(0)
	if err != nil {
		return nil, nil, fmt.Errorf("tangent of a step: %w", err)
	}
	next, dNext = make([]float64, d.layout.length), make([]float64, d.layout.length)
	if err := w.jvp(next, dNext, x, dx, n); err != nil {
		return nil, nil, fmt.Errorf("tangent of a step: %w", err)
	}
	return next, dNext, nil
}

// StepVJP takes bar, the derivatives of a number for the flat vector after the step from x at sample n, back through the
// step. It returns those for x, which are J^T bar, and those for the trainables of this run (nil where Options.Parameters
// was). The latter are of the step alone, in which a trainable initial state has no part. Errors: as of Step; a system
// that has no adjoint.
func (d *Dynamics) StepVJP(x, bar []float64, n int) (xBar []float64, parameters []golgi.Parameter, err error) {
	w, err := d.worker(0)
	if err != nil {
		return nil, nil, fmt.Errorf("cotangent of a step: %w", err)
	}
	xBar = make([]float64, d.layout.length)
	if err := w.vjp(xBar, x, bar, n); err != nil {
		return nil, nil, fmt.Errorf("cotangent of a step: %w", err)
	}
	w.cotangent.ClearStates() // they are of x, not of the states that the run starts from
	pulled, err := w.simulation.Pullback(w.cotangent)
	if err != nil {
		return nil, nil, fmt.Errorf("cotangent of a step: %w", err)
	}
	return xBar, pulled.Parameters, nil
}

// States returns a flat vector as states that a run may start from at sample n, with
// Options.InitialStates. Currents that are recorded have no sample there: that of the
// start is 0. Error: a wrong number of values.
func (d *Dynamics) States(x []float64, n int) (*golgi.States, error) {
	if err := d.layout.checkLength("states", x); err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	if n < 0 {
		return nil, fmt.Errorf("states: there is no sample %d; count from 0", n)
	}
	fork, err := d.bare.Fork()
	if err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	if err := fork.State().Resume(&plan.Snapshot{Step: n}); err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	if err := fork.State().SetFlat(x); err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	return fork.Result().States, nil
}

// FlatOf returns the flat vector of the final states of a run of the model. Error:
// states of another model.
func (d *Dynamics) FlatOf(states *golgi.States) ([]float64, error) {
	var x []float64
	for i := range d.layout.dynamic {
		c := &d.layout.dynamic[i]
		values, err := states.Get(string(c.name))
		if err != nil {
			return nil, fmt.Errorf("flat states: %w", err)
		}
		if len(values) != c.rows {
			return nil, fmt.Errorf("flat states: %d values of %q, not %d; they are of another model", len(values), c.name, c.rows)
		}
		x = append(x, values...)
	}
	return x, nil
}
