package dynamics

import (
	"fmt"
	"slices"

	"golgi"
	"golgi/plan"
)

// worker takes steps from any flat vector at any sample: a state of its own, and
// what is bound to it.
type worker struct {
	layout     *layout
	simulation *golgi.Simulation
	state      *plan.State
	held       *plan.Snapshot // what is set beside the flat vector
	stepper    *plan.Stepper

	tangent, cotangent *plan.Sensitivity
}

func newWorker(s *golgi.Simulation, l *layout) (*worker, error) {
	w := &worker{layout: l, simulation: s, state: s.State(), held: &plan.Snapshot{Columns: map[plan.Column][]float64{}}}
	for _, name := range l.held {
		values, err := w.state.Values(name)
		if err != nil {
			return nil, err
		}
		w.held.Columns[name] = values
	}
	return w, nil
}

// withCurrents lets the state be one that goes on from another, whose currents nothing
// computes anew at a start.
func (w *worker) withCurrents() {
	for _, info := range w.simulation.Plan().Columns() {
		if info.Role.IsCurrent() {
			w.held.Columns[info.Name] = make([]float64, info.Rows)
		}
	}
}

// observe returns the states of a flat vector at sample n with all observables: currents
// are computed at these states, as those of a first sample are.
func (w *worker) observe(x []float64, n int) (map[string][]float64, error) {
	fork, err := w.simulation.Fork()
	if err != nil {
		return nil, err
	}
	other, err := newWorker(fork, w.layout)
	if err != nil {
		return nil, err
	}
	schedule, err := fork.Schedule()
	if err != nil {
		return nil, err
	}
	// What other systems set at a start, steady states say, is put back before
	// the currents.
	if err := schedule.Add(&restore{w: other, x: x}, plan.Before("currents")); err != nil {
		return nil, err
	}
	if err := other.resume(x, n); err != nil {
		return nil, err
	}
	stepper, err := plan.NewStepper(other.state, schedule, fork.RunOptions())
	if err != nil {
		return nil, err
	}
	w.stepper = nil // systems of the user's own are bound to the other state now
	if err := stepper.Start(); err != nil {
		return nil, err
	}
	if err := other.state.SetFlat(x); err != nil { // currents of the step before too
		return nil, err
	}
	return w.layout.observables(other.state)
}

// restore puts the flat vector back into the state at a start.
type restore struct {
	w *worker
	x []float64
}

func (*restore) Name() string { return "dynamics: restore" }

func (r *restore) Access() plan.Access {
	a := plan.Access{Scope: plan.Serial}
	for i := range r.w.layout.dynamic {
		a.Writes = append(a.Writes, r.w.layout.dynamic[i].name)
	}
	return a
}

func (r *restore) Start(*plan.Context, plan.Tile) error { return r.w.state.SetFlat(r.x) }

func (*restore) Step(*plan.Context, plan.Tile) error { return nil }

// resume makes the columns those of a flat vector at sample n.
func (w *worker) resume(x []float64, n int) error {
	w.held.Step = n
	if err := w.state.Resume(w.held); err != nil {
		return err
	}
	return w.state.SetFlat(x)
}

// set makes the state that of a flat vector at sample n, ready for a step.
func (w *worker) set(x []float64, n int) error {
	if err := w.layout.checkLength("states", x); err != nil {
		return err
	}
	if err := w.layout.checkSample(n); err != nil {
		return err
	}
	staggered := w.simulation.Options().Stagger && n == w.layout.first
	if w.stepper == nil || staggered { // which a stepper does once
		if err := w.prepare(x, n, staggered); err != nil {
			return err
		}
	}
	if err := w.resume(x, n); err != nil {
		return err
	}
	w.stepper.Publish()
	return nil
}

// start lets systems of the user's own set from their states what they keep in
// parameters, as they do where a run goes on from another.
func (w *worker) start() error {
	if len(w.layout.starters) == 0 {
		return nil
	}
	if err := w.stepper.Start(); err != nil {
		return w.failed(err)
	}
	return nil
}

// prepare makes a stepper, whose first step is staggered or not.
func (w *worker) prepare(x []float64, n int, staggered bool) error {
	w.stepper = nil
	schedule, err := w.simulation.Schedule()
	if err != nil {
		return err
	}
	if err := w.resume(x, n); err != nil {
		return err
	}
	o := w.simulation.RunOptions()
	stepper, err := plan.NewStepper(w.state, schedule, plan.RunOptions{Dt: o.Dt, Stagger: staggered})
	if err != nil {
		return err
	}
	w.stepper = stepper
	return nil
}

// failed leaves a stepper that has stopped in the middle of a step.
func (w *worker) failed(err error) error {
	w.stepper = nil
	return err
}

// step takes x one step from sample n, to dst.
func (w *worker) step(dst, x []float64, n int) error {
	if err := w.set(x, n); err != nil {
		return err
	}
	if err := w.start(); err != nil {
		return err
	}
	if err := w.stepper.Step(); err != nil {
		return w.failed(err)
	}
	copy(dst, w.state.Flat())
	return nil
}

// jvp takes x and a tangent dx one step from sample n.
func (w *worker) jvp(dst, dDst, x, dx []float64, n int) error {
	if err := w.layout.checkLength("tangent", dx); err != nil {
		return err
	}
	if w.tangent == nil {
		var err error
		if w.tangent, err = w.simulation.Plan().NewSensitivity(w.layout.held...); err != nil {
			return err
		}
	}
	if err := w.set(x, n); err != nil {
		return err
	}
	w.tangent.Clear()
	if err := w.tangent.SetFlat(dx); err != nil {
		return err
	}
	for _, system := range w.layout.starters {
		if _, ok := system.(plan.TangentStarter); !ok {
			return fmt.Errorf("system %q has a Start and no TangentStart, which the derivatives need", system.Name())
		}
	}
	if len(w.layout.starters) > 0 {
		if err := w.stepper.StartJVP(w.tangent); err != nil {
			return w.failed(err)
		}
	}
	if err := w.stepper.StepJVP(w.tangent); err != nil {
		return w.failed(err)
	}
	if dst != nil {
		copy(dst, w.state.Flat())
	}
	copy(dDst, w.tangent.Flat())
	return nil
}

// vjp takes a cotangent bar of the states after the step from sample n to one of x. The
// derivatives of parameters and waveforms are left in w.cotangent.
func (w *worker) vjp(xBar, x, bar []float64, n int) error {
	if err := w.layout.checkLength("cotangent", bar); err != nil {
		return err
	}
	if w.cotangent == nil {
		active := w.simulation.ActiveColumns(true)
		for _, name := range w.layout.held {
			if !slices.Contains(active, name) {
				active = append(active, name)
			}
		}
		var err error
		if w.cotangent, err = w.simulation.Plan().NewSensitivity(active...); err != nil {
			return err
		}
	}
	if err := w.set(x, n); err != nil {
		return err
	}
	if err := w.start(); err != nil {
		return err
	}
	w.cotangent.Clear()
	if err := w.cotangent.SetFlat(bar); err != nil {
		return err
	}
	if err := w.stepper.StepVJP(w.cotangent); err != nil {
		return w.failed(err)
	}
	if len(w.layout.starters) > 0 {
		if err := w.resume(x, n); err != nil {
			return err
		}
		if err := w.stepper.StartVJP(w.cotangent); err != nil {
			return w.failed(err)
		}
	}
	copy(xBar, w.cotangent.Flat())
	return nil
}

// observables reads all states and observables out of a state.
func (l *layout) observables(state *plan.State) (map[string][]float64, error) {
	out := map[string][]float64{}
	for _, list := range [][]column{l.dynamic, l.currents} {
		for i := range list {
			values, err := state.Values(list[i].name)
			if err != nil {
				return nil, fmt.Errorf("observables: %w", err)
			}
			out[string(list[i].name)] = list[i].padded(values)
		}
	}
	out[Branchpoints] = l.voltages(out[string(plan.Voltage)])
	return out, nil
}
