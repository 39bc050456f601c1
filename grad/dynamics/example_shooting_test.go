package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"golgi"
	"golgi/grad"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// An axon that is driven with a sine fires chaotically (after Aihara, Matsumoto & Ikegaya 1984, J Theor
// Biol 109:249): derivatives of what comes 100 ms later are of no use. In windows
// that start from the trace that is fitted, its conductances are found from 50 % off.
func ExampleShooting() {
	const dt, tMax = 0.05, 120.0
	axon, err := golgi.NewCellFromParents([]int{-1})
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(
		axon.Insert(library.HH()), axon.InitStates(), axon.Record("v"),
		axon.Stimulate(golgi.SineCurrent(0, tMax, 165, 0.003, dt, tMax, 0.004)),
		axon.MakeTrainable("HH_gNa"), axon.MakeTrainable("HH_gK"),
	); err != nil {
		log.Fatal(err)
	}
	ctx, run := context.Background(), golgi.Options{Dt: dt, TMax: tMax}
	target, err := axon.Integrate(ctx, run)
	if err != nil {
		log.Fatal(err)
	}
	d, err := dynamics.New(axon, run)
	if err != nil {
		log.Fatal(err)
	}
	l, err := dynamics.LyapunovExponents(ctx, d, dynamics.LyapunovOptions{Discard: 200, Steps: 2200})
	if err != nil {
		log.Fatal(err)
	}
	growth, err := dynamics.GradientGrowth(ctx, d, dynamics.GrowthOptions{Steps: 2300, Scales: []float64{0.2, 0.3, 0.2, 30}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f /ms; a gradient that grows more than a thousandfold: %t\n", l.Exponents[0], slices.Max(growth) > 1000*growth[2300])

	distance := func(r *golgi.Result, derivative [][]float64) (float64, error) { // mean square, in 30 mV
		sum, n := 0.0, float64(len(r.Times))
		for k, v := range r.Recordings[0] {
			e := (v - target.Recordings[0][k]) / 30
			sum += e * e / n
			derivative[0][k] = 2 * e / 30 / n
		}
		return sum, nil
	}
	windows, err := dynamics.NewShooting(ctx, axon, distance, dynamics.ShootingOptions{Grad: grad.Options{Run: run}, Window: 10})
	if err != nil {
		log.Fatal(err)
	}
	// Gates where the voltage is held to the trace.
	held := run
	held.Overrides = []golgi.Override{axon.DataClamp("v", target.Recordings[0][1:])}
	clamped, err := dynamics.NewShooting(ctx, axon, nil, dynamics.ShootingOptions{Grad: grad.Options{Run: held}, Window: 10})
	if err != nil {
		log.Fatal(err)
	}
	starts, err := clamped.Starts(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	truth := axon.GetParameters()
	at := func(x []float64) []golgi.Parameter { // x are logarithms
		return []golgi.Parameter{
			{Key: "HH_gNa", Values: []float64{truth[0].Values[0] * math.Exp(x[0])}},
			{Key: "HH_gK", Values: []float64{truth[1].Values[0] * math.Exp(x[1])}},
		}
	}
	var derivative []float64 // of the last value
	fit := optimize.Problem{
		Func: func(x []float64) float64 {
			g, err := windows.ValueAndGrad(ctx, at(x), starts)
			if err != nil {
				derivative = []float64{math.NaN(), math.NaN()}
				return math.Inf(1)
			}
			derivative = derivative[:0]
			for i, p := range at(x) {
				derivative = append(derivative, g.Parameters[i].Values[0]*p.Values[0])
			}
			return g.Value
		},
		Grad: func(dx, _ []float64) { copy(dx, derivative) }, // the optimiser asks for it at the same x
	}
	best, err := optimize.Minimize(fit, []float64{math.Log(0.5), math.Log(1.5)}, &optimize.Settings{GradientThreshold: 1e-6}, &optimize.LBFGS{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("HH_gNa %.3f and HH_gK %.3f of what they are\n", math.Exp(best.X[0]), math.Exp(best.X[1]))
	// Output:
	// 0.03 /ms; a gradient that grows more than a thousandfold: true
	// HH_gNa 1.000 and HH_gK 1.000 of what they are
}
