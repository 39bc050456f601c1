package audit

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"golgi"
	"golgi/internal/oracle"
	"golgi/plan"
)

// complexRun is a run of the oracle that is ready to be moved and taken through its steps.
type complexRun struct {
	*subject
	blueprint *plan.Blueprint
	model     *oracle.Model
	probes    []probe
	resumed   bool
}

// probe is where a recording finds its value.
type probe struct {
	key string
	row int
}

// complexSteps fills in the derivatives by complex steps, a run of the oracle for each.
func (s *subject) complexSteps(ctx context.Context, t *Table, picks []pick) error {
	run, err := s.newComplexRun()
	if err != nil {
		return err
	}
	workers := min(s.simulation.Options().Workers, len(picks))
	faults, deviations := make([]error, workers), make([]float64, workers)
	var next atomic.Int64
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= len(picks) || faults[w] != nil {
					return
				}
				var deviation float64
				t.Rows[k].Oracle, deviation, faults[w] = run.derivative(ctx, picks[k])
				deviations[w] = math.Max(deviations[w], deviation)
			}
		})
	}
	group.Wait()
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	t.Deviation = slices.Max(deviations)
	if t.Deviation > 1e-6 {
		t.note("the run and the oracle's are not the same, so their derivatives need not be")
	}
	return nil
}

// newComplexRun makes the oracle of the run, with surrogates where mechanisms have them.
func (s *subject) newComplexRun() (*complexRun, error) {
	b, err := withSurrogates(s.simulation.Blueprint())
	if err != nil {
		return nil, err
	}
	o, state := s.simulation.Options(), s.simulation.State()
	model, err := oracle.New(b, oracle.Options{
		Dt: o.Dt, Solver: o.Solver.String(), Stagger: o.Stagger, InitialiseStates: o.InitStates, First: state.Step(),
	})
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	run := &complexRun{subject: s, blueprint: b, model: model, resumed: state.Resumed()}
	// a run that goes on from another has states that the blueprint has not
	for _, info := range state.Plan().Columns() {
		if !info.Role.Dynamic() && !info.Role.IsCurrent() && info.Role != plan.RoleParameter {
			continue
		}
		values, err := state.Values(info.Name)
		if err != nil {
			return nil, fmt.Errorf("audit: %w", err)
		}
		column := model.Values(string(info.Name))
		if len(column) != len(values) {
			continue // working copies that the oracle has no need of
		}
		for i, x := range values {
			column[i] = complex(x, 0)
		}
	}
	for i, r := range b.Recordings {
		p := probeOf(b, r)
		if column := model.Values(p.key); p.row < 0 || p.row >= len(column) {
			return nil, fmt.Errorf("audit: the oracle has no %q at compartment %d, synapse %d, which recording %d is of", r.Key, r.Compartment, r.Synapse, i)
		}
		run.probes = append(run.probes, p)
	}
	return run, nil
}

// probeOf finds the row of a recording in the oracle's columns: those of a mechanism are in the order of its compartments.
func probeOf(b *plan.Blueprint, r plan.Recording) probe {
	for _, in := range b.Mechanisms {
		if in.Table.Index(r.Key) < 0 {
			continue
		}
		if !slices.Contains(in.Compartments, int32(r.Compartment)) {
			return probe{r.Key, -1}
		}
		row := 0
		for _, c := range in.Compartments {
			if int(c) < r.Compartment {
				row++
			}
		}
		return probe{r.Key, row}
	}
	for _, s := range b.Synapses {
		if s.Table.Index(r.Key) >= 0 {
			return probe{r.Key, r.Synapse}
		}
		for _, current := range s.Mechanism.Currents() {
			if current.Key == r.Key {
				return probe{r.Key, r.Synapse}
			}
		}
	}
	return probe{r.Key, r.Compartment}
}

// derivative runs the model with one value moved by a complex step and adds up what
// the loss makes of it. The deviation is that of the run's real part from the recordings.
func (c *complexRun) derivative(ctx context.Context, p pick) (value, deviation float64, err error) {
	m := c.model.Clone()
	if err := c.move(m, p); err != nil {
		return 0, 0, err
	}
	if !c.resumed {
		m.Start()
	}
	recordings := c.gradient.Result.Recordings
	largest := make([]float64, len(recordings))
	for r, trace := range recordings {
		for _, x := range trace {
			largest[r] = math.Max(largest[r], math.Abs(x))
		}
	}
	every := max(c.simulation.Options().Every, 1)
	var sum neumaier
	for n := range c.gradient.Result.Stats.Steps + 1 {
		if n > 0 {
			if err := ctx.Err(); err != nil {
				return 0, 0, fmt.Errorf("audit: %w", err)
			}
			if err := m.Step(); err != nil {
				return 0, 0, fmt.Errorf("audit: %w", err)
			}
		}
		if n%every != 0 {
			continue
		}
		k := n / every
		for r, place := range c.probes {
			z := m.Values(place.key)[place.row]
			if c.samples[r][k] != 0 {
				sum.add(float64(c.samples[r][k] * oracle.Derivative(z)))
			}
			if largest[r] > 0 {
				deviation = math.Max(deviation, math.Abs(real(z)-recordings[r][k])/largest[r])
			}
		}
	}
	if c.final != nil {
		c.addFinal(m, &sum)
	}
	return sum.value(), deviation, nil
}

// addFinal adds what the final state moves.
func (c *complexRun) addFinal(m *oracle.Model, sum *neumaier) {
	i := 0
	for _, info := range c.simulation.Plan().DynamicColumns() {
		for _, z := range m.Values(string(info.Name)) {
			sum.add(float64(c.final[i] * oracle.Derivative(z)))
			i++
		}
	}
}

// move adds the step to a value: to the columns that a parameter acts on, each times its tangent.
func (c *complexRun) move(m *oracle.Model, p pick) error {
	switch p.kind {
	case ofStimulus:
		m.Waveform(p.number)[p.index] += complex(0, oracle.Step)
		return nil
	case ofClamp:
		m.ClampWaveform(p.number)[p.index] += complex(0, oracle.Step)
		return nil
	case ofInitialState:
		if len(m.Values(p.key)) != len(p.values) {
			return fmt.Errorf("audit: the oracle has %d values of the initial state %q, the run %d", len(m.Values(p.key)), p.key, len(p.values))
		}
		m.Values(p.key)[p.index] += complex(0, oracle.Step)
		return nil
	}
	direction := make([]golgi.Parameter, len(c.parameters))
	for i, q := range c.parameters {
		direction[i] = golgi.Parameter{Key: q.Key, Values: make([]float64, len(q.Values))}
	}
	direction[p.number].Values[p.index] = 1
	frozen := c.simulation.Plan()
	tangent, err := frozen.NewSensitivity(c.simulation.ActiveColumns(false)...)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if err := c.simulation.Pushforward(direction, tangent); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	for _, info := range frozen.Columns() {
		moves := info.Role.Dynamic() || info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry
		if !moves || !tangent.Active(info.Name) {
			continue
		}
		dot, err := tangent.Values(info.Name)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		column := m.Values(string(info.Name))
		for i, x := range dot {
			if x != 0 {
				column[i] += complex(0, x*oracle.Step)
			}
		}
	}
	return nil
}

// neumaier is a sum with a correction for what rounding takes away (Neumaier 1974, Z
// Angew Math Mech 54:39), so that derivatives that cancel keep their digits.
type neumaier struct{ sum, lost float64 }

func (n *neumaier) add(x float64) {
	t := n.sum + x
	if math.Abs(n.sum) >= math.Abs(x) {
		n.lost += (n.sum - t) + x
	} else {
		n.lost += (x - t) + n.sum
	}
	n.sum = t
}

func (n *neumaier) value() float64 { return n.sum + n.lost }
