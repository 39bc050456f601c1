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
func (b *backward) run(ctx context.Context) (list []*Gradient, err error) {
	c, o := b.chunk, b.options
	b.gradients, b.seeded = make([]*Gradient, len(b.losses)), false
	for k := range b.gradients {
		b.gradients[k] = &Gradient{}
	}
	if err := b.prepareCotangent(); err != nil {
		return nil, err
	}
	run := c.RunOptions()
	run.Steps, run.Workers = b.steps, b.workers
	window, err := o.window(run.Dt)
	if err != nil {
		return nil, err
	}
	total := 0
	if run.Progress = nil; b.progress != nil {
		run.Progress = func(done, _ int) { b.progress(done, total) }
	}
	schedule, err := c.Schedule()
	if err != nil {
		return nil, err
	}
	first := c.State().Step()
	if b.sweep, err = plan.NewSweep(c.State(), schedule, run, b.cotangent); err != nil {
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
	if !b.seeded { // a run without steps
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
	return b.gradients, b.collect()
}

// actions does what the plan of checkpoints says. The loss is computed when the run
// has come to its end for the first time.
func (b *backward) actions(ctx context.Context, plans *checkpoint.Plan, first, window int) error {
	state := b.chunk.State()
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
			if !b.seeded {
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
	c, with := b.chunk, b.options.With
	active := c.ActiveColumns(with&Overrides != 0)
	if with&(Clamps|Overrides) != 0 { // parameters that are clamped: what holds them has their derivatives
		for _, clamp := range c.Plan().Clamps() {
			if !slices.Contains(active, clamp.Key) {
				active = append(active, clamp.Key)
			}
		}
	}
	var err error
	if b.cotangent, err = c.Plan().NewSensitivity(active...); err != nil {
		return err
	}
	state := c.State()
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

// noPlan says that checkpoints cannot be planned: the budget is too small.
type noPlan struct{ error }

// Unwrap returns what is missing.
func (n *noPlan) Unwrap() error { return n.error }

// checkpoints plans the way back.
func (b *backward) checkpoints() (*checkpoint.Plan, error) {
	choice := b.options.Checkpoints
	if choice == nil {
		choice = Budget(DefaultBudget)
	}
	state, step, fixed := b.sweep.StateBytes(), b.sweep.StepBytes(), b.sweep.FixedBytes()
	plans, err := choice.plan(b.steps, state, step, fixed)
	if err != nil {
		return nil, &noPlan{err}
	}
	for _, g := range b.gradients {
		g.Cost = costOf(plans, fixed)
	}
	return plans, nil
}

// seed computes the losses and gives their derivatives to the samples and the final states.
func (b *backward) seed() error {
	b.seeded = true
	for k, r := range b.chunk.Results() {
		g := b.gradients[k]
		// the samples are made again on the way back, with the same bits; the result is the caller's
		g.Result, r.Recordings = r, cloneLists(r.Recordings)
		if b.losses[k] == nil {
			continue
		}
		derivative := zerosLike(r.Recordings)
		value, err := b.losses[k](r, derivative)
		if err != nil {
			return b.of(k, fmt.Errorf("loss: %w", err))
		}
		if err := checkDerivative(r, derivative); err != nil {
			return b.of(k, err)
		}
		g.Value += value
		copy(b.cotangent.Samples[k*len(derivative):], derivative)
	}
	if err := b.seedFinal(); err != nil {
		return err
	}
	for k, g := range b.gradients {
		if math.IsNaN(g.Value) || math.IsInf(g.Value, 0) {
			return b.of(k, fmt.Errorf("loss: its value is %v", g.Value))
		}
	}
	return nil
}

// seedFinal does so with the loss of the final states.
func (b *backward) seedFinal() error {
	if b.options.Final == nil {
		return nil
	}
	final := b.chunk.Flat()
	derivatives := zerosLike(final)
	for k, derivative := range derivatives {
		value, err := b.options.Final(final[k], derivative)
		if err != nil {
			return b.of(k, fmt.Errorf("final loss: %w", err))
		}
		for i, x := range derivative {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return b.of(k, fmt.Errorf("final loss: its derivative with respect to value %d of the final state is %v", i, x))
			}
		}
		b.gradients[k].Value += value
	}
	return b.chunk.SetFlat(b.cotangent, derivatives)
}

// of says which simulation of several an error is about.
func (b *backward) of(k int, err error) error {
	return &golgi.MemberError{Member: b.chunk.Members()[k], Err: err}
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
	pullbacks, err := b.chunk.Pullbacks(b.cotangent)
	if err != nil {
		return err
	}
	for k, pullback := range pullbacks {
		if err := b.collectOne(k, pullback); err != nil {
			return err
		}
	}
	return nil
}

// collectOne does so for one simulation of several.
func (b *backward) collectOne(k int, pullback *golgi.Pullback) error {
	g, with := b.gradients[k], b.options.With
	g.Parameters = pullback.Parameters
	all := [][]float64{}
	for _, p := range g.Parameters {
		all = append(all, p.Values)
	}
	if with&Stimuli != 0 {
		g.Stimuli = b.chunk.Stimuli(b.cotangent.Waveforms, k)
		all = append(all, g.Stimuli...)
	}
	if with&Clamps != 0 {
		g.Clamps = b.chunk.Clamps(b.cotangent.ClampWaveforms, k)
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
	g.paths = b.chunk.TrainablePaths()
	g.Zeros = zeros(g.Parameters, g.paths)
	return nil
}
