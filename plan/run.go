package plan

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"golgi/internal/barrier"
	"golgi/mech"
)

// RunOptions are the options of one run.
type RunOptions struct {
	// Steps is the number of steps; Dt the step in ms.
	Steps int
	Dt    float64
	// Workers is the number of goroutines, 0 for as many as there are processors.
	Workers int
	// Stagger makes the first step of the channel states half as long.
	Stagger bool
	// Every keeps one sample in so many of the recordings; 0 means 1.
	Every int
	// Progress, if set, is called now and then from one goroutine with the
	// number of steps done.
	Progress func(done, steps int)
	// Sink, if set, is given the recorded samples block by block; State.Samples has room for one block then, and
	// is empty after the run. What was made before a fault, or before the context ended, is given too.
	Sink Sink
	// SinkSamples is the number of samples in each block but the last; 0 for as many as take 16 MiB, and at least one.
	SinkSamples int
}

// Fault is a run that stopped because of what it computed: a value that is not
// a number or out of range.
type Fault struct {
	Step        int // the sample that was being made
	Compartment int // in model order
	Err         error
	// Describe makes Err when all parts of a cell that is cut have come as far, in place of Err.
	Describe func(c *Context, t Tile) error
}

// Error returns the message of the system that found it.
func (f *Fault) Error() string {
	if f.Err == nil {
		return fmt.Sprintf("compartment %d failed in step %d; its cause is not known yet", f.Compartment, f.Step) // Describe finds it
	}
	return f.Err.Error()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// ErrStop, returned from Step of a Serial system, ends a run after the step with
// the results so far.
var ErrStop = errors.New("stop")

// Run takes a state through the steps of a schedule. When ctx is cancelled it
// stops within some tenths of a second of work and returns the context's error; the
// state is then whole, but tiles may have come to different steps, so it is
// not to be used again. The error of a fault is the one of the smallest step
// and compartment, whatever the number of workers.
func Run(ctx context.Context, s *State, schedule *Schedule, o RunOptions) (err error) {
	r, err := newRunner(ctx, s, schedule, o)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	defer func() { err = r.finish(err) }()
	r.everyTile(prepare)
	if !r.failure.failed() {
		r.everyTile(start)
	}
	if !r.failure.failed() {
		r.steps(r.first, r.first+o.Steps)
	}
	r.giveRest()
	for _, c := range r.contexts {
		sampled := time.Duration(0)
		for _, spent := range c.spent {
			sampled += spent
		}
		for i, e := range schedule.entries {
			if sampled > 0 {
				e.spent += time.Duration(float64(c.busy) * float64(c.spent[i]) / float64(sampled))
			}
		}
	}
	if r.failure.failed() {
		return r.failure.err
	}
	s.step = r.first + o.Steps
	if r.stopped > 0 {
		r.cutSamples()
	}
	return nil
}

// newRunner checks the options of a run and gets its columns ready.
func newRunner(ctx context.Context, s *State, schedule *Schedule, o RunOptions) (*runner, error) {
	if o.Steps < 0 || !(o.Dt > 0) {
		return nil, fmt.Errorf("%d steps of %g ms; give at least 0 steps and a positive dt", o.Steps, o.Dt)
	}
	for i, waveform := range s.ClampWaveforms {
		if need := s.step + o.Steps; len(waveform) < need {
			return nil, fmt.Errorf("clamp %d of %q has %d samples, the run needs %d", i, s.plan.clamps[i].Key, len(waveform), need)
		}
	}
	o.Every = max(o.Every, 1)
	if len(s.plan.recordings) == 0 {
		o.Sink = nil
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	r := &runner{ctx: ctx, plan: s.plan, state: s, schedule: schedule, options: o, first: s.step, reached: s.step - 1}
	r.shares = r.plan.shareOut(min(debugWorkers(o.Workers), len(r.plan.tiles)))
	r.meet = barrier.New(len(r.shares))
	for _, s := range r.shares {
		for _, u := range s.units {
			if u.team != nil {
				u.team.meet = r.meet
			}
		}
	}
	for w := range r.shares {
		r.contexts = append(r.contexts, &Context{
			Plan: s.plan, State: s, Worker: w, Scratch: &mech.Scratch{},
			spent: make([]time.Duration, len(schedule.entries)),
		})
	}
	if err := schedule.resolve(r.plan, s); err != nil {
		return nil, err
	}
	r.segments = schedule.segments()
	for i := range r.segments {
		r.segments[i].way = r.forwardWay(&r.segments[i])
	}
	r.prepareExchange()
	r.prepareSamples()
	return r, nil
}

// finish closes the systems that have something to close, and ends the workers.
func (r *runner) finish(err error) error {
	r.crew.leave()
	for _, e := range r.schedule.entries {
		if f, ok := e.system.(Finisher); ok {
			if closing := f.Finish(r.state); closing != nil && err == nil {
				err = fmt.Errorf("system %q: %w", e.name, closing)
			}
		}
	}
	return err
}

func prepare(c *Context, e *entry, t Tile) error {
	if system, ok := e.system.(Preparer); ok {
		return system.Prepare(c, t)
	}
	return nil
}

func start(c *Context, e *entry, t Tile) error {
	if system, ok := e.system.(Starter); ok {
		return system.Start(c, t)
	}
	return nil
}

// cutSamples shortens the recordings of a run that a serial system has ended.
func (r *runner) cutSamples() {
	r.state.step = r.stopped
	if r.options.Sink != nil {
		return // they were given away
	}
	for i, samples := range r.state.Samples {
		r.state.Samples[i] = samples[:(r.stopped-r.first)/r.options.Every+1]
	}
}

// runner is one run under way.
type runner struct {
	ctx      context.Context
	plan     *Plan
	state    *State
	schedule *Schedule
	options  RunOptions
	first    int // the sample that the run starts from
	shares   []share
	contexts []*Context // one a worker
	crew     crew
	failure  failure
	stopped  int         // the sample at which a serial system ended the run; 0 if none has
	done     int         // steps
	block    int         // samples that there is room for
	reached  int         // the sample up to which all are made, of all tiles
	given    [][]float64 // what it was called with
	tape     *tape       // keeps what the way back needs; nil in a plain run
	segments []segment
	meet     *barrier.Barrier
}

// everyTile calls f for each system in order, for all tiles of Local and
// Crossing systems side by side and once for Serial ones.
func (r *runner) everyTile(f func(*Context, *entry, Tile) error) {
	for _, e := range r.schedule.entries {
		if r.tilesOf(e, f); r.failure.failed() {
			return
		}
	}
}

// tilesOf calls f for the tiles of one system.
func (r *runner) tilesOf(e *entry, f func(*Context, *entry, Tile) error) {
	if e.access.Scope == Serial {
		r.once(r.contexts[0], e, r.plan.whole, f)
		return
	}
	r.workers(func(w int) {
		if e.access.Extent == AnyPart {
			for _, t := range r.shares[w].tiles {
				r.once(r.contexts[w], e, t, f)
			}
			return
		}
		for i := range r.shares[w].units {
			if u := &r.shares[w].units[i]; u.leads {
				r.once(r.contexts[w], e, u.whole(), f)
			}
		}
	})
}

func (r *runner) once(c *Context, e *entry, t Tile, f func(*Context, *entry, Tile) error) {
	r.setStep(c, r.first)
	err := r.call(c, e, t, func(c *Context, t Tile) error { return f(c, e, t) })
	if err != nil {
		r.failure.set(r.first, r.plan.ToModel(t.Compartments.Low), fmt.Errorf("system %q, at the start: %w", e.name, err))
	}
}

// setStep tells a context which step it is in.
func (r *runner) setStep(c *Context, n int) {
	c.N = n
	c.T = float64(n) * r.options.Dt
	c.Dt = r.options.Dt
	c.GateDt = r.options.Dt
	c.tapes = r.tape != nil
	if r.options.Stagger && n == r.first {
		c.GateDt = r.options.Dt / 2
	}
}

// call runs one function of a system; a panic of it is an error that names it.
func (r *runner) call(c *Context, e *entry, t Tile, f func(*Context, Tile) error) (err error) {
	c.entry, c.tile = e, t
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case misuse:
			err = errors.New(string(cause))
		default:
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return debugCheck(c, e, f)
}

// workers runs f for each share, the first on this goroutine.
func (r *runner) workers(f func(w int)) { r.crew.run(len(r.shares), f) }

// prepareExchange makes the ring of published voltages.
func (r *runner) prepareExchange() {
	s, p := r.state, r.plan
	if len(p.published) == 0 {
		return
	}
	_, largest, _ := r.schedule.latencies()
	s.exchange = newExchange(len(p.published), largest, max(r.epoch(), 1))
	v, _ := p.columnIndex(Voltage)
	s.exchange.fill(p, s.columns[v].values)
	for d, values := range s.history[:min(len(s.history), len(s.exchange.slots))] {
		copy(s.exchange.at(s.step-d), values)
	}
}

// fillExchange lets what is published be the present voltages.
func (r *runner) fillExchange() {
	if r.state.exchange.rows > 0 {
		r.state.exchange.fill(r.plan, r.voltage())
	}
}

// prepareSamples makes room for the recordings.
func (r *runner) prepareSamples() {
	n := r.room()
	r.block, r.state.FirstSample = n, 0
	all := make([]float64, n*len(r.plan.recordings))
	r.state.Samples = make([][]float64, len(r.plan.recordings))
	for i := range r.state.Samples {
		r.state.Samples[i] = all[i*n : (i+1)*n : (i+1)*n]
	}
	for _, c := range r.contexts {
		c.First, c.Every = r.first, r.options.Every
	}
}
