package bench

import (
	"context"
	"fmt"
	"runtime"

	"golgi"
	"golgi/grad"
	"golgi/internal/peak"
	"golgi/plan"
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
	way := ways(ctx, members, o)
	first, err := w.model.Integrate(ctx, w.options(o))
	if err == nil {
		err = way.together()
	}
	if err != nil {
		return fail(err)
	}
	best, err := alternate(o.Repetitions, way.together, way.alone)
	if err != nil {
		return fail(err)
	}
	stats := first.Stats
	m := &Measurement{
		Workload: name, Workers: o.Workers, Engine: stats.Engine, NComp: members * stats.Compartments, Synapses: members * stats.Synapses,
		Steps: stats.Steps, Build: w.Build.Seconds(), Freeze: stats.Freeze.Seconds(), Best: best[0],
		BatchMeasurement: &BatchMeasurement{Members: members, OneByOne: best[1], Gain: best[1] / best[0]},
	}
	if m.AllocsPerStep, err = allocationsPerStep(m.Steps, way.allocations); err != nil {
		return fail(err)
	}
	if m.Workers == 0 {
		m.Workers = runtime.GOMAXPROCS(0)
	}
	m.NsPerCompStep, m.PeakBytes = m.Best/float64(m.NComp)/float64(m.Steps)*1e9, peak.Bytes()
	return m, nil
}

// batchWays are runs side by side and one by one, and a count of what so many steps of those side by side allocate, with what comes before the first.
type batchWays struct {
	together, alone func() error
	allocations     func(steps int) (uint64, error)
}

// batchOfRuns is of runs without a gradient.
func (w *Workload) batchOfRuns(ctx context.Context, members int, o MeasureOptions) batchWays {
	list := make([]golgi.Member, members)
	for k := range list {
		gNa := 0.1 + 0.04*float64(k)/float64(members) // S/cm2
		list[k].Overrides = []golgi.Override{w.view.DataSet("HH_gNa", gNa)}
	}
	options := w.options(o)
	return batchWays{
		together: func() error {
			_, err := w.view.IntegrateBatch(ctx, options, list)
			return err
		},
		alone: func() error {
			for k := range list {
				if _, err := w.model.Integrate(ctx, options.For(list[k])); err != nil {
					return err
				}
			}
			return nil
		},
		allocations: func(steps int) (uint64, error) {
			options := options
			options.TMax = float64(steps) * w.step()
			b, err := w.view.PrepareBatch(options, list)
			if err != nil {
				return 0, err
			}
			return allocationsOfBatch(ctx, b)
		},
	}
}

// allocationsOfBatch counts the objects that the steps of a batch allocate, chunk by chunk; not those of plans and reports.
func allocationsOfBatch(ctx context.Context, b *golgi.Batch) (objects uint64, err error) {
	for _, c := range b.Chunks() {
		if err := c.Start(); err != nil {
			return 0, err
		}
		schedule, err := c.Schedule()
		if err != nil {
			return 0, err
		}
		o := c.RunOptions()
		_, o.Workers = b.Split()
		n, err := allocations(func() error { return plan.Run(ctx, c.State(), schedule, o) })
		if err != nil {
			return 0, err
		}
		c.Release()
		objects += n
	}
	return objects, nil
}

// batchOfGradients is of value and gradient.
func (w *Workload) batchOfGradients(ctx context.Context, members int, o MeasureOptions) batchWays {
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
	return batchWays{
		together: of(w.model, w.TMax), alone: of(oneByOne{w.model}, w.TMax),
		allocations: func(steps int) (uint64, error) { return allocations(of(w.model, float64(steps)*w.step())) },
	}
}

// oneByOne is a model that has no batches.
type oneByOne struct{ grad.Model }
