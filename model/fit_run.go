package model

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
	"golgi/grad/transform"
)

// keeper keeps what the runs of the start and of the best values recorded, so that they need not be run again.
type keeper struct {
	mutex  sync.Mutex // runs of cases lie side by side
	last   []*golgi.Result
	start  []*golgi.Result
	best   []*golgi.Result
	values []golgi.Parameter // of the best
	loss   float64
}

// take notes what one case recorded.
func (k *keeper) take(i int, r *golgi.Result) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.last[i] = r
}

// judge is called when all cases have been run with some values.
func (k *keeper) judge(parameters []golgi.Parameter, value float64, resumed bool) {
	if k.start == nil && !resumed {
		k.start = append(k.start, k.last...)
	}
	if k.best == nil || value < k.loss {
		k.best, k.values, k.loss = append(k.best[:0:0], k.last...), parameters, value
	}
}

// makeProblem makes what package fit is given.
func (t *Fitting) makeProblem(set transform.Set) error {
	cases := make([]grad.Case, len(t.cases))
	t.kept.last = make([]*golgi.Result, len(cases))
	for i := range cases {
		cases[i] = t.cases[i].Case
		inner := cases[i].Loss
		cases[i].Loss = func(r *golgi.Result, derivative [][]float64) (float64, error) {
			t.kept.take(i, r)
			return inner(r, derivative)
		}
	}
	problem, err := fit.OfSeen(t.Model.View, cases, t.run, func(g *grad.Gradient) { t.cost = g.Cost })
	if err != nil {
		return err
	}
	problem.Start, problem.Transform = t.start, set
	resumed := t.how.Resume != nil
	evaluate, value := problem.Evaluate, problem.Value
	problem.Evaluate = func(ctx context.Context, parameters []golgi.Parameter) (float64, []golgi.Parameter, error) {
		x, derivative, err := evaluate(ctx, parameters)
		if err == nil {
			t.kept.judge(parameters, x, resumed)
		}
		return x, derivative, err
	}
	problem.Value = func(ctx context.Context, parameters []golgi.Parameter) (float64, error) {
		x, err := value(ctx, parameters)
		if err == nil {
			t.kept.judge(parameters, x, resumed)
		}
		return x, err
	}
	t.problem = problem
	return nil
}

// Fitted is what came of a fit.
type Fitted struct {
	*fit.Result
	Fitting *Fitting
	// Before and After are what each case recorded at the start and with the best values.
	Before, After []*golgi.Result
	// StartLoss and BestLoss are the parts of each case in the loss, by their weights.
	StartLoss, BestLoss []float64
	// Cost is that of the last gradient; zero if there was none.
	Cost grad.Cost
	// Made is the number of epochs of this call, Seconds the time they took.
	Made    int
	Seconds float64
}

// Run fits. A cancelled context ends it with the best so far and no error. Where no step leads on from the best values, the
// error comes with what there is. Errors name the model file.
func (t *Fitting) Run(ctx context.Context) (*Fitted, error) {
	began := time.Now()
	result, err := fit.Run(ctx, t.problem, t.how)
	if err != nil {
		err = t.failure(err)
	}
	if result == nil {
		return nil, err
	}
	f := &Fitted{Result: result, Fitting: t, Cost: t.cost, Made: len(result.History) - 1, Seconds: time.Since(began).Seconds()}
	if t.how.Resume != nil {
		f.Made -= t.how.Resume.Epoch()
	}
	ctx = context.WithoutCancel(ctx) // what there is has to be shown, interrupted or not
	var trouble error
	if f.Before, f.StartLoss, trouble = t.runs(ctx, t.start, t.kept.start); trouble != nil {
		return nil, trouble
	}
	best := t.kept.best
	if !same(t.kept.values, result.Parameters) {
		best = nil
	}
	if f.After, f.BestLoss, trouble = t.runs(ctx, result.Parameters, best); trouble != nil {
		return nil, trouble
	}
	return f, err
}

// runs gives what the cases record with some values, if it is not known, and the part of each in the loss.
func (t *Fitting) runs(ctx context.Context, parameters []golgi.Parameter, known []*golgi.Result) ([]*golgi.Result, []float64, error) {
	results, losses := make([]*golgi.Result, len(t.cases)), make([]float64, len(t.cases))
	for i := range t.cases {
		c := &t.cases[i]
		if known != nil {
			results[i] = known[i]
		} else {
			o := c.RunOptions(t.run.Run)
			o.Parameters = parameters
			var err error
			if results[i], err = t.Model.integrate(ctx, o); err != nil {
				return nil, nil, &Error{File: t.Model.File.Name, Message: err.Error(), Cause: err}
			}
		}
		x, err := c.Loss(results[i], nil)
		if err != nil {
			return nil, nil, &Error{File: t.Model.File.Name, Message: err.Error(), Cause: err}
		}
		losses[i] = c.Factor() * x
	}
	return results, losses, nil
}

// same compares parameters bit by bit.
func same(a, b []golgi.Parameter) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i].Values) != len(b[i].Values) {
			return false
		}
		for k, x := range a[i].Values {
			if math.Float64bits(x) != math.Float64bits(b[i].Values[k]) {
				return false
			}
		}
	}
	return true
}

// Sentence says why a fit ended and, where it could go on, with what command line.
func (f *Fitted) Sentence(command string) string {
	made := len(f.History) - 1
	switch f.Why {
	case fit.Cancelled:
		return fmt.Sprintf("interrupted after %d of %d epochs; to go on: %s --resume", made, f.Fitting.how.Epochs, command)
	case fit.Converged:
		if f.Fitting.how.Method.Run != nil {
			return fmt.Sprintf("%v (%s)", f.Why, f.Reason)
		}
	case fit.EpochsDone:
		return fmt.Sprintf("%s; to go on: %s --resume --epochs %d", f.Reason, command, 2*max(made, 1))
	}
	return f.Reason
}
