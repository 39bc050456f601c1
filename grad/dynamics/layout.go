package dynamics

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"golgi"
	"golgi/internal/nearest"
	"golgi/plan"
	"golgi/topology"
)

// Branchpoints is the name under which maps with observables have the voltages of
// the branchpoints, mV: cell by cell, each in the order of topology.Tree. A branchpoint has
// no capacitance, so that its voltage is the mean of the compartments that meet
// there, weighted by the conductances between.
const Branchpoints = "v(branchpoints)"

// layout says where states are in the flat vector and in maps.
type layout struct {
	dynamic     []column      // in the order of the flat vector
	currents    []column      // named currents that are no states
	held        []plan.Column // parameters that systems of the user's own write
	starters    []plan.System // those of them that have a Start
	length      int
	compartment int // number of compartments
	first       int
	clamped     int // steps that every clamp covers
	points      []branchpoint
}

// column is one column of a state.
type column struct {
	name plan.Column
	rows int
	// places are the compartments of the rows, for a state of a mechanism of the
	// membrane that not every compartment has; nil for others.
	places []int
	width  int // of the value in maps with observables
}

// branchpoint has the compartments that meet there, and their weights.
type branchpoint struct {
	compartments []int
	weights      []float64
}

func newLayout(s *golgi.Simulation) *layout {
	p := s.Plan()
	l := &layout{compartment: p.NumCompartments(), first: s.State().Step(), clamped: math.MaxInt}
	for _, info := range p.DynamicColumns() {
		l.dynamic = append(l.dynamic, newColumn(p, info))
		l.length += info.Rows
	}
	for _, info := range p.Columns() {
		if info.Role == plan.RoleCurrent {
			l.currents = append(l.currents, newColumn(p, info))
		}
	}
	for _, added := range s.Options().Systems {
		if _, ok := added.System.(plan.Starter); ok {
			l.starters = append(l.starters, added.System)
		}
		for _, name := range added.System.Access().Writes {
			if info, err := p.Column(name); err == nil && (info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry) {
				l.held = append(l.held, name)
			}
		}
	}
	for _, waveform := range s.State().ClampWaveforms {
		l.clamped = min(l.clamped, len(waveform))
	}
	l.findBranchpoints(s.Blueprint())
	return l
}

func newColumn(p *plan.Plan, info plan.ColumnInfo) column {
	c := column{name: info.Name, rows: info.Rows, width: info.Rows}
	if info.Domain != plan.PerMechanismRow || p.Mechanisms()[info.Mechanism].IsSynapse() {
		return c
	}
	c.width = p.NumCompartments()
	for _, row := range p.Mechanisms()[info.Mechanism].Compartments {
		c.places = append(c.places, p.ToModel(int(row)))
	}
	sort.Ints(c.places)
	return c
}

// findBranchpoints takes the couplings from the geometry of the run.
func (l *layout) findBranchpoints(b *plan.Blueprint) {
	first := 0
	for _, tree := range b.Trees {
		for p := range tree.NumBranchpoints() {
			var point branchpoint
			sum := 0.0
			for _, half := range tree.BranchpointHalves(p) {
				i := first + int(half.Compartment)
				load := b.LoadOut[i]
				if half.Side == topology.In {
					load = b.LoadIn[i]
				}
				g := 1 / (b.AxialResistivity[i] * load)
				point.compartments, point.weights = append(point.compartments, i), append(point.weights, g)
				sum += g
			}
			for k := range point.weights {
				point.weights[k] /= sum
			}
			l.points = append(l.points, point)
		}
		first += tree.NumCompartments()
	}
}

// voltages returns the voltages of the branchpoints.
func (l *layout) voltages(v []float64) []float64 {
	out := make([]float64, len(l.points))
	for i, p := range l.points {
		for k, compartment := range p.compartments {
			out[i] += float64(p.weights[k] * v[compartment])
		}
	}
	return out
}

// padded returns the values of a column as maps with observables have them.
func (c *column) padded(values []float64) []float64 {
	out := make([]float64, c.width)
	if c.places == nil {
		copy(out, values)
		return out
	}
	for i := range out {
		out[i] = math.NaN()
	}
	for row, place := range c.places {
		out[place] = values[row]
	}
	return out
}

// unpadded is its inverse.
func (c *column) unpadded(values []float64) []float64 {
	out := make([]float64, c.rows)
	if c.places == nil {
		copy(out, values)
		return out
	}
	for row, place := range c.places {
		out[row] = values[place]
	}
	return out
}

// checkLength refuses a flat vector of another model.
func (l *layout) checkLength(what string, x []float64) error {
	if len(x) != l.length {
		return fmt.Errorf("%d values of the %s; the flat vector has %d", len(x), what, l.length)
	}
	return nil
}

// checkSample refuses a sample that no step starts from.
func (l *layout) checkSample(n int) error {
	switch {
	case n < 0:
		return fmt.Errorf("there is no step from sample %d; count from 0", n)
	case n >= l.clamped:
		return fmt.Errorf("there is no step from sample %d: a clamp has %d samples; give it one for each step", n, l.clamped)
	}
	return nil
}

// names lists columns in a message.
func names(columns []column) []string {
	var list []string
	for _, c := range columns {
		list = append(list, string(c.name))
	}
	return list
}

// known makes sure that a map has values for all dynamic states, of the widths that are
// asked for, and no name that is none.
func (l *layout) known(states map[string][]float64, width func(*column) int, observables bool) error {
	allowed := map[string]bool{}
	for i := range l.dynamic {
		c := &l.dynamic[i]
		allowed[string(c.name)] = true
		values, there := states[string(c.name)]
		if !there {
			return fmt.Errorf("the states have no %q; all are needed: %s", c.name, strings.Join(names(l.dynamic), ", "))
		}
		if len(values) != width(c) {
			return fmt.Errorf("%d values of %q, not %d%s", len(values), c.name, width(c), c.hint(len(values)))
		}
	}
	for i := range l.currents {
		allowed[string(l.currents[i].name)] = observables
	}
	allowed[Branchpoints] = observables
	for name := range states {
		known, there := allowed[name]
		switch {
		case !there:
			return fmt.Errorf("the states have %q, which the model does not%s", name, nearest.Suggestion(name, names(l.dynamic)))
		case !known:
			return fmt.Errorf("the states have the observable %q; take it out with RemoveObservables", name)
		}
	}
	return nil
}

// hint says what a wrong number of values may come from.
func (c *column) hint(count int) string {
	switch {
	case c.width == c.rows:
		return ""
	case count == c.width:
		return " (with a value for each compartment; RemoveObservables takes out those without the mechanism)"
	case count == c.rows:
		return " (one for each compartment that has the mechanism; AddObservables gives the others NaN)"
	}
	return ""
}
