package vis

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// costs are lines like those of a figure of cost against size.
func costs() []Line {
	size := []float64{1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000}
	return []Line{
		{Name: "cells", X: size, Y: []float64{7, 6.8, 6.7, 6.7, 6.8, 7, 7.5}},
		{Name: "bytes", X: size, Y: []float64{0.8, 0.7, 1.2, 1.8, 1.9, 2.1, 3}, Beside: true},
		{Name: "one", X: size[:5], Y: []float64{6, 6, 6, math.NaN(), 6}},
	}
}

func TestCharts(t *testing.T) {
	p, err := Charts([]Chart{
		{XLabel: "compartments", YLabel: "ns", LogX: true, Lines: costs()},
		{XLabel: "workers", YLabel: "ns", Lines: []Line{{Name: "strong", X: []float64{1, 2, 3}, Y: []float64{6, 3, 2}}}},
	}, ChartsOptions{Title: "costs"})
	require.NoError(t, err)
	lines := texts(t, p)
	for _, want := range []string{"costs", "compartments", "workers", "ns", "cells", "bytes", "one", "strong", "1,000", "10,000", "100,000", "1,000,000", "1", "2", "3"} {
		require.Positive(t, count(lines, want), "%s in %q", want, lines)
	}
	require.Equal(t, 2, count(lines, "0"), "both begin at 0")
	width, height := p.Pixels()
	require.Equal(t, 1600, width)
	require.Greater(t, height, 1200)
	require.NotEmpty(t, write(t, p, PNG))

	one, err := newChart(&Chart{LogX: true, Lines: costs()})
	require.NoError(t, err)
	require.Equal(t, one.pens[0].ink, one.pens[1].ink, "a bound has the colour of what it bounds")
	require.NotEqual(t, one.pens[0].ink, one.pens[2].ink)
	require.Equal(t, []bool{true, false, true}, []bool{one.pens[0].mark, one.pens[1].mark, one.pens[2].mark})
	require.InDelta(t, 3, one.x[0][0], 1e-12)
	require.Less(t, one.from, 3.0)
	require.Greater(t, one.to, 6.0)
	require.Zero(t, one.lo)
	require.Greater(t, one.hi, 7.5)
	require.Nil(t, one.scale)
}

// TestChartAxes: what no logarithm can show is left out of such an axis, and wide ranges have one.
func TestChartAxes(t *testing.T) {
	c, err := newChart(&Chart{LogX: true, Lines: []Line{{X: []float64{0, -1, 10, 100}, Y: []float64{1, 1, 1, 51}}}})
	require.NoError(t, err)
	require.True(t, math.IsNaN(c.traces[0].Values[0]) && math.IsNaN(c.traces[0].Values[1]))
	require.InDelta(t, 1, c.from, 0.06)
	require.NotNil(t, c.scale, "51 times")
	require.InDelta(t, 0, c.traces[0].Values[2], 1e-12)
	require.InDelta(t, math.Log10(51), c.traces[0].Values[3], 1e-12)
	c, err = newChart(&Chart{Lines: []Line{{X: []float64{0, 1}, Y: []float64{-3, 500}}}})
	require.NoError(t, err)
	require.Nil(t, c.scale, "negative numbers have no logarithm")
	require.LessOrEqual(t, c.lo, -3.0)
	c, err = newChart(&Chart{Lines: []Line{{X: []float64{2}, Y: []float64{0}}}})
	require.NoError(t, err)
	require.Equal(t, 1.0, c.hi, "one point at 0 has axes too")
	require.Less(t, c.from, 2.0)
	for n := 1; n < 12; n++ {
		line := Line{}
		for k := range n {
			line.X, line.Y = append(line.X, float64(k+1)), append(line.Y, 1)
		}
		c, err = newChart(&Chart{Lines: []Line{line}})
		require.NoError(t, err)
		for _, label := range c.below(c.from, c.to).label {
			require.NotContains(t, label, ".", "there are whole workers only, of %d", n)
		}
	}
	require.Equal(t, []string{"1,000", "20,000", "1,000,000"}, withCommas(ticks{at: []float64{3, math.Log10(20_000), 6}, label: make([]string, 3)}).label)
}

func TestChartsThatCannotBe(t *testing.T) {
	for message, try := range map[string]func() (*Picture, error){
		"charts: there is nothing to draw":                            func() (*Picture, error) { return Charts(nil, ChartsOptions{}) },
		"charts: of size: there is nothing to draw":                   func() (*Picture, error) { return Charts([]Chart{{XLabel: "size"}}, ChartsOptions{}) },
		"charts: a picture of 3 x 0 pixels; sides go from 200 to 163": func() (*Picture, error) { return Charts([]Chart{{Lines: costs()}}, ChartsOptions{Width: 3}) },
		"charts: of size: a has 1 values for 2 places": func() (*Picture, error) {
			return Charts([]Chart{{XLabel: "size", Lines: []Line{{Name: "a", X: []float64{1, 2}, Y: []float64{1}}}}}, ChartsOptions{})
		},
	} {
		_, err := try()
		require.ErrorContains(t, err, message)
	}
	_, err := Charts([]Chart{{LogX: true, Lines: []Line{{X: []float64{0}, Y: []float64{1}}}}}, ChartsOptions{})
	require.ErrorContains(t, err, "there is nothing to draw", "no point has a place")
}
