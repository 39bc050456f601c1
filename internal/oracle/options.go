package oracle

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golgi/internal/nearest"
)

// Options are those of a run.
type Options struct {
	// Dt is the step, ms.
	Dt float64
	// Solver is the integrator of the voltage as the model file has it:
	// bwd_euler (also ""), crank_nicolson, fwd_euler, exp_euler.
	Solver string
	// Stagger makes the first step of the states half as long.
	Stagger bool
	// InitialiseStates puts states to their steady state in [Model.Start].
	InitialiseStates bool
	// First is the sample that the run starts from, for one that goes on from
	// another: time and waveforms are counted from sample 0.
	First int
}

// The integrators.
const (
	backwardEuler    = "bwd_euler"
	crankNicolson    = "crank_nicolson"
	forwardEuler     = "fwd_euler"
	exponentialEuler = "exp_euler"
)

func (o *Options) check() error {
	solvers := []string{backwardEuler, crankNicolson, forwardEuler, exponentialEuler}
	if o.Solver == "" {
		o.Solver = backwardEuler
	}
	switch {
	case !slices.Contains(solvers, o.Solver):
		return fmt.Errorf("oracle: no integrator %q; there are %s%s", o.Solver, strings.Join(solvers, ", "), nearest.Suggestion(o.Solver, solvers))
	case !(o.Dt > 0) || math.IsInf(o.Dt, 0):
		return fmt.Errorf("oracle: dt is %g ms; it must be positive", o.Dt)
	case o.First < 0:
		return fmt.Errorf("oracle: the run starts from sample %d; give 0 or more", o.First)
	}
	return nil
}

// Step is the size of the imaginary part for a derivative: 1e-30. Its square
// is lost in rounding beside any real part.
const Step = 1e-30

// Derivative is the derivative of a result in the number that [Step] times i was added to.
func Derivative(z complex128) float64 { return imag(z) / Step }
