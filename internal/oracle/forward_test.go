package oracle_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/oracle"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
)

// excitable has HH everywhere, a leak in every third compartment, and stimuli,
// two of them in one compartment.
func excitable(t testing.TB) *plan.Blueprint {
	b, random := cells(t), rand.New(rand.NewPCG(6, 2))
	table := insert(t, b, library.HH(), everywhere(b)...)
	scatter(table, "HH_gK", 0.02, 0.04, random)
	scatter(table, "HH_n", 0.2, 0.5, random)
	var third []int32
	for i := len(b.Voltage) - 1; i >= 0; i -= 3 {
		third = append(third, int32(i))
	}
	insert(t, b, library.Leak(), third...)
	for _, i := range []int{0, 4, 4, len(b.Voltage) - 1} {
		b.Stimuli = append(b.Stimuli, plan.Stimulus{Compartment: i, Waveform: wave(80+i, 0.3, 0.3)})
	}
	return b
}

// network connects the cells by three types of synapse.
func network(t testing.TB) *plan.Blueprint {
	b, random := excitable(t), rand.New(rand.NewPCG(7, 3))
	for _, synapse := range []*mech.Mechanism{library.IonotropicSynapse(), library.TanhRateSynapse(), library.TestSynapse()} {
		var pre, post []int32
		for range 15 {
			pre = append(pre, int32(random.IntN(len(b.Voltage))))
			post = append(post, int32(random.IntN(len(b.Voltage))))
		}
		table := connect(b, synapse, pre, post)
		for _, name := range []string{"_gS", "_gC"} {
			if key := synapse.Name() + name; table.Index(key) >= 0 {
				scatter(table, key, 1e-4, 1e-3, random)
			}
		}
	}
	return b
}

// solvers of package systems, with a step at which each is stable.
func solvers() map[string]float64 {
	return map[string]float64{"bwd_euler": 0.025, "crank_nicolson": 0.025, "fwd_euler": 0.0005}
}

// TestForward: branched cells with channels, as package systems has them.
func TestForward(t *testing.T) {
	firing := start(t, excitable(t), oracle.Options{Dt: 0.025})
	highest := 0.0
	for range 300 {
		steps(t, firing, 1)
		highest = max(highest, real(firing.Values("v")[0]))
	}
	require.Greater(t, highest, 0.0, "cells fire, so that all is put to use")
	for solver, dt := range solvers() {
		for _, stagger := range []bool{false, true} {
			o := oracle.Options{Dt: dt, Solver: solver, Stagger: stagger, InitialiseStates: stagger}
			t.Run(solver, func(t *testing.T) { compare(t, excitable(t), o, 300) })
		}
	}
}

// TestNetwork: the same with synapses.
func TestNetwork(t *testing.T) {
	for solver, dt := range solvers() {
		t.Run(solver, func(t *testing.T) { compare(t, network(t), oracle.Options{Dt: dt, Solver: solver, Stagger: true}, 300) })
	}
}

// TestClamps: of voltages, neighbours among them, of a gate, a state of a synapse
// and a parameter; of two clamps of one voltage the last counts.
func TestClamps(t *testing.T) {
	const n = 200
	for solver, dt := range solvers() {
		t.Run(solver, func(t *testing.T) {
			b := network(t)
			b.Clamps = []plan.Clamp{
				{Key: "v", Compartment: 3, Waveform: wave(n, 0, 5)},
				{Key: "v", Compartment: 3, Waveform: wave(n, -60, 20)},
				{Key: "v", Compartment: 4, Waveform: wave(n+5, -50, 20)},
				{Key: "HH_m", Compartment: 1, Waveform: wave(n, 0.5, 0.4)},
				{Key: "HH_gNa", Compartment: 6, Waveform: wave(n, 0.1, 0.05)},
				{Key: "IonotropicSynapse_s", Synapse: 2, Waveform: wave(n, 0.5, 0.4)},
			}
			compare(t, b, oracle.Options{Dt: dt, Solver: solver}, n)
		})
	}
}

// TestNoVoltageIsTooLarge: exponentials that saturate, and products of them that
// are infinite, give what they give real numbers, and their derivatives.
func TestNoVoltageIsTooLarge(t *testing.T) {
	for _, v := range []float64{-3e4, -1e4, 1e4, 3e4} {
		b := network(t)
		for i := range b.Voltage {
			b.Voltage[i] = v
		}
		compare(t, b, oracle.Options{Dt: 0.025, Solver: "bwd_euler", InitialiseStates: true}, 3)
		agree(t, value("v", 0, 1), run(t, b, value("v", 0, 1), oracle.Options{Dt: 0.025}, 3, "v"))
	}
}

// TestClampTooShort: a clamp ends the run where its samples end.
func TestClampTooShort(t *testing.T) {
	b := excitable(t)
	b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: wave(2, -60, 20)}}
	m := start(t, b, oracle.Options{Dt: 0.025})
	steps(t, m, 2)
	require.EqualError(t, m.Step(), `oracle: clamp 0 of "v" has 2 samples, the run is at 2`)
}

// TestClone: a copy goes on as the original would, and leaves it alone; so does
// a new run that is given its values and its sample.
func TestClone(t *testing.T) {
	b := network(t)
	b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: wave(60, -60, 20)}, {Key: "HH_m", Compartment: 3, Waveform: wave(60, 0.5, 0.4)}}
	m := start(t, b, oracle.Options{Dt: 0.025})
	steps(t, m, 30)
	before := slices.Clone(m.Values("v"))
	c := m.Clone()
	later, err := oracle.New(b, oracle.Options{Dt: 0.025, First: 30})
	require.NoError(t, err)
	for _, key := range m.Keys() {
		copy(later.Values(key), m.Values(key))
	}
	steps(t, c, 30)
	steps(t, later, 30)
	require.Equal(t, before, m.Values("v"))
	steps(t, m, 30)
	for _, key := range m.Keys() {
		require.Equal(t, m.Values(key), c.Values(key), key)
		require.Equal(t, m.Values(key), later.Values(key), key)
	}
	require.NotEqual(t, before, m.Values("v"))
}

// TestOptions: what does not fit is named.
func TestOptions(t *testing.T) {
	b := excitable(t)
	for message, o := range map[string]oracle.Options{
		`oracle: no integrator "bwd_euller"; there are bwd_euler, crank_nicolson, fwd_euler, exp_euler; did you mean "bwd_euler"?`: {Dt: 1, Solver: "bwd_euller"},
		"oracle: dt is 0 ms; it must be positive":               {},
		"oracle: the run starts from sample -1; give 0 or more": {Dt: 1, First: -1},
	} {
		_, err := oracle.New(b, o)
		require.EqualError(t, err, message)
	}
}
