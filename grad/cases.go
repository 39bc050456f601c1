package grad

import (
	"context"
	"errors"
	"fmt"
	"sync"

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

// ValueAndGradOf runs a model once for each case, and returns the sum of their losses, each by its weight, with
// its gradient; and the gradient of each case, not weighted. Overrides of the sum are those of Options.Run, stimuli and clamps are with the cases alone.
// Cases run side by side if there are several workers, each case on one; the budget is then shared. Errors name the case.
func ValueAndGradOf(ctx context.Context, m Model, parameters []golgi.Parameter, cases []Case, o Options) (*Gradient, []*Gradient, error) {
	if len(cases) == 0 {
		return nil, nil, errors.New("gradient: no cases are given")
	}
	each := make([]*Gradient, len(cases))
	errs := make([]error, len(cases))
	workers := workersFor(&o, len(cases))
	progress := &caseProgress{report: o.Run.Progress, done: make([]int, len(cases)), steps: make([]int, len(cases))}
	one := func(ctx context.Context, i int, o Options) error {
		c := &cases[i]
		o.Run.Progress = progress.of(i)
		o.Run.Overrides = append(append([]golgi.Override{}, o.Run.Overrides...), c.Overrides...)
		if c.InitialStates != nil {
			o.Run.InitialStates = c.InitialStates
		}
		if c.TMax != 0 {
			o.Run.TMax = c.TMax
		}
		var err error
		if each[i], err = ValueAndGrad(ctx, m, parameters, c.Loss, o); err != nil {
			return fmt.Errorf("case %d: %w", i, err)
		}
		return nil
	}
	if workers == 1 {
		for i := range cases {
			if err := one(ctx, i, o); err != nil {
				return nil, nil, err
			}
		}
		return sum(cases, each, &o), each, nil
	}
	o.Run.Workers = 1
	o.Checkpoints = share(o.Checkpoints, workers)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	next := make(chan int)
	for range workers {
		group.Go(func() {
			for i := range next {
				if errs[i] = one(ctx, i, o); errs[i] != nil {
					cancel()
				}
			}
		})
	}
	for i := range cases {
		next <- i
	}
	close(next)
	group.Wait()
	if err := firstError(errs); err != nil {
		return nil, nil, err
	}
	return sum(cases, each, &o), each, nil
}

// firstError prefers an error to the cancellations that followed from it.
func firstError(errs []error) error {
	var cancelled error
	for _, err := range errs {
		switch {
		case err == nil:
		case !errors.Is(err, context.Canceled):
			return err
		case cancelled == nil:
			cancelled = err
		}
	}
	return cancelled
}

// share divides a budget among simulations that run side by side.
func share(c Checkpoints, among int) Checkpoints {
	if c == nil {
		c = Budget(DefaultBudget)
	}
	if b, ok := c.(budget); ok {
		return Budget(int64(b) / int64(among))
	}
	return c
}

// caseProgress adds up the progress of simulations side by side, one call at a time. The
// whole is taken to be as long as the cases known so far are on the average.
type caseProgress struct {
	mutex       sync.Mutex
	report      func(done, steps int)
	done, steps []int // of each case
}

// of returns what one case reports to.
func (p *caseProgress) of(i int) func(done, steps int) {
	if p.report == nil {
		return nil
	}
	return func(done, steps int) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.done[i], p.steps[i] = done, steps
		sum, known, all := 0, 0, 0
		for k := range p.done {
			sum += p.done[k]
			if p.steps[k] > 0 {
				known++
				all += p.steps[k]
			}
		}
		p.report(sum, all*len(p.done)/known)
	}
}
