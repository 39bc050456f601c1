package bench

import (
	"context"
	"fmt"
	"golgi/internal/peak"
	"maps"
	"slices"
	"strings"
	"time"

	"golgi"
)

// MeasureOptions say how a workload is timed.
type MeasureOptions struct {
	// Workers is the number of goroutines; 0 for one a processor.
	Workers int
	// Engine names the engine of the mechanisms; "" is the fastest.
	Engine string
	// Repetitions is the number of runs, after one that is not counted; 0 means 5.
	Repetitions int
	// Budget is the memory, bytes, that a gradient may take for what it stores; 0
	// for grad's own default.
	Budget int64
}

// Measurement is what Measure found, or what times that which is done once (Import, StartUp, Building), where numbers are 0 that are of
// steps. Times are in seconds.
type Measurement struct {
	Workload string `json:"workload"`
	Workers  int    `json:"workers"`
	Engine   string `json:"engine"`
	// NComp is the number of compartments of the whole model.
	NComp    int `json:"ncomp"`
	Synapses int `json:"synapses"`
	Steps    int `json:"steps"`
	// Build is what it takes to the model, Freeze to its plan, columns and schedule
	// besides, the first time.
	Build  float64 `json:"build_s"`
	Freeze float64 `json:"freeze_s"`
	// Best is the shortest of the repetitions: from the values of the model, whose
	// plan is kept, to the recordings; of a gradient to its derivatives.
	Best          float64 `json:"best_s"`
	NsPerCompStep float64 `json:"ns_per_comp_step"`
	// AllocsPerStep is what a step asks of the memory manager: how many objects
	// more a run allocates than one of fewer steps, for each step more.
	AllocsPerStep float64 `json:"allocs_per_step"`
	// PeakBytes is the most memory that the process has held at once.
	PeakBytes uint64 `json:"peak_bytes"`

	*GradientMeasurement
	*SynapseMeasurement
	*BatchMeasurement
	*LimitMeasurement

	started bool // of a whole process: its time is not that of steps alone
}

// LimitMeasurement is what is measured beside the population written by hand.
type LimitMeasurement struct {
	// Clock is that of the processor, Hz.
	Clock float64 `json:"clock_hz"`
}

// SynapseMeasurement is what is measured of building besides.
type SynapseMeasurement struct {
	// SynapseBuild is what the synapses take to be made, SynapseFreeze the plan with them, the shortest of some.
	SynapseBuild  float64 `json:"synapse_build_s"`
	SynapseFreeze float64 `json:"synapse_freeze_s"`
	// BytesPerSynapse is what a synapse adds to the heap, in the model and in its plan together.
	BytesPerSynapse float64 `json:"bytes_per_synapse"`
	// ByOwner is what a "compartment" and a "synapse" take, counted by owner: in "world", "plan", "state" and, while it
	// runs, "systems", and "values", parameters and states, wherever they are.
	ByOwner map[string]map[string]float64 `json:"bytes_by_owner"`
}

// GradientMeasurement is what is measured of a gradient besides.
type GradientMeasurement struct {
	// Forward is the shortest of the runs without a gradient, of the same model
	// with the same values, taken in turns with the gradient; Ratio is Best in units of it.
	Forward float64 `json:"forward_best_s"`
	Ratio   float64 `json:"ratio"`
	// Budget is the memory asked for, bytes; Checkpoints is what the plan of
	// checkpoints says of itself.
	Budget      int64  `json:"budget"`
	Checkpoints string `json:"checkpoints"`
}

// Measure times a workload: the shortest of some runs.
func (w *Workload) Measure(ctx context.Context, o MeasureOptions) (*Measurement, error) {
	if err := o.complete(); err != nil {
		return nil, fmt.Errorf("bench %s: %w", w.Name, err)
	}
	m, err := w.measure(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("bench %s: %w", w.Name, err)
	}
	m.Workload, m.Build, m.PeakBytes = w.Name, w.Build.Seconds(), peak.Bytes()
	m.NsPerCompStep = m.Best / float64(m.NComp) / float64(m.Steps) * 1e9
	return m, nil
}

// complete fills in what was left out. Error: what cannot be.
func (o *MeasureOptions) complete() error {
	if o.Repetitions == 0 {
		o.Repetitions = 5
	}
	if o.Repetitions < 0 || o.Workers < 0 || o.Budget < 0 {
		return fmt.Errorf("%d repetitions, %d workers, a budget of %d bytes; none can be negative", o.Repetitions, o.Workers, o.Budget)
	}
	return nil
}

func (w *Workload) measure(ctx context.Context, o MeasureOptions) (*Measurement, error) {
	first, err := w.model.Integrate(ctx, w.options(o))
	if err != nil {
		return nil, err
	}
	m := &Measurement{
		Workers: first.Stats.Workers, Engine: first.Stats.Engine, NComp: first.Stats.Compartments, Synapses: first.Stats.Synapses,
		Steps: first.Stats.Steps, Freeze: first.Stats.Freeze.Seconds(),
	}
	run := w.forward(ctx, w.options(o))
	if w.gradient {
		return m, w.measureGradient(ctx, o, m, run)
	}
	best, err := alternate(o.Repetitions, run)
	if err != nil {
		return nil, err
	}
	m.Best = best[0]
	m.AllocsPerStep, err = allocationsPerStep(m.Steps, w.allocationsOfRun(ctx, w.options(o)))
	return m, err
}

func (w *Workload) options(o MeasureOptions) golgi.Options {
	return golgi.Options{TMax: w.TMax, Dt: w.step(), Workers: o.Workers, Engine: o.Engine, Parameters: w.view.GetParameters()}
}

// forward returns a run without a gradient.
func (w *Workload) forward(ctx context.Context, o golgi.Options) func() error {
	return func() error {
		_, err := w.model.Integrate(ctx, o)
		return err
	}
}

// alternate runs several functions in turns and returns the shortest time of
// each, s.
func alternate(repetitions int, functions ...func() error) ([]float64, error) {
	best := make([]float64, len(functions))
	for repetition := range repetitions {
		for i, f := range functions {
			started := time.Now()
			if err := f(); err != nil {
				return nil, err
			}
			if seconds := time.Since(started).Seconds(); repetition == 0 || seconds < best[i] {
				best[i] = seconds
			}
		}
	}
	return best, nil
}

// String is a line for people, or two with a gradient.
func (m *Measurement) String() string {
	if m.NsPerCompStep == 0 || m.started {
		return m.once()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d compartments", m.Workload, m.NComp)
	if m.Synapses > 0 {
		fmt.Fprintf(&b, ", %d synapses", m.Synapses)
	}
	workers := "workers"
	if m.Workers == 1 {
		workers = "worker"
	}
	fmt.Fprintf(&b, ", %d steps, %s, %d %s: %.4g s, %.2f ns a compartment-step; build %.3g s, freeze %.3g s, %.2g allocations a step, at most %s held\n",
		m.Steps, m.Engine, m.Workers, workers, m.Best, m.NsPerCompStep, m.Build, m.Freeze, m.AllocsPerStep, size(float64(m.PeakBytes)))
	if g := m.GradientMeasurement; g != nil {
		fmt.Fprintf(&b, "  %.2f times the run alone, %.4g s; %s\n", g.Ratio, g.Forward, g.Checkpoints)
	}
	if batch := m.BatchMeasurement; batch != nil {
		fmt.Fprintf(&b, "  %d runs, %.2f times as fast as one by one, %.4g s\n", batch.Members, batch.Gain, batch.OneByOne)
	}
	return b.String()
}

// once is the line for what is done once, and not step by step.
func (m *Measurement) once() string {
	text := fmt.Sprintf("%s: %d compartments: %.4g s", m.Workload, m.NComp, m.Best)
	if m.Freeze > 0 {
		text += fmt.Sprintf("; build %.3g s, freeze %.3g s", m.Build, m.Freeze)
	}
	if s := m.SynapseMeasurement; s != nil {
		text += fmt.Sprintf("\n  %d synapses: build %.3g s, freeze %.3g s, %.1f bytes each", m.Synapses, s.SynapseBuild, s.SynapseFreeze, s.BytesPerSynapse)
	}
	if m.PeakBytes > 0 {
		text += fmt.Sprintf("; at most %s held", size(float64(m.PeakBytes)))
	}
	text += "\n"
	if s := m.SynapseMeasurement; s != nil {
		for _, thing := range slices.Sorted(maps.Keys(s.ByOwner)) {
			var parts []string
			for _, owner := range slices.Sorted(maps.Keys(s.ByOwner[thing])) {
				parts = append(parts, fmt.Sprintf("%s %.1f", owner, s.ByOwner[thing][owner]))
			}
			text += fmt.Sprintf("  bytes a %s: %s\n", thing, strings.Join(parts, ", "))
		}
	}
	return text
}

// size writes a number of bytes.
func size(bytes float64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	for len(units) > 1 && bytes >= 1024 {
		bytes, units = bytes/1024, units[1:]
	}
	return fmt.Sprintf("%.3g %s", bytes, units[0])
}
