package bench

import (
	"context"

	"golgi/grad"
)

// measureGradient times value and gradient in turns with the run alone.
func (w *Workload) measureGradient(ctx context.Context, o MeasureOptions, m *Measurement, run func() error) error {
	if o.Budget == 0 {
		o.Budget = grad.DefaultBudget
	}
	options := grad.Options{Run: w.options(o), Checkpoints: grad.Budget(o.Budget)}
	var last *grad.Gradient
	gradient := func(options grad.Options) func() error {
		return func() (err error) {
			last, err = grad.ValueAndGrad(ctx, w.model, options.Run.Parameters, meanSquare, options)
			return err
		}
	}
	full := gradient(options)
	if err := full(); err != nil {
		return err
	}
	best, err := alternate(o.Repetitions, full, run)
	if err != nil {
		return err
	}
	m.Best = best[0]
	m.GradientMeasurement = &GradientMeasurement{Forward: best[1], Ratio: best[0] / best[1], Budget: o.Budget, Checkpoints: last.Cost.String()}
	m.AllocsPerStep, err = allocationsPerStep(m.Steps, func(steps int) (uint64, error) {
		shorter := options
		shorter.Run.TMax = float64(steps) * workloadDt
		return allocations(gradient(shorter))
	})
	return err
}
