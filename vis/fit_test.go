package vis

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// falling is a loss that falls by a factor in each epoch.
func falling(start, factor float64, epochs int) []float64 {
	losses := []float64{start}
	for range epochs {
		losses = append(losses, losses[len(losses)-1]*factor)
	}
	return losses
}

func TestLosses(t *testing.T) {
	p, err := Losses(falling(1000, 0.9, 100), TracesOptions{Title: "a fit"})
	require.NoError(t, err)
	lines := texts(t, p)
	for _, want := range []string{"a fit", "epoch", "loss", "each epoch", "best", "1000", "100", "10", "1", "0.1"} {
		require.Positive(t, count(lines, want), "%s in %q", want, lines)
	}
	p, err = Losses([]float64{3, 2, 4, math.NaN(), 2.5}, TracesOptions{})
	require.NoError(t, err)
	lines = texts(t, p)
	require.Zero(t, count(lines, "0.1"))
	require.Positive(t, count(lines, "2.5"), "a narrow range is linear: %q", lines)
	for n := 1; n < 12; n++ {
		p, err := Losses(falling(1.5, 1, n), TracesOptions{})
		require.NoError(t, err)
		require.Zero(t, count(texts(t, p), "0.5"), "there are whole epochs only")
		require.Equal(t, 1, count(texts(t, p), "0"))
	}
	p, err = Losses([]float64{1000, -1, 0}, TracesOptions{})
	require.NoError(t, err)
	require.Positive(t, count(texts(t, p), "400"), "losses below 0 are linear")
	require.Equal(t, []float64{3, 2, 2, 2, -1}, lowest([]float64{3, 2, 4, math.NaN(), -1}))
	_, err = Losses([]float64{1}, TracesOptions{})
	require.NoError(t, err)
	_, err = Losses(nil, TracesOptions{})
	require.ErrorContains(t, err, "there is nothing to draw")
	_, err = Losses([]float64{1}, TracesOptions{Width: 3})
	require.ErrorContains(t, err, "losses: a picture of 3 x 0 pixels")
}

func TestPowersDivideALogarithmicAxis(t *testing.T) {
	require.Equal(t, []string{"0.1", "1", "10", "100"}, powers(-1.2, 2.3).label)
	require.Equal(t, []string{"5", "10", "20", "50", "100"}, powers(0.5, 2.2).label)
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-30, 30).Draw(t, "lo")
		hi := lo + rapid.Float64Range(1.3, 40).Draw(t, "decades")
		ticks := powers(lo, hi)
		require.GreaterOrEqual(t, len(ticks.at), 1)
		require.LessOrEqual(t, len(ticks.at), 10)
		for i, at := range ticks.at {
			require.True(t, at >= lo-1e-6 && at <= hi+1e-6)
			if i > 0 {
				require.Greater(t, at, ticks.at[i-1])
			}
		}
	})
}

// compared makes n traces with what a fit aimed at.
func compared(n int) ([]float64, []Compared) {
	times, traces := waves(n, 200)
	list := make([]Compared, n)
	for i, t := range traces {
		list[i].Trace = t
		list[i].Target, list[i].Start = make([]float64, len(times)), make([]float64, len(times))
		for k, x := range t.Values {
			list[i].Target[k], list[i].Start[k] = x+1, x-15
		}
	}
	return times, list
}

func TestBeforeAfter(t *testing.T) {
	times, traces := compared(2)
	traces[1].Heading, traces[1].Target, traces[1].Key, traces[1].Unit = "case b: r1", nil, "HH_m", "1"
	p, err := BeforeAfter(times, traces, TracesOptions{Title: "a fit"})
	require.NoError(t, err)
	lines := texts(t, p)
	for want, times := range map[string]int{"a fit": 1, "r0  branch(0)": 1, "case b: r1": 1, "target": 1, "start": 2, "best": 2, "voltage (mV)": 1, "HH_m": 1, "time (ms)": 1} {
		require.Equal(t, times, count(lines, want), "%s in %q", want, lines)
	}
}

// Of many recordings those with a target are drawn.
func TestBeforeAfterOfMany(t *testing.T) {
	times, traces := compared(30)
	for i := range traces {
		if i%3 != 0 {
			traces[i].Target = nil
		}
	}
	p, err := BeforeAfter(times, traces, TracesOptions{Title: "a fit"})
	require.NoError(t, err)
	lines := texts(t, p)
	require.Equal(t, 1, count(lines, "a fit (16 of 30 recordings)"))
	require.Equal(t, 10, count(lines, "target"))
	require.Equal(t, 16, count(lines, "best"))
	require.Equal(t, 1, count(lines, "r27  branch(27)"), "one with a target: %q", lines)
}

func TestBeforeAfterErrors(t *testing.T) {
	times, traces := compared(1)
	_, err := BeforeAfter(times, nil, TracesOptions{})
	require.ErrorContains(t, err, "before and after: there is nothing to draw")
	traces[0].Target = traces[0].Target[1:]
	_, err = BeforeAfter(times, traces, TracesOptions{})
	require.ErrorContains(t, err, "r0 has 199 values for 200 times")
}

// The pictures are the same each time.
func TestPicturesOfFitsRepeat(t *testing.T) {
	times, traces := compared(3)
	first, err := BeforeAfter(times, traces, TracesOptions{})
	require.NoError(t, err)
	second, err := BeforeAfter(times, traces, TracesOptions{})
	require.NoError(t, err)
	require.Equal(t, write(t, first, PNG), write(t, second, PNG))
	require.False(t, strings.Contains(string(write(t, first, SVG)), "NaN"))
}
