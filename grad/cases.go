package grad

import (
	"context"
	"errors"
	"fmt"

	"golgi"
)

// Case is one simulation of several that make up a loss.
type Case struct {
	// Overrides come after those of Options.Run.
	Overrides []golgi.Override
	// InitialStates, if given, take the place of those of Options.Run.
	InitialStates *golgi.States
	// TMax, if not 0, takes the place of that of Options.Run, ms.
	TMax float64
	Loss Loss
	// Weight multiplies the loss; 0 means 1.
	Weight float64
}

// batcher is a model that runs many cases as one simulation.
type batcher interface {
	PrepareGradients(golgi.Options, []golgi.Member) (*golgi.Batch, error)
}

// ValueAndGradOf runs a model once for each case, and returns the sum of their losses, each
// by its weight, with its gradient; and the gradient of each case, not weighted, with the bits
// that ValueAndGrad of it alone gives. Overrides of the sum are those of Options.Run; stimuli,
// clamps and results are with the cases alone.
//
// Cases go forward and back together as a batch (see golgi.Batch), and chunks of it
// side by side if there are several workers: the budget is that of all at once. Where it is too
// small for a chunk, where the run has systems of the user's own, and where the model is none
// of golgi's, cases go one after the other. Costs of a case are those of its chunk. Errors name
// the case: of several that stop, the one that does so at the earliest step.
func ValueAndGradOf(ctx context.Context, m Model, parameters []golgi.Parameter, cases []Case, o Options) (*Gradient, []*Gradient, error) {
	if len(cases) == 0 {
		return nil, nil, errors.New("gradient: no cases are given")
	}
	for i := range cases {
		var err error
		if parameters, err = checkAsked(m, parameters, cases[i].Loss, &o); err != nil {
			return nil, nil, fmt.Errorf("case %d: gradient: %w", i, err)
		}
	}
	o.Run.Parameters = parameters
	each := make([]*Gradient, len(cases))
	var err error
	if _, is := m.(batcher); is && len(o.Run.Systems) == 0 {
		err = together(ctx, m, cases, o, each)
	} else {
		err = oneByOne(ctx, m, cases, all(cases), o, each)
	}
	if one, is := errors.AsType[*golgi.MemberError](err); is {
		return nil, nil, fmt.Errorf("case %d: gradient: %w", one.Member, one.Err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("gradient: %w", err)
	}
	return sum(cases, each, &o), each, nil
}

// together goes through the chunks of a batch.
func together(ctx context.Context, m Model, cases []Case, o Options, each []*Gradient) error {
	members := make([]golgi.Member, len(cases))
	for i := range cases {
		members[i] = cases[i].member()
	}
	batch, err := m.(batcher).PrepareGradients(o.Run, members)
	if err != nil {
		return err
	}
	side, _ := batch.Split()
	whole := o
	o.Checkpoints = Share(o.Checkpoints, side)
	progress := golgi.NewBatchProgress(batch, o.Run.Progress, 2)
	err = batch.FirstError(batch.Each(func(c *golgi.Chunk, workers int) error {
		numbers := c.Members()
		var losses []Loss
		for _, i := range numbers {
			losses = append(losses, cases[i].Loss)
		}
		b := newBackward(c, losses, &o)
		b.workers, b.progress = workers, progress.Of(c)
		if err := c.Start(); err != nil {
			return err
		}
		defer c.Release()
		list, err := b.gradientsOf(ctx)
		if _, small := errors.AsType[*noPlan](err); small && len(numbers) > 1 {
			c.Release()
			alone := o
			alone.Run.Workers, alone.Run.Progress = workers, nil
			if n := len(numbers); b.progress != nil {
				alone.Run.Progress = func(done, steps int) { b.progress(done/n, steps/n) }
			}
			return oneByOne(ctx, m, cases, numbers, alone, each)
		}
		for k := range list {
			each[numbers[k]] = list[k]
		}
		return err
	}))
	if _, small := errors.AsType[*noPlan](err); small && side > 1 { // a share is, the whole budget need not be
		return oneByOne(ctx, m, cases, all(cases), whole, each)
	}
	return err
}

// oneByOne goes through some of the cases alone.
func oneByOne(ctx context.Context, m Model, cases []Case, numbers []int, o Options, each []*Gradient) error {
	progress := &caseProgress{report: o.Run.Progress, done: make([]int, len(numbers)), steps: make([]int, len(numbers))}
	for k, i := range numbers {
		c, one := &cases[i], o
		one.Run = c.RunOptions(o.Run)
		one.Run.Progress = progress.of(k)
		var err error
		if each[i], err = valueAndGrad(ctx, m, c.Loss, &one); err != nil {
			return &golgi.MemberError{Member: i, Err: err}
		}
	}
	return nil
}

// all numbers the cases.
func all(cases []Case) []int {
	numbers := make([]int, len(cases))
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// Share divides a budget (nil: that of DefaultBudget) among simulations that run side by side; other
// plans of checkpoints are as they were.
func Share(c Checkpoints, among int) Checkpoints {
	if c == nil {
		c = Budget(DefaultBudget)
	}
	if b, ok := c.(budget); ok {
		return Budget(int64(b) / int64(among))
	}
	return c
}

// caseProgress adds up the progress of simulations one after the other. The
// whole is taken to be as long as the cases known so far are on the average.
type caseProgress struct {
	report      func(done, steps int)
	done, steps []int // of each case
}

// of returns what one case reports to.
func (p *caseProgress) of(i int) func(done, steps int) {
	if p.report == nil {
		return nil
	}
	return func(done, steps int) {
		p.done[i], p.steps[i] = done, steps
		sum, all := 0, 0
		for k := range i + 1 {
			sum, all = sum+p.done[k], all+p.steps[k]
		}
		p.report(sum, all*len(p.done)/(i+1))
	}
}
