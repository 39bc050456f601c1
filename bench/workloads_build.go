package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golgi"
	"golgi/internal/peak"
	"golgi/mech/library"
	"golgi/plan"
)

// Building times making large models: cells of [Population], 28 compartments each, to so many compartments or a few
// more, with their first plan (Build, Freeze); and so many synapses on average between the first compartments of 1000 cells (of
// more, where those would have more than 1000 each), with their plan, beside what is needed of the heap for each, and who holds it. All parameters
// of a synapse are those of its type. Of all times the shortest counts; Best is that of Build and Freeze together.
func Building(ctx context.Context, compartments, synapses int, o MeasureOptions) (*Measurement, error) {
	fail := func(err error) (*Measurement, error) {
		return nil, fmt.Errorf("bench build %d %d: %w", compartments, synapses, err)
	}
	if err := o.complete(); err != nil {
		return fail(err)
	}
	if compartments < 1 || synapses < 1 {
		return fail(fmt.Errorf("give at least 1 compartment and 1 synapse"))
	}
	m := &Measurement{Workload: fmt.Sprintf("build %d %d", compartments, synapses), SynapseMeasurement: &SynapseMeasurement{}}
	for repetition := range o.Repetitions {
		if err := m.building(ctx, compartments, synapses, o, repetition == 0); err != nil {
			return fail(err)
		}
	}
	m.PeakBytes = peak.Bytes()
	if err := m.count(ctx, compartments, synapses, o); err != nil {
		return fail(err)
	}
	return m, nil
}

// building builds once, and keeps the times that are shorter than those before.
func (m *Measurement) building(ctx context.Context, compartments, synapses int, o MeasureOptions, first bool) error {
	keep := func(best *float64, seconds float64) {
		if first || seconds < *best {
			*best = seconds
		}
	}
	const tMax = workloadDt // a step
	w, err := Population(cellsOf(compartments), tMax)
	if err != nil {
		return err
	}
	stats, err := w.stats(ctx, o)
	if err != nil {
		return err
	}
	m.NComp, m.Workers, m.Engine = stats.Compartments, stats.Workers, stats.Engine
	keep(&m.Best, w.Build.Seconds()+stats.Freeze.Seconds())
	keep(&m.Build, w.Build.Seconds())
	keep(&m.Freeze, stats.Freeze.Seconds())

	cells := connectedCells(synapses)
	if w, err = Population(cells, tMax); err != nil {
		return err
	}
	if _, err = w.stats(ctx, o); err != nil { // the plan without synapses stays with the model
		return err
	}
	before, started := heapInUse(), time.Now()
	if err := golgi.SparseConnect(w.view, w.view, library.IonotropicSynapse(), float64(synapses)/float64(cells)/float64(cells), 0); err != nil {
		return err
	}
	keep(&m.SynapseBuild, since(started))
	if stats, err = w.stats(ctx, o); err != nil {
		return err
	}
	keep(&m.SynapseFreeze, stats.Freeze.Seconds())
	m.Synapses = stats.Synapses
	keep(&m.BytesPerSynapse, (heapInUse()-before)/float64(max(1, stats.Synapses)))
	runtime.KeepAlive(w)
	return nil
}

// count finds out who holds what, in models made anew, once the peak is known, to which the count would add.
func (m *Measurement) count(ctx context.Context, compartments, synapses int, o MeasureOptions) error {
	counted := func(cells int, name string, of plan.Thing, synapses float64) error {
		w, err := Population(cells, workloadDt)
		if err != nil {
			return err
		}
		if synapses > 0 {
			if err := golgi.SparseConnect(w.view, w.view, library.IonotropicSynapse(), synapses/float64(cells)/float64(cells), 0); err != nil {
				return err
			}
		}
		options := w.options(o)
		options.Footprint = true
		result, err := w.model.Integrate(ctx, options)
		if err != nil {
			return err
		}
		m.ByOwner[name] = result.Footprint.ByOwner(of)
		return nil
	}
	m.ByOwner = map[string]map[string]float64{}
	if err := counted(cellsOf(compartments), "compartment", plan.OfCompartments, 0); err != nil {
		return err
	}
	return counted(connectedCells(synapses), "synapse", plan.OfSynapses, float64(synapses))
}

// cellsOf is the number of whole cells with so many compartments, or a few more.
func cellsOf(compartments int) int { return (compartments + cellCompartments - 1) / cellCompartments }

// connectedCells is the number of cells with so many synapses between their first compartments.
func connectedCells(synapses int) int { return max(1000, (synapses+999)/1000) }

// stats runs the workload once and says what it took.
func (w *Workload) stats(ctx context.Context, o MeasureOptions) (*golgi.Stats, error) {
	result, err := w.model.Integrate(ctx, w.options(o))
	if err != nil {
		return nil, err
	}
	return &result.Stats, nil
}

// heapInUse is what lives on the heap, bytes.
func heapInUse() float64 {
	runtime.GC()
	runtime.GC() // what the first one found to be finalised
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
