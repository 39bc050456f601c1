package loss_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad/loss"
)

// zeros has the shape of the recordings of a run.
func zeros(r *golgi.Result) [][]float64 {
	d := make([][]float64, len(r.Recordings))
	for i := range d {
		d[i] = make([]float64, len(r.Recordings[i]))
	}
	return d
}

// requireDerivative compares the derivative of a loss with central differences of
// the fourth order, with a step of h mV. Their error has two parts: rounding, some
// 1e-16 |value|/h, and h^4/30 times the fifth derivative. Squares have none of the
// second and take h = 1e-3, as their values are up to 1e4; features have values up
// to 100 and fifth derivatives up to 1e8 (SpikeCount, where 100/width is the steepest
// there is; StandardDeviation of samples 0.05 mV apart) and take h = 1e-4. All stays
// below 1e-7 of the larger of the largest derivative and 0.01.
func requireDerivative(t require.TestingT, l loss.Loss, r *golgi.Result, h float64) [][]float64 {
	d := zeros(r)
	value, err := l(r, d)
	require.NoError(t, err)
	same, err := l(r, nil)
	require.NoError(t, err)
	require.Equal(t, math.Float64bits(value), math.Float64bits(same), "the same bits without a derivative")
	scale := 0.01
	for i := range d {
		for k := range d[i] {
			scale = max(scale, math.Abs(d[i][k]))
		}
	}
	for i, trace := range r.Recordings {
		for k := range trace {
			x := trace[k]
			at := func(e float64) float64 {
				trace[k] = x + e
				value, err := l(r, nil)
				require.NoError(t, err)
				return value
			}
			want := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
			trace[k] = x
			require.InDelta(t, want, d[i][k], 1e-7*scale, "recording %d, sample %d, value %v", i, k, value)
		}
	}
	return d
}

// drawRun draws a run: some recordings, of noise or with spikes, no two samples
// within 0.05 mV (where Latency may have a kink,
// and StandardDeviation curves much).
func drawRun(t *rapid.T) *golgi.Result {
	n := rapid.IntRange(3, 24).Draw(t, "samples")
	dt := rapid.SampledFrom([]float64{0.025, 0.1, 1}).Draw(t, "dt")
	start := rapid.IntRange(0, 4).Draw(t, "first sample")
	r := &golgi.Result{Times: make([]float64, n)}
	for k := range r.Times {
		r.Times[k] = float64(start+k) * dt
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "recordings") {
		trace := make([]float64, n)
		spikes := rapid.Bool().Draw(t, "spikes")
		for k := range trace {
			trace[k] = rapid.Float64Range(-80, 40).Draw(t, "v")
			if spikes {
				trace[k] = -65 + 0.05*trace[k] + 90*math.Exp(-math.Pow(math.Mod(float64(k+3*i), 9)-4, 2))
			}
			for again := true; again; {
				again = false
				for j := range k {
					if math.Abs(trace[j]-trace[k]) < 0.05 {
						trace[k] += 0.063
						again = true
					}
				}
			}
		}
		r.Recordings = append(r.Recordings, trace)
	}
	return r
}

// drawWindow draws a window of at least two samples.
func drawWindow(t *rapid.T, r *golgi.Result) (first, last int) {
	first = rapid.IntRange(0, len(r.Times)-2).Draw(t, "first")
	return first, rapid.IntRange(first+1, len(r.Times)-1).Draw(t, "last")
}

func TestDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRun(t)
		first, last := drawWindow(t, r)
		from, to := r.Times[first], r.Times[last]
		i := rapid.IntRange(0, len(r.Recordings)-1).Draw(t, "recording")
		threshold, width := rapid.Float64Range(-40, 20).Draw(t, "threshold"), rapid.Float64Range(1, 10).Draw(t, "width")
		target := zeros(r)
		for j := range target {
			for k := range target[j] {
				target[j][k] = rapid.Float64Range(-80, 40).Draw(t, "target")
			}
		}
		features := []loss.Feature{
			loss.Mean(i, from, to), loss.StandardDeviation(i, from, to), loss.RestingPotential(i, from, to),
			loss.Maximum(i, from, to, width), loss.Minimum(i, from, to, width),
			loss.AfterhyperpolarisationDepth(i, r.Times[0], r.Times[1], from, to, width),
			loss.Difference(loss.Mean(0, from, to), loss.StandardDeviation(i, from, to)),
			loss.Latency(i, from, to, threshold, width),
			loss.SpikeCount(i, threshold, width), loss.SpikeCount(i, threshold, width, loss.Window(from, to)),
		}
		targets := make([]loss.Target, len(features))
		mean, windowMean := loss.MeanSquare(), loss.WindowMean(i, from, to)
		for _, l := range []loss.Loss{
			mean,
			loss.MeanSquare(loss.Window(from, to), loss.Recordings(i)),
			loss.MeanSquaredError(target),
			loss.MeanSquaredError(target[i:i+1], loss.Recordings(i)),
			loss.MeanSquaredError(target, loss.Window(from, to)),
			loss.MeanHuber(target, 1000),
			loss.WindowMeans(loss.WindowTarget{Recording: i, From: from, To: to, Mean: -20}, loss.WindowTarget{From: from, To: to, Mean: 3}),
			loss.Weighted(loss.Term{Weight: -0.5, Loss: mean}, loss.Term{Weight: 3, Loss: windowMean}),
			loss.Sum(loss.Scale(2, mean), windowMean),
		} {
			requireDerivative(t, l, r, 1e-3)
		}
		if kinkless(r, target, 20, 0.01) {
			requireDerivative(t, loss.MeanHuber(target, 20), r, 1e-3)
		}
		for j, f := range features {
			d := requireDerivative(t, loss.Of(f), r, 1e-4)
			if j < 5 {
				for o := range d {
					for k := range d[o] {
						if o != i || k < first || k > last {
							require.Zero(t, d[o][k], "%s outside its window", f)
						}
					}
				}
			}
			targets[j] = loss.Target{Feature: f, Mean: -1, StandardDeviation: 2 + float64(j)}
		}
		requireDerivative(t, loss.CrossEntropy(1, 5, features[0], features[1], features[3]), r, 1e-4)
		requireDerivative(t, loss.Features(targets...), r, 1e-4)
		requireDerivative(t, loss.FeaturesHuber(1e3, targets...), r, 1e-4)
	})
}

// kinkless says whether no error is near the kink of Huber's function.
func kinkless(r *golgi.Result, target [][]float64, delta, near float64) bool {
	for i := range target {
		for k := range target[i] {
			if math.Abs(math.Abs(r.Recordings[i][k]-target[i][k])-delta) < near {
				return false
			}
		}
	}
	return true
}

// Losses add to the derivative, and a combination does right by a loss that sets
// it instead.
func TestCombinationsOfAnyLoss(t *testing.T) {
	r := &golgi.Result{Times: []float64{0, 1}, Recordings: [][]float64{{2, 5}}}
	sets := func(r *golgi.Result, d [][]float64) (float64, error) {
		d[0] = append(d[0][:0], 3, 4)
		return 3*r.Recordings[0][0] + 4*r.Recordings[0][1], nil
	}
	d := zeros(r)
	value, err := loss.Weighted(loss.Term{Weight: 2, Loss: sets}, loss.Term{Weight: 0, Loss: sets}, loss.Term{Weight: 4, Loss: loss.MeanSquare()})(r, d)
	require.NoError(t, err)
	require.Equal(t, 2*26.0+4*14.5, value)
	require.Equal(t, [][]float64{{2*3 + 4*2, 2*4 + 4*5}}, d)

	l := loss.Sum(loss.MeanSquare(), loss.WindowMean(0, 0, 1), loss.SoftSpikeCount(0, 3, 1))
	_, err = l(r, d)
	require.NoError(t, err)
	require.LessOrEqual(t, testing.AllocsPerRun(10, func() { _, _ = l(r, d) }), 1.0)

	_, err = loss.Sum()(r, d)
	require.EqualError(t, err, "a sum of no losses")
	_, err = loss.Scale(math.NaN(), sets)(r, d)
	require.EqualError(t, err, "the weight of term 0 is NaN")
	_, err = loss.Sum(nil)(r, d)
	require.EqualError(t, err, "term 0 of the sum has no loss")
	failed := func(*golgi.Result, [][]float64) (float64, error) { return 0, fmt.Errorf("mine") }
	_, err = loss.Sum(sets, failed)(r, d)
	require.EqualError(t, err, "mine")
}

// One loss may be called for several runs at once.
func TestConcurrentCalls(t *testing.T) {
	l := loss.Sum(loss.MeanSquare(), loss.Of(loss.Latency(0, 0, 3, 0, 1)))
	done := make(chan bool)
	for w := range 4 {
		go func() {
			r := &golgi.Result{Times: []float64{0, 1, 2, 3}, Recordings: [][]float64{{float64(w), -70, 30, -70}}}
			want := zeros(r)
			first, _ := l(r, want)
			same := true
			for range 200 {
				d := zeros(r)
				value, err := l(r, d)
				same = same && err == nil && value == first && fmt.Sprint(d) == fmt.Sprint(want)
			}
			done <- same
		}()
	}
	for range 4 {
		require.True(t, <-done)
	}
}
