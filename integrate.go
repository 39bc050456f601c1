package golgi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"time"

	"golgi/plan"
	"golgi/systems"
)

// Solver names an integrator of the voltage.
type Solver = systems.Solver

// The integrators: backward Euler (the default), Crank-Nicolson as a half step
// and its extrapolation, forward Euler, which is stable for small steps only,
// and exponential Euler, which takes membrane and cable one after the other,
// each exactly.
const (
	BackwardEuler = systems.BackwardEuler
	CrankNicolson = systems.CrankNicolson
	ForwardEuler  = systems.ForwardEuler
	// ExponentialEuler is the integrator; StepExponentialEuler is a step of gates.
	ExponentialEuler = systems.ExponentialEuler
)

// ParseSolver returns the integrator of a name: bwd_euler, crank_nicolson,
// fwd_euler, exp_euler.
func ParseSolver(name string) (Solver, error) { return systems.ParseSolver(name) }

// Solvers are all integrators, the default first; their String is what ParseSolver knows them by.
func Solvers() []Solver {
	return []Solver{BackwardEuler, CrankNicolson, ForwardEuler, ExponentialEuler}
}

// DefaultDt is the step, ms, of a run that does not say another.
const DefaultDt = 0.025

// Options are the options of a run. The zero value is a run as long as the
// longest stimulus (without stimuli, the longest clamp), with backward Euler and a step of 0.025 ms.
type Options struct {
	// TMax is the duration, ms: round(TMax/Dt) steps. 0: as many steps as the
	// longest stimulus, or without stimuli the longest clamp, has samples.
	TMax float64
	// Dt is the step, ms; 0 means DefaultDt.
	Dt     float64
	Solver Solver
	// Stagger makes the first step of the gates half as long, which makes
	// Crank-Nicolson second order from any start.
	Stagger bool
	// InitStates puts every gate to its steady state at its compartment's
	// voltage at the start of the run; the model is not changed.
	InitStates bool
	// Every keeps one sample in so many; 0 means 1.
	Every int
	// Workers is the number of goroutines, 0 for one a processor. The result
	// does not depend on it.
	Workers int
	// Engine names the engine that runs the mechanisms, "native" or "interp"; the results are the same to the last bit.
	// "" is the fastest: see FastestEngine. With "interp" all else is portable Go too.
	Engine string
	// InitialStates lets the run go on from there, in time too: stimuli go on
	// where they were. It replaces voltages and states of the model.
	InitialStates *States
	// ReturnStates puts the final states into the result.
	ReturnStates bool
	// VoltageLimit is the |V|, mV, beyond which a run stops; 0 means 1000.
	VoltageLimit float64
	// Parameters are values for the trainables of this run, as GetParameters
	// gives them; nil leaves the model as it is.
	Parameters []Parameter
	// Overrides are values, stimuli and clamps of this run, in order: they come
	// after Parameters, and later ones win.
	Overrides []Override
	// Systems are added to the schedule of the run.
	Systems []AddedSystem
	// Progress, if set, is called now and then with the number of steps done.
	Progress func(done, steps int)
	// Footprint puts the memory of model, plan, state and systems into the result, and into Explain. The model must
	// be as it was prepared when the result is made. Batches leave it out.
	Footprint bool
	// Stream, if set, is given the recorded samples block by block while the run goes on, for runs whose recordings
	// would not fit in memory: see [Block]. An error ends the run, which returns it. What was made before a fault, or before the
	// context ended, is given too. Times and Recordings of the result are empty then. Gradients and batches, which need all
	// samples at once, refuse it.
	// No call marks the end of the run: when it has returned, no more blocks come.
	Stream func(Block) error
	// StreamSamples is the number of samples in each block but the last; 0 for as many as take 16 MiB, at least one.
	StreamSamples int
}

// Block is the samples of a stretch of a run, see Options.Stream. Blocks come in the order of time, without gaps, from the
// goroutine that called Integrate, while the run waits. Their slices belong to the run, which writes over them
// afterwards: what is to stay must be copied. A run that records nothing has none.
type Block struct {
	// First is the number of the first sample, as Options.Every keeps them; that of the initial state is 0.
	First int
	// Times are the times of the samples, ms: those that Result.Times would have.
	Times []float64
	// Recordings[r][k] is sample First + k of Recorded[r].
	Recordings [][]float64
	// Recorded says what the traces are; the same in all blocks.
	Recorded []Recorded
}

// AddedSystem is a system of the user's own with its place in the schedule. Columns
// that it brings along (plan.ColumnOwner) are states of the run: Result.States has them.
type AddedSystem struct {
	System plan.System
	Places []plan.Place
	// Record are columns to keep a trace of, beside what the model records: those of the
	// system's own, or parameters that it writes. Their traces come after the model's.
	Record []plan.Recording
}

// Result is what a run gives.
type Result struct {
	// Times are the times of the samples, ms; the first is that of the initial
	// state. None if they were given to Options.Stream.
	Times []float64
	// Recordings holds a trace for each of Recorded, a value a sample; none if they were given to Options.Stream.
	Recordings [][]float64
	// Recorded says what the traces are.
	Recorded []Recorded
	// States are the final states, if asked for.
	States *States
	// Hash is the SHA-256 of the final states.
	Hash  string
	Stats Stats
	// Explain prints the plan, and the schedule with the time spent in each system.
	Explain string
	// Footprint is what the model and the run hold at its end, if asked for.
	Footprint *plan.Footprint
}

// Stats are the sizes and times of a run.
type Stats struct {
	Cells, Compartments, Branchpoints, Synapses, Steps int
	Workers                                            int
	Engine                                             string
	Dt                                                 float64 // ms
	Freeze, Run                                        time.Duration
	Bytes                                              int // of plan, columns and recordings
}

// integrate runs a module.
func (m *module) integrate(ctx context.Context, o Options) (*Result, error) {
	s, err := m.prepare("integrate", o, false)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx)
}

// mostSamples is the largest number of recorded values of a run: 64 GiB of them, or as many as fit where an int has 32 bits.
const mostSamples = min(1<<33, math.MaxInt/8)

// MostSteps is the largest number of steps of a run: more would take years and overflow a recording, or an int of 32 bits.
const MostSteps = min(1<<40, math.MaxInt)

// complete checks the options, fills in what was left out, and returns the
// number of steps.
func (o *Options) complete(b *plan.Blueprint) (steps int, err error) {
	if o.Dt == 0 {
		o.Dt = DefaultDt
	}
	if !(o.Dt > 0) || math.IsInf(o.Dt, 0) {
		return 0, fmt.Errorf("dt is %g ms; it must be positive", o.Dt)
	}
	if o.VoltageLimit < 0 || math.IsNaN(o.VoltageLimit) {
		return 0, fmt.Errorf("the voltage limit is %g mV; it must be positive", o.VoltageLimit)
	}
	if o.Workers < 0 {
		return 0, fmt.Errorf("%d workers; give 0 for one a processor", o.Workers)
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Every < 0 {
		return 0, fmt.Errorf("every is %d; it must be at least 1", o.Every)
	}
	o.Every = max(o.Every, 1)
	switch {
	case o.TMax == 0:
		for _, s := range b.Stimuli {
			steps = max(steps, len(s.Waveform))
		}
		if len(b.Stimuli) == 0 {
			for _, c := range b.Clamps {
				steps = max(steps, len(c.Waveform))
			}
		}
		if o.InitialStates != nil {
			steps -= int(math.Round(o.InitialStates.Time() / o.Dt))
		}
		if steps <= 0 {
			return 0, errors.New("there is no stimulus or clamp, so say how long to run: TMax is 0")
		}
	case !(o.TMax > 0) || math.IsInf(o.TMax, 0):
		return 0, fmt.Errorf("TMax is %g ms; it must be positive", o.TMax)
	case o.TMax < o.Dt:
		return 0, fmt.Errorf("TMax is %g ms, shorter than a step of %g ms", o.TMax, o.Dt)
	case o.TMax/o.Dt > MostSteps:
		return 0, fmt.Errorf("TMax of %g ms is %.3g steps of %g ms; shorten TMax or lengthen Dt", o.TMax, o.TMax/o.Dt, o.Dt)
	default:
		steps = NumSteps(o.TMax, o.Dt)
	}
	if o.StreamSamples < 0 {
		return 0, fmt.Errorf("blocks of %d samples; give 0 for as many as take 16 MiB", o.StreamSamples)
	}
	if n := float64(steps/o.Every+1) * float64(len(b.Recordings)); n > mostSamples && o.Stream == nil {
		return 0, fmt.Errorf("%d recordings of %d samples are %.3g GB; record less, keep one sample in so many with Every, or take them block by block with Stream",
			len(b.Recordings), steps/o.Every+1, 8e-9*n)
	}
	return steps, nil
}

// Integrate runs the compartment; see [Cell.Integrate].
func (c *Compartment) Integrate(ctx context.Context, o Options) (*Result, error) {
	return integrateModule(ctx, c.View, o)
}

// Integrate runs the branch; see [Cell.Integrate].
func (b *Branch) Integrate(ctx context.Context, o Options) (*Result, error) {
	return integrateModule(ctx, b.View, o)
}

// Integrate runs the cell and returns what was recorded. The model is not
// changed, and may be run from several goroutines at once while nothing sets
// anything in it. A run that is cancelled, or in which a voltage becomes NaN or
// exceeds the limit, returns an error that says when, and in the latter cases
// where and by which state or current.
func (c *Cell) Integrate(ctx context.Context, o Options) (*Result, error) {
	return integrateModule(ctx, c.View, o)
}

func integrateModule(ctx context.Context, v *View, o Options) (*Result, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("integrate: %w", err)
	}
	return v.m.integrate(ctx, o)
}
