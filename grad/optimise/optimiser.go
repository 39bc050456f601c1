package optimise

import (
	"fmt"

	"golgi"
)

// Point is what an optimiser knows of the loss where it is.
type Point struct {
	Parameters []golgi.Parameter // as the optimiser moves them
	Value      float64           // of the loss
	Gradient   []golgi.Parameter // of the loss, in the shape of Parameters
}

// Optimiser makes steps from gradients, and remembers what it must.
type Optimiser interface {
	// Step returns what to subtract from the parameters. It changes neither of
	// them. Errors: a gradient of another shape than the parameters or than
	// the step before, or that is not finite; a learning rate that is negative
	// or not a number. After an error the optimiser is as it was.
	Step(at Point) ([]golgi.Parameter, error)
	// State returns a copy of what the optimiser remembers.
	State() State
	// Restore puts the optimiser into a state that it, or one made alike,
	// returned. The zero State starts anew. Errors: a state of another kind of
	// optimiser.
	Restore(State) error
	// String describes the optimiser, as in "sgd(momentum 0.9)". A fit goes on
	// from a state only if the string is the same. Of the optimisers here,
	// learning rates, schedules and Adam's Beta1, Beta2 and Epsilon are not in
	// it: they may be others on resuming.
	String() string
}

// State is what an optimiser remembers. It may be written as JSON or gob, and
// read again, without the loss of a bit.
type State struct {
	Kind    string        `json:"kind,omitempty"`
	Steps   int           `json:"steps,omitempty"`   // taken so far
	Moments [][][]float64 `json:"moments,omitempty"` // averages, one shaped like the parameters each
	Stages  []State       `json:"stages,omitempty"`  // of the optimisers inside, in order
}

// IsZero tells whether the state is that of an optimiser that took no step.
func (s State) IsZero() bool {
	return s.Kind == "" && s.Steps == 0 && s.Moments == nil && s.Stages == nil
}

// restorable compares a state with the optimiser that is to take it.
func restorable(s State, kind string, moments int) error {
	if s.IsZero() {
		return nil
	}
	if s.Kind != kind {
		return fmt.Errorf("%s: the state is that of %q; resume with the optimiser that the fit was started with", kind, s.Kind)
	}
	if s.Steps < 0 {
		return fmt.Errorf("%s: a state after %d steps", kind, s.Steps)
	}
	if len(s.Moments) != 0 && len(s.Moments) != moments {
		return fmt.Errorf("%s: a state with %d moments, not %d", kind, len(s.Moments), moments)
	}
	return nil
}
