package systems_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// connect adds synapses of one type between random compartments.
func connect(b *plan.Blueprint, synapse *mech.Mechanism, count int, random *rand.Rand) *ecs.Table {
	var specs []ecs.ColumnSpec
	for _, group := range [][]mech.Variable{synapse.Parameters(), synapse.States()} {
		for _, v := range group {
			specs = append(specs, ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default})
		}
	}
	type_ := plan.SynapseInsertion{Mechanism: synapse, Table: ecs.NewTable(synapse.Name(), specs...)}
	for range count {
		type_.Pre = append(type_.Pre, int32(random.IntN(len(b.Voltage))))
		type_.Post = append(type_.Post, int32(random.IntN(len(b.Voltage))))
	}
	type_.Table.AppendRows(count)
	b.Synapses = append(b.Synapses, type_)
	return type_.Table
}

// points makes a network of cells of one compartment with a leak, two types of
// synapse, and recordings of everything.
func points(t testing.TB, cells, synapses int) *plan.Blueprint {
	tree, err := topology.TreeFromParents([]int{-1}, []int{1})
	require.NoError(t, err)
	b := &plan.Blueprint{}
	random := rand.New(rand.NewPCG(9, 9))
	for range cells {
		addCell(b, tree, random)
	}
	insert(b, library.Leak(), all(b)...)
	ionotropic := connect(b, library.IonotropicSynapse(), synapses, random)
	connect(b, library.TanhRateSynapse(), synapses, random)
	for row := range synapses {
		ionotropic.Set(ionotropic.Index("IonotropicSynapse_gS"), row, 1e-3*random.Float64())
		b.Recordings = append(b.Recordings,
			plan.Recording{Key: "IonotropicSynapse_s", Synapse: row}, plan.Recording{Key: "i_IonotropicSynapse", Synapse: row})
	}
	for i := range cells {
		b.Recordings = append(b.Recordings, plan.Recording{Key: "v", Compartment: i})
	}
	return b
}

// TestNetworkAgainstLoops computes a network of points with plain loops over
// synapses, in double precision and in no particular order: 1e-9 is rounding.
// Some networks lie in one tile, others cross tiles.
func TestNetworkAgainstLoops(t *testing.T) {
	const dt, steps = 0.025, 12
	for _, cells := range []int{5, 5000} {
		b := points(t, cells, 400)
		state, err := run(b, interp.New(), systems.Options{}, plan.RunOptions{Steps: steps, Dt: dt, Workers: 2})
		require.NoError(t, err)
		require.Equal(t, cells > 2048, state.Plan().Crossing())
		ionotropic, tanh := b.Synapses[0], b.Synapses[1]
		v, s := append([]float64(nil), b.Voltage...), make([]float64, 400)
		for k := range s {
			s[k] = 0.2
		}
		for n := range steps {
			current, slope := make([]float64, cells), make([]float64, cells)
			for i := range v {
				slope[i] = 1e-4 * b.Area[i] * 1e-2
				current[i] = slope[i] * (v[i] + 70)
			}
			for k := range s {
				pre, post := ionotropic.Pre[k], ionotropic.Post[k]
				inf := 1 / (1 + math.Exp((-35-v[pre])/10))
				e := math.Exp(-dt * 0.025 / (1 - inf))
				s[k] = s[k]*e + inf*(1-e)
				g := ionotropic.Table.Value(ionotropic.Table.Index("IonotropicSynapse_gS"), k) * s[k]
				current[post] += g * v[post]
				slope[post] += g
				require.InDelta(t, s[k], state.Samples[2*k][n+1], 1e-12)
				require.InDelta(t, g*v[post], state.Samples[2*k+1][n+1], 1e-12)
			}
			for k := range tanh.Pre {
				current[tanh.Post[k]] -= 1e-4 * math.Tanh(v[tanh.Pre[k]]+70)
			}
			for i := range v {
				capacity := b.Capacitance[i] * b.Area[i] * 1e-5 / dt
				v[i] = (capacity*v[i] - current[i] + slope[i]*v[i]) / (capacity + slope[i])
				require.InDelta(t, v[i], state.Samples[800+i][n+1], 1e-9, "cell %d, step %d", i, n)
			}
		}
	}
}

// TestNetworkWorkersGiveTheSameBits: crossing synapses, for any number of
// workers; and the samples of a run that was stopped and continued.
func TestNetworkWorkersGiveTheSameBits(t *testing.T) {
	b := points(t, 9000, 3000)
	var want *plan.State
	for _, workers := range []int{1, 2, 3, 7} {
		state, err := run(b, interp.New(), systems.Options{}, plan.RunOptions{Steps: 20, Dt: 0.025, Workers: workers})
		require.NoError(t, err)
		require.Greater(t, len(state.Plan().Tiles()), 3)
		if want == nil {
			want = state
		}
		require.Equal(t, want.Hash(), state.Hash(), "%d workers", workers)
		require.Equal(t, want.Samples, state.Samples, "%d workers", workers)
	}
	first, err := run(b, interp.New(), systems.Options{}, plan.RunOptions{Steps: 8, Dt: 0.025})
	require.NoError(t, err)
	second, err := want.Plan().NewState(b)
	require.NoError(t, err)
	require.NoError(t, second.Resume(first.Snapshot()))
	schedule, err := systems.Standard(want.Plan(), systems.Options{})
	require.NoError(t, err)
	require.NoError(t, plan.Run(t.Context(), second, schedule, plan.RunOptions{Steps: 12, Dt: 0.025}))
	require.Equal(t, want.Hash(), second.Hash())
	for r := range want.Samples {
		require.Equal(t, want.Samples[r][8:], second.Samples[r])
	}
}

// TestClampedStates: a gate and a state of a synapse are held at sample k in the
// step from k on, also in that step's current.
func TestClampedStates(t *testing.T) {
	const steps = 4
	waveform := []float64{0.9, 0.1, 0.5, 0.7}
	b := points(t, 5, 30)
	insert(b, library.HH(), all(b)...)
	b.Clamps = []plan.Clamp{
		{Key: "IonotropicSynapse_s", Synapse: 7, Waveform: waveform},
		{Key: "HH_m", Compartment: 2, Waveform: waveform},
	}
	first := len(b.Recordings)
	b.Recordings = append(b.Recordings, plan.Recording{Key: "HH_m", Compartment: 2}, plan.Recording{Key: "i_HH", Compartment: 2},
		plan.Recording{Key: "HH_h", Compartment: 2}, plan.Recording{Key: "HH_n", Compartment: 2})
	samples := integrate(t, b, systems.BackwardEuler, 0.025, steps)
	require.Equal(t, 0.2, samples[2*7][0], "the first sample is the initial state")
	require.Equal(t, waveform, samples[2*7][1:])
	require.Equal(t, waveform, samples[first][1:])
	v := samples[60+2]
	post := int(b.Synapses[0].Post[7])
	g := b.Synapses[0].Table.Value(b.Synapses[0].Table.Index("IonotropicSynapse_gS"), 7)
	for n := range steps {
		m, h, k := waveform[n], samples[first+2][n+1], samples[first+3][n+1]
		i := 0.12*m*m*m*h*(v[n]-50) + 0.036*k*k*k*k*(v[n]+77) + 0.0003*(v[n]+54.3)
		require.InDelta(t, i, samples[first+1][n+1], 1e-14, "the gate acts in the current of its step")
		require.InDelta(t, g*waveform[n]*samples[60+post][n], samples[2*7+1][n+1], 1e-14, "so does the synapse")
	}
	b.Clamps[0].Waveform = waveform[:3]
	_, err := run(b, interp.New(), systems.Options{}, plan.RunOptions{Steps: steps, Dt: 0.025})
	require.EqualError(t, err, `run: clamp 0 of "IonotropicSynapse_s" has 3 samples, the run needs 4`)
}
