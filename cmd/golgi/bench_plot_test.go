package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/bench"
	"golgi/vis"
)

// TestScaleCharts: axes for each thing that grows, a line a series, and beside it what it is compared with.
func TestScaleCharts(t *testing.T) {
	points := func(series string) []*bench.ScalePoint {
		return []*bench.ScalePoint{
			{Series: series, Compartments: 1000, Synapses: 0, Workers: 1, NsPerCompStep: 6, MovingNs: 1},
			{Series: series, Compartments: 3000, Synapses: 500, Workers: 2, NsPerCompStep: 7, MovingNs: 2},
		}
	}
	var all []*bench.ScalePoint
	for _, series := range []string{bench.ScaleCells, bench.ScaleCompartments, bench.ScaleSynapses, bench.ScaleStrong, bench.ScaleWeak} {
		all = append(all, points(series)...)
	}
	charts := scaleCharts(all)
	require.Len(t, charts, 3)
	names := func(c vis.Chart) (list []string) {
		for i, line := range c.Lines {
			require.Equal(t, i%2 == 1, line.Beside)
			list = append(list, line.Name)
		}
		return list
	}
	require.Equal(t, "compartments", charts[0].XLabel)
	require.Equal(t, []string{"cells of 28 compartments", "moving their bytes once", "one cell of 255 branches", "moving their bytes once"}, names(charts[0]))
	require.Equal(t, vis.Line{Name: "cells of 28 compartments", X: []float64{1000, 3000}, Y: []float64{6, 7}}, charts[0].Lines[0])
	require.Equal(t, []float64{1, 2}, charts[0].Lines[1].Y)
	require.Equal(t, "synapses", charts[1].XLabel)
	require.Equal(t, []string{"1,000 cells with synapses", "without synapses"}, names(charts[1]))
	require.Equal(t, []float64{0, 500}, charts[1].Lines[0].X)
	require.Equal(t, []float64{6, 6}, charts[1].Lines[1].Y)
	require.Equal(t, "workers", charts[2].XLabel)
	require.False(t, charts[2].LogX)
	require.Equal(t, []string{"1,000 cells", "that of one worker, shared out", "1,000 cells a worker", "that of one worker, shared out"}, names(charts[2]))
	require.Equal(t, []float64{6, 3}, charts[2].Lines[1].Y)
	_, err := vis.Charts(charts, vis.ChartsOptions{})
	require.NoError(t, err)
}
