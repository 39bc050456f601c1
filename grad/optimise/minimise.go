package optimise

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"golgi"
)

// Objective is what Minimise makes small.
type Objective struct {
	// Start is where to begin; all values may move freely.
	Start []golgi.Parameter
	// Evaluate returns the loss and its derivatives. An error, or a loss that
	// is not finite, counts as an infinite loss, from which methods turn back.
	Evaluate func(ctx context.Context, parameters []golgi.Parameter) (value float64, gradient []golgi.Parameter, err error)
	// Value returns the loss alone, for methods without derivatives. If it is
	// nil they ask Evaluate.
	Value func(ctx context.Context, parameters []golgi.Parameter) (float64, error)
}

// Settings say how far Minimise goes.
type Settings struct {
	// Iterations is the largest number of the method's iterations; 0: no limit.
	Iterations int
	// Failures is how many evaluations in a row may fail. 0 means 10; a negative
	// number, none.
	Failures int
	// Iteration, if set, is called with each iteration, those of Log included,
	// by the method; 0 is the start. It returns whether to stop.
	Iteration func(Iteration) (stop bool)
	// Log is the log of a run before, which this one goes on from: the method
	// makes the same steps again, but what is in the log is not evaluated anew.
	Log []Evaluation
}

// Iteration is a step of a method that it keeps.
type Iteration struct {
	Number   int
	Value    float64
	Gradient []float64 // in the order of Flatten; nil for methods without
	X        []float64 // where it is
}

// Evaluation is one evaluation of an objective. It may be written as JSON or
// gob without the loss of a bit.
type Evaluation struct {
	X        []float64 `json:"x"`
	Value    float64   `json:"value"`              // 0 if it failed
	Gradient []float64 `json:"gradient,omitempty"` // nil if not asked for
	Failed   bool      `json:"failed,omitempty"`
}

// Minimum is what Minimise found.
type Minimum struct {
	Parameters []golgi.Parameter // the best that was evaluated
	Value      float64
	Iteration  int          // in which it was met
	Iterations int          // made in all
	Reason     string       // why the method ended, in words
	Converged  bool         // the method itself found nothing better
	Cancelled  bool         // the context was cancelled
	Log        []Evaluation // of all evaluations, to go on from
}

// Minimise makes an objective small with a method. A cancelled context is no
// error: the best so far is returned. Errors: the start cannot be evaluated; too
// many evaluations in a row failed, in which case the minimum is returned as
// well; a log of another run.
func Minimise(ctx context.Context, o Objective, m Method, s Settings) (*Minimum, error) {
	if o.Evaluate == nil || m.Run == nil {
		return nil, errors.New("minimise: it needs an Evaluate and a method")
	}
	start := Flatten(o.Start)
	if len(start) == 0 {
		return nil, errors.New("minimise: no value to move")
	}
	w := &walk{ctx: ctx, o: o, s: s, name: m.Name, gradient: m.Gradient, best: math.Inf(1), limit: s.Failures}
	switch {
	case w.limit == 0:
		w.limit = 10
	case w.limit < 0:
		w.limit = 0
	}
	w.evaluate(start)
	switch {
	case w.err != nil:
		return nil, w.err
	case w.cancelled:
		return nil, fmt.Errorf("minimise: before the start was evaluated: %w", context.Cause(ctx))
	case w.failures > 0:
		return nil, fmt.Errorf("minimise: at the start: %w", w.failure)
	}
	reason := m.Run(start, Calls{Value: w.value, Derivative: w.derivative, Iteration: w.iteration, Ended: w.ended})
	return w.minimum(reason)
}

// walk is one run of Minimise.
type walk struct {
	ctx      context.Context
	o        Objective
	s        Settings
	name     string
	gradient bool
	limit    int // of failures in a row

	log       []Evaluation
	number    int // of the iteration that is being made
	best      float64
	bestX     []float64
	bestAt    int
	failures  int   // in a row
	failure   error // the last of them
	err       error // that ends the run
	cancelled bool
	stopped   bool // as Iteration wanted
	limited   bool // all iterations were made
}

// evaluate adds the evaluation at x to the log, unless it is the last one
// there, and returns it.
func (w *walk) evaluate(x []float64) Evaluation {
	if n := len(w.log); n > 0 && slices.Equal(w.log[n-1].X, x) {
		return w.log[n-1]
	}
	if w.err != nil || w.cancelled {
		return Evaluation{Failed: true}
	}
	e := Evaluation{X: slices.Clone(x)}
	if n := len(w.log); n < len(w.s.Log) {
		if e = w.s.Log[n]; !slices.Equal(e.X, x) || w.gradient && !e.Failed && len(e.Gradient) != len(x) {
			w.err = fmt.Errorf("minimise: evaluation %d of the log is at another place; resume with the problem and the method that the log is of", n)
			return Evaluation{Failed: true}
		}
		w.failure = errors.New("as noted in the log")
	} else if !w.ask(&e) {
		return Evaluation{Failed: true}
	}
	w.log = append(w.log, e)
	if e.Failed {
		if w.failures++; w.failures > w.limit && w.number > 0 {
			w.err = fmt.Errorf("minimise: %s: %d evaluations in a row failed, the last with: %w", w.name, w.failures, w.failure)
		}
		return e
	}
	w.failures = 0
	if e.Value < w.best {
		w.best, w.bestX, w.bestAt = e.Value, e.X, w.number
	}
	return e
}

// ask evaluates the objective; false if it was cancelled.
func (w *walk) ask(e *Evaluation) bool {
	if slices.ContainsFunc(e.X, func(x float64) bool { return !finite(x) }) {
		e.X = slices.Clone(e.X)
		w.err = fmt.Errorf("minimise: %s asks for values that are not finite: %v", w.name, e.X)
		return false
	}
	var gradient []golgi.Parameter
	var err error
	at := unflatten(e.X, w.o.Start)
	if w.ctx.Err() == nil {
		if w.gradient || w.o.Value == nil {
			e.Value, gradient, err = w.o.Evaluate(w.ctx, at)
		} else {
			e.Value, err = w.o.Value(w.ctx, at)
		}
	}
	if w.ctx.Err() != nil {
		w.cancelled = true
		return false
	}
	if err == nil && !finite(e.Value) {
		err = fmt.Errorf("the loss is %v", e.Value)
	}
	if err == nil && w.gradient {
		if err = checkPoint(w.name, Point{Parameters: at, Gradient: gradient}); err == nil {
			if e.Gradient = Flatten(gradient); Norm(gradient) > math.MaxFloat64/1e150 {
				err = fmt.Errorf("the gradient has length %v", Norm(gradient))
			}
		}
	}
	if err != nil {
		w.failure = err
		*e = Evaluation{X: e.X, Failed: true}
	}
	return true
}

// value is the objective as the method calls it.
func (w *walk) value(x []float64) float64 {
	if e := w.evaluate(x); !e.Failed {
		return e.Value
	}
	return math.Inf(1)
}

// derivative is its gradient.
func (w *walk) derivative(gradient, x []float64) {
	clear(gradient)
	copy(gradient, w.evaluate(x).Gradient)
}

// ended tells whether the method is to end.
func (w *walk) ended() bool {
	return w.err != nil || w.cancelled || w.stopped || w.limited
}

// iteration counts a point that the method keeps.
func (w *walk) iteration(x []float64, value float64, gradient []float64) bool {
	if w.ended() {
		return true
	}
	if w.s.Iteration != nil {
		w.stopped = w.s.Iteration(Iteration{Number: w.number, Value: value, X: slices.Clone(x), Gradient: slices.Clone(gradient)})
	}
	w.limited = w.s.Iterations > 0 && w.number >= w.s.Iterations
	w.number++
	return w.ended()
}

// minimum says what was found.
func (w *walk) minimum(reason string) (*Minimum, error) {
	m := &Minimum{
		Parameters: unflatten(w.bestX, w.o.Start), Value: w.best,
		Iteration: w.bestAt, Iterations: max(w.number-1, 0), Log: w.log, Cancelled: w.cancelled,
	}
	switch {
	case w.err != nil:
		m.Reason = w.err.Error()
		return m, w.err
	case w.cancelled:
		m.Reason = "cancelled"
	case w.stopped:
		m.Reason = "stopped"
	case w.limited:
		m.Reason = fmt.Sprintf("all %d iterations were made", w.s.Iterations)
	default:
		m.Converged, m.Reason = true, w.name+": "+reason
	}
	return m, nil
}
