package golgi

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
)

func TestRecordingsComeInOrderOfCalls(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(library.HH()))
	require.NoError(t, cell.Branch(2).Comp(1).Record("v"))
	require.NoError(t, cell.Record("HH_m"), "where it is")
	require.NoError(t, cell.Branch(1).Record("i_HH"))
	require.NoError(t, cell.Branch(2).Record("v"), "one of them is recorded already")
	require.Equal(t, []Recorded{
		{"v", 5, "branch(2).comp(1)", -1}, {"HH_m", 2, "branch(1).comp(0)", -1}, {"HH_m", 3, "branch(1).comp(1)", -1},
		{"i_HH", 2, "branch(1).comp(0)", -1}, {"i_HH", 3, "branch(1).comp(1)", -1}, {"v", 4, "branch(2).comp(0)", -1},
	}, cell.Recordings())
	require.Len(t, cell.Branch(2).Recordings(), 2)

	require.NoError(t, cell.Branch(1).Comp(0).DeleteRecordings())
	require.Equal(t, []Recorded{
		{"v", 5, "branch(2).comp(1)", -1}, {"HH_m", 3, "branch(1).comp(1)", -1}, {"i_HH", 3, "branch(1).comp(1)", -1}, {"v", 4, "branch(2).comp(0)", -1},
	}, cell.Recordings())
	require.NoError(t, cell.DeleteRecordings())
	require.Empty(t, cell.Recordings())
}

func TestRecordErrors(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(library.HH()))
	require.ErrorContains(t, cell.Record("HH_M"), `record: no state or current "HH_M" in view all; did you mean "HH_m"?`)
	require.ErrorContains(t, cell.Record("HH_gNa"), "is a parameter, not a state")
	require.ErrorContains(t, cell.Record("i_Na"), "no state or current")
	require.ErrorContains(t, cell.Branch(0).Record("HH_m"), `no compartment in view branch(0) has "HH_m"`)
	require.Empty(t, cell.Recordings())
}

func TestStimuli(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	wave := []float64{1, 2}
	require.NoError(t, cell.Branch(0).Stimulate(wave))
	require.NoError(t, cell.Branch(1).Stimulate([]float64{3}, []float64{4}))
	require.NoError(t, cell.Branch(0).Comp(0).Stimulate([]float64{5}), "a second one on this compartment")
	wave[0] = 99
	require.Equal(t, []stimulus{{0, 0}, {1, 0}, {2, 1}, {3, 2}, {0, 3}}, cell.m.stimuli())
	require.Equal(t, [][]float64{{1, 2}, {3}, {4}, {5}}, cell.m.waveforms, "samples are copied")
	require.Equal(t, 3, cell.Branch(0).NumStimuli())

	require.NoError(t, cell.Comp(0).DeleteStimuli())
	require.Equal(t, []stimulus{{1, 0}, {3, 1}}, cell.m.stimuli())
	require.Equal(t, [][]float64{{1, 2}, {4}}, cell.m.waveforms)

	require.ErrorContains(t, cell.Stimulate(wave, wave), "2 waveforms for view all; give one, or 4")
	require.ErrorContains(t, cell.Stimulate(), "0 waveforms")
	require.ErrorContains(t, cell.Stimulate(nil), "no samples")
	require.ErrorContains(t, cell.Stimulate([]float64{1, math.NaN()}), "sample 1 of waveform 0")
	require.Equal(t, 2, cell.NumStimuli())
}

func TestWaveforms(t *testing.T) {
	// 0.3/0.1 is 2.9999999999999996: times are rounded, not truncated.
	require.Equal(t, []float64{0, 0, 0, 2, 2, 0}, StepCurrent(0.3, 0.2, 2, 0.1, 0.6, 0))
	require.Equal(t, []float64{1, 3, 3}, StepCurrent(0.1, 99, 2, 0.1, 0.3, 1))
	require.Len(t, StepCurrent(1, 2, 0.1, 0.025, 10, 0), 400)
	require.Equal(t, 400, NumSteps(10, 0.025))
	require.Empty(t, StepCurrent(1, 2, 0.1, 0, 10, 0))
	require.Empty(t, StepCurrent(1, 2, 0.1, math.NaN(), 10, 0))
	sine := SineCurrent(0.5, 1, 250, 2, 0.5, 3, 0.25)
	for i, expected := range []float64{0.25, 0.25 + 2*math.Sin(math.Pi/4), 0.25 + 2, 0.25, 0.25, 0.25} {
		require.InDelta(t, expected, sine[i], 1e-15)
	}
}

func TestInitStates(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	m, _ := cell.Get("HH_m")
	require.Equal(t, []float64{0.2, 0.2, 0.2, 0.2}, m)
	// Jaxley's values at these voltages, given to five digits.
	require.NoError(t, cell.Set("v", -80, -90, -100, -40))
	require.NoError(t, cell.InitStates())
	m, _ = cell.Get("HH_m")
	for i, expected := range []float64{0.00804324, 0.00210994, 0.00053298} {
		require.InDelta(t, expected, m[i], 1e-8)
	}
	// At -40 mV, a hole of the formula as written: alpha 1, beta 4 exp(-25/18).
	require.InDelta(t, 1/(1+4*math.Exp(-25.0/18)), m[3], 1e-15)

	require.NoError(t, cell.Set("v", -65))
	require.NoError(t, cell.Branch(0).InitStates(), "on a view")
	again, _ := cell.Get("HH_m")
	require.NotEqual(t, m[0], again[0])
	require.Equal(t, m[2:], again[2:])
	require.NoError(t, cell.InitStates())
	in := cell.m.byName["HH"]
	_, uniform := in.table.Uniform(in.table.Index("HH_m"))
	require.True(t, uniform)

	na, k := sharingChannels(t)
	require.NoError(t, cell.Branch(1).Insert(na))
	require.NoError(t, cell.Comp(1).Insert(k))
	require.NoError(t, cell.InitStates())
	n, _ := cell.Branch(0).Comp(1).Get("K_n")
	require.InDelta(t, 1/(1+math.Exp(6.5)), n[0], 1e-16)
	gate, _ := cell.Branch(1).Get("Na_m")
	require.InDelta(t, 0.25, gate[0], 1e-16)
}
