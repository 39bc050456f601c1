package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"golgi"
	"golgi/grad"
)

// subject is a gradient with what it is of.
type subject struct {
	model      grad.Model
	parameters []golgi.Parameter
	loss       grad.Loss
	options    Options
	simulation *golgi.Simulation // at its start
	gradient   *grad.Gradient
	samples    [][]float64 // derivative of the loss for each recorded sample
	final      []float64   // and for the final state, if it has a part in the loss
	finalSize  float64     // of the terms of that part
}

// Run computes the gradient of a loss with [grad.ValueAndGrad] and compares chosen
// values of it. parameters are as there: nil for the starting values. The table has
// a row for each value, whether they agree or not; see [Table.Err].
//
// Errors: those of ValueAndGrad and of the runs, a key that is not among the parameters, nothing
// to compare, TruncateEvery.
func Run(ctx context.Context, model grad.Model, parameters []golgi.Parameter, loss grad.Loss, o Options) (*Table, error) {
	if int(o.Method) >= len(methods) {
		return nil, fmt.Errorf("audit: no method %d", o.Method)
	}
	if o.Grad.TruncateEvery != 0 {
		return nil, errors.New("audit: what TruncateEvery gives is not the gradient of the loss; set it to 0")
	}
	s := &subject{model: model, parameters: parameters, loss: loss, options: o}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	var err error
	if s.gradient, err = grad.ValueAndGrad(ctx, model, s.parameters, loss, o.Grad); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	if err := s.differentiateLoss(ctx); err != nil {
		return nil, err
	}
	list, err := quantities(s.simulation, s.parameters, s.gradient, o.Keys)
	if err != nil {
		return nil, err
	}
	picks := choose(list, o.Samples, o.Seed)
	if len(picks) == 0 {
		return nil, errors.New("audit: there is nothing to compare; make a parameter trainable with MakeTrainable, or ask for stimuli, clamps or initial states with Options.Grad.With")
	}
	t := &Table{Loss: s.gradient.Value, Values: countValues(list), Deviation: math.NaN()}
	places := placesOf(model, s.parameters)
	for _, p := range picks {
		t.Rows = append(t.Rows, Row{
			Key: p.title, Index: p.index, Place: places.of(p, s.simulation), Value: p.values[p.index], Gradient: p.derivative[p.index],
			Oracle: math.NaN(), Central: math.NaN(), CentralError: math.NaN(),
		})
	}
	if err := s.fill(ctx, t, picks); err != nil {
		return nil, err
	}
	s.judge(t, picks)
	return t, nil
}

// prepare makes the run ready, with the starting values where none are given.
func (s *subject) prepare() error {
	run := s.options.Grad.Run
	if s.parameters == nil {
		s.parameters = append([]golgi.Parameter{}, s.model.GetParameters()...)
	}
	run.Parameters = s.parameters
	simulation, err := s.model.Prepare(run)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	s.simulation = simulation
	return nil
}

// differentiateLoss asks the loss for its derivatives at the samples of the gradient's
// own run, and at its final state.
func (s *subject) differentiateLoss(ctx context.Context) error {
	value := 0.0
	s.samples = zerosLike(s.gradient.Result.Recordings)
	if s.loss != nil {
		x, err := s.loss(s.gradient.Result, s.samples)
		if err != nil {
			return fmt.Errorf("audit: the loss: %w", err)
		}
		value += x
	}
	if s.options.Grad.Final != nil {
		fork, err := s.simulation.Fork()
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		if _, err := fork.Run(ctx); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		final := fork.State().Flat()
		s.final = make([]float64, len(final))
		x, err := s.options.Grad.Final(final, s.final)
		if err != nil {
			return fmt.Errorf("audit: the final loss: %w", err)
		}
		for i, y := range final {
			s.finalSize += math.Abs(float64(y * s.final[i]))
		}
		value += x
	}
	if value != s.gradient.Value {
		return fmt.Errorf("audit: the loss of the same run is %g at one call and %g at the next; it must depend on nothing else", s.gradient.Value, value)
	}
	return nil
}

func zerosLike(list [][]float64) [][]float64 {
	out := make([][]float64, len(list))
	for i := range list {
		out[i] = make([]float64, len(list[i]))
	}
	return out
}

// fill computes the derivatives that the gradient is compared with.
func (s *subject) fill(ctx context.Context, t *Table, picks []pick) error {
	method := s.options.Method
	if method != Central && len(s.options.Grad.Run.Systems) > 0 {
		var names []string
		for _, added := range s.options.Grad.Run.Systems {
			names = append(names, fmt.Sprintf("%q", added.System.Name()))
		}
		t.note("central differences: the complex step does not know the added systems (%s)", joined(names))
		method = Central
	}
	if method != Central {
		if err := s.complexSteps(ctx, t, picks); err != nil {
			return err
		}
	}
	if method != Complex {
		if err := s.centralDifferences(ctx, t, picks); err != nil {
			return err
		}
	}
	return nil
}

// judge compares, as a part of the largest derivative of each quantity.
func (s *subject) judge(t *Table, picks []pick) {
	largest := map[*quantity]float64{}
	for k, p := range picks {
		l := largest[p.quantity]
		for _, x := range []float64{p.largest, t.Rows[k].Oracle, t.Rows[k].Central} {
			if math.Abs(x) > l { // not where it is no number
				l = math.Abs(x)
			}
		}
		largest[p.quantity] = l
	}
	size := s.size()
	for k, p := range picks {
		row := &t.Rows[k]
		rounding := 0.0
		if row.Value != 0 {
			rounding = roundingLevel * size / math.Abs(row.Value)
		}
		row.compare(largest[p.quantity], rounding, s.options.tolerance(complexTolerance), s.options.tolerance(centralTolerance))
	}
}

// size is what the terms of the loss add up to, to first order, without their signs.
func (s *subject) size() float64 {
	size := 0.0
	for r, trace := range s.gradient.Result.Recordings {
		for k, x := range trace {
			size += math.Abs(float64(x * s.samples[r][k]))
		}
	}
	return size + s.finalSize
}

func countValues(list []*quantity) int {
	n := 0
	for _, q := range list {
		n += len(q.derivative)
	}
	return n
}

// joined lists names, each once.
func joined(names []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", ")
}
