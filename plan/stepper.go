package plan

import (
	"context"
	"fmt"
	"slices"

	"golgi/mech"
)

// Stepper takes a State through single steps of a schedule, forward, forward with
// a tangent, or forward and back with a cotangent: the derivative of one step.
// It works on one goroutine, system by system; the bits are those of [Run].
type Stepper struct {
	r        *runner
	prepared map[preparation]bool
	saved    []map[int][]float64 // of each system: the columns it saves
}

type preparation struct {
	sensitivity *Sensitivity
	back        bool
}

// NewStepper prepares the systems of a schedule for a state. The step is o.Dt;
// o.Stagger acts in the first step that is taken; the rest of the options is not used.
func NewStepper(s *State, schedule *Schedule, o RunOptions) (*Stepper, error) {
	if !(o.Dt > 0) {
		return nil, fmt.Errorf("stepper: dt is %g ms; it must be positive", o.Dt)
	}
	o.Steps, o.Workers, o.Every = 0, 1, 1
	r := &runner{ctx: context.Background(), plan: s.plan, state: s, schedule: schedule, options: o, first: s.step}
	r.shares = [][]Tile{s.plan.tiles}
	r.contexts = []*Context{{Plan: s.plan, State: s, Scratch: &mech.Scratch{}}}
	if err := schedule.resolve(r.plan, s); err != nil {
		return nil, fmt.Errorf("stepper: %w", err)
	}
	r.prepareExchange()
	r.prepareSamples()
	st := &Stepper{r: r, prepared: map[preparation]bool{}}
	for range schedule.entries {
		st.saved = append(st.saved, map[int][]float64{})
	}
	return st, st.every(func(c *Context, e *entry, t Tile) error {
		if system, ok := e.system.(Preparer); ok {
			return system.Prepare(c, t)
		}
		return nil
	})
}

// Start computes what belongs to the initial sample, as a run does before its
// first step.
func (st *Stepper) Start() error {
	return st.every(func(c *Context, e *entry, t Tile) error {
		if system, ok := e.system.(Starter); ok {
			return system.Start(c, t)
		}
		return nil
	})
}

func (st *Stepper) every(f func(*Context, *entry, Tile) error) error {
	st.r.everyTile(f)
	err := st.r.failure.err
	st.r.failure = failure{}
	return err
}

// Step takes the state from sample n to n+1.
func (st *Stepper) Step() error {
	return st.forward(func(_ *entry, c *Context, t Tile, step func(*Context, Tile) error) error { return step(c, t) }, nil)
}

// StepJVP takes the state from sample n to n+1, and with it a tangent: how the
// columns move where the tangent says that those of sample n, the active parameters and
// the waveforms move. An error names a system that has no Tangent.
func (st *Stepper) StepJVP(tangent *Sensitivity) error {
	if err := st.prepare(tangent, false); err != nil {
		return err
	}
	v := tangent.columns[st.r.plan.index[Voltage]]
	tangent.publish(v)
	return st.forward(func(e *entry, c *Context, t Tile, step func(*Context, Tile) error) error {
		return e.system.(Tangential).Tangent(c, t)
	}, func() { tangent.publish(v) })
}

// StepVJP takes the state one step forward and back again, and with it a
// cotangent: from the derivatives of a number with respect to the columns at sample
// n+1 to those with respect to the columns at sample n. Derivatives of parameters and
// waveforms are added to what is there. The state is afterwards what it was. An
// error names a system that has no Adjoint.
func (st *Stepper) StepVJP(cotangent *Sensitivity) error {
	if err := st.prepare(cotangent, true); err != nil {
		return err
	}
	before := st.r.state.keep()
	defer st.r.state.put(before)
	first := st.r.first
	err := st.forward(func(e *entry, c *Context, t Tile, step func(*Context, Tile) error) error {
		return step(c, t)
	}, nil)
	if err != nil {
		return err
	}
	st.r.state.step--
	st.r.first = first
	return st.back(cotangent)
}

// forward runs the systems in order; between runs after one that publishes.
func (st *Stepper) forward(call func(*entry, *Context, Tile, func(*Context, Tile) error) error, between func()) error {
	r, c := st.r, st.r.contexts[0]
	n := r.state.step
	r.setStep(c, n)
	for k, e := range r.schedule.entries {
		st.save(k, e)
		for _, t := range st.tiles(e) {
			err := r.call(c, e, t, func(c *Context, t Tile) error { return call(e, c, t, e.system.Step) })
			if err != nil {
				return fmt.Errorf("system %q, in the step from %.6g ms: %w", e.name, c.T, err)
			}
		}
		if e.access.Publishes {
			st.publish(n)
			if between != nil {
				between()
			}
		}
	}
	r.state.step++
	st.publish(n + 1)
	if r.options.Stagger && n == r.first {
		r.first = -1 // only one step is half as long
	}
	return nil
}

func (st *Stepper) publish(n int) {
	for _, t := range st.r.plan.tiles {
		st.r.state.exchange.publish(st.r.plan, t, n, st.r.voltage())
	}
}

func (st *Stepper) tiles(e *entry) []Tile {
	if e.access.Scope == Serial {
		return []Tile{st.r.plan.whole}
	}
	return st.r.plan.tiles
}

// save copies the columns that a system saves.
func (st *Stepper) save(k int, e *entry) {
	system, ok := e.system.(Differentiable)
	if !ok {
		return
	}
	for _, column := range system.Saves() {
		i := st.r.plan.index[column]
		st.saved[k][i] = append(st.saved[k][i][:0], st.r.state.columns[i].values...)
	}
}

// back runs the adjoints in reverse order, each on the state as its Step saw it.
func (st *Stepper) back(cotangent *Sensitivity) error {
	r, c := st.r, st.r.contexts[0]
	v := cotangent.columns[r.plan.index[Voltage]]
	r.setStep(c, r.state.step)
	for k, e := range slices.Backward(r.schedule.entries) {
		if e.access.Publishes {
			cotangent.unpublish(v)
		}
		for i, saved := range st.saved[k] { // in place: kernels are bound to the state's rows
			values := r.state.columns[i].values
			for row := range values {
				values[row], saved[row] = saved[row], values[row]
			}
		}
		c.saved = st.saved[k]
		for _, t := range st.tiles(e) {
			if err := r.call(c, e, t, e.system.(Differentiable).Adjoint); err != nil {
				return fmt.Errorf("adjoint of system %q, in the step from %.6g ms: %w", e.name, c.T, err)
			}
		}
	}
	cotangent.unpublish(v)
	return st.every(func(c *Context, e *entry, t Tile) error {
		if system, ok := e.system.(AdjointFinisher); ok {
			return system.FinishAdjoint(c, t)
		}
		return nil
	})
}

// prepare binds the systems to derivatives that they have not seen.
func (st *Stepper) prepare(s *Sensitivity, back bool) error {
	if s.plan != st.r.plan {
		return fmt.Errorf("stepper: the derivatives are those of another plan")
	}
	for _, e := range st.r.schedule.entries {
		_, forward := e.system.(Tangential)
		_, backward := e.system.(Differentiable)
		switch {
		case back && !backward:
			return fmt.Errorf("stepper: system %q has no adjoint; give it the methods Saves and Adjoint", e.name)
		case !back && !forward:
			return fmt.Errorf("stepper: system %q has no tangent; give it the method Tangent", e.name)
		case e.access.Latency > 0:
			return fmt.Errorf("stepper: system %q reads voltages %d steps back, which one step does not hold", e.name, e.access.Latency)
		}
	}
	st.r.contexts[0].Sensitivity = s
	if st.prepared[preparation{s, back}] {
		return nil
	}
	clear(st.prepared) // systems are bound to one set of derivatives at a time
	st.prepared[preparation{s, back}] = true
	return st.every(func(c *Context, e *entry, t Tile) error {
		if system, ok := e.system.(AdjointPreparer); ok && back {
			return system.PrepareAdjoint(c, t)
		}
		if system, ok := e.system.(TangentPreparer); ok && !back {
			return system.PrepareTangent(c, t)
		}
		return nil
	})
}

// keep copies the columns that a step changes.
func (s *State) keep() [][]float64 {
	out := make([][]float64, len(s.columns))
	for i, c := range s.columns {
		if !c.uniform {
			out[i] = slices.Clone(c.values)
		}
	}
	return out
}

func (s *State) put(columns [][]float64) {
	for i, values := range columns {
		copy(s.columns[i].values, values)
	}
}
