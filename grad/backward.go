package grad

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"golgi"
	"golgi/grad/checkpoint"
	"golgi/plan"
)

// run goes through the actions of a plan of checkpoints, once.
func (b *backward) run(ctx context.Context) (g *Gradient, err error) {
	s, o := b.simulation, b.options
	b.gradient = &Gradient{}
	if err := b.prepareCotangent(); err != nil {
		return nil, err
	}
	run := s.RunOptions()
	run.Steps = b.steps
	window, err := o.window(run.Dt)
	if err != nil {
		return nil, err
	}
	total := 0
	if run.Progress != nil {
		report := run.Progress
		run.Progress = func(done, _ int) { report(done, total) }
	}
	schedule, err := s.Schedule()
	if err != nil {
		return nil, err
	}
	first := s.State().Step()
	if b.sweep, err = plan.NewSweep(s.State(), schedule, run, b.cotangent); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.sweep.Close())
		}
	}()
	if b.check {
		b.sweep.Check()
	}
	plans, err := b.checkpoints()
	if err != nil {
		return nil, err
	}
	total = plans.Forward + b.steps
	if err := b.sweep.Start(); err != nil {
		return nil, err
	}
	if err := b.actions(ctx, plans, first, window); err != nil {
		return nil, err
	}
	if b.gradient.Result == nil { // a run without steps
		if err := b.seed(); err != nil {
			return nil, err
		}
	}
	if err := b.sweep.BackStart(); err != nil {
		return nil, err
	}
	if err := b.sweep.Finish(); err != nil {
		return nil, err
	}
	return b.gradient, b.collect()
}

// actions does what the plan of checkpoints says. The loss is computed when the run
// has come to its end for the first time.
func (b *backward) actions(ctx context.Context, plans *checkpoint.Plan, first, window int) error {
	state := b.simulation.State()
	b.sweep.Reserve(plans.Segment, plans.Slots)
	for action := range plans.Actions() {
		switch action.Kind {
		case checkpoint.Save:
			b.sweep.Save(action.Slot)
		case checkpoint.Restore:
			b.sweep.Restore(action.Slot)
		case checkpoint.Advance, checkpoint.Tape:
			if err := b.sweep.Advance(ctx, first+action.To, action.Kind == checkpoint.Tape); err != nil {
				return err
			}
			if done := state.Step() - first; done < action.To {
				return &stopped{done}
			}
		case checkpoint.Back:
			if b.gradient.Result == nil {
				if err := b.seed(); err != nil {
					return err
				}
			}
			if err := b.back(ctx, first, action.From, action.To, window); err != nil {
				return err
			}
		}
	}
	return nil
}

// back goes from one sample to an earlier one, and ends the flow through the states
// where windows meet.
func (b *backward) back(ctx context.Context, first, from, to, window int) error {
	for window > 0 && from > to {
		cut := (from - 1) / window * window // the last border before from
		if cut < to {
			break
		}
		if err := b.sweep.Back(ctx, first+cut); err != nil {
			return err
		}
		if from = cut; cut > 0 {
			b.cotangent.ClearStates()
		}
	}
	return b.sweep.Back(ctx, first+to)
}

// prepareCotangent makes the derivatives that are asked for, all zero.
func (b *backward) prepareCotangent() error {
	s, with := b.simulation, b.options.With
	active := s.ActiveColumns(with&Overrides != 0)
	if with&(Clamps|Overrides) != 0 { // parameters that are clamped: what holds them has their derivatives
		for _, clamp := range s.Plan().Clamps() {
			active = append(active, clamp.Key)
		}
	}
	var err error
	if b.cotangent, err = s.Plan().NewSensitivity(active...); err != nil {
		return err
	}
	state := s.State()
	if with&(Stimuli|Overrides) != 0 {
		b.cotangent.Waveforms = zerosLike(state.Waveforms)
	}
	if with&(Clamps|Overrides) != 0 {
		b.cotangent.ClampWaveforms = zerosLike(state.ClampWaveforms)
	}
	return nil
}

func zerosLike(list [][]float64) [][]float64 {
	out := make([][]float64, len(list))
	for i := range list {
		out[i] = make([]float64, len(list[i]))
	}
	return out
}

// checkpoints plans the way back.
func (b *backward) checkpoints() (*checkpoint.Plan, error) {
	choice := b.options.Checkpoints
	if choice == nil {
		choice = Budget(DefaultBudget)
	}
	state, step, fixed := b.sweep.StateBytes(), b.sweep.StepBytes(), b.sweep.FixedBytes()
	plans, err := choice.plan(b.steps, state, step, fixed)
	if err != nil {
		return nil, err
	}
	b.gradient.Cost = costOf(plans, fixed)
	return plans, nil
}

// seed computes the loss and gives its derivatives to the samples and the final state.
func (b *backward) seed() error {
	s, g := b.simulation, b.gradient
	g.Result = s.Result()
	if b.loss != nil {
		// the samples are made again on the way back, with the same bits; the result is the caller's
		g.Result.Recordings = cloneLists(g.Result.Recordings)
		derivative := zerosLike(g.Result.Recordings)
		value, err := b.loss(g.Result, derivative)
		if err != nil {
			return fmt.Errorf("loss: %w", err)
		}
		if err := checkDerivative(g.Result, derivative); err != nil {
			return err
		}
		g.Value += value
		b.cotangent.Samples = derivative
	}
	if b.options.Final != nil {
		final := s.State().Flat()
		derivative := make([]float64, len(final))
		value, err := b.options.Final(final, derivative)
		if err != nil {
			return fmt.Errorf("final loss: %w", err)
		}
		for i, x := range derivative {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("final loss: its derivative with respect to value %d of the final state is %v", i, x)
			}
		}
		g.Value += value
		if err := b.cotangent.SetFlat(derivative); err != nil {
			return err
		}
	}
	if math.IsNaN(g.Value) || math.IsInf(g.Value, 0) {
		return fmt.Errorf("loss: its value is %v", g.Value)
	}
	return nil
}

// checkDerivative makes sure that a loss left a finite derivative for each sample.
func checkDerivative(r *golgi.Result, derivative [][]float64) error {
	for i, samples := range derivative {
		if len(samples) != len(r.Recordings[i]) {
			return fmt.Errorf("loss: it left %d derivatives for the %d samples of recording %d; fill the list that is given", len(samples), len(r.Recordings[i]), i)
		}
		for k, x := range samples {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("loss: its derivative with respect to sample %d of recording %d (at %.6g ms) is %v", k, i, r.Times[k], x)
			}
		}
	}
	return nil
}

func cloneLists(list [][]float64) [][]float64 {
	out := make([][]float64, len(list))
	for i := range list {
		out[i] = slices.Clone(list[i])
	}
	return out
}

// collect turns the derivatives of columns into those that are asked for.
func (b *backward) collect() error {
	s, g, with := b.simulation, b.gradient, b.options.With
	pullback, err := s.Pullback(b.cotangent)
	if err != nil {
		return err
	}
	g.Parameters = pullback.Parameters
	all := [][]float64{}
	for _, p := range g.Parameters {
		all = append(all, p.Values)
	}
	if with&Stimuli != 0 {
		g.Stimuli = b.cotangent.Waveforms
		all = append(all, g.Stimuli...)
	}
	if with&Clamps != 0 {
		g.Clamps = b.cotangent.ClampWaveforms
		all = append(all, g.Clamps...)
	}
	if with&Overrides != 0 {
		g.Overrides = pullback.Overrides
		for _, list := range g.Overrides {
			all = append(all, list...)
		}
	}
	if with&InitialStates != 0 {
		g.InitialStates = pullback.InitialStates
		for _, list := range g.InitialStates {
			all = append(all, list)
		}
	}
	for _, list := range all {
		if err := finiteOrError(list); err != nil {
			return err
		}
	}
	g.paths = s.TrainablePaths()
	g.Zeros = zeros(g.Parameters, g.paths)
	return nil
}
