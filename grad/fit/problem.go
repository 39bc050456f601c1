package fit

import (
	"context"
	"errors"
	"fmt"

	"golgi"
	"golgi/grad/optimise"
	"golgi/grad/transform"
)

// Problem is what is fitted.
type Problem struct {
	// Start are the parameter values to start from, in the model's own units.
	Start []golgi.Parameter
	// Transform maps the numbers that the optimiser moves to parameter values.
	// The zero Set lets it move the values themselves.
	Transform transform.Set
	// Evaluate returns the loss of parameter values and its derivatives, in
	// their shape. It is never called twice at once.
	Evaluate func(ctx context.Context, parameters []golgi.Parameter) (value float64, gradient []golgi.Parameter, err error)
	// Value returns the loss alone. It is asked where derivatives are not
	// wanted: after an epoch of mini-batches, and by methods that use none. If
	// it is nil, Evaluate is asked instead.
	Value func(ctx context.Context, parameters []golgi.Parameter) (float64, error)
	// Cases is the number of cases, such as stimuli with a target each, that
	// the loss is the sum of. Mini-batches alone need it.
	Cases int
	// EvaluateCases is Evaluate for the sum over some of the cases, given by
	// their numbers from 0. Mini-batches alone need it.
	EvaluateCases func(ctx context.Context, parameters []golgi.Parameter, cases []int) (value float64, gradient []golgi.Parameter, err error)
	// Place, if set, says in messages where a value belongs, such as
	// "group soma" for parameter 0, value 0.
	Place func(parameter, value int) string
}

// check says what is missing.
func (p *Problem) check() error {
	n := 0
	for _, parameter := range p.Start {
		n += len(parameter.Values)
	}
	switch {
	case p.Evaluate == nil:
		return errors.New("the problem has no Evaluate")
	case n == 0:
		return errors.New("no trainable value; make some with MakeTrainable")
	}
	return p.placed(p.Transform.Check(p.Start))
}

// Options say how to fit.
type Options struct {
	// Optimiser makes the steps; nil means Adam with a rate of 0.01. Run puts it
	// into its first state, or into that of Resume.
	Optimiser optimise.Optimiser
	// Method, if its Run is set, is used in place of an optimiser, as in
	// optimise.LBFGS(). An epoch is then one of its iterations.
	Method optimise.Method
	// Epochs is the number of epochs, those before Resume included. 0 means 100.
	Epochs int
	// Target ends the fit when the loss is no larger.
	Target *float64
	// Patience ends the fit after so many epochs in which the best loss has not
	// fallen by more than the part Tolerance of its size. 0: never.
	Patience int
	// Tolerance: see Patience.
	Tolerance float64
	// Backoffs is how often in an epoch the step may be halved, from the best
	// point, when the loss cannot be had or is not finite. 0 means 10; a
	// negative number, never. After five good epochs halved steps double again.
	Backoffs int
	// Batch is the number of cases in a mini-batch. 0: all of them in one step.
	Batch int
	// Seed orders the cases of mini-batches, anew in each epoch.
	Seed uint64
	// Progress, if set, is called after the start was evaluated and after each
	// epoch, from the goroutine of Run.
	Progress func(Epoch)
	// Conditions are what else the loss depends on; the state keeps them. A fit
	// that is resumed must have the same.
	Conditions []Condition
	// Resume goes on from where a fit stopped. What must agree: keys, shapes and
	// transforms of the trainables, what the optimiser's String or the method's
	// Name says, Batch, with mini-batches Seed, and Conditions; else the error is
	// a *ResumeError. Not compared, and those of
	// the state or of these Options as they are: Start (the state has its own),
	// the loss, learning rates and schedules, Epochs, Target, Patience. Only if
	// these agree too does the fit go on to the bits it would have had.
	Resume *State
}

// Epoch is what Progress is told.
type Epoch struct {
	Number     int               // 0 for the start
	Of         int               // Options.Epochs
	Value      float64           // of the loss
	Best       float64           // the lowest loss so far
	BestEpoch  int               // where it was
	Improved   bool              // whether this epoch is the best
	Gradient   float64           // length of the gradient, as the optimiser sees it; NaN where it was not computed
	Scale      float64           // of the steps: less than 1 after a back-off
	Backoffs   int               // in this epoch
	Parameters []golgi.Parameter // values here; a copy
}

// Why says why a fit ended.
type Why uint8

// The ends of a fit.
const (
	EpochsDone    Why = iota // all epochs were made
	TargetReached            // the loss is at or below the target
	Converged                // the loss no longer fell: Patience, or what the method itself found
	Cancelled                // the context was cancelled
	Failed                   // no step from the best point gave a finite loss; Run returns the error too
)

// String says it in words.
func (w Why) String() string {
	switch w {
	case EpochsDone:
		return "all epochs were made"
	case TargetReached:
		return "the loss has reached the target"
	case Converged:
		return "the loss no longer falls"
	case Cancelled:
		return "cancelled"
	case Failed:
		return "no step led to a finite loss"
	}
	return fmt.Sprintf("Why(%d)", uint8(w))
}

// Result is what came of a fit.
type Result struct {
	Parameters []golgi.Parameter // the best values met
	Value      float64           // their loss
	Epoch      int               // where they were met; 0 is the start
	Start      float64           // the loss at the start
	History    []float64         // the loss after each epoch; the first is Start
	Backoffs   int               // steps that were halved
	Zeros      []string          // values that the loss does not depend on: their derivative was exactly 0 in every epoch. Unknown with mini-batches
	Why        Why
	Reason     string // Why, with figures or what the method said
	State      *State // to resume
}
