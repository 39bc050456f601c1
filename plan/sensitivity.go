package plan

import (
	"fmt"
	"slices"
)

// Sensitivity holds derivatives beside a State: of its columns along a
// direction (a tangent), or of a number with respect to them (a cotangent). It
// has a value for each row of every state, current and working column, and of the
// parameters and geometry that are active.
type Sensitivity struct {
	plan     *Plan
	columns  [][]float64 // by column; nil where not active
	exchange []float64   // of the published voltages
	// Waveforms and ClampWaveforms are the derivatives of the injected currents
	// and of the commands, by stimulus and clamp; nil where not wanted. A tangent
	// may be shorter than the run, a cotangent may not.
	Waveforms, ClampWaveforms [][]float64
	// Samples are the derivatives of the recorded samples, by recording; nil where not
	// wanted. A tangent has them written, as long as the lists are; a cotangent holds
	// those of the number that is differentiated, with as many as State.Samples.
	Samples [][]float64
}

// NewSensitivity makes derivatives of zero. active are the parameters and the
// geometry that take part; states, and the working columns of a step, always do.
func (p *Plan) NewSensitivity(active ...Column) (*Sensitivity, error) {
	s := &Sensitivity{
		plan: p, columns: make([][]float64, len(p.columns)), exchange: make([]float64, len(p.published)),
		Waveforms: make([][]float64, len(p.stimuli)), ClampWaveforms: make([][]float64, len(p.clamps)), Samples: make([][]float64, len(p.recordings)),
	}
	for i, info := range p.columns {
		if info.Role != RoleParameter && info.Role != RoleGeometry && info.Name != VoltagePrevious {
			s.columns[i] = make([]float64, info.Rows)
		}
	}
	for _, c := range active {
		i, err := p.columnIndex(c)
		if err != nil {
			return nil, err
		}
		s.columns[i] = make([]float64, p.columns[i].Rows)
	}
	return s, nil
}

// Values returns a copy of the derivatives of a column in model order, zeros
// for one that is not active.
func (s *Sensitivity) Values(c Column) ([]float64, error) {
	i, err := s.plan.columnIndex(c)
	if err != nil {
		return nil, err
	}
	out := make([]float64, s.plan.columns[i].Rows)
	if s.columns[i] != nil {
		for row, place := range s.plan.modelRow(s.plan.columns[i]) {
			out[place] = s.columns[i][row]
		}
	}
	return out, nil
}

// Set gives the derivatives of a column, in model order. Errors: no such
// column, one that is not active, another number of values than rows.
func (s *Sensitivity) Set(c Column, values []float64) error {
	i, err := s.plan.columnIndex(c)
	switch {
	case err != nil:
		return err
	case s.columns[i] == nil:
		return fmt.Errorf("plan: column %q is not active in these derivatives; name it when they are made", c)
	case len(values) != s.plan.columns[i].Rows:
		return fmt.Errorf("plan: %d derivatives of column %q, which has %d rows", len(values), c, s.plan.columns[i].Rows)
	}
	for row, place := range s.plan.modelRow(s.plan.columns[i]) {
		s.columns[i][row] = values[place]
	}
	return nil
}

// Active reports whether a column has derivatives.
func (s *Sensitivity) Active(c Column) bool {
	i, err := s.plan.columnIndex(c)
	return err == nil && s.columns[i] != nil
}

// Row returns the derivative of a target, 0 if its column is not active.
func (s *Sensitivity) Row(t *Target) float64 {
	if column := s.columns[t.column]; column != nil {
		return column[t.Row]
	}
	return 0
}

// SetRow changes the derivative of a target whose column is active.
func (s *Sensitivity) SetRow(t *Target, x float64) {
	if column := s.columns[t.column]; column != nil {
		column[t.Row] = x
	}
}

// publish copies the tangents of the published voltages into the exchange.
func (s *Sensitivity) publish(v []float64) {
	for row, compartment := range s.plan.published {
		s.exchange[row] = v[compartment]
	}
}

// activateWritten lets derivatives pass through the parameters that systems of a schedule write.
func (s *Sensitivity) activateWritten(schedule *Schedule) {
	for _, e := range schedule.entries {
		for _, d := range e.columns {
			info := &s.plan.columns[d.index]
			if d.writes && s.columns[d.index] == nil && (info.Role == RoleParameter || info.Role == RoleGeometry) {
				s.columns[d.index] = make([]float64, info.Rows)
			}
		}
	}
}

// Clear makes all derivatives zero.
func (s *Sensitivity) Clear() {
	for _, column := range s.columns {
		clear(column)
	}
	clear(s.exchange)
	for _, list := range slices.Concat(s.Waveforms, s.ClampWaveforms, s.Samples) {
		clear(list)
	}
}

// Derivative returns the derivatives of a column's rows in the tile, to be read
// and changed; nil if it is not active. The column must stand in the system's
// Access. Only Tangent and Adjoint, and what prepares them, may call it.
func (c *Context) Derivative(column Column) []float64 {
	i, _ := c.declared(column)
	if all := c.Sensitivity.columns[i]; all != nil {
		r := c.rows(i)
		return all[r.Low:r.High:r.High]
	}
	return nil
}

// ExchangeDerivative returns the tangents of the published voltages of sample N.
func (c *Context) ExchangeDerivative() []float64 { return c.Sensitivity.exchange }

// ExchangeCotangent gives PrepareAdjoint of a system that reads the exchange column a
// cotangent for each of the rows that it reads, which may be any and may repeat.
// Adjoint and AdjointStart write or add to them; after that of all tiles they are added to the
// cotangents of the voltages that were published, in a fixed order, and cleared.
func (c *Context) ExchangeCotangent(rows []int32) []float64 {
	list := readCotangent{rows: rows, values: make([]float64, len(rows))}
	c.read = append(c.read, list)
	return list.values
}

// After returns what Step left in the rows of a column that it writes and that
// Saves names, for Adjoint: there Read gives the values before.
func (c *Context) After(column Column) []float64 {
	i, _ := c.declared(column)
	for _, s := range c.after.columns {
		if s.column == i {
			return s.values
		}
	}
	panic(misuse(fmt.Sprintf("it asks for column %q as its Step left it, which its Saves does not name", column)))
}
