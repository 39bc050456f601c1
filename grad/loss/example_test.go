package loss_test

import (
	"fmt"

	"golgi"
	"golgi/grad/loss"
)

// A loss of two parts: the trace is to follow a target, and the second half is to
// lie at -65 mV on the average.
func ExampleWeighted() {
	run := &golgi.Result{Times: []float64{0, 0.5, 1, 1.5}, Recordings: [][]float64{{-70, -68, -66, -62}}}
	target := [][]float64{{-70, -67, -66, -64}}
	both := loss.Weighted(
		loss.Term{Weight: 1, Loss: loss.MeanSquaredError(target)},
		loss.Term{Weight: 0.5, Loss: loss.WindowMeans(loss.WindowTarget{Recording: 0, From: 1, To: 1.5, Mean: -65})},
	)
	derivative := [][]float64{make([]float64, 4)}
	value, err := both(run, derivative)
	fmt.Println(value, derivative, err)
	// Output: 1.75 [[0 -0.5 0.5 1.5]] <nil>
}

// Features of an experiment, with what they vary from trial to trial.
func ExampleFeatures() {
	run := &golgi.Result{Times: []float64{0, 1, 2, 3}, Recordings: [][]float64{{-70, -66, -60, -64}}}
	fit := loss.Features(
		loss.Target{Feature: loss.RestingPotential(0, 0, 0), Mean: -72, StandardDeviation: 2},
		loss.Target{Feature: loss.StandardDeviation(0, 2, 3), Mean: 1, StandardDeviation: 0.5},
	)
	value, err := fit(run, nil)
	fmt.Println(value, err)
	// Output: 2.5 <nil>
}
