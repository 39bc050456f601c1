package gradients

import (
	"context"
	"fmt"
	"io"
	"slices"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/grad/dynamics"
	"golgi/grad/loss"
)

// run is what all of it runs: 10 ms in steps of 0.025 ms.
var run = golgi.Options{TMax: 10, Dt: 0.025}

// differentiate prints how the mean square difference from a target moves with each trainable.
func differentiate(ctx context.Context, w io.Writer, cell *golgi.Cell, target [][]float64) error {
	g, err := grad.ValueAndGrad(ctx, cell, nil, loss.MeanSquaredError(target), grad.Options{Run: run})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "loss %.4g mV2\n", g.Value)
	for _, p := range g.Parameters { // in the order of MakeTrainable
		fmt.Fprintf(w, "%s %.4g mV2 per unit\n", p.Key, p.Values)
	}
	for _, zero := range g.Zeros { // what the loss does not depend on
		fmt.Fprintf(w, "no effect: %s\n", zero)
	}
	return nil
}

// overshoot is the mean over all samples of how far they are above 0 mV, squared, in mV2.
func overshoot(r *golgi.Result, derivative [][]float64) (float64, error) {
	sum, n := 0.0, float64(len(r.Recordings)*len(r.Times))
	for i, trace := range r.Recordings {
		for k, v := range trace {
			if v > 0 {
				sum += v * v / n
				derivative[i][k] = 2 * v / n
			}
		}
	}
	return sum, nil
}

// withinBytes gives the way back 100 kB, and prints what that costs.
func withinBytes(ctx context.Context, w io.Writer, cell *golgi.Cell) (*grad.Gradient, error) {
	g, err := grad.ValueAndGrad(ctx, cell, nil, overshoot, grad.Options{Run: run, Checkpoints: grad.Budget(100_000)})
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(w, g.Cost)
	return g, nil
}

// overAmplitudes is the gradient of a loss over three runs, each with a current of its own (nA) and the trace that
// it should give.
func overAmplitudes(ctx context.Context, cell *golgi.Cell, targets map[float64][][]float64) (*grad.Gradient, error) {
	var cases []grad.Case
	for _, amplitude := range []float64{-0.1, 0.2, 0.4} {
		current := golgi.StepCurrent(1, 9, amplitude, 0.025, 10, 0)
		cases = append(cases, grad.Case{
			Overrides: []golgi.Override{cell.Group("soma").Loc(0.5).DataStimulate(current)},
			Loss:      loss.MeanSquaredError(targets[amplitude]),
			Weight:    1.0 / 3,
		})
	}
	sum, _, err := grad.ValueAndGradOf(ctx, cell, nil, cases, grad.Options{Run: run})
	return sum, err
}

// startAndCurrent is the derivative of the loss for the voltage that the tip of a dendrite starts with, mV2/mV, and
// for the current injected at each sample, mV2/nA.
func startAndCurrent(ctx context.Context, cell *golgi.Cell) (start float64, current []float64, err error) {
	o := grad.Options{Run: run, With: grad.InitialStates | grad.Stimuli}
	g, err := grad.ValueAndGrad(ctx, cell, nil, overshoot, o)
	if err != nil {
		return 0, nil, err
	}
	return g.InitialStates["v"][7], g.Stimuli[0], nil // compartment 7: the last of branch 1
}

// growth follows the derivative with respect to the voltage of the soma, in the upstroke of a spike, back to the start: by what
// factor it is longer on its way; and the largest Lyapunov exponent of the whole run, 1/ms.
func growth(ctx context.Context, cell *golgi.Cell) (factor, exponent float64, err error) {
	const upstroke, steps = 82, 400
	d, err := dynamics.New(cell, run)
	if err != nil {
		return 0, 0, err
	}
	path := [][]float64{d.InitFlat()}
	for n := range upstroke {
		next, err := d.StepFlat(path[n], n)
		if err != nil {
			return 0, 0, err
		}
		path = append(path, next)
	}
	scales := d.Scales(path...) // millivolts and gates are measured by how much they vary
	lengths, err := dynamics.GradientGrowth(ctx, d, dynamics.GrowthOptions{Steps: upstroke, Scales: scales})
	if err != nil {
		return 0, 0, err
	}
	l, err := dynamics.LyapunovExponents(ctx, d, dynamics.LyapunovOptions{Steps: steps})
	if err != nil {
		return 0, 0, err
	}
	return slices.Max(lengths) / lengths[upstroke], l.Exponents[0], nil
}

// inWindows is the gradient of multiple shooting: windows of 2 ms that start from states of their own.
func inWindows(ctx context.Context, cell *golgi.Cell) (*dynamics.ShootingGradient, error) {
	s, err := dynamics.NewShooting(ctx, cell, overshoot, dynamics.ShootingOptions{
		Grad: grad.Options{Run: run}, Window: 2, Weight: 1,
	})
	if err != nil {
		return nil, err
	}
	starts, err := s.Starts(ctx, nil) // those of a plain run; a fit moves them with the parameters
	if err != nil {
		return nil, err
	}
	return s.ValueAndGrad(ctx, nil, starts)
}

// check compares derivatives with those found by complex steps.
func check(ctx context.Context, w io.Writer, cell *golgi.Cell) error {
	table, err := audit.Run(ctx, cell, nil, overshoot, audit.Options{Grad: grad.Options{Run: run}})
	if err != nil {
		return err
	}
	fmt.Fprint(w, table)
	return table.Err()
}

// stepMatrix prints the first element of the Jacobian of the first step that is of a voltage, and the largest modulus of
// an eigenvalue.
func stepMatrix(ctx context.Context, w io.Writer, cell *golgi.Cell) error {
	d, err := dynamics.New(cell, run)
	if err != nil {
		return err
	}
	x, i := d.InitFlat(), 36 // HH_h, HH_m and HH_n of 12 compartments come before v
	jacobian, err := d.Jacobian(ctx, x, 0)
	if err != nil {
		return err
	}
	radius, err := dynamics.SpectralRadius(ctx, d, x, 0)
	if err != nil {
		return err
	}
	part, row, err := d.Locate(i)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "d %s[%d]/d %s[%d] = %.3f, spectral radius %.4f\n", part.Name, row, part.Name, row, jacobian.At(i, i), radius)
	return nil
}
