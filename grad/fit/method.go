package fit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golgi"
	"golgi/grad/optimise"
)

// method is the fit with a method that chooses its own steps. A state keeps the
// log of its evaluations: to go on, the method makes its steps again, with the
// losses of the log.
func (r *run) method(ctx context.Context) (*Result, error) {
	x, err := r.start()
	if err != nil {
		return nil, err
	}
	known := r.state.Epoch() // epochs that Progress has been told of
	log := r.state.Log
	r.state.History, r.state.Good = nil, 0
	why, reason := EpochsDone, ""
	minimum, err := optimise.Minimise(ctx, optimise.Objective{
		Start: r.p.shaped(x), Evaluate: r.evaluate, Value: r.value,
	}, r.o.Method, optimise.Settings{
		Failures: r.failures(), Log: log,
		Iteration: func(i optimise.Iteration) bool {
			r.accept(Point{Epoch: i.Number, X: i.X, Value: i.Value, Gradient: i.Gradient}, 1, 0, i.Number > known)
			until := ctx
			if i.Number < known {
				until = context.Background() // cancelling must not lose what the log has
			}
			var ended bool
			why, reason, ended = r.ended(until)
			return ended
		},
	})
	var failed *evaluationError
	if minimum == nil {
		if errors.As(err, &failed) {
			err = r.p.startError(failed, x)
		}
		return nil, err
	}
	s := r.state
	s.Log = minimum.Log
	if len(s.History) == 0 { // the method ended before it said so of the start
		r.accept(Point{X: x, Value: minimum.Value, Gradient: minimum.Log[0].Gradient}, 1, 0, false)
	}
	if minimum.Value < s.Best.Value { // met on the way, in an iteration that did not end
		s.Best = Point{Epoch: minimum.Iteration, X: optimise.Flatten(minimum.Parameters), Value: minimum.Value}
		s.Best.Gradient = s.Log[slices.IndexFunc(s.Log, func(e optimise.Evaluation) bool { return slices.Equal(e.X, s.Best.X) })].Gradient
	}
	switch {
	case err != nil:
		if errors.As(err, &failed) {
			err = fmt.Errorf("%d losses in a row could not be had; the last %w", r.failures()+1, r.p.at(failed, s.Best.X, "at "))
		}
		why, reason = Failed, err.Error()
	case minimum.Cancelled:
		why, reason = Cancelled, Cancelled.String()
	case minimum.Converged:
		why, reason = Converged, minimum.Reason
	}
	return r.result(why, reason), err
}

// failures is Backoffs, as Minimise counts.
func (r *run) failures() int {
	if r.o.Backoffs == 0 {
		return -1
	}
	return r.o.Backoffs
}

// evaluate evaluates for a method.
func (r *run) evaluate(ctx context.Context, x []golgi.Parameter) (float64, []golgi.Parameter, error) {
	value, gradient, err := r.p.evaluate(ctx, optimise.Flatten(x), nil)
	if err != nil {
		return 0, nil, err
	}
	return value, r.p.shaped(gradient), nil
}

// value evaluates the loss alone for a method.
func (r *run) value(ctx context.Context, x []golgi.Parameter) (float64, error) {
	return r.p.loss(ctx, optimise.Flatten(x))
}
