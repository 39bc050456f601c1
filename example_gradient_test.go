package golgi_test

import (
	"context"
	"errors"
	"fmt"

	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
	"golgi/grad/loss"
	"golgi/grad/optimise"
	"golgi/grad/transform"
	"golgi/mech/library"
)

// The gradient and the fit of the README: conductances from a voltage trace.
func Example_gradients() {
	ctx := context.Background()
	if err := func() error {
		cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 4)
		if err != nil {
			return err
		}
		if err := errors.Join(
			cell.Insert(library.HH()), cell.Set("length", 40), cell.InitStates(), cell.Branch(0).Loc(0.5).Record("v"),
			cell.Branch(0).Loc(0.5).Stimulate(golgi.StepCurrent(1, 9, 0.3, 0.025, 10, 0)),
		); err != nil {
			return err
		}
		run := golgi.Options{TMax: 10}
		measured, err := cell.Integrate(ctx, run)
		if err != nil {
			return err
		}
		target := measured.Recordings
		if err := errors.Join(
			cell.MakeTrainable("HH_gNa", 0.08), // S/cm2; it was 0.12
			cell.MakeTrainable("HH_gK", 0.05),  // 0.036
		); err != nil {
			return err
		}
		g, err := grad.ValueAndGrad(ctx, cell, nil, loss.MeanSquaredError(target), grad.Options{Run: run})
		if err != nil {
			return err
		}
		fmt.Printf("%.4g mV2, %.4g and %.4g mV2 per S/cm2\n", g.Value, g.Parameters[0].Values, g.Parameters[1].Values)

		problem, err := fit.Of(cell, []grad.Case{{Loss: loss.MeanSquaredError(target)}}, grad.Options{Run: run})
		if err != nil {
			return err
		}
		problem.Transform.Rest = transform.Sigmoid(0.01, 1) // S/cm2
		result, err := fit.Run(ctx, problem, fit.Options{Method: optimise.LBFGS(), Epochs: 40})
		if err != nil {
			return err
		}
		fmt.Printf("%.3f and %.3f S/cm2\n", result.Parameters[0].Values, result.Parameters[1].Values)
		return nil
	}(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 68.97 mV2, [-1483] and [4068] mV2 per S/cm2
	// [0.120] and [0.036] S/cm2
}
