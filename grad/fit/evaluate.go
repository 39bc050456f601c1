package fit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"golgi"
	"golgi/grad"
	"golgi/grad/optimise"
	"golgi/grad/transform"
)

// evaluationError is a failure that half a step may mend.
type evaluationError struct {
	x        []float64 // where
	err      error
	anywhere bool // it would fail with other values too
}

func (e *evaluationError) Error() string { return e.err.Error() }
func (e *evaluationError) Unwrap() error { return e.err }

// evaluate returns the loss at x and its derivatives with respect to x. cases
// nil means all of them.
func (p *Problem) evaluate(ctx context.Context, x []float64, cases []int) (float64, []float64, error) {
	shaped := p.shaped(x)
	values, err := p.values(x, shaped)
	if err != nil {
		return 0, nil, err
	}
	var value float64
	var gradient []golgi.Parameter
	if cases == nil {
		value, gradient, err = p.Evaluate(ctx, values)
	} else {
		value, gradient, err = p.EvaluateCases(ctx, values, cases)
	}
	if err != nil {
		return 0, nil, &evaluationError{x, err, grad.NoPlan(err)}
	}
	if !finite(value) {
		return 0, nil, &evaluationError{x: x, err: fmt.Errorf("the loss is %v", value)}
	}
	back, err := p.Transform.Pullback(shaped, gradient)
	if err != nil {
		return 0, nil, err
	}
	flat := optimise.Flatten(back)
	for i, g := range flat {
		if !finite(g) {
			return 0, nil, &evaluationError{x: x, err: fmt.Errorf("the derivative with respect to %s is %v", p.name(i), g)}
		}
	}
	return value, flat, nil
}

// loss returns the loss at x alone.
func (p *Problem) loss(ctx context.Context, x []float64) (float64, error) {
	values, err := p.values(x, p.shaped(x))
	if err != nil {
		return 0, err
	}
	var value float64
	if p.Value != nil {
		value, err = p.Value(ctx, values)
	} else {
		value, _, err = p.Evaluate(ctx, values)
	}
	if err == nil && !finite(value) {
		err = fmt.Errorf("the loss is %v", value)
	}
	if err != nil {
		return 0, &evaluationError{x: x, err: err}
	}
	return value, nil
}

// values returns the parameter values at x.
func (p *Problem) values(x []float64, shaped []golgi.Parameter) ([]golgi.Parameter, error) {
	values, err := p.Transform.Forward(shaped)
	if err != nil {
		return nil, err
	}
	for i, v := range optimise.Flatten(values) {
		if !finite(v) {
			return nil, &evaluationError{x: x, err: fmt.Errorf("%s would be %v", p.name(i), v)}
		}
	}
	return values, nil
}

// name names value i of the flat list, as in "HH_gNa[0] (group soma)".
func (p *Problem) name(i int) string {
	for n, parameter := range p.Start {
		if i >= len(parameter.Values) {
			i -= len(parameter.Values)
			continue
		}
		name := fmt.Sprintf("%s[%d]", parameter.Key, i)
		if p.Place != nil {
			name += " (" + p.Place(n, i) + ")"
		}
		return name
	}
	return "a value beyond the last"
}

// mostNamed is how many values a message lists.
const mostNamed = 5

// describe lists values at x: those that are farthest from where they were at
// from, first.
func (p *Problem) describe(x, from []float64) string {
	values, err := p.Transform.Forward(p.shaped(x))
	if err != nil {
		return err.Error()
	}
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(math.Abs(x[b]-from[b]), math.Abs(x[a]-from[a]))
	})
	flat := optimise.Flatten(values)
	var parts []string
	for _, i := range order[:min(len(order), mostNamed)] {
		parts = append(parts, fmt.Sprintf("%s = %.6g", p.name(i), flat[i]))
	}
	text := strings.Join(parts, ", ")
	if more := len(order) - mostNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// at puts the parameters where an evaluation failed after its error, if they have to do with it.
func (p *Problem) at(err error, from []float64, where string) error {
	var failed *evaluationError
	switch {
	case !errors.As(err, &failed):
		return err
	case failed.anywhere:
		return failed.err
	}
	return fmt.Errorf("%w; %s%s", failed.err, where, p.describe(failed.x, from))
}

// startError puts the parameters at the start of a fit after the error of its evaluation.
func (p *Problem) startError(err error, x []float64) error { return p.at(err, x, "at the start, ") }

// placed names a parameter that a transform does not go with by its place, if that is known.
func (p *Problem) placed(err error) error {
	var at *transform.ParameterError
	switch {
	case p.Place == nil || !errors.As(err, &at) || at.Position >= len(p.Start) || len(p.Start[at.Position].Values) == 0:
		return err
	case at.Index < 0:
		return fmt.Errorf("%s (%s): %w", at.Key, p.Place(at.Position, 0), at.Unwrap())
	}
	return fmt.Errorf("%s[%d] (%s) = %v: %w", at.Key, at.Index, p.Place(at.Position, at.Index), at.Value, at.Unwrap())
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
