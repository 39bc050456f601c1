package golgi_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// ramp is a command of n samples from a to b.
func ramp(n int, a, b float64) []float64 {
	samples := make([]float64, n)
	for i := range samples {
		samples[i] = a + (b-a)*float64(i)/float64(n)
	}
	return samples
}

// TestClampsHoldExactly: what is recorded at k+1 is sample k to the last bit,
// for voltage, gates and states of synapses of two types, with every solver.
func TestClampsHoldExactly(t *testing.T) {
	for _, solver := range []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson, golgi.ForwardEuler} {
		net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0, 0}, 2), 3)
		require.NoError(t, err)
		require.NoError(t, golgi.FullyConnect(net.Cell(0), net.Cell(1, 2), library.IonotropicSynapse()))
		require.NoError(t, golgi.FullyConnect(net.Cell(0, 1), net.Cell(2), library.TestSynapse()))
		const n = 80
		want := [][]float64{ramp(n, -70, -20), ramp(n, 0.1, 0.9), ramp(n, 0, 1), ramp(n, 1, 0)}
		require.NoError(t, net.Cell(0).Branch(0).Loc(0).Clamp("v", want[0]))
		require.NoError(t, net.Cell(1).Branch(2).Comp(1).Clamp("HH_m", want[1]))
		require.NoError(t, net.Select("IonotropicSynapse.edge(1)").Clamp("IonotropicSynapse_s", want[2]))
		require.NoError(t, net.Select("TestSynapse.edge(0)").Clamp("TestSynapse_c", want[3]))
		for _, c := range net.Clamps() {
			v := net.SelectRows(c.Compartment)
			if c.Synapse >= 0 {
				v = net.SelectEdges(c.Synapse)
			}
			require.NoError(t, v.Record(c.State))
		}
		require.NoError(t, net.Cell(2).Branch(0).Comp(0).Record("v"))
		result := runNet(t, net, golgi.Options{TMax: 1, Dt: 1. / n, Solver: solver})
		for r, samples := range want {
			require.Equal(t, samples, result.Recordings[r][1:], "%v, %s", solver, result.Recorded[r].Place)
		}
		require.NoError(t, net.DeleteClamps("TestSynapse_c"))
		require.Len(t, net.Clamps(), 3)
		free := runNet(t, net, golgi.Options{TMax: 1, Dt: 1. / n, Solver: solver})
		require.NotEqual(t, result.Recordings[3], free.Recordings[3])
		require.NotEqual(t, result.Recordings[4], free.Recordings[4], "the clamp of the second type had an effect")
	}
}

// TestReferenceClamps: the neighbours of a clamped compartment, against a dense
// solve. The two commands are those of the model file beside the reference.
func TestReferenceClamps(t *testing.T) {
	referenceFile(t, "clamps", "traces.csv")
	cell, err := golgi.NewCellFromParents([]int{-1}, 4)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.InitStates())
	command := slices.Repeat([]float64{-70}, 400)
	for i := 40; i < 160; i++ {
		command[i] = -30
	}
	require.NoError(t, cell.Comp(0).Clamp("v", command))
	require.NoError(t, cell.Comp(3).Clamp("HH_m", slices.Repeat([]float64{0.05}, 400)))
	require.NoError(t, cell.Record("v"))
	require.NoError(t, cell.Comp(3).Record("HH_m"))
	require.NoError(t, cell.Comp(0).Record("i_HH"))
	sameAsReference(t, "clamps", integrate(t, cell, golgi.Options{TMax: 10}))
}

func TestClampsReplaceAndGo(t *testing.T) {
	cell := excitable(t, []int{-1, 0}, 2)
	require.NoError(t, cell.Clamp("HH_m", ramp(10, 0, 1)))
	require.NoError(t, cell.Branch(1).Clamp("HH_m", ramp(20, 0, 1), ramp(20, 1, 0)))
	clamps := cell.Clamps()
	require.Len(t, clamps, 4, "a second clamp takes the place of the first")
	require.Equal(t, golgi.Clamped{State: "HH_m", Compartment: 3, Place: "branch(1).comp(1)", Synapse: -1, Samples: ramp(20, 1, 0)}, clamps[3])
	require.NoError(t, cell.Branch(0).Comp(0).Clamp("v", ramp(20, 0, 1)))
	require.NoError(t, cell.Branch(0).DeleteClamps("HH_m"))
	require.Len(t, cell.Clamps(), 3)
	require.Len(t, cell.Branch(0).Clamps(), 1)
	require.EqualError(t, cell.Branch(0).DeleteClamps("HH_m"), `delete clamps: no clamp of "HH_m" in view branch(0); clamps: v`)
	require.NoError(t, cell.DeleteClamps())
	require.Empty(t, cell.Clamps())
}

// TestClampsFollowTheirPlace: a change of the number of compartments carries
// clamps along.
func TestClampsFollowTheirPlace(t *testing.T) {
	cell := excitable(t, []int{-1, 0}, 4)
	require.NoError(t, cell.Branch(1).Loc(0.99).Clamp("v", ramp(4, -70, -60)))
	require.NoError(t, cell.Branch(1).SetNComp(2))
	require.Equal(t, "branch(1).comp(1)", cell.Clamps()[0].Place)
	require.NoError(t, cell.Branch(1).Loc(0.99).Record("v"))
	result := integrate(t, cell, golgi.Options{})
	require.Equal(t, ramp(4, -70, -60), result.Recordings[0][1:], "as long as the clamp, where there is no stimulus")
}

func TestClampErrors(t *testing.T) {
	cell := excitable(t, []int{-1, 0}, 2)
	require.NoError(t, cell.Record("v"))
	for message, err := range map[string]error{
		`clamp: "i" is the injected current; inject it with Stimulate`:                   cell.Clamp("i", ramp(4, 0, 1)),
		`clamp: "i_HH" is a current, which follows from voltage and states; clamp those`: cell.Clamp("i_HH", ramp(4, 0, 1)),
		`clamp: "radius" is a property of the cable, which is the same at all times; give it a value with Set; states and parameters: HH_eK, HH_eLeak, HH_eNa, HH_gK, HH_gLeak, HH_gNa, HH_h, HH_m, HH_n, v`: cell.Clamp("radius", ramp(4, 0, 1)),
		`clamp: no state "HH_M" in view branch(0); did you mean "HH_m"?`: cell.Branch(0).Clamp("HH_M", ramp(4, 0, 1)),
		`clamp v: 3 waveforms for view branch(0); give one, or 2`:        cell.Branch(0).Clamp("v", ramp(4, 0, 1), ramp(4, 0, 1), ramp(4, 0, 1)),
		`clamp v: 0 waveforms for view all; give one, or 4`:              cell.Clamp("v"),
		`clamp v: waveform 0 for view all has no samples`:                cell.Clamp("v", nil),
		`clamp v: sample 1 of waveform 0 for view all is NaN`:            cell.Clamp("v", []float64{0, math.NaN()}),
		`clamp v: branch(7): no such branch (the cell has 2)`:            cell.Branch(7).Clamp("v", ramp(4, 0, 1)),
		`data clamp v: waveform 0 for view all has no samples`:           cell.DataClamp("v", nil).Err(),
	} {
		require.EqualError(t, err, message)
	}
	require.Empty(t, cell.Clamps())
	require.NoError(t, cell.Branch(1).Comp(0).Clamp("v", ramp(10, -70, -60)))
	_, err := cell.Integrate(context.Background(), golgi.Options{TMax: 1})
	require.EqualError(t, err, "integrate: the clamp of v at branch(1).comp(0) has 10 samples, the run ends at step 40; give a sample for each step")
	half := integrate(t, cell, golgi.Options{TMax: 0.125, ReturnStates: true})
	_, err = cell.Integrate(context.Background(), golgi.Options{TMax: 0.25, InitialStates: half.States})
	require.ErrorContains(t, err, "the run ends at step 15", "a run that goes on needs the samples of its own steps")
	rest := integrate(t, cell, golgi.Options{TMax: 0.125, InitialStates: half.States})
	require.Equal(t, ramp(10, -70, -60)[5:], rest.Recordings[2][1:])
}

// TestClampBesideAPointNeuron: a clamp of the voltage acts in the step of the voltage, whatever other cells there are. Beside a
// mechanism that writes the voltage it once acted earlier too.
func TestClampBesideAPointNeuron(t *testing.T) {
	trace := func(pointNeuron bool) []float64 {
		cell, err := golgi.NewCellFromParents([]int{-1}, 3)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.Leak()))
		net, err := golgi.NewNetworkOf(cell, 2)
		require.NoError(t, err)
		if pointNeuron {
			require.NoError(t, net.Cell(1).Insert(library.Izhikevich()))
		}
		at := net.Cell(0).Branch(0)
		require.NoError(t, at.Comp(0).Clamp("v", []float64{-60, -60, -60}))
		require.NoError(t, at.Comp(1).Record("v"))
		result, err := net.Integrate(t.Context(), golgi.Options{TMax: 0.002, Dt: 0.001, Solver: golgi.ForwardEuler})
		require.NoError(t, err)
		return result.Recordings[0]
	}
	require.Equal(t, trace(false), trace(true))
}
