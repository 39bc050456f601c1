package main

import (
	"golgi/bench"
	"golgi/vis"
)

// scaleTitles are what lines of the figure of golgi bench scale are called, by series.
var scaleTitles = map[string]string{
	bench.ScaleCells:        "cells of 28 compartments",
	bench.ScaleCompartments: "one cell of 255 branches",
	bench.ScaleSynapses:     "1,000 cells with synapses",
	bench.ScaleStrong:       "1,000 cells",
	bench.ScaleWeak:         "1,000 cells a worker",
}

// scaleCharts are the figure of golgi bench scale: the cost of a compartment-step against what grows, a line a series. Series that
// grow in the same thing share axes.
func scaleCharts(points []*bench.ScalePoint) []vis.Chart {
	var charts []vis.Chart
	chart := func(label string, logarithmic bool) *vis.Chart {
		for i := range charts {
			if charts[i].XLabel == label {
				return &charts[i]
			}
		}
		charts = append(charts, vis.Chart{XLabel: label, YLabel: "ns a compartment-step", LogX: logarithmic})
		return &charts[len(charts)-1]
	}
	for len(points) > 0 {
		series, own := points[0].Series, points[:0:0]
		for len(points) > 0 && points[0].Series == series {
			own, points = append(own, points[0]), points[1:]
		}
		switch series {
		case bench.ScaleCells, bench.ScaleCompartments:
			line := scaleLine(own, scaleTitles[series], func(p *bench.ScalePoint) (x, y float64) { return float64(p.Compartments), p.NsPerCompStep })
			bytes := scaleLine(own, "moving their bytes once", func(p *bench.ScalePoint) (x, y float64) { return float64(p.Compartments), p.MovingNs })
			bytes.Beside = true
			c := chart("compartments", true)
			c.Lines = append(c.Lines, line, bytes)
		case bench.ScaleSynapses:
			line := scaleLine(own, scaleTitles[series], func(p *bench.ScalePoint) (x, y float64) { return float64(p.Synapses), p.NsPerCompStep })
			without := scaleLine(own, "without synapses", func(p *bench.ScalePoint) (x, y float64) { return float64(p.Synapses), own[0].NsPerCompStep })
			without.Beside = true
			c := chart("synapses", true)
			c.Lines = append(c.Lines, line, without)
		default:
			line := scaleLine(own, scaleTitles[series], func(p *bench.ScalePoint) (x, y float64) { return float64(p.Workers), p.NsPerCompStep })
			ideal := scaleLine(own, "that of one worker, shared out", func(p *bench.ScalePoint) (x, y float64) {
				return float64(p.Workers), own[0].NsPerCompStep / float64(p.Workers)
			})
			ideal.Beside = true
			c := chart("workers", false)
			c.Lines = append(c.Lines, line, ideal)
		}
	}
	return charts
}

// scaleLine is a line through a point for each measurement.
func scaleLine(points []*bench.ScalePoint, name string, at func(*bench.ScalePoint) (x, y float64)) vis.Line {
	line := vis.Line{Name: name}
	for _, p := range points {
		x, y := at(p)
		line.X, line.Y = append(line.X, x), append(line.Y, y)
	}
	return line
}
