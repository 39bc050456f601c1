package plan

import (
	"fmt"
	"slices"

	"golgi/mech"
)

// State holds the columns of one run in plan order. A column whose rows are
// all the same may be stored as one value. A State belongs to one goroutine,
// or to one [Run], at a time.
type State struct {
	plan     *Plan
	columns  []columnValues
	exchange exchange
	history  [][]float64 // published before the step, by a resumed snapshot
	step     int         // the sample that the columns hold
	resumed  bool
	blank    bool // only bound to, not run: rows have no values
	// Waveforms are the injected currents, nA, one for each stimulus of the plan.
	Waveforms [][]float64
	// ClampWaveforms are the commands, one for each clamp of the plan.
	ClampWaveforms [][]float64
	// Celsius is the temperature, degC.
	Celsius float64
	// Samples[r][k] is sample FirstSample + k of recording r; FirstSample is 0 but in a run with a [Sink].
	Samples     [][]float64
	FirstSample int
}

// columnValues is one column: its rows, or the one value of all rows.
type columnValues struct {
	values  []float64
	uniform bool
}

// Plan returns the plan that the state was made for.
func (s *State) Plan() *Plan { return s.plan }

// Step returns the sample that the columns hold, counted from the start of the
// simulation, past runs included.
func (s *State) Step() int { return s.step }

// Values returns a copy of a column in model order: compartments in order, or
// the rows of a mechanism by compartment.
func (s *State) Values(c Column) ([]float64, error) {
	i, err := s.plan.columnIndex(c)
	if err != nil {
		return nil, err
	}
	return s.modelOrder(i), nil
}

// At returns the value of a column at a compartment (in model order); ok is
// false if the column has no row there.
func (s *State) At(c Column, compartment int) (value float64, ok bool) {
	i, err := s.plan.columnIndex(c)
	if err != nil || compartment < 0 || compartment >= s.plan.NumCompartments() {
		return 0, false
	}
	row := int(s.plan.fromModel[compartment])
	if info := s.plan.columns[i]; info.Domain == PerMechanismRow {
		row = s.plan.mechanisms[info.Mechanism].rowAt(row)
		if row < 0 {
			return 0, false
		}
	}
	if s.columns[i].uniform {
		return s.columns[i].values[0], true
	}
	return s.columns[i].values[row], true
}

// Resumed reports whether the state was taken from a snapshot with all its
// currents, so that nothing is to be computed for the first sample.
func (s *State) Resumed() bool { return s.resumed }

// Bytes is the memory of the columns and of the recorded samples.
func (s *State) Bytes() int {
	n := 0
	for _, c := range s.columns {
		n += 8 * len(c.values)
	}
	for _, r := range s.Samples {
		n += 8 * cap(r)
	}
	return n + 8*s.exchange.rows*len(s.exchange.slots)
}

// rows returns the rows of a column; a uniform one is spread first, which
// Schedule.resolve has done for every column that a system asks for.
func (s *State) rows(index int, r Range) []float64 {
	c := &s.columns[index]
	if c.uniform {
		panic(fmt.Sprintf("plan: column %q is stored as one value", s.plan.columns[index].Name))
	}
	return c.values[r.Low:r.High:r.High]
}

func (s *State) operand(index int, r Range) mech.Operand {
	c := &s.columns[index]
	if c.uniform {
		return mech.Operand{Values: c.values[:1:1], Uniform: true}
	}
	return mech.Operand{Values: c.values[r.Low:r.High:r.High]}
}

// spread stores a uniform column row by row.
func (s *State) spread(index int) {
	c := &s.columns[index]
	if !c.uniform {
		return
	}
	if rows := s.plan.columns[index].Rows; s.blank {
		c.values = make([]float64, rows)
	} else {
		c.values = slices.Repeat(c.values[:1], rows)
	}
	c.uniform = false
}

// modelOrder copies a column out of plan order.
func (s *State) modelOrder(index int) []float64 {
	info := s.plan.columns[index]
	c := s.columns[index]
	if c.uniform {
		return slices.Repeat(c.values[:1], info.Rows)
	}
	out := make([]float64, info.Rows)
	for row, place := range s.plan.modelRow(info) {
		out[place] = c.values[row]
	}
	return out
}

// setModelOrder is the inverse of modelOrder.
func (s *State) setModelOrder(index int, values []float64) {
	info := s.plan.columns[index]
	s.spread(index)
	c := s.columns[index]
	for row, place := range s.plan.modelRow(info) {
		c.values[row] = values[place]
	}
}

// RowAt returns the value of a column at one of its rows, in plan order.
func (s *State) RowAt(c Column, row int) float64 {
	i, err := s.plan.columnIndex(c)
	if err != nil {
		return 0
	}
	if s.columns[i].uniform {
		return s.columns[i].values[0]
	}
	return s.columns[i].values[row]
}

// Value returns the present value of a target.
func (s *State) Value(t *Target) float64 {
	c := &s.columns[t.column]
	if c.uniform {
		return c.values[0]
	}
	return c.values[t.Row]
}

// SetValue changes the value of a target. Systems that call it declare the
// column under Writes.
func (s *State) SetValue(t *Target, value float64) { s.columns[t.column].values[t.Row] = value }
