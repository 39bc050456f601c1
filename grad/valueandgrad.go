package grad

import (
	"context"
	"errors"
	"fmt"

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
	parameters, err := checkAsked(m, parameters, loss, &o)
	if err != nil {
		return nil, fmt.Errorf("gradient: %w", err)
	}
	o.Run.Parameters = parameters
	g, err := valueAndGrad(ctx, m, loss, &o)
	if err != nil {
		return nil, fmt.Errorf("gradient: %w", err)
	}
	return g, nil
}

// valueAndGrad takes its parameters from the options.
func valueAndGrad(ctx context.Context, m Model, loss Loss, o *Options) (*Gradient, error) {
	simulation, err := m.Prepare(o.Run)
	if err != nil {
		return nil, err
	}
	b := newBackward(simulation.Chunk(), []Loss{loss}, o)
	list, err := b.gradientsOf(ctx)
	if one, is := errors.AsType[*golgi.MemberError](err); is {
		err = one.Err // it is alone
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// checkAsked makes sure that there is something to differentiate, and with respect to something. It
// returns the parameters: the starting values if none are given.
func checkAsked(m Model, parameters []golgi.Parameter, loss Loss, o *Options) ([]golgi.Parameter, error) {
	if loss == nil && o.Final == nil {
		return nil, errors.New("no loss is given")
	}
	if parameters == nil {
		parameters = m.GetParameters()
	}
	if len(parameters) == 0 && o.With == 0 {
		return nil, errors.New("the model has no trainables; make some with MakeTrainable, or say with Options.With what else to differentiate with respect to")
	}
	if parameters == nil {
		parameters = []golgi.Parameter{}
	}
	return parameters, nil
}

// gradientsOf takes simulations forward and back. Where a system of the user's ends the run early, it does so
// again for as many steps; where a derivative is not finite, once more to find out where.
func (b *backward) gradientsOf(ctx context.Context) ([]*Gradient, error) {
	if len(b.chunk.Plan().Recordings()) == 0 && b.options.Final == nil {
		return nil, b.of(0, errors.New("nothing is recorded that a loss could be made of; say what with Record"))
	}
	list, err := b.run(ctx)
	for range 2 {
		again, ended := errors.AsType[*stopped](err)
		switch {
		case ended:
			b.steps = again.steps
		case errors.Is(err, errNotFinite) && !b.check:
			b.check = true
		default:
			return list, b.placed(err)
		}
		if err = b.chunk.Start(); err != nil {
			return nil, err
		}
		list, err = b.run(ctx)
	}
	return list, b.placed(err)
}

// placed lets the message about a derivative that is no number say where it is.
func (b *backward) placed(err error) error {
	n, is := errors.AsType[*plan.NotFinite](err)
	if !is {
		return err
	}
	member, place := b.chunk.Place(n.Compartment)
	here := &notFinite{NotFinite: *n, place: place}
	here.Compartment %= b.chunk.Plan().NumCompartments() / len(b.chunk.Members())
	return &golgi.MemberError{Member: member, Err: here}
}

// notFinite is a derivative that is no number, with its place in the model.
type notFinite struct {
	plan.NotFinite
	place string
}

// Error says where it is.
func (n *notFinite) Error() string {
	when := fmt.Sprintf("in the step from %.6g ms", n.T)
	if n.AtStart {
		when = "at the start of the run"
	}
	return fmt.Sprintf("on the way back, in the adjoint of system %q, %s: the derivative with respect to %s at %s is %v; does a formula have a kink or a pole there?",
		n.System, when, n.Column, n.place, n.Value)
}

// Unwrap returns it as the plan has it.
func (n *notFinite) Unwrap() error { return &n.NotFinite }

// errNotFinite says that some derivative is no finite number.
var errNotFinite = errors.New("a derivative is not finite")

// stopped says that a system ended the run early.
type stopped struct{ steps int }

func (s *stopped) Error() string {
	return fmt.Sprintf("a system ended the run after %d steps", s.steps)
}

// backward is one simulation, or several as one, on its way forward and back.
type backward struct {
	chunk    *golgi.Chunk
	losses   []Loss // of each
	options  *Options
	workers  int
	progress func(done, steps int)
	steps    int
	check    bool

	sweep     *plan.Sweep
	cotangent *plan.Sensitivity
	gradients []*Gradient // of each
	seeded    bool        // the losses are computed
}

// newBackward takes workers, progress and steps from the run.
func newBackward(c *golgi.Chunk, losses []Loss, o *Options) *backward {
	run := c.RunOptions()
	return &backward{chunk: c, losses: losses, options: o, workers: run.Workers, progress: run.Progress, steps: run.Steps}
}

// finiteOrError looks at derivatives that are results.
func finiteOrError(list []float64) error {
	for _, x := range list {
		if !plan.Usable(x) {
			return errNotFinite
		}
	}
	return nil
}
