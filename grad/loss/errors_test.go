package loss_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/loss"
)

func TestErrors(t *testing.T) {
	run := func() *golgi.Result {
		return &golgi.Result{
			Times:      []float64{0, 0.5, 1},
			Recordings: [][]float64{{1, 2, 3}, {0, -4, 2}},
			Recorded:   []golgi.Recorded{{State: "v", Place: "comp(0)"}, {State: "v", Place: "comp(3)"}},
		}
	}
	nan := math.NaN()
	target := [][]float64{{1, 2, 3}, {1, 2, 3}}
	mean := loss.Mean(0, 0, 1)
	for _, c := range []struct {
		l    loss.Loss
		want string
	}{
		{loss.MeanSquaredError(target[:1]), "mean squared error: the target has 1 traces for 2 recordings"},
		{loss.MeanSquaredError(target, loss.Recordings(1)), "mean squared error: the target has 2 traces for 1 recordings that are selected"},
		{loss.MeanSquaredError([][]float64{{1, 2, 3}, {1, 2}}),
			"mean squared error: the target of recording 1 (v of comp(3)) has 2 samples, the run 3 (0 to 1 ms, the initial state among them)"},
		{loss.MeanSquaredError([][]float64{{1, 2, 3}, {1, nan, 3}}),
			"mean squared error: the target of recording 1 (v of comp(3)) is NaN at sample 1 (0.5 ms); leave such times out with Window"},
		{loss.MeanSquaredError([][]float64{{1, 2, 3}, {1, 1e200, 3}}), "mean squared error: the value is beyond the range of numbers"},
		{loss.MeanSquare(loss.Recordings(2)), "mean square: no recording 2: the run has 2, numbered from 0"},
		{loss.MeanSquare(loss.Recordings(-1)), "mean square: no recording -1: the run has 2, numbered from 0"},
		{loss.MeanSquare(loss.Recordings()), "mean square: no recordings are selected; the run has 2"},
		{loss.MeanSquare(loss.Recordings(1, 0, 1)), "mean square: recording 1 is selected twice"},
		{loss.MeanSquare(loss.Window(0, 1.5)), "mean square: the window from 0 to 1.5 ms is not within the run, which is recorded from 0 to 1 ms"},
		{loss.MeanSquare(loss.Window(-1, 1)), "mean square: the window from -1 to 1 ms is not within the run, which is recorded from 0 to 1 ms"},
		{loss.MeanSquare(loss.Window(0.6, 0.9)), "mean square: the window from 0.6 to 0.9 ms holds no sample: they are 0.5 ms apart"},
		{loss.MeanSquare(loss.Window(1, 0)), "mean square: a window cannot be from 1 to 0 ms"},
		{loss.MeanSquare(loss.Window(nan, 1)), "mean square: a window cannot be from NaN to 1 ms"},
		{loss.MeanHuber(target, 0), "mean Huber: delta is 0 mV; it must be more than 0"},
		{loss.WindowMean(0, 0, 2), "mean (mV) of recording 0 from 0 to 2 ms: the window from 0 to 2 ms is not within the run, which is recorded from 0 to 1 ms"},
		{loss.WindowMean(7, 0, 1), "mean (mV) of recording 7 from 0 to 1 ms: no recording 7: the run has 2, numbered from 0"},
		{loss.WindowMeans(), "window means: there are no targets"},
		{loss.WindowMeans(loss.WindowTarget{To: 1, Mean: nan}), "window means: target 0: mean (mV) of recording 0 from 0 to 1 ms: the mean aimed at is NaN"},
		{loss.Features(loss.Target{Feature: mean}), "features: target 0: mean (mV) of recording 0 from 0 to 1 ms: the standard deviation is 0; it must be more than 0"},
		{loss.Features(loss.Target{}), "features: target 0: a feature is nil"},
		{loss.FeaturesHuber(nan), "features: delta is NaN standard deviations; it must be more than 0"},
		{loss.SoftSpikeCount(0, nan, 1), "number of spikes above NaN mV of recording 0: the threshold is NaN mV"},
		{loss.SoftSpikeCount(0, 0, 0), "number of spikes above 0 mV of recording 0: the width is 0 mV; it must be more than 0"},
		{loss.SoftSpikeCount(0, 0, 1, loss.Recordings(1)),
			"number of spikes above 0 mV of recording 0: the option Recordings is for losses over traces; this has a recording of its own"},
		{loss.Of(loss.Maximum(0, 0, 1, -1)), "maximum (mV) of recording 0 from 0 to 1 ms: the width is -1 mV; it must be more than 0"},
		{loss.Of(loss.Latency(0, 0, 1, 0, 0)), "latency (ms) of the first spike above 0 mV of recording 0 from 0 to 1 ms: the width is 0 mV; it must be more than 0"},
		{loss.Of(loss.Difference(mean, nil)), "a feature is nil"},
		{loss.Of(nil), "a feature is nil"},
		{loss.CrossEntropy(2, 1, mean, mean), "cross entropy: no class 2: there are 2 scores, numbered from 0"},
		{loss.CrossEntropy(0, 0, mean), "cross entropy: the temperature is 0; it must be more than 0, in the unit of the scores"},
	} {
		r := run()
		_, err := c.l(r, zeros(r))
		require.EqualError(t, err, c.want)
	}
}

// Every loss says so of a run without recordings, of one with a sample that is no
// number, and of a derivative of another shape.
func TestErrorsOfRuns(t *testing.T) {
	target := [][]float64{{1, 2, 3}}
	losses := map[string]loss.Loss{
		"mean square": loss.MeanSquare(), "error": loss.MeanSquaredError(target), "huber": loss.MeanHuber(target, 1),
		"mean": loss.WindowMean(0, 0, 1), "means": loss.WindowMeans(loss.WindowTarget{To: 1}), "count": loss.SoftSpikeCount(0, 0, 1),
		"spread": loss.Of(loss.StandardDeviation(0, 0, 1)), "maximum": loss.Of(loss.Maximum(0, 0, 1, 1)), "minimum": loss.Of(loss.Minimum(0, 0, 1, 1)),
		"latency": loss.Of(loss.Latency(0, 0, 1, 0, 1)), "entropy": loss.CrossEntropy(0, 1, loss.Mean(0, 0, 1)),
		"depth": loss.Of(loss.AfterhyperpolarisationDepth(0, 0, 1, 0, 1, 1)), "sum": loss.Sum(loss.MeanSquare()),
		"features": loss.Features(loss.Target{Feature: loss.Mean(0, 0, 1), StandardDeviation: 1}),
	}
	for name, l := range losses {
		_, err := l(&golgi.Result{Times: []float64{0}}, nil)
		require.ErrorContains(t, err, "the run has no recordings; say what to record with Record", name)
		_, err = l(nil, nil)
		require.Error(t, err, name)
		_, err = l(&golgi.Result{Recordings: [][]float64{{}}}, [][]float64{{}})
		require.ErrorContains(t, err, "the run has no samples", name)
		r := &golgi.Result{Times: []float64{0, 0.5, 1}, Recordings: [][]float64{{1, 2, 3}}}
		_, err = l(r, [][]float64{{0, 0}})
		require.ErrorContains(t, err, "the derivative of recording 0 has 2 samples, the run 3", name)
		_, err = l(r, [][]float64{{0, 0, 0}, {0, 0, 0}})
		require.ErrorContains(t, err, "the derivative has 2 traces, the run 1 recordings", name)
		r.Recordings[0] = []float64{1, 2}
		_, err = l(r, zeros(r))
		require.ErrorContains(t, err, "recording 0 has 2 samples, the run 3 times", name)
		for k := range 3 {
			r.Recordings[0] = []float64{1, 2, 3}
			r.Recordings[0][k] = math.NaN()
			_, err = l(r, zeros(r))
			require.ErrorContains(t, err, "recording 0 is NaN at", "%s, sample %d", name, k)
		}
	}
}
