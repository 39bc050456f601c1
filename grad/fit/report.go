package fit

import (
	"math"
	"slices"

	"golgi"
	"golgi/grad/optimise"
)

// report tells Progress of the epoch that was just made.
func (r *run) report(improved bool, backoffs int) {
	if r.o.Progress == nil {
		return
	}
	s := r.state
	e := Epoch{
		Number: s.Epoch(), Of: r.o.Epochs, Value: s.Here.Value, Best: s.Best.Value, BestEpoch: s.Best.Epoch,
		Improved: improved, Gradient: math.NaN(), Scale: s.Scale, Backoffs: backoffs, Parameters: r.valuesAt(s.Here.X),
	}
	if s.Here.Gradient != nil {
		e.Gradient = optimise.Norm([]golgi.Parameter{{Values: s.Here.Gradient}})
	}
	r.o.Progress(e)
}

// valuesAt returns the parameter values of numbers that were evaluated before.
func (r *run) valuesAt(x []float64) []golgi.Parameter {
	values, err := r.p.Transform.Forward(r.p.shaped(x))
	if err != nil {
		panic("fit: " + err.Error())
	}
	return values
}

// result says what came of the fit so far.
func (r *run) result(why Why, reason string) *Result {
	s := r.state
	return &Result{
		Parameters: r.valuesAt(s.Best.X), Value: s.Best.Value, Epoch: s.Best.Epoch,
		Start: s.History[0], History: slices.Clone(s.History), Backoffs: s.Backoffs,
		Zeros: r.zeros(), Why: why, Reason: reason, State: s.clone(),
	}
}

// zeros names the values without effect.
func (r *run) zeros() []string {
	var names []string
	for _, i := range r.state.Zeros {
		names = append(names, r.p.name(i))
	}
	return names
}
