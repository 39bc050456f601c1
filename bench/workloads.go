package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"golgi"
	"golgi/grad"
	"golgi/mech"
	"golgi/mech/library"
)

// Workload is a model to be timed, with the duration of its run. In all of them but [Rallpack]
// every compartment has classic HH and the axial resistivity is 5000 ohm cm; the
// first compartment is recorded and gets a step of 1 nA from 1 to 3 ms; the step is
// 0.025 ms, by backward Euler. The same models can be timed in other simulators:
// see bench/peers.
type Workload struct {
	Name string
	TMax float64 // ms
	// Build is what it took from the file, or from nothing, to the model.
	Build time.Duration

	dt       float64 // ms; 0 for that of most
	model    Model
	view     *golgi.View
	gradient bool // value and gradient are timed, and the run alone beside them
}

// Model is what a workload runs: a *golgi.Cell or a *golgi.Network.
type Model interface {
	grad.Model
	Integrate(ctx context.Context, o golgi.Options) (*golgi.Result, error)
}

// workloadDt is the step of a workload that says no other, ms.
const workloadDt = 0.025

// populationParents is the tree of a cell of the population, 7 branches of
// populationNComp compartments, 10 um long and 1 um in radius each.
func populationParents() []int { return []int{-1, 0, 0, 1, 1, 2, 2} }

const populationNComp = 4

// cellCompartments is how many compartments a cell of the population has.
const cellCompartments = 7 * populationNComp

// Population is so many copies of a binary tree of 7 branches, not connected.
func Population(cells int, tMax float64) (*Workload, error) {
	w := &Workload{Name: fmt.Sprintf("pop %d %g", cells, tMax), TMax: tMax}
	return w.made(func() error { return w.population(cells) })
}

// TracedCell is the neuron of an SWC file with so many compartments a branch.
func TracedCell(file string, ncomp int, tMax float64) (*Workload, error) {
	w := &Workload{Name: fmt.Sprintf("cell %s %d %g", file, ncomp, tMax), TMax: tMax}
	return w.made(func() error { return w.traced(file, ncomp) })
}

// NetworkOption changes how a network is connected.
type NetworkOption uint8

// The options of SparseNetwork.
const (
	// Varied gives the parameters of each synapse values of its own, up to a fifth from the defaults.
	Varied NetworkOption = iota
	// Scattered puts both ends of each synapse at random compartments.
	Scattered
)

// SparseNetwork is Population with ionotropic synapses between random cells, so
// many a cell on average, each from the first compartment of one cell to the first of
// another.
func SparseNetwork(cells int, synapsesPerCell, tMax float64, options ...NetworkOption) (*Workload, error) {
	w := &Workload{Name: fmt.Sprintf("net %d %g %g", cells, synapsesPerCell, tMax), TMax: tMax}
	varied, scattered := slices.Contains(options, Varied), slices.Contains(options, Scattered)
	if varied {
		w.Name += ", varied"
	}
	if scattered {
		w.Name += ", random compartments"
	}
	return w.made(func() error {
		if cells < 1 {
			return fmt.Errorf("%d cells; give at least 1", cells)
		}
		p := synapsesPerCell / float64(cells)
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("%g synapses a cell among %d cells; give from 0 to %d", synapsesPerCell, cells, cells)
		}
		if err := w.population(cells); err != nil {
			return err
		}
		ends := w.view
		if scattered {
			each := float64(len(populationParents()) * populationNComp)
			ends, p = w.view.Branch("all").Comp("all"), p/(each*each)
		}
		if err := golgi.SparseConnect(ends, ends, library.IonotropicSynapse(), p, 0); err != nil || !varied {
			return err
		}
		return w.vary(library.IonotropicSynapse())
	})
}

// vary draws the parameters of each synapse: a fifth to both sides of the default, or of 10 where that is 0.
func (w *Workload) vary(synapse *mech.Mechanism) error {
	random := rand.New(rand.NewPCG(0, 1))
	view := w.view.Mechanism(synapse.Name())
	values := make([]float64, view.NumSynapses())
	for _, parameter := range synapse.Parameters() {
		spread := parameter.Default
		if spread == 0 {
			spread = 10
		}
		for i := range values {
			values[i] = parameter.Default + float64(spread*(0.4*random.Float64()-0.2))
		}
		if err := view.Set(parameter.Key, values...); err != nil {
			return err
		}
	}
	return nil
}

// Gradient makes the workload one of value and gradient: of the mean squared
// voltage over all samples, by HH_gNa and radius, a value for each branch. Radii that
// are trained make the compartments of a traced cell cylinders, as in Jaxley.
func (w *Workload) Gradient() (*Workload, error) {
	if w.gradient {
		return w, nil
	}
	started := time.Now()
	for _, key := range []string{"HH_gNa", "radius"} {
		if err := w.view.Branch("all").MakeTrainable(key); err != nil {
			return nil, fmt.Errorf("bench grad %s: %w", w.Name, err)
		}
	}
	w.Name, w.gradient = "grad "+w.Name, true
	w.Build += time.Since(started)
	return w, nil
}

// Model returns the model, to be run in other ways than Measure does.
func (w *Workload) Model() Model { return w.model }

// made builds the model and keeps the time that it took.
func (w *Workload) made(build func() error) (*Workload, error) {
	started := time.Now()
	if !(w.TMax >= w.step()) || math.IsInf(w.TMax, 0) {
		return nil, fmt.Errorf("bench %s: a duration of %g ms; give at least a step, %g ms", w.Name, w.TMax, w.step())
	}
	if err := build(); err != nil {
		return nil, fmt.Errorf("bench %s: %w", w.Name, err)
	}
	w.Build = time.Since(started)
	return w, nil
}

func (w *Workload) population(cells int) error {
	cell, err := golgi.NewCellFromParents(populationParents(), populationNComp)
	if err != nil {
		return err
	}
	net, err := golgi.NewNetworkOf(cell, cells)
	if err != nil {
		return err
	}
	w.model, w.view = net, net.View
	return w.protocol(net.Cell(0).Branch(0).Comp(0))
}

func (w *Workload) traced(file string, ncomp int) error {
	cell, _, err := golgi.ReadSWC(file, golgi.WithNComp(ncomp))
	if err != nil {
		return err
	}
	w.model, w.view = cell, cell.View
	return w.protocol(cell.Branch(0).Comp(0))
}

// protocol puts the channels in, and the electrode and the recording on the
// first compartment.
func (w *Workload) protocol(first *golgi.View) error {
	return setters(
		func() error { return w.view.Insert(library.HH()) },
		set(w.view, "axial_resistivity", 5000),
		func() error { return first.Record("v") },
		func() error { return first.Stimulate(golgi.StepCurrent(1, 2, 1, workloadDt, w.TMax, 0)) },
	)
}

// meanSquare is the mean of the squares of all samples of all recordings, and
// its derivatives.
func meanSquare(r *golgi.Result, derivative [][]float64) (float64, error) {
	n := 0.0
	for _, trace := range r.Recordings {
		n += float64(len(trace))
	}
	sum := 0.0
	for i, trace := range r.Recordings {
		for k, v := range trace {
			sum += float64(v * v)
			derivative[i][k] = 2 * v / n
		}
	}
	return sum / n, nil
}

// steps is the number of steps of the run.

// step is the step of a workload, ms.
func (w *Workload) step() float64 {
	if w.dt > 0 {
		return w.dt
	}
	return workloadDt
}

// steps is how many there are in a run.
func (w *Workload) steps() int { return golgi.NumSteps(w.TMax, w.step()) }
