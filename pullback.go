package golgi

import (
	"fmt"
	"math"
	"slices"

	"golgi/plan"
)

// Pullback holds the derivatives of a number with respect to what a run was
// given.
type Pullback struct {
	// Parameters holds the derivative for each value of the trainables, shaped as
	// Options.Parameters; nil where the run was prepared without them, since its values
	// are then the model's own.
	Parameters []Parameter
	// Overrides holds lists for each of Options.Overrides: of DataSet one list
	// with the derivative for each value given; of DataStimulate and DataClamp one list
	// for each waveform given, as long as that is, nil where the derivatives had no
	// waveforms.
	Overrides [][][]float64
	// InitialStates holds, by key, the derivatives for the states that the run
	// started from, in model order: compartments, the rows of a mechanism by
	// compartment, synapses in the order of their type's table.
	InitialStates map[string][]float64
}

// Pullback turns the derivatives c of a number for the columns at the start of
// the run, and for waveforms, into those for what the run was given: the exact
// reverse of how it was applied. What a later trainable or override wrote over has
// derivative 0 for the earlier one, and so has an initial state that
// Options.InitialStates replaced. Area, volume and loads give theirs to radius and
// length where these made cylinders. Columns that are not active in c count as 0;
// see ActiveColumns. Error: derivatives of another plan.
func (s *Simulation) Pullback(c *plan.Sensitivity) (*Pullback, error) {
	values := func(info plan.ColumnInfo) ([]float64, error) { return valuesOf(c, info) }
	return s.pullback(s.plan.Columns(), values, c.Waveforms, c.ClampWaveforms)
}

// pullback does so with columns of the run, given where their derivatives are: copies, in model order.
func (s *Simulation) pullback(columns []plan.ColumnInfo, valuesOf func(plan.ColumnInfo) ([]float64, error), waveforms, clampWaveforms [][]float64) (*Pullback, error) {
	d := &derivatives{waveforms: waveforms, clampWaveforms: clampWaveforms, columns: map[plan.Column][]float64{}}
	p := &Pullback{InitialStates: map[string][]float64{}}
	for _, info := range columns {
		if info.Role.Dynamic() {
			values, err := valuesOf(info)
			if err != nil {
				return nil, err
			}
			p.InitialStates[string(info.Name)] = values
		}
	}
	for _, info := range s.touched(columns, true) {
		if s.resumes(info.Name) {
			d.columns[info.Name] = make([]float64, info.Rows)
			continue
		}
		values, err := valuesOf(info)
		if err != nil {
			return nil, err
		}
		d.columns[info.Name] = values
	}
	if n := len(s.changes.overrides); n > 0 {
		p.Overrides = make([][][]float64, n)
	}
	for i, o := range slices.Backward(s.changes.overrides) {
		p.Overrides[i] = o.pull(d)
	}
	if s.options.Parameters != nil {
		p.Parameters = make([]Parameter, len(s.changes.trainables))
	}
	for i, t := range slices.Backward(s.changes.trainables) {
		p.Parameters[i] = Parameter{s.options.Parameters[i].Key, t.pull(d)[0]}
	}
	return p, nil
}

// ActiveColumns lists the parameters and the geometry that the trainables of
// this run act on, and with overrides also those that DataSet acts on, in the
// order of the plan's columns: what plan.NewSensitivity is to be given. States
// are not among them, as they always have derivatives.
func (s *Simulation) ActiveColumns(overrides bool) []plan.Column {
	var list []plan.Column
	for _, info := range s.touched(s.plan.Columns(), overrides) {
		if !info.Role.Dynamic() {
			list = append(list, info.Name)
		}
	}
	return list
}

// touched lists those columns that trainables, and overrides, write, in their order.
func (s *Simulation) touched(columns []plan.ColumnInfo, overrides bool) []plan.ColumnInfo {
	names := map[plan.Column]bool{}
	list := s.changes.trainables
	if overrides {
		list = slices.Concat(list, s.changes.overrides)
	}
	for _, one := range list {
		for _, name := range one.columns() {
			names[name] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(columns), func(info plan.ColumnInfo) bool { return !names[info.Name] })
}

// resumes tells whether a column starts from Options.InitialStates.
func (s *Simulation) resumes(column plan.Column) bool {
	if s.options.InitialStates == nil {
		return false
	}
	_, there := s.options.InitialStates.snapshot.Columns[column]
	return there
}

func valuesOf(c *plan.Sensitivity, info plan.ColumnInfo) ([]float64, error) {
	values, err := c.Values(info.Name)
	if err == nil && len(values) != info.Rows {
		err = fmt.Errorf("%d derivatives of column %q, which has %d rows", len(values), info.Name, info.Rows)
	}
	if err != nil {
		return nil, fmt.Errorf("pullback: the derivatives are those of another plan: %w", err)
	}
	return values, nil
}

// derivatives are those of columns in model order, and of waveforms, on their
// way through the changes.
type derivatives struct {
	columns                   map[plan.Column][]float64
	waveforms, clampWaveforms [][]float64
}

func (a *assignment) pull(d *derivatives) [][]float64 {
	out := make([]float64, a.values)
	if column := d.columns[a.column]; column != nil {
		for i, row := range a.rows {
			out[a.which[i]] += column[row]
			column[row] = 0
		}
	}
	return [][]float64{out}
}

// pull goes back through topology.Cylinder: area 2 pi r l, volume pi r^2 l, both
// loads l/(2 pi r^2).
func (c *cylinders) pull(d *derivatives) [][]float64 {
	lengths, radii := d.columns[plan.Length], d.columns[plan.Radius]
	area, volume, in, out := d.columns[plan.Area], d.columns[plan.Volume], d.columns[plan.LoadIn], d.columns[plan.LoadOut]
	for i, row := range c.rows {
		l, r := c.length[i], c.radius[i]
		loads := in[row] + out[row]
		if lengths != nil {
			lengths[row] += float64(2*math.Pi*r*area[row]) + float64(math.Pi*r*r*volume[row]) + loads/(2*math.Pi*r*r)
		}
		if radii != nil {
			radii[row] += float64(2*math.Pi*l*area[row]) + float64(2*math.Pi*r*l*volume[row]) - l*loads/(math.Pi*r*r*r)
		}
		area[row], volume[row], in[row], out[row] = 0, 0, 0, 0
	}
	return c.assignment.pull(d)
}

// pull uses the geometry x after the change, x0 s^p: its derivative is p x/s in
// the factor s, and s^p in x0.
func (s *scaling) pull(d *derivatives) [][]float64 {
	out := make([]float64, s.values)
	for k := range scaledColumns {
		column, power := d.columns[scaledColumns[k].column], scaledColumns[k].power
		for i, row := range s.rows {
			factor := s.factors[s.which[i]]
			out[s.which[i]] += float64(power) * s.geometry[k][i] / factor * column[row]
			column[row] *= raised(factor, power)
		}
	}
	return [][]float64{out}
}

func raised(s float64, power int) float64 {
	switch power {
	case 1:
		return s
	case 2:
		return s * s
	}
	return 1 / (s * s) // -2, as in scaledColumns
}

func (j *injection) pull(d *derivatives) [][]float64 {
	lists := make([][]float64, len(j.samples))
	for i := range j.stimuli {
		addSamples(lists, j.samples, i%len(lists), d.waveforms, j.first+i)
	}
	return lists
}

func (c *clamping) pull(d *derivatives) [][]float64 {
	lists := make([][]float64, len(c.samples))
	for i, number := range c.clamps {
		w := i % len(lists)
		if number >= 0 {
			addSamples(lists, c.samples, w, d.clampWaveforms, number)
		} else if lists[w] == nil && slices.ContainsFunc(d.clampWaveforms, func(w []float64) bool { return w != nil }) {
			lists[w] = make([]float64, c.samples[w])
		}
	}
	return lists
}

// addSamples adds the derivatives of waveform number i of the plan to list w,
// which is as long as the waveform that was given: beyond its end nothing acts.
func addSamples(lists [][]float64, samples []int, w int, derivatives [][]float64, i int) {
	if i >= len(derivatives) || derivatives[i] == nil {
		return
	}
	derivative := derivatives[i]
	if lists[w] == nil {
		lists[w] = make([]float64, samples[w])
	}
	for k, x := range derivative[:min(len(derivative), samples[w])] {
		lists[w][k] += x
	}
}
