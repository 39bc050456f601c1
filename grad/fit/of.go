package fit

import (
	"context"
	"errors"
	"fmt"

	"golgi"
	"golgi/grad"
)

// Of makes the problem of fitting the trainables of a model: the loss is the
// sum over cases, each a run with a loss of its own and a weight, as
// [grad.ValueAndGradOf] has it. The start is the trainables' starting values;
// the transform is left to the caller. Errors: no trainable, no case, a case
// without a loss, a model that cannot be run.
func Of(model grad.Model, cases []grad.Case, o grad.Options) (Problem, error) {
	return OfSeen(model, cases, o, nil)
}

// OfSeen is Of; see, if not nil, is shown every gradient whole, with its cost
// and what does not matter to the loss, before the fit has it.
func OfSeen(model grad.Model, cases []grad.Case, o grad.Options, see func(*grad.Gradient)) (Problem, error) {
	start := model.GetParameters()
	if len(start) == 0 {
		return Problem{}, errors.New("fit: the model has no trainables; make some with MakeTrainable")
	}
	if len(cases) == 0 {
		return Problem{}, errors.New("fit: no cases; give at least one, with a loss")
	}
	for i, c := range cases {
		if c.Loss == nil && o.Final == nil {
			return Problem{}, fmt.Errorf("fit: case %d has no loss", i)
		}
	}
	o.With = 0
	run := cases[0].RunOptions(o.Run)
	run.Parameters = start
	simulation, err := model.Prepare(run)
	if err != nil {
		return Problem{}, fmt.Errorf("fit: case 0: %w", err)
	}
	paths := simulation.TrainablePaths()
	p := Problem{
		Start: start, Cases: len(cases),
		Evaluate: func(ctx context.Context, parameters []golgi.Parameter) (float64, []golgi.Parameter, error) {
			return valueAndGrad(ctx, model, parameters, cases, o, see)
		},
		EvaluateCases: func(ctx context.Context, parameters []golgi.Parameter, numbers []int) (float64, []golgi.Parameter, error) {
			some := make([]grad.Case, len(numbers))
			for i, n := range numbers {
				some[i] = cases[n]
			}
			return valueAndGrad(ctx, model, parameters, some, o, see)
		},
		Place: func(parameter, _ int) string { return paths[parameter] },
	}
	if o.Final == nil {
		p.Value = func(ctx context.Context, parameters []golgi.Parameter) (float64, error) {
			return valueOf(ctx, model, parameters, cases, o.Run)
		}
	}
	return p, nil
}

// valueAndGrad is the sum over cases.
func valueAndGrad(ctx context.Context, model grad.Model, parameters []golgi.Parameter, cases []grad.Case, o grad.Options, see func(*grad.Gradient)) (float64, []golgi.Parameter, error) {
	g, _, err := grad.ValueAndGradOf(ctx, model, parameters, cases, o)
	if err != nil {
		return 0, nil, err
	}
	if see != nil {
		see(g)
	}
	return g.Value, g.Parameters, nil
}

// valueOf is the sum over cases without derivatives.
func valueOf(ctx context.Context, model grad.Model, parameters []golgi.Parameter, cases []grad.Case, o golgi.Options) (float64, error) {
	total := 0.0
	for i := range cases {
		c := &cases[i]
		run := c.RunOptions(o)
		run.Parameters = parameters
		simulation, err := model.Prepare(run)
		if err != nil {
			return 0, fmt.Errorf("case %d: %w", i, err)
		}
		result, err := simulation.Run(ctx)
		if err != nil {
			return 0, fmt.Errorf("case %d: %w", i, err)
		}
		derivative := make([][]float64, len(result.Recordings)) // which the loss fills in
		for k, trace := range result.Recordings {
			derivative[k] = make([]float64, len(trace))
		}
		value, err := c.Loss(result, derivative)
		if err != nil {
			return 0, fmt.Errorf("case %d: loss: %w", i, err)
		}
		total += float64(c.Factor() * value)
	}
	return total, nil
}
