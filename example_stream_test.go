package golgi_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golgi"
	"golgi/mech/library"
)

// Recordings are taken block by block while the run goes on.
func ExampleOptions_stream() {
	cell, err := golgi.NewCellFromParents([]int{-1}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	first := cell.Branch(0).Comp(0)
	if err := errors.Join(cell.Insert(library.HH()), cell.Record("v"), first.Stimulate(golgi.StepCurrent(1, 2, 0.1, 0.025, 5, 0))); err != nil {
		fmt.Println(err)
		return
	}
	highest := []float64{-100, -100} // mV
	result, err := cell.Integrate(context.Background(), golgi.Options{
		TMax: 1000, StreamSamples: 10_000,
		Stream: func(b golgi.Block) error { // may write to a file, or count, as here
			for r, trace := range b.Recordings {
				highest[r] = max(highest[r], slices.Max(trace))
			}
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d steps, %d samples kept, at most %.0f mV\n", result.Stats.Steps, len(result.Times), highest[0])
	// Output: 40000 steps, 0 samples kept, at most 43 mV
}
