package main

import (
	"context"
	"fmt"
	"io"

	"golgi"
	"golgi/bench"
)

// speed writes what 250 ms of each Rallpack take on one core, in steps of 50 us by backward Euler: the shortest of so many runs.
func speed(ctx context.Context, w io.Writer) error {
	const dt, repetitions = 0.05, 5
	fmt.Fprint(w, `| case | compartments | steps | s | ns a compartment-step |
|---|---:|---:|---:|---:|
`)
	for _, make := range []func(float64) (*bench.Case, error){bench.Rallpack1, bench.Rallpack2, bench.Rallpack3} {
		c, err := make(dt)
		if err != nil {
			return err
		}
		best := 0.0
		for repetition := range repetitions + 1 { // the first makes the plan
			result, err := c.Cell.Integrate(ctx, golgi.Options{TMax: c.TMax, Dt: dt, Workers: 1})
			if err != nil {
				return err
			}
			if s := result.Stats.Run.Seconds(); repetition == 0 || s < best {
				best = s
			}
			if work := float64(result.Stats.Compartments * result.Stats.Steps); repetition == repetitions {
				fmt.Fprintf(w, "| %s | %d | %d | %.4f | %.1f |\n", c.Name, result.Stats.Compartments, result.Stats.Steps, best, 1e9*best/work)
			}
		}
	}
	return nil
}
