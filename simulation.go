package golgi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golgi/plan"
	"golgi/systems"
)

// Simulation is a run that is ready to start: the plan of the model, a state
// with the values of this run, and what puts its schedule together. It holds its
// own values: what is set in the model afterwards does not change it. Fork
// makes more states of the same start. A Simulation belongs to one goroutine at
// a time; its forks may be used from others at the same time.
type Simulation struct {
	m         *module // its values only, for names and places
	options   Options
	steps     int
	blueprint *plan.Blueprint
	plan      *plan.Plan
	state     *plan.State
	first     int // the sample that the run starts from
	recorded  []Recorded
	synapses  int
	changes   *changes       // what the trainables and overrides did, for derivatives
	joined    *plan.Snapshot // the initial states of several members, see Chunk

	starting []Parameter    // of the trainables
	paths    []string       // the views that they were made on
	freeze   time.Duration  // spent on the plan and the state
	run      time.Duration  // spent in Run
	model    *module        // that the run is of, if its footprint is asked for
	schedule *plan.Schedule // of Run
}

// Prepare makes a run ready without starting it: parameters and overrides are
// applied to a copy of the model's values, and the plan is made, or taken over
// from an earlier run of the same structure. Errors: those of Integrate, except
// that nothing needs to be recorded; a view of a part of the model.
func (v *View) Prepare(o Options) (*Simulation, error) {
	if err := v.checkPreparable(); err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	return v.m.prepare("prepare", o, true)
}

// checkPreparable makes sure that a view is of a whole model.
func (v *View) checkPreparable() error {
	if err := v.Err(); err != nil {
		return err
	}
	if !v.isWhole() || v.synapses != nil {
		return fmt.Errorf("a run is of the whole model, and view %s is a part of it; prepare the model, or take a copy of the part with CopyAsCell or CopyAsNetwork", v.Path())
	}
	return nil
}

// prepare makes a run ready. A simulation that is kept has values of its own and
// knows what its derivatives need; one that runs at once may look at the model's.
func (m *module) prepare(operation string, o Options, kept bool) (*Simulation, error) {
	started := time.Now()
	engine, err := newEngine(o.Engine)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	s, err := m.lay(m.blueprint(), o, kept)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	if s.plan, err = m.freeze(s.blueprint, engine, o.Systems...); err != nil {
		return nil, err
	}
	if err := s.start(operation); err != nil {
		return nil, err
	}
	s.describe(m)
	if o.Footprint {
		s.model = m
	}
	s.makeCode()
	s.freeze = time.Since(started)
	return s, nil
}

// makeCode has the machine code of a new plan made that a run of the state needs.
func (s *Simulation) makeCode() {
	if s.plan.CodeMade() {
		return
	}
	if schedule, err := s.Schedule(); err == nil { // or the run says what is wrong
		plan.MakeCode(s.state, schedule, s.options.Dt)
	}
}

// lay applies parameters and overrides to a blueprint of the model's own values, and checks
// the options: all that comes before the plan.
func (m *module) lay(b *plan.Blueprint, o Options, kept bool) (*Simulation, error) {
	run := &overridden{values: m, stimuli: len(b.Stimuli), clamps: m.clamps()}
	if kept {
		run.changes = &changes{}
	}
	if err := m.withOverrides(run, b, o.Parameters, o.Overrides); err != nil {
		return nil, err
	}
	if err := m.withSystems(b, o.Systems); err != nil {
		return nil, err
	}
	steps, err := o.complete(b)
	if err != nil {
		return nil, err
	}
	if !kept && len(b.Recordings) == 0 && !o.ReturnStates {
		return nil, errors.New("nothing is recorded; say what with Record, or set ReturnStates")
	}
	first, err := o.InitialStates.stepOf(o.Dt)
	if err != nil {
		return nil, fmt.Errorf("initial states: %w", err)
	}
	if err := m.checkClamps(b, first, steps); err != nil {
		return nil, err
	}
	if kept && o.Parameters != nil {
		o.Parameters = CloneParameters(o.Parameters)
	}
	return &Simulation{m: run.values, options: o, steps: steps, first: first, blueprint: b, changes: run.changes}, nil
}

// describe takes down what is the same in all runs of the model.
func (s *Simulation) describe(m *module) {
	s.recorded, s.synapses = append(m.whole().Recordings(), m.recordedOf(s.options.Systems)...), m.numSynapses()
	if s.changes != nil {
		s.starting = m.whole().GetParameters()
		for _, t := range m.trainables {
			s.paths = append(s.paths, t.path)
		}
	}
}

// start makes a state at the start of the run.
func (s *Simulation) start(operation string) error {
	state, err := s.plan.NewState(s.blueprint)
	if err != nil {
		return err
	}
	if s.joined != nil {
		err = state.Resume(s.joined)
	} else {
		err = s.options.InitialStates.resume(state, s.options.Dt)
	}
	if err != nil {
		return fmt.Errorf("%s: initial states: %w", operation, err)
	}
	s.state = state
	return nil
}

// Plan returns the plan, which other simulations of the model may share.
func (s *Simulation) Plan() *plan.Plan { return s.plan }

// Blueprint returns the values that the run starts from, in model order, with
// parameters and overrides applied; the caller must not change them.
func (s *Simulation) Blueprint() *plan.Blueprint { return s.blueprint }

// State returns the state, at the start of the run until something advances it.
func (s *Simulation) State() *plan.State { return s.state }

// Schedule puts the systems of the run together, anew at each call; systems of
// Options.Systems are the same objects in all of them. Error: an added system
// whose place does not exist.
func (s *Simulation) Schedule() (*plan.Schedule, error) {
	o := &s.options
	schedule, err := systems.Standard(s.plan, systems.Options{
		Solver: o.Solver, VoltageLimit: o.VoltageLimit, InitialiseStates: o.InitStates,
		Place: s.Place,
	})
	if err != nil {
		return nil, err
	}
	for _, added := range o.Systems {
		if err := schedule.Add(added.System, added.Places...); err != nil {
			return nil, fmt.Errorf("integrate: %w", err)
		}
	}
	return schedule, nil
}

// RunOptions returns the options that plan.Run takes for this run.
func (s *Simulation) RunOptions() plan.RunOptions {
	o := &s.options
	run := plan.RunOptions{Steps: s.steps, Dt: o.Dt, Workers: o.Workers, Stagger: o.Stagger, Every: o.Every, Progress: o.Progress}
	if o.Stream != nil {
		run.Sink, run.SinkSamples = s.sink(), o.StreamSamples
	}
	return run
}

// Options returns the options, with Dt, Every and Workers filled in.
func (s *Simulation) Options() Options { return s.options }

// Trainables returns the values of the trainables in this run: Options.Parameters,
// or the starting values where it has none.
func (s *Simulation) Trainables() []Parameter {
	if s.options.Parameters != nil {
		return CloneParameters(s.options.Parameters)
	}
	return CloneParameters(s.starting)
}

// TrainablePaths returns the view that each of the trainables was made on.
func (s *Simulation) TrainablePaths() []string { return s.paths }

// Place describes a compartment, given by its index in the model, for messages:
// cell(0).branch(1).comp(2).
func (s *Simulation) Place(compartment int) string {
	return s.m.place(int32(compartment % s.m.numCompartments())) // of a chunk, in whichever member
}

// Run takes the state through the run, as Integrate does, and returns what was
// recorded. Error: those of Integrate; a state that is not at the start of the
// run any more, since a simulation runs once and its forks run again.
func (s *Simulation) Run(ctx context.Context) (*Result, error) {
	if s.state.Step() != s.first {
		return nil, errors.New("integrate: the simulation is not at its start any more; run a fork of it")
	}
	schedule, err := s.Schedule()
	if err != nil {
		return nil, err
	}
	started := time.Now()
	if err := plan.Run(ctx, s.state, schedule, s.RunOptions()); err != nil {
		return nil, fmt.Errorf("integrate: %w", err)
	}
	s.schedule, s.run = schedule, time.Since(started)
	return s.Result(), nil
}

// times appends the times of so many samples.
func (s *Simulation) times(list []float64, first, samples int) []float64 {
	for k := first; k < first+samples; k++ {
		list = append(list, float64(s.first+k*s.options.Every)*s.options.Dt)
	}
	return list
}

// sink gives the samples of a run to Options.Stream.
func (s *Simulation) sink() plan.Sink {
	var times []float64
	return func(first int, samples [][]float64) error {
		times = s.times(times[:0], first, len(samples[0]))
		return s.options.Stream(Block{First: first, Times: times, Recordings: samples, Recorded: s.recorded})
	}
}

// Result returns what the samples and columns of the state hold now. Times are
// as many as there are samples, from the start of the run; the traces are those
// of the state, not copies.
func (s *Simulation) Result() *Result {
	o, p := &s.options, s.plan
	result := &Result{
		Recorded: s.recorded,
		Hash:     s.state.Hash(),
		Explain:  p.String(),
		Stats: Stats{
			Cells: p.NumCells(), Compartments: p.NumCompartments(), Branchpoints: p.NumBranchpoints(), Synapses: s.synapses,
			Steps: s.state.Step() - s.first, Workers: o.Workers, Engine: p.Engine(), Dt: o.Dt, // fewer where a system ended the run
			Freeze: s.freeze, Run: s.run, Bytes: p.Bytes() + s.state.Bytes(),
		},
	}
	if s.schedule != nil {
		result.Explain += s.schedule.String()
	}
	if s.model != nil {
		result.Footprint = s.footprint()
		result.Explain += result.Footprint.String()
	}
	if o.Stream == nil {
		samples := result.Stats.Steps/o.Every + 1
		if len(s.state.Samples) > 0 {
			samples = len(s.state.Samples[0])
		}
		result.Times, result.Recordings = s.times(make([]float64, 0, samples), 0, samples), s.state.Samples
	}
	if o.ReturnStates {
		result.States = &States{snapshot: s.state.Snapshot(), dt: o.Dt}
	}
	return result
}

// Fork returns another simulation of the same start with a state of its own,
// over the same plan and values. Error: none that Prepare would not have
// returned.
func (s *Simulation) Fork() (*Simulation, error) {
	fork := *s
	fork.schedule, fork.run = nil, 0
	if err := fork.start("fork"); err != nil {
		return nil, err
	}
	return &fork, nil
}
