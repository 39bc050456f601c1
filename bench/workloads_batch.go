package bench

import (
	"context"
	"fmt"

	"golgi"
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

// Batch times so many runs of one cell of [Population] side by side, each with a sodium conductance of its own, in turns with the
// same runs one after the other. Compartments are those of all runs together.
func Batch(ctx context.Context, members int, tMax float64, o MeasureOptions) (*Measurement, error) {
	fail := func(err error) (*Measurement, error) {
		return nil, fmt.Errorf("bench batch %d %g: %w", members, tMax, err)
	}
	if err := o.complete(); err != nil {
		return fail(err)
	}
	if members < 1 {
		return fail(fmt.Errorf("give at least 1 member"))
	}
	w, err := Population(1, tMax)
	if err != nil {
		return fail(err)
	}
	if err := w.view.MakeTrainable("HH_gNa"); err != nil {
		return fail(err)
	}
	options, list := w.options(o), make([]golgi.Member, members)
	for k := range list {
		gNa := 0.1 + 0.04*float64(k)/float64(members) // S/cm2
		list[k].Parameters = []golgi.Parameter{{Key: "HH_gNa", Values: []float64{gNa}}}
	}
	together := func() error {
		_, err := w.view.IntegrateBatch(ctx, options, list)
		return err
	}
	alone := func() error {
		for k := range list {
			one := options
			one.Parameters = list[k].Parameters
			if _, err := w.model.Integrate(ctx, one); err != nil {
				return err
			}
		}
		return nil
	}
	stats, err := w.stats(ctx, o)
	if err == nil {
		err = together()
	}
	if err != nil {
		return fail(err)
	}
	best, err := alternate(o.Repetitions, together, alone)
	if err != nil {
		return fail(err)
	}
	m := &Measurement{
		Workload: fmt.Sprintf("batch %d %g", members, tMax), Workers: o.Workers, Engine: stats.Engine, NComp: members * stats.Compartments, Steps: stats.Steps,
		Build: w.Build.Seconds(), Freeze: stats.Freeze.Seconds(), Best: best[0], PeakBytes: peak.Bytes(),
		BatchMeasurement: &BatchMeasurement{Members: members, OneByOne: best[1], Gain: best[1] / best[0]},
	}
	m.AllocsPerStep, err = allocationsPerStep(m.Steps, func(steps int) (uint64, error) {
		shorter := options
		shorter.TMax = float64(steps) * workloadDt
		b, err := w.view.PrepareBatch(shorter, list)
		if err != nil {
			return 0, err
		}
		return allocations(func() error {
			_, err := b.Run(ctx)
			return err
		})
	})
	if err != nil {
		return fail(err)
	}
	m.NsPerCompStep = m.Best / float64(m.NComp) / float64(m.Steps) * 1e9
	return m, nil
}
