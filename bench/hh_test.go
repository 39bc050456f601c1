package bench_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/topology/synth"
)

// BenchmarkCell runs a synthetic neuron with HH everywhere, of 149 and of 596
// compartments, on one worker.
func BenchmarkCell(b *testing.B) {
	for name, ncomp := range map[string]int{"1 compartment a branch": 1, "4 compartments a branch": 4} {
		b.Run(name, func(b *testing.B) {
			cell, err := golgi.NewCellFromMorphology(synth.Pyramidal(1), golgi.WithNComp(ncomp))
			require.NoError(b, err)
			require.NoError(b, cell.Insert(library.HH()))
			require.NoError(b, cell.InitStates())
			require.NoError(b, cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(1, 2, 1, 0.025, 20, 0)))
			require.NoError(b, cell.Branch(0).Comp(0).Record("v"))
			b.ReportAllocs()
			work := 0
			for b.Loop() {
				result, err := cell.Integrate(context.Background(), golgi.Options{TMax: 20, Dt: 0.025, Workers: 1})
				require.NoError(b, err)
				work += result.Stats.Steps * result.Stats.Compartments
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(work), "ns/compartment-step")
		})
	}
}
