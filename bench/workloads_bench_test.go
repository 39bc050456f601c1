package bench

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/grad"
)

// timed are the workloads of the benchmarks, small enough for one run to take some tenths of a second.
func timed(b *testing.B) map[string]*Workload {
	b.Helper()
	pop, err := Population(100, 10)
	require.NoError(b, err)
	cell, err := TracedCell(tracedFile, 4, 10)
	require.NoError(b, err)
	net, err := SparseNetwork(100, 10, 10)
	require.NoError(b, err)
	return map[string]*Workload{"pop": pop, "cell": cell, "net": net}
}

// perCompartmentStep runs a function on a workload and gives its time a compartment-step, beside allocations and bytes.
func perCompartmentStep(b *testing.B, w *Workload, run func() error) {
	b.Helper()
	require.NoError(b, run())
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		require.NoError(b, run())
		n++
	}
	work := float64(n) * float64(w.steps()) * float64(w.view.Len())
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/work, "ns/compartment-step")
}

// BenchmarkForward is the run alone, on one worker.
func BenchmarkForward(b *testing.B) {
	for name, w := range timed(b) {
		b.Run(name, func(b *testing.B) {
			perCompartmentStep(b, w, w.forward(context.Background(), w.options(MeasureOptions{Workers: 1})))
		})
	}
}

// BenchmarkGradient is value and gradient, on one worker: with all steps on the tape, and with every step taken twice.
func BenchmarkGradient(b *testing.B) {
	for name, w := range timed(b) {
		w, err := w.Gradient()
		require.NoError(b, err)
		for kind, checkpoints := range map[string]grad.Checkpoints{"tape": grad.Levels(w.steps()), "levels": grad.Levels(20, 20)} {
			b.Run(name+"/"+kind, func(b *testing.B) {
				options := grad.Options{Run: w.options(MeasureOptions{Workers: 1}), Checkpoints: checkpoints}
				perCompartmentStep(b, w, func() error {
					_, err := grad.ValueAndGrad(context.Background(), w.model, options.Run.Parameters, meanSquare, options)
					return err
				})
			})
		}
	}
}
