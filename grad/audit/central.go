package audit

import (
	"context"
	"fmt"
	"math"
	"slices"

	"golgi"
	"golgi/plan"
)

// centralDifferences fills in the derivatives by differences of whole runs.
func (s *subject) centralDifferences(ctx context.Context, t *Table, picks []pick) error {
	if surrogates := withSteps(s.simulation.Blueprint()); len(surrogates) > 0 {
		t.note("central differences are of the run as it is: they do not know the surrogates of %s", joined(surrogates))
	}
	skipped := false
	for k, p := range picks {
		if p.kind == ofInitialState {
			skipped = true
			continue
		}
		x := p.values[p.index]
		scale := math.Abs(x)
		for _, y := range p.values {
			if x == 0 {
				scale = math.Max(scale, math.Abs(y))
			}
		}
		if scale == 0 {
			scale = 1
		}
		row := &t.Rows[k]
		var err error
		row.Central, row.CentralError, err = ridders(func(change float64) (float64, error) { return s.lossAt(ctx, p, x+change) }, scale/10)
		if err != nil {
			return fmt.Errorf("audit: central differences of %s[%d]: %w", p.title, p.index, err)
		}
	}
	if skipped {
		t.note("initial states are compared with complex steps alone")
	}
	return nil
}

// lossAt runs the model with another value and returns the loss.
func (s *subject) lossAt(ctx context.Context, p pick, x float64) (float64, error) {
	run := s.options.Grad.Run
	run.Progress = nil // it has told of the gradient
	run.Parameters = golgi.CloneParameters(s.parameters)
	if p.kind == ofParameter {
		run.Parameters[p.number].Values[p.index] = x
	}
	simulation, err := s.model.Prepare(run)
	if err != nil {
		return 0, err
	}
	lists := map[kind][][]float64{ofStimulus: simulation.State().Waveforms, ofClamp: simulation.State().ClampWaveforms}[p.kind]
	if lists != nil {
		lists[p.number] = slices.Clone(lists[p.number]) // the model's own stay
		lists[p.number][p.index] = x
	}
	result, err := simulation.Run(ctx)
	if err != nil {
		return 0, err
	}
	value := 0.0
	if s.loss != nil {
		if value, err = s.loss(result, zerosLike(result.Recordings)); err != nil {
			return 0, err
		}
	}
	if s.options.Grad.Final != nil {
		final := simulation.State().Flat()
		last, err := s.options.Grad.Final(final, make([]float64, len(final)))
		if err != nil {
			return 0, err
		}
		value += last
	}
	return value, nil
}

const (
	reductions = 8 // steps tried, each a quarter of the one before
	reduction  = 4
)

// ridders differentiates a function at 0 by central differences, extrapolated by
// Neville's rule over ever smaller steps (Ridders 1982, Adv Eng Softw 4:75): the
// entry of the tableau whose neighbours differ least, which is the estimate of its
// error. Steps at which the function fails are passed over.
func ridders(f func(float64) (float64, error), step float64) (derivative, uncertainty float64, err error) {
	derivative, uncertainty = math.NaN(), math.Inf(1)
	var above []float64
	var steps []float64
	for range reductions {
		up, errUp := f(step)
		down, errDown := f(-step)
		if errUp == nil {
			errUp = errDown
		}
		if errUp != nil {
			err = errUp
			step /= reduction
			continue
		}
		row := []float64{(up - down) / (2 * step)}
		for k := range above {
			factor := math.Pow(steps[len(above)-1-k]/step, 2) // error of the k-th column: even powers of the step
			better := row[k] + (row[k]-above[k])/(factor-1)
			row = append(row, better)
			if e := math.Max(math.Abs(better-row[k]), math.Abs(better-above[k])); e <= uncertainty {
				derivative, uncertainty = better, e
			}
		}
		above = row
		steps = append(steps, step)
		step /= reduction
	}
	if math.IsNaN(derivative) && err != nil {
		return 0, 0, err
	}
	return derivative, uncertainty, nil
}

// withSteps names the mechanisms of a model that have a step with a surrogate.
func withSteps(b *plan.Blueprint) []string {
	var names []string
	for _, m := range mechanismsOf(b) {
		if file, err := parsed(m); err == nil && hasSurrogate(file) {
			names = append(names, m.Name())
		}
	}
	return names
}
