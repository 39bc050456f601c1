package bench

import (
	"context"
	"fmt"
	"math"

	"golgi"
	"golgi/internal/peak"
)

// leastMeasured is how long all repetitions of a short run together take at least, s, and mostRepetitions how many that may be.
const (
	leastMeasured   = 0.3
	mostRepetitions = 100
	countedSteps    = 64 // of which allocations are counted: some chunks of a large model
)

// point measures workloads in turns, the first with so many workers, each other one with one more.
func (o *ScaleOptions) point(ctx context.Context, series string, workers int, list ...*Workload) ([]*ScalePoint, error) {
	points, repetitions := make([]*ScalePoint, len(list)), o.Repetitions
	run := func(i int) (*golgi.Stats, error) {
		options := o.MeasureOptions
		options.Workers = workers + i
		return list[i].stats(ctx, options)
	}
	for i, w := range list {
		stats, err := run(i)
		if err != nil {
			return nil, err
		}
		points[i] = &ScalePoint{
			Series: series, Workload: w.Name, Compartments: stats.Compartments, Synapses: stats.Synapses, Workers: stats.Workers,
			Engine: stats.Engine, Build: w.Build.Seconds(), Freeze: stats.Freeze.Seconds(), Steps: stats.Steps, Best: math.Inf(1), BytesPerComp: float64(stats.Bytes) / float64(stats.Compartments),
			Bandwidth: Bandwidth(stats.Bytes),
		}
		repetitions = max(repetitions, min(mostRepetitions, int(leastMeasured/stats.Run.Seconds())))
	}
	for range repetitions {
		for i := range list {
			stats, err := run(i)
			if err != nil {
				return nil, err
			}
			points[i].Best = min(points[i].Best, stats.Run.Seconds())
		}
	}
	for i, p := range points {
		run := o.MeasureOptions
		run.Workers = workers + i
		var err error
		if p.AllocsPerStep, err = allocationsPerStep(min(p.Steps, countedSteps), list[i].allocationsOfRun(ctx, list[i].options(run))); err != nil {
			return nil, err
		}
		p.PeakBytes = peak.Bytes()
		p.NsPerCompStep = p.Best / float64(p.Compartments) / float64(p.Steps) * 1e9
		p.MovingNs = p.BytesPerComp / p.Bandwidth * 1e9
		if o.Progress != nil {
			o.Progress(p)
		}
	}
	return points, nil
}

// ScaleHeader is the header of a table of points in Markdown.
func ScaleHeader() string {
	return `| series | workers | compartments | synapses | steps | s | ns a compartment-step | relative | ns a synapse-step | bytes a compartment | GB/s | ns to move them |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
`
}

// String is a row of a table in Markdown.
func (p *ScalePoint) String() string {
	synapse := ""
	if p.NsPerSynapseStep != 0 {
		synapse = fmt.Sprintf("%.2f", p.NsPerSynapseStep)
	}
	relative := ""
	if p.Relative != 0 {
		relative = fmt.Sprintf("%.2f", p.Relative)
	}
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %.4g | %.2f | %s | %s | %.0f | %.1f | %.1f |\n", p.Series, p.Workers, p.Compartments,
		p.Synapses, p.Steps, p.Best, p.NsPerCompStep, relative, synapse, p.BytesPerComp, p.Bandwidth/1e9, p.MovingNs)
}
