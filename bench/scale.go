package bench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golgi"
)

// The series of [Scale].
const (
	ScaleCells        = "cells"        // more cells of 28 compartments
	ScaleCompartments = "compartments" // one cell of 255 branches, in a binary tree, of more compartments each
	ScaleSynapses     = "synapses"     // 1000 cells with more synapses
	ScaleWorkers      = "workers"      // more workers, two series of points: ScaleStrong and ScaleWeak
)

// The series that points of ScaleWorkers are of.
const (
	ScaleStrong = "workers, the same cells"           // 1000 of them
	ScaleWeak   = "workers, as many times more cells" // 1000 a worker
)

// mostWorkers is the number of workers a processor that are measured at most: a bound for the other series is not meant for them.
const mostWorkers = 4

// ScaleKinds are the names of the series.
func ScaleKinds() []string {
	return []string{ScaleCells, ScaleCompartments, ScaleSynapses, ScaleWorkers}
}

// ScaleOptions say how a series is measured.
type ScaleOptions struct {
	MeasureOptions
	// Least and Most bound the number of compartments or of synapses; 0 means 1,000 and 1,000,000. Of the series of
	// workers Most bounds the workers, four a processor if it is more; 0 means one a processor.
	Least, Most int
	// TMax is the duration, ms; 0 means 10.
	TMax float64
	// Progress, if set, is called with every point when it is done.
	Progress func(*ScalePoint)
}

// ScalePoint is a model of a series.
type ScalePoint struct {
	Series       string `json:"series"`
	Workload     string `json:"workload"`
	Compartments int    `json:"ncomp"`
	Synapses     int    `json:"synapses"`
	Workers      int    `json:"workers"`
	Engine       string `json:"engine"`
	Steps        int    `json:"steps"`
	// Build, Freeze, AllocsPerStep and PeakBytes are as in [Measurement]; PeakBytes is that of all points so far, which one process measures.
	Build         float64 `json:"build_s"`
	Freeze        float64 `json:"freeze_s"`
	AllocsPerStep float64 `json:"allocs_per_step"`
	PeakBytes     uint64  `json:"peak_bytes"`
	// Best is the shortest time of all steps, without what comes before the first; s.
	Best          float64 `json:"best_s"`
	NsPerCompStep float64 `json:"ns_per_comp_step"`
	// Relative is the time a compartment-step in units of that of the cheapest point; of workers the time of one worker for
	// the same model over this one (of the weak series: for as many times fewer cells).
	Relative float64 `json:"relative"`
	// NsPerSynapseStep is what a synapse adds to a step, of the time without synapses.
	NsPerSynapseStep float64 `json:"ns_per_synapse_step,omitempty"`
	// BytesPerComp is what plan, columns and recordings take, and Bandwidth what one core moves of so many bytes in all, bytes a
	// second (see [Bandwidth]). MovingNs is BytesPerComp over it: the least that a step can take that comes across each byte once.
	BytesPerComp float64 `json:"bytes_per_comp"`
	Bandwidth    float64 `json:"bandwidth"`
	MovingNs     float64 `json:"moving_ns"`
}

// Scale measures a series of models, from small to large.
func Scale(ctx context.Context, kind string, o ScaleOptions) ([]*ScalePoint, error) {
	fail := func(err error) ([]*ScalePoint, error) { return nil, fmt.Errorf("bench scale %s: %w", kind, err) }
	if err := o.complete(); err != nil {
		return fail(err)
	}
	if !slices.Contains(ScaleKinds(), kind) {
		return fail(fmt.Errorf("no such series; there are %s", strings.Join(ScaleKinds(), ", ")))
	}
	if o.TMax == 0 {
		o.TMax = 10
	}
	if o.Least < 0 || o.Most < 0 || o.Most > 0 && o.Least > o.Most {
		return fail(fmt.Errorf("from %d to %d is no range", o.Least, o.Most))
	}
	var points []*ScalePoint
	var err error
	switch kind {
	case ScaleWorkers:
		points, err = o.workers(ctx)
	case ScaleSynapses:
		points, err = o.synapses(ctx)
	case ScaleCells:
		points, err = o.sizes(ctx, kind, func(compartments int) (*Workload, error) {
			return Population((compartments+cellCompartments-1)/cellCompartments, o.TMax)
		})
	default:
		points, err = o.sizes(ctx, kind, func(compartments int) (*Workload, error) { return bushyCell(compartments, o.TMax) })
	}
	if err != nil {
		return fail(err)
	}
	return points, nil
}

// bushyCell is one cell of 255 branches, each of which ends in two others, of so many compartments or a few more.
func bushyCell(compartments int, tMax float64) (*Workload, error) {
	const branches = 255
	parents := make([]int, branches)
	for k := range parents {
		parents[k] = (k+1)/2 - 1
	}
	ncomp := max(1, (compartments+branches/2)/branches)
	w := &Workload{Name: fmt.Sprintf("bush %d %g", branches*ncomp, tMax), TMax: tMax}
	return w.made(func() error {
		cell, err := golgi.NewCellFromParents(parents, ncomp)
		if err != nil {
			return err
		}
		w.model, w.view = cell, cell.View
		return w.protocol(cell.Branch(0).Comp(0))
	})
}

// amounts are 1, 3, 10, 30, ... from the least to the most of the options.
func (o *ScaleOptions) amounts() []int {
	least, most := o.Least, o.Most
	if least == 0 {
		least = 1000
	}
	if most == 0 {
		most = max(least, 1_000_000)
	}
	var list []int
	for power := 1; power <= most; power *= 10 {
		for _, n := range []int{power, 3 * power} {
			if n >= least && n <= most {
				list = append(list, n)
			}
		}
	}
	return list
}

// sizes measures models of more and more compartments, one after the other.
func (o *ScaleOptions) sizes(ctx context.Context, kind string, build func(compartments int) (*Workload, error)) ([]*ScalePoint, error) {
	var points []*ScalePoint
	for _, n := range o.amounts() {
		w, err := build(n)
		if err != nil {
			return nil, err
		}
		p, err := o.point(ctx, kind, o.Workers, w)
		if err != nil {
			return nil, err
		}
		points = append(points, p[0])
	}
	relate(points)
	return points, nil
}

// synapses measures 1000 cells without synapses and with more and more.
func (o *ScaleOptions) synapses(ctx context.Context) ([]*ScalePoint, error) {
	const cells = 1000
	var points []*ScalePoint
	for _, n := range append([]int{0}, o.amounts()...) {
		w, err := SparseNetwork(cells, float64(n)/cells, o.TMax)
		if err != nil {
			return nil, err
		}
		list, err := o.point(ctx, ScaleSynapses, o.Workers, w)
		if err != nil {
			return nil, err
		}
		p := list[0]
		points = append(points, p)
		if p.Synapses > 0 {
			p.NsPerSynapseStep = (p.Best - points[0].Best) / float64(p.Synapses) / float64(p.Steps) * 1e9
		}
	}
	relate(points)
	return points, nil
}

// relate compares with the cheapest point.
func relate(points []*ScalePoint) {
	least := slices.MinFunc(points, func(a, b *ScalePoint) int {
		if a.NsPerCompStep < b.NsPerCompStep {
			return -1
		}
		return 1
	})
	for _, p := range points {
		p.Relative = p.NsPerCompStep / least.NsPerCompStep
	}
}

// workers measures 1000 cells on more and more workers, in turns, and as many times more cells on as many workers.
func (o *ScaleOptions) workers(ctx context.Context) ([]*ScalePoint, error) {
	const cells = 1000
	most := min(o.Most, mostWorkers*runtime.GOMAXPROCS(0))
	if most == 0 {
		most = runtime.GOMAXPROCS(0)
	}
	same, err := Population(cells, o.TMax)
	if err != nil {
		return nil, err
	}
	var strong, weak []*Workload
	for workers := 1; workers <= most; workers++ {
		more, err := Population(cells*workers, o.TMax)
		if err != nil {
			return nil, err
		}
		strong, weak = append(strong, same), append(weak, more)
	}
	var points []*ScalePoint
	for _, series := range []struct {
		name string
		list []*Workload
	}{{ScaleStrong, strong}, {ScaleWeak, weak}} {
		list, err := o.point(ctx, series.name, 1, series.list...)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			p.Relative = list[0].Best / p.Best
		}
		points = append(points, list...)
	}
	return points, nil
}
