package gradients

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
	"golgi/model"
)

func made(t *testing.T) *golgi.Cell {
	t.Helper()
	cell, err := neuron()
	require.NoError(t, err)
	return cell
}

// traces are what the cell does with other sodium conductances and capacitance.
func traces(t *testing.T, somatic, dendritic, capacitance float64) [][]float64 {
	t.Helper()
	cell := made(t)
	o := run
	o.Parameters = cell.GetParameters()
	for i, x := range []float64{somatic, dendritic, capacitance} {
		o.Parameters[i].Values[0] = x
	}
	r, err := cell.Integrate(t.Context(), o)
	require.NoError(t, err)
	return r.Recordings
}

func TestDifferentiate(t *testing.T) {
	var text strings.Builder
	cell, target := made(t), traces(t, 0.1, 0.1, 1)
	require.NoError(t, differentiate(t.Context(), &text, cell, target))
	require.Regexp(t, `^loss 12\.\d+ mV2\nHH_gNa \[7\d\d\.\d+\] mV2 per unit\nHH_gNa \[3\d\d\.\d+\] mV2 per unit\ncapacitance \[-2\d\d\.\d+\] mV2 per unit\n$`, text.String())
	require.NoError(t, cell.MakeTrainable("HH_gK"))
	require.NoError(t, cell.MakeTrainable("HH_gK")) // written last, so that nothing is left of the first
	text.Reset()
	require.NoError(t, differentiate(t.Context(), &text, cell, target))
	require.Contains(t, text.String(), "no effect: HH_gK of all\n")
}

// TestOvershoot: the derivative of the loss is that of central differences, 1e-6 for their truncation.
func TestOvershoot(t *testing.T) {
	r := &golgi.Result{Times: []float64{0, 1, 2}, Recordings: [][]float64{{-3, 2, 0}, {5, -1, 40}}}
	blank := func() [][]float64 { return [][]float64{make([]float64, 3), make([]float64, 3)} }
	d := blank()
	x, err := overshoot(r, d)
	require.NoError(t, err)
	require.InDelta(t, (4.0+25+1600)/6, x, 1e-12)
	for i := range d {
		for k := range d[i] {
			moved := func(by float64) float64 {
				r.Recordings[i][k] += by
				defer func() { r.Recordings[i][k] -= by }()
				x, err := overshoot(r, blank())
				require.NoError(t, err)
				return x
			}
			require.InDelta(t, (moved(1e-4)-moved(-1e-4))/2e-4, d[i][k], 1e-4)
		}
	}
}

// TestFitTo: values that are off by a third to two thirds are found to 1 %, and kept in the cell.
func TestFitTo(t *testing.T) {
	cell := made(t)
	result, err := fitTo(t.Context(), cell, traces(t, 0.08, 0.16, 1.2))
	require.NoError(t, err)
	require.Equal(t, fit.TargetReached, result.Why)
	for i, want := range []float64{0.08, 0.16, 1.2} {
		require.InEpsilon(t, want, result.Parameters[i].Values[0], 0.01)
	}
	kept, err := cell.Group("dendrites").Get("HH_gNa")
	require.NoError(t, err)
	require.Equal(t, result.Parameters[1].Values[0], kept[0])
}

// TestWithinBytes: fewer bytes, more steps, the same bits.
func TestWithinBytes(t *testing.T) {
	var text strings.Builder
	g, err := withinBytes(t.Context(), &text, made(t))
	require.NoError(t, err)
	require.Contains(t, text.String(), "For a run of 400 steps, 5")
	require.LessOrEqual(t, g.Cost.Bytes+g.Cost.Derivatives, int64(100_000))
	whole, err := grad.ValueAndGrad(t.Context(), made(t), nil, overshoot, grad.Options{Run: run})
	require.NoError(t, err)
	require.Equal(t, 400, whole.Cost.Forward)
	require.Equal(t, whole.Parameters, g.Parameters)
}

// TestOverAmplitudes: where one target is met and the others are, the gradient is zero; of others it points away.
func TestOverAmplitudes(t *testing.T) {
	cell, targets := made(t), map[float64][][]float64{}
	for _, amplitude := range []float64{-0.1, 0.2, 0.4} {
		o := run
		o.Overrides = []golgi.Override{cell.Group("soma").Loc(0.5).DataStimulate(golgi.StepCurrent(1, 9, amplitude, 0.025, 10, 0))}
		r, err := cell.Integrate(t.Context(), o)
		require.NoError(t, err)
		targets[amplitude] = r.Recordings
	}
	g, err := overAmplitudes(t.Context(), cell, targets)
	require.NoError(t, err)
	require.Zero(t, g.Value)
	require.Zero(t, g.Parameters[0].Values[0])
	other := made(t)
	require.NoError(t, other.DeleteTrainables())
	require.NoError(t, other.MakeTrainable("capacitance", 1.5))
	g, err = overAmplitudes(t.Context(), other, targets)
	require.NoError(t, err)
	require.Positive(t, g.Value)
}

func TestStartAndCurrent(t *testing.T) {
	start, current, err := startAndCurrent(t.Context(), made(t))
	require.NoError(t, err)
	require.NotZero(t, start)
	require.Len(t, current, 400)
	require.Positive(t, current[100], "more current, more overshoot")
	require.Zero(t, current[399], "too late for a spike")
}

// TestGrowth: through an upstroke a gradient grows, though in the long run perturbations fade.
func TestGrowth(t *testing.T) {
	factor, exponent, err := growth(t.Context(), made(t))
	require.NoError(t, err)
	require.InDelta(t, 4.9, factor, 0.05, "the page has two digits")
	require.Negative(t, exponent)
}

func TestInWindows(t *testing.T) {
	g, err := inWindows(t.Context(), made(t))
	require.NoError(t, err)
	require.Len(t, g.Starts, 4)
	require.InDeltaSlice(t, []float64{0, 0, 0, 0}, g.Mismatch, 1e-20)
	whole, err := grad.ValueAndGrad(t.Context(), made(t), nil, overshoot, grad.Options{Run: run})
	require.NoError(t, err)
	require.Equal(t, whole.Value, g.Value)
}

func TestCheck(t *testing.T) {
	var text strings.Builder
	require.NoError(t, check(t.Context(), &text, made(t)))
	require.Contains(t, text.String(), "3 of 3 values")
}

func TestStepMatrix(t *testing.T) {
	var text strings.Builder
	require.NoError(t, stepMatrix(t.Context(), &text, made(t)))
	require.Regexp(t, `^d v\[0\]/d v\[0\] = 0\.7\d\d, spectral radius 0\.99\d\d\n$`, text.String())
}

// TestFitOfAFile: the model file of the page reaches its targets.
func TestFitOfAFile(t *testing.T) {
	file, err := model.ReadFile("fit.yaml")
	require.NoError(t, err)
	built, err := file.Build()
	require.NoError(t, err)
	fitting, err := built.Fitting(model.FitOptions{})
	require.NoError(t, err)
	fitted, err := fitting.Run(context.Background())
	require.NoError(t, err)
	require.Equal(t, fit.TargetReached, fitted.Why)
	highest, lowest := math.Inf(-1), math.Inf(1)
	for _, v := range fitted.After[0].Recordings[0][80:] {
		highest, lowest = max(highest, v), min(lowest, v)
	}
	for _, v := range fitted.After[0].Recordings[0] {
		highest = max(highest, v)
	}
	require.InDelta(t, 35, highest, 1.5, "the target is the smooth maximum, about half its width of 2 mV below the peak, and is met to 0.1 mV (stop_at)")
	require.InDelta(t, -71, lowest, 1.5, "and the smooth minimum as much above the lowest sample")
}
