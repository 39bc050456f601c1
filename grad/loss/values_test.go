package loss_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad/loss"
)

func valueOf(t *testing.T, l loss.Loss, r *golgi.Result) float64 {
	t.Helper()
	value, err := l(r, zeros(r))
	require.NoError(t, err)
	return value
}

// spiking is a run of a recording with so many spikes of 100 mV, 1 ms wide, from
// -70 mV, one each 10 ms from 5 ms on.
func spiking(spikes int, dt float64) *golgi.Result {
	n := int(math.Round(float64(10*spikes+10)/dt)) + 1
	r := &golgi.Result{Times: make([]float64, n), Recordings: [][]float64{make([]float64, n)}}
	for k := range r.Times {
		t := float64(k) * dt
		r.Times[k], r.Recordings[0][k] = t, -70
		for s := range spikes {
			r.Recordings[0][k] += 100 * math.Exp(-math.Pow((t-float64(10*s)-5)/0.5, 2))
		}
	}
	return r
}

func TestTraces(t *testing.T) {
	r := &golgi.Result{Times: []float64{0, 0.5, 1}, Recordings: [][]float64{{1, 2, 3}, {0, -4, 2}}}
	require.Equal(t, 34.0/6, valueOf(t, loss.MeanSquare(), r))
	require.Equal(t, 20.0/3, valueOf(t, loss.MeanSquare(loss.Recordings(1)), r))
	require.Equal(t, 13.0/2, valueOf(t, loss.MeanSquare(loss.Recordings(0), loss.Window(0.5, 1)), r))
	target := [][]float64{{1, 1, 1}, {0, 0, 0}}
	require.Equal(t, 25.0/6, valueOf(t, loss.MeanSquaredError(target), r))
	ramp := [][]float64{{0, -1, 5}}
	require.Equal(t, 9.0, valueOf(t, loss.MeanSquaredError(ramp, loss.Recordings(1), loss.Window(0.5, 0.5)), r))
	require.Equal(t, 9.0, valueOf(t, loss.MeanSquaredError(ramp, loss.Recordings(1), loss.Window(0.5, 1)), r))
	require.Equal(t, 16.0, valueOf(t, loss.MeanSquaredError(target[1:], loss.Recordings(1), loss.Window(0.5, 0.5)), r))
	// 0, 1, 2(2)-1 = 3; 0, 2(4)-1 = 7, 3.
	require.Equal(t, 14.0/6, valueOf(t, loss.MeanHuber(target, 1), r))
	require.Equal(t, 5.0/2, valueOf(t, loss.WindowMean(0, 0.5, 1), r))
	require.Equal(t, (0.25+9)/2, valueOf(t, loss.WindowMeans(
		loss.WindowTarget{Recording: 0, From: 0, To: 0.5, Mean: 1}, loss.WindowTarget{Recording: 1, From: 0.5, To: 1, Mean: 2}), r))
}

// A window holds both its ends, whatever rounding does to times.
func TestWindowEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dt := rapid.SampledFrom([]float64{0.025, 0.1, 1.0 / 3, 0.07}).Draw(t, "dt")
		n, start := rapid.IntRange(1, 3000).Draw(t, "n"), rapid.IntRange(0, 100000).Draw(t, "start")
		r := &golgi.Result{Times: make([]float64, n), Recordings: [][]float64{make([]float64, n)}}
		for k := range n {
			r.Times[k] = float64(start+k) * dt
			r.Recordings[0][k] = float64(k)
		}
		first := rapid.IntRange(0, n-1).Draw(t, "first")
		last := rapid.IntRange(first, n-1).Draw(t, "last")
		shift := rapid.SampledFrom([]float64{0, 1e-9, -1e-9}).Draw(t, "shift") * dt
		value, err := loss.WindowMean(0, float64(start)*dt+float64(first)*dt+shift, float64(start)*dt+float64(last)*dt-shift)(r, nil)
		require.NoError(t, err)
		require.InDelta(t, float64(first+last)/2, value, 1e-9, "a mean of whole numbers")
		if first < last {
			value, err = loss.WindowMean(0, r.Times[first]+dt/2, r.Times[last]+dt*0.4)(r, nil)
			if last == n-1 {
				require.ErrorContains(t, err, "is not within the run")
				return
			}
			require.NoError(t, err)
			require.InDelta(t, float64(first+1+last)/2, value, 1e-9)
		}
	})
}

func TestSpikeCountCounts(t *testing.T) {
	for _, dt := range []float64{0.1, 0.025, 0.005} {
		for spikes := range 4 {
			// Rest is 70/2 widths below the threshold, the peak 15 above: exp(-15).
			require.InDelta(t, float64(spikes), valueOf(t, loss.SoftSpikeCount(0, 0, 2), spiking(spikes, dt)), 1e-3, "dt %g", dt)
		}
	}
	r := spiking(3, 0.025)
	require.InDelta(t, 1, valueOf(t, loss.SoftSpikeCount(0, 0, 2, loss.Window(10, 20)), r), 1e-3)
	// A peak below the threshold counts by its distance.
	require.InDelta(t, 3/(1+math.Exp(5)), valueOf(t, loss.SoftSpikeCount(0, 40, 2), r), 1e-4)
	// And the derivative says to raise the peaks.
	d := zeros(r)
	_, err := loss.SoftSpikeCount(0, 40, 2)(r, d)
	require.NoError(t, err)
	require.Greater(t, d[0][200], 0.002)
}

func TestLatency(t *testing.T) {
	r := spiking(2, 0.025)
	// The first spike is at 0 mV when 100 exp(-(t-5)^2/0.25) = 70.
	rise := 5 - 0.5*math.Sqrt(-math.Log(0.7))
	for _, from := range []float64{0, 2} {
		require.InDelta(t, rise-from, valueOf(t, loss.Of(loss.Latency(0, from, 30, 0, 1)), r), 0.02, "half a sample, and the width")
	}
	require.InDelta(t, 10+rise-8, valueOf(t, loss.Of(loss.Latency(0, 8, 30, 0, 1)), r), 0.02)
	require.InDelta(t, 22, valueOf(t, loss.Of(loss.Latency(0, 8, 30, 60, 1)), r), 1e-9, "no spike: the window")
}

func TestFeatures(t *testing.T) {
	r := spiking(1, 0.025)
	require.InDelta(t, -70, valueOf(t, loss.Of(loss.RestingPotential(0, 0, 2)), r), 1e-9, "the foot of the spike at 5 ms is 1e-14 mV")
	require.InDelta(t, 30, valueOf(t, loss.Of(loss.Maximum(0, 0, 20, 0.1)), r), 0.1, "about half the width below a rounded peak")
	require.LessOrEqual(t, valueOf(t, loss.Of(loss.Maximum(0, 0, 20, 5)), r), 30.0)
	r.Recordings[0][300] = -78
	require.InDelta(t, -78, valueOf(t, loss.Of(loss.Minimum(0, 6, 20, 0.1)), r), 1e-9)
	require.InDelta(t, 8, valueOf(t, loss.Of(loss.AfterhyperpolarisationDepth(0, 0, 2, 6, 20, 0.1)), r), 1e-9)

	small := &golgi.Result{Times: []float64{0, 1, 2, 3}, Recordings: [][]float64{{1, 3, 1, 3}, {7, 7, 7, 7}}}
	require.Equal(t, 1.0, valueOf(t, loss.Of(loss.StandardDeviation(0, 0, 3)), small))
	d := zeros(small)
	value, err := loss.Of(loss.StandardDeviation(1, 0, 3))(small, d)
	require.NoError(t, err)
	require.Zero(t, value)
	require.Equal(t, zeros(small), d, "of a flat trace")

	targets := []loss.Target{{loss.Mean(0, 0, 3), 5, 2}, {loss.StandardDeviation(0, 0, 3), 0.5, 0.25}}
	require.Equal(t, (1.5*1.5+2*2)/2, valueOf(t, loss.Features(targets...), small))
	require.Equal(t, (2*1.5-1+2*2-1)/2, valueOf(t, loss.FeaturesHuber(1, targets...), small))
	z, err := targets[0].Distance(small)
	require.NoError(t, err)
	require.Equal(t, -1.5, z)

	other := &golgi.Result{Times: small.Times, Recordings: [][]float64{{3, 5, 3, 5}, {7, 7, 7, 7}}}
	observed, err := loss.Observe([]*golgi.Result{small, other}, loss.Mean(0, 0, 3), loss.Mean(1, 0, 3))
	require.NoError(t, err)
	require.Equal(t, 3.0, observed[0].Mean)
	require.InDelta(t, math.Sqrt2, observed[0].StandardDeviation, 1e-15)
	require.Equal(t, 7.0, observed[1].Mean)
	require.Equal(t, 1.0, observed[1].StandardDeviation)
	require.InDelta(t, 0.25, valueOf(t, loss.Features(observed...), small), 1e-15)
}

func TestCrossEntropy(t *testing.T) {
	r := &golgi.Result{Times: []float64{0}, Recordings: [][]float64{{-60}, {-70}, {-65}}}
	scores := []loss.Feature{loss.Mean(0, 0, 0), loss.Mean(1, 0, 0), loss.Mean(2, 0, 0)}
	p, err := loss.Probabilities(r, 5, scores...)
	require.NoError(t, err)
	total := 1 + math.Exp(-2) + math.Exp(-1)
	for class, e := range []float64{0, -2, -1} {
		require.InDelta(t, math.Exp(e)/total, p[class], 1e-15)
		require.InDelta(t, math.Log(total)-e, valueOf(t, loss.CrossEntropy(class, 5, scores...), r), 1e-14)
	}
	// What is nearly certain keeps its digits: -log(1 - e) = e where e is far below
	// the last digit of 1.
	certain := &golgi.Result{Times: []float64{0}, Recordings: [][]float64{{0}, {-50}}}
	require.InEpsilon(t, math.Exp(-50), valueOf(t, loss.CrossEntropy(0, 1, scores[:2]...), certain), 1e-14)
	require.InEpsilon(t, 50, valueOf(t, loss.CrossEntropy(1, 1, scores[:2]...), certain), 1e-14)
	far := &golgi.Result{Times: []float64{0}, Recordings: [][]float64{{0}, {-5000}}}
	require.Equal(t, 5000.0, valueOf(t, loss.CrossEntropy(1, 1, scores[:2]...), far), "no overflow")
}
