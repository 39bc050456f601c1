package bench

import (
	"context"
	"fmt"
	"runtime"

	"golgi"
	"golgi/grad"
	"golgi/internal/peak"
)

// BatchMeasurement is what is measured of a batch besides.
type BatchMeasurement struct {
	// Members is the number of runs. OneByOne is the shortest time of all of them one after the other, s, taken in turns
	// with the batch; Gain is that in units of the batch's.
	Members  int     `json:"members"`
	OneByOne float64 `json:"one_by_one_s"`
	Gain     float64 `json:"gain"`
}

// MeasureBatch times so many runs of a workload side by side, in turns with the same runs one after the other: runs with a sodium
// conductance each; of a workload with a gradient, cases with a current each. Compartments are those of all runs together, and a step is
// one of all of them.
func (w *Workload) MeasureBatch(ctx context.Context, members int, o MeasureOptions) (*Measurement, error) {
	name := fmt.Sprintf("batch of %d, %s", members, w.Name)
	fail := func(err error) (*Measurement, error) { return nil, fmt.Errorf("bench %s: %w", name, err) }
	if err := o.complete(); err != nil {
		return fail(err)
	}
	if members < 1 {
		return fail(fmt.Errorf("%d members; give at least 1", members))
	}
	ways := w.batchOfRuns
	if w.gradient {
		ways = w.batchOfGradients
	}
	together, alone, err := ways(ctx, members, o)
	if err != nil {
		return fail(err)
	}
	first, err := w.model.Integrate(ctx, w.options(o))
	if err == nil {
		err = together(w.TMax)()
	}
	if err != nil {
		return fail(err)
	}
	best, err := alternate(o.Repetitions, together(w.TMax), alone)
	if err != nil {
		return fail(err)
	}
	stats := first.Stats
	m := &Measurement{
		Workload: name, Workers: o.Workers, Engine: stats.Engine, NComp: members * stats.Compartments, Synapses: members * stats.Synapses,
		Steps: stats.Steps, Build: w.Build.Seconds(), Freeze: stats.Freeze.Seconds(), Best: best[0],
		BatchMeasurement: &BatchMeasurement{Members: members, OneByOne: best[1], Gain: best[1] / best[0]},
	}
	m.AllocsPerStep, err = allocationsPerStep(m.Steps, func(steps int) (uint64, error) {
		return allocations(together(float64(steps) * w.step()))
	})
	if err != nil {
		return fail(err)
	}
	if m.Workers == 0 {
		m.Workers = runtime.GOMAXPROCS(0)
	}
	m.NsPerCompStep, m.PeakBytes = m.Best/float64(m.NComp)/float64(m.Steps)*1e9, peak.Bytes()
	return m, nil
}

// batchOfRuns returns runs of a duration side by side, and one by one.
func (w *Workload) batchOfRuns(ctx context.Context, members int, o MeasureOptions) (together func(tMax float64) func() error, alone func() error, err error) {
	list := make([]golgi.Member, members)
	for k := range list {
		gNa := 0.1 + 0.04*float64(k)/float64(members) // S/cm2
		list[k].Overrides = []golgi.Override{w.view.DataSet("HH_gNa", gNa)}
	}
	options := w.options(o)
	together = func(tMax float64) func() error {
		return func() error {
			options := options
			options.TMax = tMax
			_, err := w.view.IntegrateBatch(ctx, options, list)
			return err
		}
	}
	alone = func() error {
		for k := range list {
			if _, err := w.model.Integrate(ctx, options.For(list[k])); err != nil {
				return err
			}
		}
		return nil
	}
	return together, alone, nil
}

// batchOfGradients does so with value and gradient.
func (w *Workload) batchOfGradients(ctx context.Context, members int, o MeasureOptions) (together func(tMax float64) func() error, alone func() error, err error) {
	if o.Budget == 0 {
		o.Budget = grad.DefaultBudget
	}
	cases := make([]grad.Case, members)
	for k := range cases {
		current := golgi.StepCurrent(1, 2, float64(k)/float64(members), w.step(), w.TMax, 0) // nA
		cases[k] = grad.Case{Loss: meanSquare, Overrides: []golgi.Override{w.view.SelectRows(0).DataStimulate(current)}}
	}
	options := grad.Options{Run: w.options(o), Checkpoints: grad.Budget(o.Budget)}
	of := func(m grad.Model, tMax float64) func() error {
		return func() error {
			options := options
			options.Run.TMax = tMax
			_, _, err := grad.ValueAndGradOf(ctx, m, options.Run.Parameters, cases, options)
			return err
		}
	}
	together = func(tMax float64) func() error { return of(w.model, tMax) }
	return together, of(oneByOne{w.model}, w.TMax), nil
}

// oneByOne is a model that has no batches.
type oneByOne struct{ grad.Model }
