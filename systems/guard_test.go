package systems_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// TestFaults: a voltage that is no number or implausible stops the run and is
// explained: when, where, and by what. Each fault is made in compartment 4 of
// cell 1, and named there though a NaN fills the whole cell in one solve.
func TestFaults(t *testing.T) {
	const where = 11 + 4
	for name, test := range map[string]struct {
		change func(t *testing.T, b *plan.Blueprint)
		want   string
	}{
		"stimulus not a number": {func(t *testing.T, b *plan.Blueprint) {
			b.Stimuli = []plan.Stimulus{{Compartment: where, Waveform: []float64{0, 0, math.NaN()}}}
		}, "stopped at t = 0.075 ms, in compartment 15: the voltage is not a number; the injected current is NaN nA"},
		"stimulus too large": {func(t *testing.T, b *plan.Blueprint) {
			b.Stimuli = []plan.Stimulus{{Compartment: where, Waveform: []float64{0, 1e6}}}
		}, "in compartment 15: the voltage is 2.16035e+06 mV, beyond the limit of 1000 mV; the injected current of 1e+06 nA drives it"},
		"overflow": {func(t *testing.T, b *plan.Blueprint) {
			b.Stimuli = []plan.Stimulus{{Compartment: where, Waveform: []float64{1e308, 1e308}}}
		}, "in compartment 15: the voltage is infinite; the injected current of 1e+308 nA drives it"},
		"parameter": {func(t *testing.T, b *plan.Blueprint) {
			hh := b.Mechanisms[0].Table
			hh.Set(hh.Index("HH_gNa"), where, math.NaN())
		}, "stopped at t = 0.025 ms, in compartment 15: the voltage is not a number; HH_gNa of HH is NaN"},
		"current": {func(t *testing.T, b *plan.Blueprint) {
			insert(b, build(t, mech.Channel("Root").Param("g", 1, "S/cm2").Const("mV", 1, "mV").
				Current("i_Root", "g*sqrt(130 + v/mV)*(1 (mV))").Outward()), where)
			b.Voltage[where] = -140
		}, "stopped at t = 0.025 ms, in compartment 15: the voltage is not a number; current i_Root of Root is NaN, at v = -140 mV before the step"},
		"state": {func(t *testing.T, b *plan.Blueprint) {
			insert(b, build(t, mech.Channel("Log").State("x", 1, "").Update("x", "log(x - 0.5)").Param("g", 1e-4, "S/cm2").
				Current("i_Log", "g*x*(v + 70)")), where)
		}, "in compartment 15: the voltage is not a number; Log_x of Log is NaN"},
		"runaway": {func(t *testing.T, b *plan.Blueprint) {
			insert(b, build(t, mech.Channel("Wrong").Param("g", 1, "S/cm2").Current("i_Wrong", "-g*(v - 1e5)*(v + 1e5)*(1 (/mV))").Outward()), where)
		}, "in compartment 15: the voltage is -6.06557e+07 mV, beyond the limit of 1000 mV; current i_Wrong of Wrong drives it"},
		"synapse": {func(t *testing.T, b *plan.Blueprint) {
			table := connect(b, library.IonotropicSynapse(), 1, rand.New(rand.NewPCG(1, 1)))
			b.Synapses[0].Post[0] = where
			table.Set(table.Index("IonotropicSynapse_gS"), 0, 1e6)
			table.Set(table.Index("IonotropicSynapse_e_syn"), 0, 1e5)
		}, "in compartment 15: the voltage is 99999.8 mV, beyond the limit of 1000 mV; current i_IonotropicSynapse of IonotropicSynapse drives it"},
		"synapse state": {func(t *testing.T, b *plan.Blueprint) {
			table := connect(b, library.IonotropicSynapse(), 1, rand.New(rand.NewPCG(1, 1)))
			b.Synapses[0].Post[0] = where
			table.Set(table.Index("IonotropicSynapse_k_minus"), 0, math.NaN())
		}, "in compartment 15: the voltage is not a number; IonotropicSynapse_k_minus of IonotropicSynapse is NaN"},
		"initial voltage": {func(t *testing.T, b *plan.Blueprint) {
			b.Mechanisms = nil
			b.Voltage[where] = math.NaN()
		}, "the voltage is not a number; every state and current is finite"},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := topology.TreeFromParents([]int{-1, 0, 0, 1}, []int{2, 3, 4, 2})
			require.NoError(t, err)
			random := rand.New(rand.NewPCG(5, 8))
			b := &plan.Blueprint{}
			for range 3 {
				addCell(b, tree, random)
			}
			insert(b, library.HH(), all(b)...)
			test.change(t, b)
			state, err := run(b, interp.New(), systems.Options{}, plan.RunOptions{Steps: 1000, Dt: 0.025, Workers: 2})
			require.ErrorContains(t, err, test.want)
			var fault *plan.Fault
			require.ErrorAs(t, err, &fault)
			require.Equal(t, 0, state.Step(), "a run that failed does not count")
		})
	}
}

// TestFaultAtAJunction: in a network whose synapses cross tiles, at the postsynaptic side of a junction, whose other side is not among what
// the tiles exchange.
func TestFaultAtAJunction(t *testing.T) {
	b := points(t, plan.TileCompartments+100, 5)
	junctions := connect(b, named(t, "GapJunction"), 1, rand.New(rand.NewPCG(1, 1)))
	junctions.Set(0, 0, 1)
	last := b.Synapses[len(b.Synapses)-1]
	last.Pre[0], last.Post[0] = 2000, 1999
	b.Voltage[2000] = -3e6
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	require.True(t, p.Crossing())
	for workers := 1; workers <= 2; workers++ {
		_, err = run(b, interp.New(), systems.Options{}, plan.RunOptions{Steps: 2, Dt: 0.025, Workers: workers})
		require.ErrorContains(t, err, "in compartment 1999: the voltage is")
		require.ErrorContains(t, err, "current i_GapJunction of GapJunction drives it, 2.99995645793")
	}
}

// TestVoltageLimit: the limit is an option, and a place can be described.
func TestVoltageLimit(t *testing.T) {
	b := population(t, 1)
	o := systems.Options{VoltageLimit: 60.5, Place: func(c int) string { return fmt.Sprintf("place <%d>", c) }}
	_, err := run(b, interp.New(), o, plan.RunOptions{Steps: 4000, Dt: 0.025})
	require.ErrorContains(t, err, "in place <")
	require.ErrorContains(t, err, "beyond the limit of 60.5 mV")
}

// TestAStepAllocatesNothing compares runs of 100 and of 1100 steps: what they
// allocate beyond their samples is the same.
func TestAStepAllocatesNothing(t *testing.T) {
	b := population(t, 30)
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	allocations := func(steps int) float64 {
		return testing.AllocsPerRun(3, func() {
			state, err := p.NewState(b)
			require.NoError(t, err)
			schedule, err := systems.Standard(p, systems.Options{})
			require.NoError(t, err)
			require.NoError(t, plan.Run(t.Context(), state, schedule, plan.RunOptions{Steps: steps, Dt: 0.025, Workers: 1}))
		})
	}
	few, many := allocations(100), allocations(1100)
	// a chunk of steps (here 4096 or fewer) may start goroutines
	require.InDelta(t, few, many, 20, "allocations of 100 and of 1100 steps")
}
