package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Stepper takes a State through single steps of a schedule, forward, forward with
// a tangent, or forward and back with a cotangent: the derivative of one step.
// It works on one goroutine, system by system; the bits are those of [Run] and [Sweep].
type Stepper struct {
	r       *runner
	tangent *Sensitivity // that the systems are bound to; or
	reverse *reverse
	columns *checkpoint
}

// NewStepper prepares the systems of a schedule for a state. The step is o.Dt;
// o.Stagger acts in the first step that is taken, o.Every says which
// samples have tangents; the rest of the options is not used.
func NewStepper(s *State, schedule *Schedule, o RunOptions) (*Stepper, error) {
	if o.Sink != nil {
		return nil, fmt.Errorf("stepper: %w", errSink)
	}
	r, err := newRunner(context.Background(), s, schedule, RunOptions{Dt: o.Dt, Stagger: o.Stagger, Every: o.Every, Workers: 1})
	if err != nil {
		return nil, fmt.Errorf("stepper: %w", err)
	}
	r.everyTile(prepare)
	if err := r.takeFailure(); err != nil {
		return nil, fmt.Errorf("stepper: %w", err)
	}
	return &Stepper{r: r, columns: newCheckpoint(r)}, nil
}

// Start computes what belongs to the initial sample, as a run does before its
// first step.
func (st *Stepper) Start() error {
	st.r.everyTile(start)
	return st.r.takeFailure()
}

// StartJVP does what Start does, and moves a tangent along: from that of the columns as
// they are set to that of sample 0.
func (st *Stepper) StartJVP(tangent *Sensitivity) error {
	if err := st.bindTangent(tangent); err != nil {
		return err
	}
	v := tangent.columns[st.r.plan.index[Voltage]]
	for _, e := range st.r.schedule.entries {
		_, starts := e.system.(Starter)
		system, ok := e.system.(TangentStarter)
		if starts && !ok {
			return fmt.Errorf("stepper: system %q has a Start and moves no tangent through it; give it the method TangentStart", e.name)
		}
		if !ok {
			continue
		}
		tangent.publish(v)
		st.r.tilesOf(e, func(c *Context, _ *entry, t Tile) error { return system.TangentStart(c, t) })
		if err := st.r.takeFailure(); err != nil {
			return err
		}
	}
	return nil
}

// StartVJP takes a cotangent back through what Start would do to the state, which has not
// been started and afterwards is what it was: from the derivatives with respect to the columns of sample 0
// to those with respect to the columns as they are set.
func (st *Stepper) StartVJP(cotangent *Sensitivity) error {
	if err := st.bindAdjoint(cotangent); err != nil {
		return err
	}
	st.columns.keep(st.r.state)
	defer st.columns.restore(st.r.state)
	if err := st.reverse.backStart(st.columns); err != nil {
		return err
	}
	return st.reverse.finish()
}

// Close closes the systems that have something to close.
func (st *Stepper) Close() error { return st.r.finish(nil) }

// Publish makes what crosses between tiles that of the state as it is now: to be called
// when voltages were set between two steps.
func (st *Stepper) Publish() { st.publish(st.r.state.step, 0) }

// Step takes the state from sample n to n+1. That a serial system ends the run is passed over.
func (st *Stepper) Step() error {
	return st.forward(func(c *Context, e *entry, t Tile) error { return e.system.Step(c, t) }, nil)
}

// StepJVP takes the state from sample n to n+1, and with it a tangent: how the
// columns move where the tangent says that those of sample n, the active parameters and
// the waveforms move. An error names a system that has no Tangent.
func (st *Stepper) StepJVP(tangent *Sensitivity) error {
	if err := st.bindTangent(tangent); err != nil {
		return err
	}
	v := tangent.columns[st.r.plan.index[Voltage]]
	tangent.publish(v)
	return st.forward(func(c *Context, e *entry, t Tile) error {
		return e.system.(Tangential).Tangent(c, t)
	}, func() { tangent.publish(v) })
}

// StepVJP takes the state one step forward and back again, and with it a
// cotangent: from the derivatives of a number with respect to the columns at sample
// n+1 to those with respect to the columns at sample n. Derivatives of parameters and
// waveforms are added to what is there. The state is afterwards what it was. An
// error names a system that has no Adjoint.
func (st *Stepper) StepVJP(cotangent *Sensitivity) error {
	if err := st.bindAdjoint(cotangent); err != nil {
		return err
	}
	r, tape := st.r, st.reverse.tape
	before := r.state.keep()
	defer r.state.put(before)
	n, first := r.state.step, r.first
	tape.reserve(1)
	tape.start(n, n+1)
	r.tape = tape
	err := st.Step()
	r.tape = nil
	r.state.step, r.first = n, first
	if err != nil {
		return err
	}
	if st.reverse.back(n+1, n); r.failure.failed() {
		return r.takeFailure()
	}
	return st.reverse.finish()
}

// forward runs the systems in order; between runs after one that publishes.
func (st *Stepper) forward(call func(*Context, *entry, Tile) error, between func()) error {
	r, c := st.r, st.r.contexts[0]
	n := r.state.step
	r.setStep(c, n)
	version := 0
	for _, e := range r.schedule.entries {
		var fault partFault
		tiles := st.tilesOf(e)
		for i, t := range tiles {
			if r.tape != nil {
				r.saveTape(e, t, n)
			}
			err := r.call(c, e, t, func(c *Context, t Tile) error { return call(c, e, t) })
			if err != nil && (e.access.Scope != Serial || !errors.Is(err, ErrStop)) {
				fault.keep(r.plan, e, t, n+1, err)
			}
			if cut := r.plan.CutOf(t); fault.err != nil && (cut == nil || i == len(tiles)-1 || r.plan.CutOf(tiles[i+1]) != cut) {
				r.describe(c, &fault)
				return c.stepError(e, fault.err)
			}
		}
		if e.access.Publishes {
			version++
			st.publish(n, version)
			if between != nil {
				between()
			}
		}
	}
	r.state.step++
	st.publish(n+1, 0)
	if r.options.Stagger && n == r.first {
		r.first = -1 // only one step is half as long
	}
	return nil
}

// tilesOf are the tiles that a system is given, in the order in which it was prepared for them.
func (st *Stepper) tilesOf(e *entry) []Tile {
	share := &st.r.shares[0]
	switch {
	case e.access.Scope == Serial:
		return []Tile{st.r.plan.whole}
	case e.access.Extent == AnyPart:
		return share.tiles
	}
	var tiles []Tile
	for i := range share.units {
		tiles = append(tiles, share.units[i].whole())
	}
	return tiles
}

func (st *Stepper) publish(n, version int) {
	for _, t := range st.r.plan.tiles {
		st.r.publish(t, n, version)
	}
}

// bindAdjoint binds the systems to a cotangent that they have not seen.
func (st *Stepper) bindAdjoint(s *Sensitivity) error {
	if st.reverse != nil && st.reverse.cotangent == s {
		return nil
	}
	reverse, err := newReverse(st.r, s)
	if err != nil {
		return fmt.Errorf("stepper: %w", err)
	}
	st.tangent, st.reverse = nil, reverse
	return nil
}

// bindTangent binds the systems to a tangent that they have not seen.
func (st *Stepper) bindTangent(s *Sensitivity) error {
	if st.tangent == s {
		return nil
	}
	if s.plan != st.r.plan {
		return fmt.Errorf("stepper: the derivatives are those of another plan")
	}
	for _, e := range st.r.schedule.entries {
		switch _, ok := e.system.(Tangential); {
		case !ok:
			return fmt.Errorf("stepper: system %q has no tangent; give it the method Tangent", e.name)
		case e.access.Latency > 0:
			return fmt.Errorf("stepper: system %q reads voltages %d steps back, which one step does not hold", e.name, e.access.Latency)
		}
	}
	s.activateWritten(st.r.schedule)
	st.tangent, st.reverse = s, nil // systems are bound to one set of derivatives at a time
	st.r.contexts[0].Sensitivity = s
	st.r.everyTile(func(c *Context, e *entry, t Tile) error {
		if system, ok := e.system.(TangentPreparer); ok {
			return system.PrepareTangent(c, t)
		}
		return nil
	})
	return st.r.takeFailure()
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
