package golgi_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

// moment is the mean of the products of powers: of x(k)-mean, and of x(k+lag)-mean.
func moment(x []float64, mean float64, power, lag, of int) float64 {
	sum := 0.0
	for k := range len(x) - lag {
		sum += math.Pow(x[k]-mean, float64(power)) * math.Pow(x[k+lag]-mean, float64(of))
	}
	return sum / float64(len(x)-lag)
}

// TestNoiseCurrentStatistics: mean, variance, kurtosis and autocorrelation are those of the process, whatever the step; within five standard errors.
func TestNoiseCurrentStatistics(t *testing.T) {
	const mean, sd, tMax = 0.3, 0.2, 4e5
	for _, c := range []struct{ tau, dt float64 }{{5, 0.5}, {5, 4}, {1, 0.5}, {0, 1}} {
		x := golgi.NoiseCurrent(0, tMax, mean, sd, c.tau, c.dt, tMax, 0, 7)
		require.Len(t, x, golgi.NumSteps(tMax, c.dt))
		what := fmt.Sprint(c)
		keep := math.Exp(-c.dt / c.tau)
		n := float64(len(x))
		independent := n * (1 - keep) / (1 + keep) // samples of the same weight for the mean
		require.InDelta(t, mean, moment(x, 0, 1, 0, 0), 5*sd/math.Sqrt(independent), what)
		squares := n * (1 - keep*keep) / (1 + keep*keep) // and for squares, which correlate by the square
		require.InEpsilon(t, sd*sd, moment(x, mean, 2, 0, 0), 5*math.Sqrt(2/squares), what)
		require.InEpsilon(t, 3*math.Pow(sd, 4), moment(x, mean, 4, 0, 0), 5*math.Sqrt(96.0/9/squares), what)
		for _, lag := range []int{1, 2, 10} {
			// The variance of an estimated correlation is at most twice that of the variance.
			require.InDelta(t, math.Pow(keep, float64(lag)), moment(x, mean, 1, lag, 1)/(sd*sd), 5*math.Sqrt(2/squares), "%s, lag %d", what, lag)
		}
	}
}

// TestNoiseCurrentOfSeeds: the first samples of many seeds are spread as those of one process, and neighbouring seeds do not correlate.
func TestNoiseCurrentOfSeeds(t *testing.T) {
	const seeds, samples = 20000, 4
	all := make([]uint64, seeds)
	for k := range all {
		all[k] = uint64(k)
	}
	list := golgi.NoiseCurrents(0, samples, 0, 1, 2, 1, samples, 0, all)
	require.Len(t, list, seeds)
	for k := range samples {
		x := make([]float64, seeds)
		for seed := range x {
			x[seed] = list[seed][k]
		}
		require.InDelta(t, 0, moment(x, 0, 1, 0, 0), 5/math.Sqrt(seeds), "sample %d", k)
		require.InDelta(t, 1, moment(x, 0, 2, 0, 0), 5*math.Sqrt(2./seeds), "sample %d", k)
		for _, lag := range []int{1, 2, 256} {
			require.InDelta(t, 0, moment(x, 0, 1, lag, 1), 5/math.Sqrt(seeds), "sample %d, seeds %d apart", k, lag)
		}
	}
}

// TestNoiseCurrentBits: the same seed gives the same bits, which the first samples of one pin for all machines.
func TestNoiseCurrentBits(t *testing.T) {
	x := golgi.NoiseCurrent(0.1, 10, 0.5, 0.1, 3, 0.025, 20, 0.05, 1)
	require.Equal(t, x, golgi.NoiseCurrent(0.1, 10, 0.5, 0.1, 3, 0.025, 20, 0.05, 1))
	require.NotEqual(t, x, golgi.NoiseCurrent(0.1, 10, 0.5, 0.1, 3, 0.025, 20, 0.05, 2))
	require.Len(t, x, 800)
	for k, value := range x {
		require.Equal(t, k < 4 || k >= 404, value == 0.05, "sample %d", k)
	}
	require.Equal(t, []string{"0x1.2128b5a8b6944p-01", "0x1.20726288d0275p-01", "0x1.234cf8d624482p-02"},
		[]string{fmt.Sprintf("%x", x[4]), fmt.Sprintf("%x", x[5]), fmt.Sprintf("%x", x[403])})
	// A longer run goes on where a shorter one ended.
	require.Equal(t, x[:404], golgi.NoiseCurrent(0.1, 100, 0.5, 0.1, 3, 0.025, 30, 0.05, 1)[:404])
	require.Empty(t, golgi.NoiseCurrent(0, 1, 0, 1, 1, 0, 10, 0, 1))
}

// TestNoiseCurrentThatCannotBe: it is refused where it is given to a model.
func TestNoiseCurrentThatCannotBe(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	for _, c := range [][2]float64{{1, -1}, {math.NaN(), 1}, {1, math.NaN()}} {
		err := cell.Stimulate(golgi.NoiseCurrent(0, 1, 0, c[0], c[1], 0.5, 1, 0, 1))
		require.ErrorContains(t, err, "waveform 0 for view all is NaN")
	}
}
