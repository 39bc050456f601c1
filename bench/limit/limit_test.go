package limit

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/bench"
)

// tolerance, mV: roundings of some 1e-14 in exp and in other orders of sums, times what a spike makes of them.
const tolerance = 1e-8

// TestIsThePopulation: this is what golgi computes, during a spike too, in both forms and without vectors.
func TestIsThePopulation(t *testing.T) {
	const cells, tMax = 19, 10 // two blocks, the second not full
	w, err := bench.Population(cells, tMax)
	require.NoError(t, err)
	want, err := w.Model().Integrate(context.Background(), golgi.Options{TMax: tMax})
	require.NoError(t, err)
	last, err := w.Model().Integrate(context.Background(), golgi.Options{TMax: tMax, ReturnStates: true})
	require.NoError(t, err)
	voltage, err := last.States.Get("v")
	require.NoError(t, err)
	require.Greater(t, largest(want.Recordings[0]), 40.0, "there is a spike")

	p, err := New(cells)
	require.NoError(t, err)
	for _, form := range []Form{AsWritten, Factored} {
		for _, vectors := range []bool{false, true} {
			if vectors && !Vectors() {
				continue
			}
			name := fmt.Sprintf("%v, vectors %v", form, vectors)
			trace := p.run(golgi.StepCurrent(1, 2, 1, dt, tMax, 0)[:400], form, vectors)
			require.Len(t, trace, 401, name)
			t.Logf("%s: %.2g mV of the trace, %.2g of the last voltages", name, farthest(want.Recordings[0], trace), farthest(voltage, p.Voltages()))
			require.Less(t, farthest(want.Recordings[0], trace), tolerance, name)
			require.Less(t, farthest(voltage, p.Voltages()), tolerance, name)
		}
	}
	_, err = New(0)
	require.ErrorContains(t, err, "limit: 0 cells; give at least 1")
}

func largest(list []float64) float64 {
	most := list[0]
	for _, x := range list {
		most = max(most, x)
	}
	return most
}

func farthest(a, b []float64) float64 {
	most := 0.0
	for i := range a {
		most = max(most, max(a[i]-b[i], b[i]-a[i]))
	}
	return most
}

// BenchmarkPopulation times pop 1000 10 by hand, in both forms, and by golgi, in turns: the shortest of each counts.
func BenchmarkPopulation(b *testing.B) {
	if !Vectors() {
		b.Skip("this processor has no AVX-512")
	}
	const cells, tMax = 1000, 10
	w, err := bench.Population(cells, tMax)
	require.NoError(b, err)
	p, err := New(cells)
	require.NoError(b, err)
	current := golgi.StepCurrent(1, 2, 1, dt, tMax, 0)[:400]
	runs := []func() error{
		func() error { p.Run(current, AsWritten); return nil },
		func() error { p.Run(current, Factored); return nil },
		func() error {
			_, err := w.Model().Integrate(context.Background(), golgi.Options{TMax: tMax, Workers: 1})
			return err
		},
	}
	best := make([]time.Duration, len(runs))
	for b.Loop() {
		for i, run := range runs {
			started := time.Now()
			require.NoError(b, run())
			if took := time.Since(started); best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	for i, name := range []string{"written", "factored", "golgi"} {
		b.ReportMetric(float64(best[i].Nanoseconds())/(cells*compartments*400), name+"-ns/compartment-step")
	}
}

// Without the solve voltages stay, and gates come to their steady states at -70 mV (the formulas of Hodgkin and Huxley).
func TestMembraneAlone(t *testing.T) {
	p, err := New(3)
	require.NoError(t, err)
	p.Membrane(4000, AsWritten)
	for _, v := range p.Voltages() {
		require.Equal(t, -70.0, v)
	}
	alpha, beta := exprelr(3), 4*math.Exp(5.0/18)
	require.InDelta(t, alpha/(alpha+beta), p.blocks[0].m[0], 1e-12)
}
