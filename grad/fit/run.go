package fit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"golgi/grad/optimise"
)

// What Options mean by 0.
const (
	defaultEpochs   = 100
	defaultRate     = 0.01
	defaultBackoffs = 10
)

// goodEpochs is after how many epochs without a back-off a halved step doubles.
const goodEpochs = 5

// Run fits. A cancelled context ends it with the best so far and no error: see
// Result.Why. Errors: a problem or options that do not fit together, a state of
// another fit, a start that is out of range or that cannot be evaluated; for
// these there is no result. If from the best point no step leads to a finite
// loss, or the optimiser fails, the error comes with the result so far.
func Run(ctx context.Context, p Problem, o Options) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	if err := o.complete(&p); err != nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	r := &run{p: &p, o: &o, state: fresh(&p, &o)}
	if o.Resume != nil {
		if err := o.Resume.matches(r.state); err != nil {
			return nil, fmt.Errorf("fit: %w", err)
		}
		r.state = o.Resume.clone()
	}
	var result *Result
	var err error
	if o.Method.Run != nil {
		result, err = r.method(ctx)
	} else {
		result, err = r.optimise(ctx)
	}
	if err != nil {
		err = fmt.Errorf("fit: %w", err)
	}
	return result, err
}

// complete fills in what is 0 and checks the rest.
func (o *Options) complete(p *Problem) error {
	if o.Epochs == 0 {
		o.Epochs = defaultEpochs
	}
	switch {
	case o.Backoffs == 0:
		o.Backoffs = defaultBackoffs
	case o.Backoffs < 0:
		o.Backoffs = 0
	}
	method := o.Method.Run != nil
	switch {
	case o.Epochs < 0:
		return fmt.Errorf("%d epochs", o.Epochs)
	case o.Patience < 0 || !(o.Tolerance >= 0):
		return fmt.Errorf("patience %d, tolerance %v; they must be 0 or more", o.Patience, o.Tolerance)
	case o.Target != nil && math.IsNaN(*o.Target):
		return errors.New("the target is not a number")
	case o.Batch < 0 || o.Batch > 0 && (p.Cases <= 0 || p.EvaluateCases == nil):
		return fmt.Errorf("mini-batches of %d cases: the problem must say how many Cases there are, and have EvaluateCases", o.Batch)
	case o.Batch > p.Cases:
		return fmt.Errorf("mini-batches of %d of %d cases", o.Batch, p.Cases)
	case o.Batch > 0 && method:
		return fmt.Errorf("%s cannot use mini-batches, as its steps compare losses; take an optimiser", o.Method.Name)
	case o.Optimiser != nil && method:
		return fmt.Errorf("both an optimiser, %v, and a method, %s; give one", o.Optimiser, o.Method.Name)
	}
	if o.Optimiser == nil {
		o.Optimiser = optimise.Adam(optimise.Constant(defaultRate))
	}
	return nil
}

// run is one fit.
type run struct {
	p         *Problem
	o         *Options
	state     *State
	reference float64 // the loss that Patience compares with
	since     int     // epochs since it fell
}

// begin evaluates the start, or takes up the history of the state.
func (r *run) begin(ctx context.Context) error {
	for i, value := range r.state.History {
		r.observe(value, i == 0)
	}
	if len(r.state.History) > 0 {
		return r.o.Optimiser.Restore(r.state.Here.Optimiser)
	}
	if err := r.o.Optimiser.Restore(optimise.State{}); err != nil {
		return err
	}
	x, err := r.start()
	if err != nil {
		return err
	}
	here := Point{X: x, Optimiser: r.o.Optimiser.State()}
	if r.o.Batch > 0 {
		here.Value, err = r.p.loss(ctx, x)
	} else {
		here.Value, here.Gradient, err = r.p.evaluate(ctx, x, nil)
	}
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("before the start was evaluated: %w", context.Cause(ctx))
	}
	if err != nil {
		return r.p.startError(err, x)
	}
	r.accept(here, 1, 0, true)
	return nil
}

// start returns the numbers of the starting values.
func (r *run) start() ([]float64, error) {
	x, err := r.p.Transform.Inverse(r.p.Start)
	if err != nil {
		return nil, fmt.Errorf("start: %w", r.p.placed(err))
	}
	flat := optimise.Flatten(x)
	for i, v := range flat {
		if !finite(v) {
			return nil, fmt.Errorf("start: %s is %v", r.p.name(i), v)
		}
	}
	return flat, nil
}

// observe counts the epochs since the best loss fell.
func (r *run) observe(value float64, first bool) {
	r.since++
	if first || value < r.reference-float64(r.o.Tolerance*math.Abs(r.reference)) {
		r.reference, r.since = value, 0
	}
}

// optimise is the loop with an optimiser.
func (r *run) optimise(ctx context.Context) (*Result, error) {
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	for {
		if why, reason, ended := r.ended(ctx); ended {
			return r.result(why, reason), nil
		}
		if err := r.epoch(ctx); err != nil {
			if ctx.Err() != nil {
				return r.result(Cancelled, Cancelled.String()), nil
			}
			return r.result(Failed, err.Error()), err
		}
	}
}

// ended tells whether the fit is at its end.
func (r *run) ended(ctx context.Context) (Why, string, bool) {
	value, epoch := r.state.Here.Value, r.state.Epoch()
	switch {
	case r.o.Target != nil && r.state.Best.Value <= *r.o.Target:
		return TargetReached, fmt.Sprintf("the loss, %.6g, has reached the target of %.6g", r.state.Best.Value, *r.o.Target), true
	case r.o.Patience > 0 && r.since >= r.o.Patience:
		return Converged, fmt.Sprintf("in %d epochs the loss has not fallen by more than %.3g of its size; the last is %.6g", r.since, r.o.Tolerance, value), true
	case epoch >= r.o.Epochs:
		return EpochsDone, fmt.Sprintf("all %d epochs were made", epoch), true
	case ctx.Err() != nil:
		return Cancelled, Cancelled.String(), true
	}
	return 0, "", false
}

// epoch makes one epoch: from where the fit is, or, if that fails, with half
// the step from the best point.
func (r *run) epoch(ctx context.Context) error {
	s, from, scale := r.state, r.state.Here, r.state.Scale
	backoffs := 0
	for {
		next, err := r.attempt(ctx, from, scale)
		if err == nil {
			r.accept(next, scale, backoffs, true)
			return nil
		}
		var failed *evaluationError
		if ctx.Err() != nil || !errors.As(err, &failed) || failed.anywhere {
			return fmt.Errorf("epoch %d: %w", s.Epoch()+1, err)
		}
		if backoffs == r.o.Backoffs {
			return fmt.Errorf("epoch %d: %w; the step from the best point (epoch %d, loss %.6g) was halved %d times; a smaller learning rate, clipped gradients or narrower bounds may help",
				s.Epoch()+1, r.p.at(err, s.Best.X, "at "), s.Best.Epoch, s.Best.Value, backoffs)
		}
		backoffs++
		from, scale = s.Best, scale/2
	}
}

// accept makes a point the state of the fit; the first is the start.
func (r *run) accept(next Point, scale float64, backoffs int, tell bool) {
	s := r.state
	s.Here, s.Scale = next, scale
	s.Backoffs += backoffs
	if s.Good++; backoffs > 0 {
		s.Good = 0
	} else if s.Good >= goodEpochs && s.Scale < 1 {
		s.Scale, s.Good = 2*s.Scale, 0
	}
	first := len(s.History) == 0
	s.Zeros = zerosOf(next.Gradient, s.Zeros, first)
	improved := first || next.Value < s.Best.Value
	if improved {
		s.Best = next
	}
	r.observe(next.Value, first)
	s.History = append(s.History, next.Value)
	if tell {
		r.report(improved, backoffs)
	}
}

// zerosOf returns which derivatives are exactly 0, and were so before.
func zerosOf(gradient []float64, before []int, first bool) []int {
	var zeros []int
	for i, g := range gradient {
		if g == 0 && (first || slices.Contains(before, i)) {
			zeros = append(zeros, i)
		}
	}
	return zeros
}

// attempt makes the steps of an epoch from a point, each scaled.
func (r *run) attempt(ctx context.Context, from Point, scale float64) (Point, error) {
	if err := r.o.Optimiser.Restore(from.Optimiser); err != nil {
		return Point{}, err
	}
	next := Point{Epoch: r.state.Epoch() + 1, X: from.X}
	var err error
	if r.o.Batch == 0 {
		if next.X, err = r.step(from.X, from.Value, from.Gradient, scale); err != nil {
			return Point{}, err
		}
		next.Value, next.Gradient, err = r.p.evaluate(ctx, next.X, nil)
		next.Optimiser = r.o.Optimiser.State()
		return next, err
	}
	for _, cases := range batches(r.p.Cases, r.o.Batch, r.o.Seed, next.Epoch) {
		value, gradient, err := r.p.evaluate(ctx, next.X, cases)
		if err != nil {
			return Point{}, err
		}
		part := float64(r.p.Cases) / float64(len(cases)) // makes it an estimate of the whole loss
		for i := range gradient {
			gradient[i] *= part
		}
		if next.X, err = r.step(next.X, value*part, gradient, scale); err != nil {
			return Point{}, err
		}
	}
	next.Value, err = r.p.loss(ctx, next.X)
	next.Optimiser = r.o.Optimiser.State()
	return next, err
}

// step returns where the optimiser goes from x.
func (r *run) step(x []float64, value float64, gradient []float64, scale float64) ([]float64, error) {
	step, err := r.o.Optimiser.Step(optimise.Point{Parameters: r.p.shaped(x), Value: value, Gradient: r.p.shaped(gradient)})
	if err != nil {
		return nil, err
	}
	next := slices.Clone(x)
	for i, d := range optimise.Flatten(step) {
		next[i] -= float64(scale * d)
	}
	for i := range next {
		if !finite(next[i]) {
			return nil, &evaluationError{x: x, err: fmt.Errorf("the step of %s leads to %v", r.p.name(i), next[i])}
		}
	}
	return next, nil
}
