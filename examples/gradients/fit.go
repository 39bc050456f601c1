package gradients

import (
	"context"

	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
	"golgi/grad/loss"
	"golgi/grad/optimise"
	"golgi/grad/transform"
)

// fitTo moves the trainables until the cell follows a target, and keeps the best values in the cell.
func fitTo(ctx context.Context, cell *golgi.Cell, target [][]float64) (*fit.Result, error) {
	problem, err := fit.Of(cell, []grad.Case{{Loss: loss.MeanHuber(target, 5)}}, grad.Options{Run: run}) // 5 mV
	if err != nil {
		return nil, err
	}
	problem.Transform = transform.Set{ByKey: map[string]transform.Transform{
		"HH_gNa":      transform.Sigmoid(0.02, 0.5), // S/cm2
		"capacitance": transform.Sigmoid(0.5, 2),    // uF/cm2
	}}
	enough := 1e-3 // mV2
	result, err := fit.Run(ctx, problem, fit.Options{
		Optimiser: optimise.Chain(optimise.ClipNorm(10), optimise.Adam(optimise.ExponentialDecay(0.05, 0.5, 100))),
		Epochs:    300, Target: &enough,
	})
	if err != nil {
		return nil, err
	}
	return result, cell.WriteTrainables(result.Parameters)
}
