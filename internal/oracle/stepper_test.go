package oracle_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
)

// singular are voltages at which rates of the library are 0/0: HH's and HHK's
// -55 and -40, CaL's -27, CaGHK's 1.31 and 0, K's and Na's above their thresholds, and so on.
func singular() []float64 {
	return []float64{-40, -55, -27, 1.31, 0, -154.9, -38, -66, -32, -60, -17, -64.4, -45, -47, -20}
}

// smooth is a mechanism of the library whose steps have no surrogate, as the
// oracle has it.
func smooth(t testing.TB, name string) *mech.Mechanism {
	m, err := own(t, name).WithSurrogate("none", 0)
	require.NoError(t, err)
	return m
}

// spread moves the columns of a table apart from row to row, those in mV
// excepted, which say where rates are singular.
func spread(table *ecs.Table, random *rand.Rand) {
	for k, spec := range table.Columns() {
		for row := range table.Len() {
			if spec.Unit != "mV" {
				table.Set(k, row, table.Value(k, row)*(0.8+0.4*random.Float64()))
			}
		}
	}
}

// around puts one mechanism into cells at singular voltages, with a leak and
// the channels whose currents it reads.
func around(t testing.TB, mechanism *mech.Mechanism) *plan.Blueprint {
	b, random := cells(t), rand.New(rand.NewPCG(4, 2))
	copy(b.Voltage, singular())
	name := mechanism.Name()
	put := func(m *mech.Mechanism, compartments ...int32) *ecs.Table {
		table := insert(t, b, m, compartments...)
		spread(table, random)
		return table
	}
	if name != "Leak" {
		put(library.Leak(), everywhere(b)...)
	}
	for current, channel := range map[string]string{"i_Ca": "CaL", "i_Na": "HHNa", "i_K": "HHK"} {
		if slices.ContainsFunc(mechanism.Reads(), func(v mech.Variable) bool { return v.Key == current }) {
			put(own(t, channel), everywhere(b)...)
		}
	}
	switch mechanism.Kind() {
	case mech.SynapseKind, mech.JunctionKind:
		var pre, post []int32
		for range 12 {
			pair := random.Perm(len(b.Voltage))
			pre, post = append(pre, int32(pair[0])), append(post, int32(pair[1]))
		}
		table := connect(b, mechanism, pre, post)
		for _, state := range mechanism.States() {
			if state.Default == 0 { // where some rates would not count
				table.SetAll(table.Index(state.Key), 0.3)
			}
		}
		spread(table, random)
	case mech.PointKind:
		table := put(mechanism, 1, 6, 4)
		for key, x := range map[string]float64{"SEClamp_rs": 20, "SEClamp_dur1": 5, "SEClamp_amp1": -30, "DynamicClamp_g": 0.01, "DynamicClamp_e": -20} {
			if k := table.Index(key); k >= 0 {
				table.SetAll(k, x)
			}
		}
	default:
		put(mechanism, everywhere(b)[1:]...)
	}
	if b.Shared != nil {
		spread(b.Shared, random)
	}
	for _, i := range []int{0, 4, 4, len(b.Voltage) - 1} {
		b.Stimuli = append(b.Stimuli, plan.Stimulus{Compartment: i, Waveform: wave(samples, 0.3, 0.3)})
	}
	b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: wave(samples, -60, 20)}}
	return b
}

// TestStepOfMechanisms: every mechanism of the library, at the voltages
// where some rate is 0/0 and beside them, under every integrator.
func TestStepOfMechanisms(t *testing.T) {
	for _, name := range library.Names() {
		t.Run(name, func(t *testing.T) {
			checkIntegrators(t, func(t *testing.T) *plan.Blueprint { return around(t, smooth(t, name)) })
		})
	}
}

// TestStepOfSurrogates: where a step() has a surrogate, the tangent is
// another than the oracle's, and the cotangent is its transpose.
func TestStepOfSurrogates(t *testing.T) {
	for _, name := range []string{"AdEx", "Fire", "Izhikevich"} {
		for solver, dt := range integrators() {
			t.Run(name+" "+solver, func(t *testing.T) { checkTransposed(t, around(t, own(t, name)), solver, dt) })
		}
	}
}
