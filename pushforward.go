package golgi

import (
	"fmt"
	"math"
	"slices"

	"golgi/plan"
)

// Pushforward sets the tangents of all active columns and of the states at the
// start of the run from a direction in the trainables, shaped as
// Options.Parameters: how the columns move where the values of the trainables move
// so. Overrides do not move. Tangents of waveforms are left as they are. A nil
// direction is zero.
//
// Errors: a direction of another shape, or for a run that was prepared without
// Parameters; a column that the trainables act on and that is not active in
// the tangent (see ActiveColumns).
func (s *Simulation) Pushforward(direction []Parameter, tangent *plan.Sensitivity) error {
	if err := s.checkDirection(direction); err != nil {
		return fmt.Errorf("pushforward: %w", err)
	}
	d := &derivatives{columns: map[plan.Column][]float64{}}
	for _, info := range s.touched(s.plan.Columns(), true) {
		d.columns[info.Name] = make([]float64, info.Rows)
	}
	for i, t := range s.changes.trainables {
		if direction != nil {
			t.push(d, direction[i].Values)
		}
	}
	for _, o := range s.changes.overrides {
		o.push(d, nil)
	}
	needed := s.ActiveColumns(false)
	for _, info := range s.plan.Columns() {
		switch {
		case info.Role.Dynamic():
		case tangent.Active(info.Name) && (info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry):
		case direction != nil && slices.Contains(needed, info.Name):
			return fmt.Errorf("pushforward: the trainables act on column %q, which is not active in the tangent; make it with the columns that ActiveColumns gives", info.Name)
		default:
			continue
		}
		values := d.columns[info.Name]
		if values == nil || s.resumes(info.Name) {
			values = make([]float64, info.Rows)
		}
		if err := tangent.Set(info.Name, values); err != nil {
			return fmt.Errorf("pushforward: %w", err)
		}
	}
	return nil
}

// checkDirection compares a direction with the parameters of the run.
func (s *Simulation) checkDirection(direction []Parameter) error {
	if direction == nil {
		return nil
	}
	if s.options.Parameters == nil {
		return fmt.Errorf("the run was prepared without values for its trainables; set Options.Parameters, for instance to those of GetParameters")
	}
	if len(direction) != len(s.options.Parameters) {
		return fmt.Errorf("a direction of %d parameters for %d trainables; give it as GetParameters returns them", len(direction), len(s.options.Parameters))
	}
	for i, p := range s.options.Parameters {
		if direction[i].Key != p.Key || len(direction[i].Values) != len(p.Values) {
			return fmt.Errorf("parameter %d of the direction is %q with %d values, the trainable %q with %d; give them as GetParameters returns them",
				i, direction[i].Key, len(direction[i].Values), p.Key, len(p.Values))
		}
	}
	return nil
}

// given returns the tangent of a value that was given, 0 of an override.
func given(values []float64, i int32) float64 {
	if values == nil {
		return 0
	}
	return values[i]
}

func (a *assignment) push(d *derivatives, values []float64) {
	if column := d.columns[a.column]; column != nil {
		for i, row := range a.rows {
			column[row] = given(values, a.which[i])
		}
	}
}

// push is the derivative of topology.Cylinder.
func (c *cylinders) push(d *derivatives, values []float64) {
	c.assignment.push(d, values)
	lengths, radii := d.columns[plan.Length], d.columns[plan.Radius]
	area, volume, in, out := d.columns[plan.Area], d.columns[plan.Volume], d.columns[plan.LoadIn], d.columns[plan.LoadOut]
	for i, row := range c.rows {
		l, r, dl, dr := c.length[i], c.radius[i], 0.0, 0.0
		if lengths != nil {
			dl = lengths[row]
		}
		if radii != nil {
			dr = radii[row]
		}
		area[row] = float64(2*math.Pi*r*dl) + float64(2*math.Pi*l*dr)
		volume[row] = float64(math.Pi*r*r*dl) + float64(2*math.Pi*r*l*dr)
		load := dl/(2*math.Pi*r*r) - l*dr/(math.Pi*r*r*r)
		in[row], out[row] = load, load
	}
}

func (s *scaling) push(d *derivatives, values []float64) {
	for k := range scaledColumns {
		column, power := d.columns[scaledColumns[k].column], scaledColumns[k].power
		for i, row := range s.rows {
			factor := s.factors[s.which[i]]
			column[row] = float64(column[row]*raised(factor, power)) + float64(float64(power)*s.geometry[k][i]/factor*given(values, s.which[i]))
		}
	}
}

func (*injection) push(*derivatives, []float64) {}
func (*clamping) push(*derivatives, []float64)  {}
