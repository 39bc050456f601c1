package oracle_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/internal/oracle"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/plan"
	"golgi/topology"
)

// held adds clamps of states and of parameters, of which every kind is in network.
func held(b *plan.Blueprint) *plan.Blueprint {
	b.Clamps = append(b.Clamps,
		plan.Clamp{Key: "v", Compartment: 3, Waveform: wave(samples, 0, 5)},
		plan.Clamp{Key: "v", Compartment: 3, Waveform: wave(samples, -60, 20)}, // of two the last counts
		plan.Clamp{Key: "v", Compartment: 4, Waveform: wave(samples, -50, 20)},
		plan.Clamp{Key: "v", Compartment: 12, Waveform: wave(samples, -50, 20)}, // a cell of one compartment
		plan.Clamp{Key: "HH_m", Compartment: 1, Waveform: wave(samples, 0.5, 0.4)},
		plan.Clamp{Key: "HH_gNa", Compartment: 6, Waveform: wave(samples, 0.1, 0.05)},
		plan.Clamp{Key: "IonotropicSynapse_s", Synapse: 2, Waveform: wave(samples, 0.5, 0.4)},
		plan.Clamp{Key: "IonotropicSynapse_gS", Synapse: 5, Waveform: wave(samples, 1e-3, 4e-4)},
	)
	return b
}

// TestStepOfNetworks: three types of synapse, with and without clamps.
func TestStepOfNetworks(t *testing.T) {
	t.Run("free", func(t *testing.T) {
		checkIntegrators(t, func(t *testing.T) *plan.Blueprint { return network(t) })
	})
	t.Run("clamped", func(t *testing.T) {
		checkIntegrators(t, func(t *testing.T) *plan.Blueprint { return held(network(t)) })
	})
}

// TestStepOfSomeActive: derivatives in the states and in none or some of the
// parameters and geometry, with junctions and diffusion.
func TestStepOfSomeActive(t *testing.T) {
	for name, active := range map[string][]plan.Column{
		"states alone": nil, "a parameter": {"HH_gNa"}, "a conductance": {"GapJunction_gE"}, "capacitance": {plan.Capacitance},
		"a load": {plan.LoadOut}, "volume": {plan.Volume}, "diffusion": {diffusion, "CaL_gCaL"},
	} {
		for solver, dt := range integrators() {
			t.Run(name+" "+solver, func(t *testing.T) {
				b := calcic(t, "CaL", "CaPump", "CaNernstReversal", "SKE2")
				share(t, b, ecs.ColumnSpec{Name: diffusion, Default: 0.3})
				b.Diffused = []string{calcium}
				connect(b, own(t, "GapJunction"), []int32{0, 3, 12, 14}, []int32{7, 12, 14, 3})
				b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: wave(samples, -60, 20)}}
				s := newStepCheck(t, b, oracle.Options{Dt: dt, Solver: solver, InitialiseStates: true}, only(active...))
				for range 2 {
					s.transposed(s.point(true, everything), func() { s.step(name) })
				}
			})
		}
	}
}

// TestStepOfPumps: currents that are read, of this step and of the step before,
// by mechanisms before and after those that carry them; ions whose concentration
// is clamped, assigned states and parameters that are; with and without diffusion.
func TestStepOfPumps(t *testing.T) {
	for name, order := range orders() {
		for _, diffuses := range []bool{false, true} {
			if name == "sodium" && diffuses {
				continue
			}
			title := name
			if diffuses {
				title += " diffuses"
			}
			t.Run(title, func(t *testing.T) {
				checkIntegrators(t, func(t *testing.T) *plan.Blueprint {
					b := calcic(t, order...)
					for _, key := range []string{calcium, "eCa", "CaCon_e"} {
						if b.Shared.Index(key) >= 0 && name != "sodium" {
							mean := map[string]float64{calcium: 1e-3, "eCa": 100, "CaCon_e": 2}[key]
							b.Clamps = append(b.Clamps, plan.Clamp{Key: key, Compartment: 1, Waveform: wave(samples, mean, mean/5)})
						}
					}
					if diffuses {
						share(t, b, ecs.ColumnSpec{Name: diffusion, Default: 0.3})
						b.Shared.Set(b.Shared.Index(diffusion), 7, 0)
						b.Diffused = []string{calcium}
					}
					return b
				})
			})
		}
	}
}

// TestStepOfTwoIons: calcium and sodium diffuse side by side, the sodium not
// everywhere, with a pump that moves the sodium and clamps of both.
func TestStepOfTwoIons(t *testing.T) {
	const sodium = "NaCon_i"
	checkIntegrators(t, func(t *testing.T) *plan.Blueprint {
		b, random := calcic(t, "CaL", "PMCA", "CaDynamics", "CaNernstReversal", "HHNa", "NaKPump", "NaNernstReversal",
			"NaFaradayConcentrationChange"), rand.New(rand.NewPCG(3, 3))
		for _, key := range []string{calcium, sodium} {
			share(t, b, ecs.ColumnSpec{Name: plan.DiffusionKey(key)})
			scatter(b.Shared, plan.DiffusionKey(key), 0.5, 2, random)
		}
		scatter(b.Shared, calcium, 1e-4, 2e-3, random)
		scatter(b.Shared, sodium, 5, 15, random)
		b.Shared.Set(b.Shared.Index(plan.DiffusionKey(sodium)), 7, 0)
		b.Diffused = []string{calcium, sodium}
		b.Clamps = []plan.Clamp{
			{Key: calcium, Compartment: 5, Waveform: wave(samples, 1e-3, 5e-4)},
			{Key: sodium, Compartment: 2, Waveform: wave(samples, 10, 2)},
			{Key: sodium, Compartment: 12, Waveform: wave(samples, 10, 2)},
		}
		return b
	})
}

// TestStepOfPointNeurons: mechanisms that write the voltage beside HH, whose
// gates see V(n), with synapses, junctions, electrodes and clamps.
func TestStepOfPointNeurons(t *testing.T) {
	for _, neuron := range []string{"Izhikevich", "AdEx", "Fire", "Rate"} {
		t.Run(neuron, func(t *testing.T) {
			checkIntegrators(t, func(t *testing.T) *plan.Blueprint {
				b := network(t)
				insert(t, b, smooth(t, neuron), everywhere(b)[2:]...)
				electrode := insert(t, b, own(t, "SEClamp"), 4, 2)
				for key, x := range map[string]float64{"rs": 20, "dur1": 10, "amp1": -70} {
					electrode.SetAll(electrode.Index("SEClamp_"+key), x)
				}
				connect(b, own(t, "GapJunction"), []int32{0, 3, 12, 14}, []int32{7, 12, 14, 3})
				return held(b)
			})
		})
	}
}

// TestStepOfJunctions: gap junctions within a cell, between cells, in loops and
// side by side, with clamped ends and without, gated ones among them.
func TestStepOfJunctions(t *testing.T) {
	pairs := map[string][][2]int32{
		"within a cell":  {{0, 7}},
		"between cells":  {{12, 3}},
		"a loop":         {{0, 12}, {12, 14}, {14, 5}},
		"side by side":   {{2, 13}, {13, 2}, {2, 13}},
		"many":           {{0, 7}, {3, 12}, {12, 14}, {14, 3}, {1, 13}, {5, 12}, {6, 15}, {8, 16}, {9, 17}, {2, 10}},
		"both ends held": {{3, 4}, {3, 12}, {4, 0}, {0, 3}},
	}
	for name, list := range pairs {
		for _, clamped := range []bool{false, true} {
			title := name
			if clamped {
				title += " clamped"
			}
			t.Run(title, func(t *testing.T) {
				checkIntegrators(t, func(t *testing.T) *plan.Blueprint {
					b, random := network(t), rand.New(rand.NewPCG(1, 9))
					for _, junction := range []string{"GapJunction", "VoltageGatedGapJunction"} {
						var pre, post []int32
						for _, p := range list {
							pre, post = append(pre, p[0]), append(post, p[1])
						}
						scatter(connect(b, own(t, junction), pre, post), junction+"_gE", 1e-3, 5e-2, random)
					}
					if clamped {
						held(b)
						b.Clamps = append(b.Clamps, plan.Clamp{Key: "GapJunction_gE", Synapse: 0, Waveform: wave(samples, 0.01, 0.005)},
							plan.Clamp{Key: "VoltageGatedGapJunction_m", Synapse: 0, Waveform: wave(samples, 0.5, 0.3)})
					}
					return b
				})
			})
		}
	}
}

// points is cells of one compartment each with a mechanism.
func points(t testing.TB, n int, mechanism *mech.Mechanism) *plan.Blueprint {
	b, random := &plan.Blueprint{Celsius: 6.3}, rand.New(rand.NewPCG(5, 6))
	one, err := topology.NewTree([]topology.Attachment{{Parent: -1}}, []int{1})
	require.NoError(t, err)
	for range n {
		cell(b, one, random)
	}
	insert(t, b, mechanism, everywhere(b)...)
	for _, i := range []int{0, n / 2, n - 1} {
		b.Stimuli = append(b.Stimuli, plan.Stimulus{Compartment: i, Waveform: wave(samples, 0.3, 0.3)})
	}
	return b
}

// TestStepAcrossTiles: synapses between cells of different tiles, which see the
// voltages that are published; where point neurons write the voltage, those
// that are published after it.
func TestStepAcrossTiles(t *testing.T) {
	for _, name := range []string{"Leak", "Izhikevich", "Rate"} {
		for solver, dt := range integrators() {
			t.Run(name+" "+solver, func(t *testing.T) {
				const n = 2100
				b, random := points(t, n, smooth(t, name)), rand.New(rand.NewPCG(7, 3))
				for _, synapse := range []string{"IonotropicSynapse", "TestSynapse"} {
					pre, post := []int32{0, n - 1, n - 2, 3}, []int32{n - 1, 0, 5, n - 2}
					for range 20 {
						pre, post = append(pre, int32(random.IntN(n))), append(post, int32(random.IntN(n)))
					}
					spread(connect(b, own(t, synapse), pre, post), random)
				}
				b.Clamps = []plan.Clamp{{Key: "v", Compartment: n - 2, Waveform: wave(samples, -60, 20)}}
				frozen, err := plan.Freeze(b, interp.New())
				require.NoError(t, err)
				require.Greater(t, len(frozen.Tiles()), 1)
				require.True(t, frozen.Crossing())
				checkStep(t, b, oracle.Options{Dt: dt, Solver: solver, InitialiseStates: true}, false)
			})
		}
	}
}

// TestStepOfManyJunctions: cells of one compartment, each joined to eight
// others at random. Elimination would fill the matrix, so that the solve iterates.
func TestStepOfManyJunctions(t *testing.T) {
	const n = 360
	for _, solver := range []string{"bwd_euler", "crank_nicolson"} {
		t.Run(solver, func(t *testing.T) {
			b, random := points(t, n, own(t, "Leak")), rand.New(rand.NewPCG(7, 3))
			var pre, post []int32
			for i := range int32(n) {
				for range 4 {
					pre, post = append(pre, i), append(post, (i+1+int32(random.IntN(n-1)))%n)
				}
			}
			scatter(connect(b, own(t, "GapJunction"), pre, post), "GapJunction_gE", 1e-3, 5e-2, random)
			b.Clamps = []plan.Clamp{{Key: "v", Compartment: 45, Waveform: wave(samples, -60, 20)}}
			checkStep(t, b, oracle.Options{Dt: 0.025, Solver: solver}, false)
		})
	}
}
