package vis

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// isRound tells whether x is 1, 2 or 5 times a power of ten.
func isRound(x float64) bool {
	text := strconv.FormatFloat(x, 'e', 9, 64)
	mantissa, _, _ := strings.Cut(text, "e")
	return slices.Contains([]string{"1.000000000", "2.000000000", "5.000000000"}, mantissa)
}

func TestRoundDown(t *testing.T) {
	for x, want := range map[float64]float64{1: 1, 1.99: 1, 2: 2, 4.9: 2, 5: 5, 9.99: 5, 10: 10, 0.2: 0.2, 0.03: 0.02, 743: 500} {
		require.InEpsilon(t, want, roundDown(x), 1e-12, "%g", x)
	}
	rapid.Check(t, func(t *rapid.T) {
		x := math.Exp(rapid.Float64Range(-30, 30).Draw(t, "log"))
		r := roundDown(x)
		require.True(t, isRound(r), "%g", r)
		require.LessOrEqual(t, r, x*(1+1e-9))
		require.Less(t, x, 2.5*r*(1+1e-9))
	})
}

func TestTicksDivideAnAxis(t *testing.T) {
	require.Equal(t, []string{"−80", "−60", "−40", "−20", "0", "20", "40"}, newTicks(-83, 47, 6).label)
	require.Equal(t, []string{"0", "0.2", "0.4", "0.6", "0.8", "1.0"}, newTicks(0, 1, 5).label)
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1000, 1000).Draw(t, "lo")
		hi := lo + math.Exp(rapid.Float64Range(-3, 9).Draw(t, "log of width"))
		parts := rapid.IntRange(2, 10).Draw(t, "parts")
		ticks := newTicks(lo, hi, parts)
		require.GreaterOrEqual(t, len(ticks.at), 2)
		require.LessOrEqual(t, len(ticks.at), 2*parts+1)
		require.True(t, slices.IsSorted(ticks.at))
		for i, at := range ticks.at {
			require.GreaterOrEqual(t, at, lo-1e-9*(hi-lo))
			require.LessOrEqual(t, at, hi+1e-9*(hi-lo))
			value, err := strconv.ParseFloat(strings.Replace(ticks.label[i], "−", "-", 1), 64)
			require.NoError(t, err)
			require.InDelta(t, at, value, 0.02*(hi-lo)/float64(parts), "the label says where the tick is")
		}
		labels := slices.Clone(ticks.label)
		slices.Sort(labels)
		require.Len(t, slices.Compact(labels), len(ticks.label), "%v", ticks.label)
	})
}

func TestWidened(t *testing.T) {
	lo, hi := widened(-70, -70)
	require.Less(t, lo, -70.0)
	require.Greater(t, hi, -70.0)
	lo, hi = widened(0, 0)
	require.Equal(t, [2]float64{-1, 1}, [2]float64{lo, hi})
	lo, hi = widened(math.Inf(1), math.Inf(-1))
	require.Less(t, lo, hi, "nothing to show still has axes")
}

// Values that differ in the last bit alone neither hang nor divide by zero.
func TestNarrowRanges(t *testing.T) {
	for _, x := range []float64{1, -70, 1e300, 1e-300, 0} {
		next := math.Nextafter(x, math.Inf(1))
		require.LessOrEqual(t, len(newTicks(x, next, 5).at), 11)
		lo, hi := span(x, next)
		require.NotEmpty(t, newTicks(lo, hi, 5).at)
		require.True(t, lo <= x && next <= hi)
	}
	require.NotEmpty(t, newTicks(math.NaN(), 1, 5).at)
	lo, hi := span(2, 3)
	require.Equal(t, [2]float64{2, 3}, [2]float64{lo, hi})
}

func TestUnits(t *testing.T) {
	require.Equal(t, "voltage (mV)", withUnit("voltage", "mV"))
	require.Equal(t, "i_HH (mA/cm²)", withUnit("i_HH", "mA/cm2"))
	require.Equal(t, "HH_m", withUnit("HH_m", "1"))
	require.Equal(t, "radius (µm)", withUnit("radius", keyUnit("radius")))
	require.Equal(t, "axial_resistivity (Ω cm)", withUnit("axial_resistivity", keyUnit("axial_resistivity")))
	for length, want := range map[float64]string{100: "100 µm", 0.5: "500 nm", 2000: "2 mm", 1: "1 µm"} {
		require.Equal(t, want, lengthName(length))
	}
}
