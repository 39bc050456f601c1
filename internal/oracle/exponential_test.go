package oracle_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"golgi/internal/oracle"
	"golgi/mech/library"
	"golgi/plan"
)

// TestExponentialOfCouplings: without channels a step of exponential Euler is
// the exponential of the couplings, here that of gonum for one unbranched cell,
// once free and once with a clamped end.
func TestExponentialOfCouplings(t *testing.T) {
	const dt, n = 0.1, 5
	b := &plan.Blueprint{}
	for i := range n {
		x := float64(i)
		b.Length, b.Radius = append(b.Length, 10), append(b.Radius, 1)
		b.Area, b.Volume = append(b.Area, 50+5*x), append(b.Volume, 30)
		b.LoadIn, b.LoadOut = append(b.LoadIn, 2+x), append(b.LoadOut, 3-x/3)
		b.AxialResistivity, b.Capacitance = append(b.AxialResistivity, 2000+300*x), append(b.Capacitance, 1+x/10)
		b.Voltage = append(b.Voltage, -60+7*x*x)
	}
	b.Trees = append(b.Trees, cable(t, n))
	a := mat.NewDense(n, n, nil)
	for i := range n - 1 {
		g := 100 / (b.AxialResistivity[i]*b.LoadOut[i] + b.AxialResistivity[i+1]*b.LoadIn[i+1])
		for _, pair := range [][2]int{{i, i + 1}, {i + 1, i}} {
			rate := g * dt / (b.Capacitance[pair[0]] * b.Area[pair[0]] * 1e-5)
			a.Set(pair[0], pair[0], a.At(pair[0], pair[0])-rate)
			a.Set(pair[0], pair[1], rate)
		}
	}
	for _, clamped := range []bool{false, true} {
		command := b.Voltage[n-1]
		if clamped {
			for j := range n {
				a.Set(n-1, j, 0)
			}
			command = 10
			b.Clamps = []plan.Clamp{{Key: "v", Compartment: n - 1, Waveform: level(1, command)}}
		}
		var e mat.Dense
		e.Exp(a)
		v := append(append([]float64{}, b.Voltage[:n-1]...), command)
		var want mat.VecDense
		want.MulVec(&e, mat.NewVecDense(n, v))
		m := start(t, b, oracle.Options{Dt: dt, Solver: "exp_euler"})
		steps(t, m, 1)
		require.Greater(t, math.Abs(b.Voltage[0]-want.AtVec(0)), 1.0, "something flows")
		for i := range n {
			require.InDelta(t, want.AtVec(i), real(m.Values("v")[i]), 1e-10, "compartment %d", i)
		}
	}
}

// TestExponentialDecay: one leaking compartment follows its exponential at any step.
func TestExponentialDecay(t *testing.T) {
	b := cells(t)
	b.AxialResistivity = make([]float64, len(b.Voltage))
	for i := range b.AxialResistivity {
		b.AxialResistivity[i] = 1e12 // alone
	}
	table := insert(t, b, library.Leak(), everywhere(b)...)
	m := start(t, b, oracle.Options{Dt: 3, Solver: "exp_euler"})
	steps(t, m, 4)
	g, e := table.Value(table.Index("Leak_gLeak"), 0), table.Value(table.Index("Leak_eLeak"), 0)
	for i, v := range b.Voltage {
		decay := math.Exp(-12 * g / (b.Capacitance[i] * 1e-3))
		require.InDelta(t, e+(v-e)*decay, real(m.Values("v")[i]), 1e-5, "compartment %d", i)
	}
}

// TestExponentialConverges: to what Crank-Nicolson converges to, in proportion to dt,
// with clamps and synapses.
func TestExponentialConverges(t *testing.T) {
	end := func(solver string, steps_ int) float64 {
		b := network(t)
		b.Stimuli = nil
		b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: level(steps_, -20)}}
		m := start(t, b, oracle.Options{Dt: 0.5 / float64(steps_), Solver: solver, Stagger: solver == "crank_nicolson"})
		steps(t, m, steps_)
		return real(m.Values("v")[1])
	}
	truth := end("crank_nicolson", 1600)
	coarse, fine := end("exp_euler", 200)-truth, end("exp_euler", 400)-truth
	require.InDelta(t, 2, coarse/fine, 0.1, "errors %g and %g", coarse, fine)
}
