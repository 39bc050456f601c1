package systems_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
)

// BenchmarkSweep takes a network of 6500 compartments with HH and 20000 synapses over
// 100 steps forward with a tape, and back, with derivatives of conductances and
// without or with those of the geometry.
func BenchmarkSweep(bench *testing.B) {
	active := map[string][]plan.Column{
		"conductances": {"HH_gNa", "HH_gK", "Leak_gLeak", "IonotropicSynapse_gS"},
		"geometry":     {"HH_gNa", plan.Area, plan.Volume, plan.LoadIn, plan.LoadOut, plan.AxialResistivity, plan.Capacitance},
	}
	for name, columns := range active {
		bench.Run(name, func(bench *testing.B) {
			const steps = 100
			b := population(bench, 700)
			connect(b, library.IonotropicSynapse(), 20000, rand.New(rand.NewPCG(4, 4)))
			s := newSweepRun(bench, b, systems.Options{}, plan.RunOptions{Steps: steps, Dt: 0.025, Every: 1})
			ctx, o := context.Background(), s.run
			o.Workers = 1
			for bench.Loop() {
				c, err := s.plan.NewSensitivity(columns...)
				require.NoError(bench, err)
				copy(c.Samples, s.weights)
				sweep, err := plan.NewSweep(s.state(), s.schedule(), o, c)
				require.NoError(bench, err)
				require.NoError(bench, sweep.Start())
				require.NoError(bench, sweep.Advance(ctx, steps, true))
				require.NoError(bench, sweep.Back(ctx, 0))
				require.NoError(bench, sweep.BackStart())
				require.NoError(bench, sweep.Finish())
			}
			bench.ReportMetric(float64(bench.Elapsed().Nanoseconds())/float64(bench.N)/float64(steps*len(b.Voltage)), "ns/compartment/step")
		})
	}
}
