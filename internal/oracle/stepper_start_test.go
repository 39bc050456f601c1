package oracle_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/oracle"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
)

// checkStart compares what the start of a run computes, and its derivatives there
// and back: steady states, states that follow from others, the currents of sample
// 0; then the first step, which reads these.
func checkStart(t *testing.T, b *plan.Blueprint, o oracle.Options) {
	s := newStartCheck(t, b, o, everything)
	stepForward, stepBack, step := s.forward, s.back, s.advance
	s.forward, s.back = s.stepper.StartJVP, s.stepper.StartVJP
	s.advance = func() error { s.model.Start(); return nil }
	s.transposed(s.point(true, everything), func() { s.step("start") })
	for _, list := range s.cotangent.Waveforms {
		for _, x := range list {
			require.Zero(t, x, "no waveform acts at the start")
		}
	}
	s.forward, s.back, s.advance = stepForward, stepBack, step
	s.transposed(s.point(true, everything), func() { s.step("first step") })
}

// checkStarts does so with steady states and without.
func checkStarts(t *testing.T, make_ func(t *testing.T) *plan.Blueprint) {
	for name, initialise := range map[string]bool{"as set": false, "steady": true} {
		t.Run(name, func(t *testing.T) {
			checkStart(t, make_(t), oracle.Options{Dt: 0.025, Solver: "bwd_euler", InitialiseStates: initialise})
		})
	}
}

// TestStartOfMechanisms: every mechanism of the library.
func TestStartOfMechanisms(t *testing.T) {
	for _, name := range library.Names() {
		t.Run(name, func(t *testing.T) {
			checkStarts(t, func(t *testing.T) *plan.Blueprint { return around(t, smooth(t, name)) })
		})
	}
}

// TestStartOfPumps: states that are assigned from what others assign or are steady at,
// currents of sample 0 that are read in it and in the step after it.
func TestStartOfPumps(t *testing.T) {
	for name, order := range orders() {
		t.Run(name, func(t *testing.T) {
			checkStarts(t, func(t *testing.T) *plan.Blueprint { return calcic(t, order...) })
		})
	}
}

// TestStartOfNetworks: synapses with clamps, and junctions.
func TestStartOfNetworks(t *testing.T) {
	checkStarts(t, func(t *testing.T) *plan.Blueprint {
		b := network(t)
		connect(b, own(t, "VoltageGatedGapJunction"), []int32{0, 3, 12, 14}, []int32{7, 12, 14, 3})
		return held(b)
	})
}

// chained are mechanisms of which the later read what the earlier ones start at or
// assign; the last reads the current of the step before where there is none.
var chained = map[string]string{
	"First": `channel First
shared state x = 0.1 (1)
shared state y = 0.2 (1)
param k = 20 (mV)
gate n = 0.5 { inf = sigmoid((v + 50 (mV))/k), tau = 3 (ms) }
assign x = n*n
assign y = y*y + x
current i_First = 1e-3 (S/cm2)*n*(v + 70 (mV))
`,
	"Second": `channel Second
shared state x = 0.1 (1)
shared state y = 0.2 (1)
param g = 1e-3 (S/cm2)
param p = 1 (cm2/mA)
read i_First = 0 (mA/cm2)
state z = 0.3 (1)
start z = x/(1 + x*x)
z' = (x - z)/5 (ms)
assign y = sin(y) + x*z
current i_Second = g*(z + y + p*previous(i_First))*(v + 60 (mV))
`,
}

// TestStartOfAChain: each sees what those before it have written.
func TestStartOfAChain(t *testing.T) {
	for _, order := range [][]string{{"First", "Second"}, {"Second", "First"}, {"Second", "First", "Leak"}} {
		checkStarts(t, func(t *testing.T) *plan.Blueprint {
			b, random := cells(t), rand.New(rand.NewPCG(8, 1))
			for i, name := range order {
				m := library.Leak()
				if text, there := chained[name]; there {
					var err error
					m, err = mech.Parse(name+".mech", []byte(text))
					require.NoError(t, err)
				}
				spread(insert(t, b, m, everywhere(b)[i:]...), random)
			}
			spread(b.Shared, random)
			b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: wave(samples, -60, 20)}}
			return b
		})
	}
}

// assigning is a synapse with a state that follows from the voltages.
const assigning = `synapse Assigning
param g = 1e-3 (uS)
state open = 0 (1)
gate s = 0.2 { inf = open, tau = 2 (ms) }
assign open = sigmoid((v_pre - v_post)/20 (mV))
current i_Assigning = g*(s + open)*(v_post + 10 (mV)) (nA)
`

// TestStartAcrossTiles: synapses whose initial states and recorded currents depend
// on voltages of other tiles.
func TestStartAcrossTiles(t *testing.T) {
	const n = 2100
	synapse, err := mech.Parse("Assigning.mech", []byte(assigning))
	require.NoError(t, err)
	checkStarts(t, func(t *testing.T) *plan.Blueprint {
		b, random := points(t, n, own(t, "Leak")), rand.New(rand.NewPCG(7, 3))
		for _, m := range []*mech.Mechanism{synapse, own(t, "IonotropicSynapse")} {
			pre, post := []int32{0, n - 1, n - 2, 3, 0}, []int32{n - 1, 0, 5, n - 2, n - 1}
			for range 20 {
				pre, post = append(pre, int32(random.IntN(n))), append(post, int32(random.IntN(n)))
			}
			spread(connect(b, m, pre, post), random)
		}
		frozen, err := plan.Freeze(b, interp.New())
		require.NoError(t, err)
		require.True(t, frozen.Crossing())
		return b
	})
}
