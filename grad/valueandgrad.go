package grad

import (
	"context"
	"errors"
	"fmt"
	"math"

	"golgi"
	"golgi/plan"
)

// ValueAndGrad runs a model and returns a number and its gradient. parameters are values
// for the trainables, as GetParameters gives them; nil takes their starting values. The model
// is not changed.
//
// Errors: those of Integrate; no parameters where nothing else is asked for; a loss that fails, or whose value or
// derivative is no finite number; a system of the user's own without an adjoint; a budget that is too
// small; a derivative that is no finite number on the way back, with the time and the system.
func ValueAndGrad(ctx context.Context, m Model, parameters []golgi.Parameter, loss Loss, o Options) (*Gradient, error) {
	if loss == nil && o.Final == nil {
		return nil, errors.New("gradient: no loss is given")
	}
	if parameters == nil {
		parameters = m.GetParameters()
	}
	if len(parameters) == 0 && o.With == 0 {
		return nil, errors.New("gradient: the model has no trainables; make some with MakeTrainable, or say with Options.With what else to differentiate with respect to")
	}
	if parameters == nil {
		parameters = []golgi.Parameter{}
	}
	o.Run.Parameters = parameters
	simulation, err := m.Prepare(o.Run)
	if err != nil {
		return nil, fmt.Errorf("gradient: %w", err)
	}
	if len(simulation.Plan().Recordings()) == 0 && o.Final == nil {
		return nil, errors.New("gradient: nothing is recorded that a loss could be made of; say what with Record")
	}
	g, err := gradientOf(ctx, simulation, loss, &o)
	if err != nil {
		return nil, fmt.Errorf("gradient: %w", err)
	}
	return g, nil
}

// gradientOf takes a simulation forward and back. Where a system of the user's ends the run early, it does so
// again for as many steps; where a derivative is not finite, once more to find out where.
func gradientOf(ctx context.Context, s *golgi.Simulation, loss Loss, o *Options) (*Gradient, error) {
	b := &backward{simulation: s, loss: loss, options: o, steps: s.RunOptions().Steps}
	g, err := b.run(ctx)
	for range 2 {
		again, ended := errors.AsType[*stopped](err)
		switch {
		case ended:
			b.steps = again.steps
		case errors.Is(err, errNotFinite) && !b.check:
			b.check = true
		default:
			return g, placed(s, err)
		}
		if b.simulation, err = s.Fork(); err != nil {
			return nil, err
		}
		g, err = b.run(ctx)
	}
	return g, placed(s, err)
}

// placed lets the message about a derivative that is no number say where it is.
func placed(s *golgi.Simulation, err error) error {
	if n, ok := errors.AsType[*plan.NotFinite](err); ok {
		return fmt.Errorf("on the way back, in the adjoint of system %q, in the step from %.6g ms: the derivative with respect to %s at %s is %v; does a formula have a kink or a pole there?: %w",
			n.System, n.T, n.Column, s.Place(n.Compartment), n.Value, err)
	}
	return err
}

// errNotFinite says that some derivative is no finite number.
var errNotFinite = errors.New("a derivative is not finite")

// stopped says that a system ended the run early.
type stopped struct{ steps int }

func (s *stopped) Error() string {
	return fmt.Sprintf("a system ended the run after %d steps", s.steps)
}

// backward is one simulation on its way forward and back.
type backward struct {
	simulation *golgi.Simulation
	loss       Loss
	options    *Options
	steps      int
	check      bool

	sweep     *plan.Sweep
	cotangent *plan.Sensitivity
	gradient  *Gradient
}

// finiteOrError looks at derivatives that are results.
func finiteOrError(list []float64) error {
	for _, x := range list {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return errNotFinite
		}
	}
	return nil
}
