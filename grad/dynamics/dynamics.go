package dynamics

import (
	"fmt"
	"slices"

	"golgi"
	"golgi/plan"
)

// Model is a compartment, branch, cell or network.
type Model interface {
	Prepare(golgi.Options) (*golgi.Simulation, error)
}

// Part is one state in the flat vector.
type Part struct {
	Name  string
	Count int
}

// Dynamics is a model as a dynamical system. It keeps the values that the model
// had when it was made. It belongs to one goroutine at a time; [Dynamics.Fork] makes
// others.
type Dynamics struct {
	bare      *golgi.Simulation // without the currents that nobody asked for
	simulated *golgi.Simulation // with all named currents
	layout    *layout
	workers   []*worker // the first serves all but Jacobian
	initial   map[string][]float64
	own       bool // has systems of the user's own, which serve one state at a time
}

// New makes a model a dynamical system, run with o: step, integrator, values for
// trainables and overrides, initial states and user's systems. Duration,
// Every and ReturnStates have no effect. o.Stagger halves the gates' step in the
// step from the first sample. Errors: those of Prepare, and of the first sample.
func New(m Model, o golgi.Options) (*Dynamics, error) {
	if o.TMax == 0 { // what is asked of the protocol is checked step by step
		if o.TMax = o.Dt; o.Dt == 0 {
			o.TMax = golgi.DefaultDt
		}
	}
	o.ReturnStates, o.Every, o.Progress = true, 1, nil
	bare, err := m.Prepare(o)
	if err != nil {
		return nil, fmt.Errorf("dynamics: %w", err)
	}
	d := &Dynamics{bare: bare, simulated: bare, own: len(o.Systems) > 0}
	if record := unrecorded(bare.Plan()); len(record) > 0 {
		o.Systems = append(slices.Clone(o.Systems), golgi.AddedSystem{System: observed{}, Record: record})
		if d.simulated, err = m.Prepare(o); err != nil {
			return nil, fmt.Errorf("dynamics: %w", err)
		}
	}
	d.layout = newLayout(d.simulated)
	w, err := d.worker(0)
	if err != nil {
		return nil, fmt.Errorf("dynamics: %w", err)
	}
	x, err := d.start()
	if err != nil {
		return nil, fmt.Errorf("dynamics: the first sample: %w", err)
	}
	if d.initial, err = w.observe(x, d.First()); err != nil {
		return nil, fmt.Errorf("dynamics: the first sample: %w", err)
	}
	return d, nil
}

// start computes the first sample as a run does.
func (d *Dynamics) start() ([]float64, error) {
	fresh, err := d.bare.Fork()
	if err != nil {
		return nil, err
	}
	schedule, err := fresh.Schedule()
	if err != nil {
		return nil, err
	}
	stepper, err := plan.NewStepper(fresh.State(), schedule, fresh.RunOptions())
	if err != nil {
		return nil, err
	}
	if err := stepper.Start(); err != nil {
		return nil, err
	}
	return fresh.State().Flat(), nil
}

// Fork returns another of the same model and values, for another goroutine. Error:
// systems of the user's own, which serve one run at a time.
func (d *Dynamics) Fork() (*Dynamics, error) {
	if d.own {
		return nil, fmt.Errorf("dynamics: systems of one's own serve one run at a time; make another with systems of its own")
	}
	fork := *d
	fork.workers = nil
	var err error
	if fork.bare, err = d.bare.Fork(); err != nil {
		return nil, fmt.Errorf("dynamics: %w", err)
	}
	return &fork, nil
}

// Order lists the states in the flat vector, in their order.
func (d *Dynamics) Order() []Part {
	var parts []Part
	for _, p := range d.layout.dynamic {
		parts = append(parts, Part{string(p.name), p.rows})
	}
	return parts
}

// Len is the length of the flat vector.
func (d *Dynamics) Len() int { return d.layout.length }

// First is the sample that the run starts from: 0, or that of Options.InitialStates.
func (d *Dynamics) First() int { return d.layout.first }

// Dt is the step, ms.
func (d *Dynamics) Dt() float64 { return d.simulated.Options().Dt }

// Locate says which state an element of the flat vector is, and which of its
// values. Error: no such element.
func (d *Dynamics) Locate(element int) (Part, int, error) {
	row := element
	for _, p := range d.Order() {
		if row >= 0 && row < p.Count {
			return p, row, nil
		}
		row -= p.Count
	}
	return Part{}, 0, fmt.Errorf("dynamics: no element %d of the flat vector; it has %d", element, d.Len())
}

// worker returns one of the states that steps are taken on.
func (d *Dynamics) worker(i int) (*worker, error) {
	for len(d.workers) <= i {
		simulation, err := d.simulated.Fork()
		if err != nil {
			return nil, err
		}
		w, err := newWorker(simulation, d.layout)
		if err != nil {
			return nil, err
		}
		if len(d.layout.starters) > 0 {
			w.withCurrents()
		}
		d.workers = append(d.workers, w)
	}
	return d.workers[i], nil
}

// unrecorded lists the named currents of a plan that have no column because nobody
// records or reads them, each once.
func unrecorded(p *plan.Plan) []plan.Recording {
	var list []plan.Recording
	seen := map[string]bool{}
	for _, m := range p.Mechanisms() {
		if len(m.Compartments) == 0 {
			continue
		}
		for _, current := range m.Mechanism.Currents() {
			if _, err := p.Column(plan.Column(current.Key)); err == nil || seen[current.Key] {
				continue
			}
			seen[current.Key] = true
			list = append(list, plan.Recording{Key: current.Key, Compartment: p.ToModel(int(m.Compartments[0]))})
		}
	}
	return list
}

// observed stands in the schedule for the currents that it has recorded, and does
// nothing.
type observed struct{}

func (observed) Name() string                           { return "dynamics: currents" }
func (observed) Access() plan.Access                    { return plan.Access{Scope: plan.Local, Extent: plan.AnyPart} }
func (observed) Step(*plan.Context, plan.Tile) error    { return nil }
func (observed) Tangent(*plan.Context, plan.Tile) error { return nil }
func (observed) Saves() []plan.Column                   { return nil }
func (observed) Adjoint(*plan.Context, plan.Tile) error { return nil }
