package golgi

import (
	"errors"
	"fmt"
	"math"

	"golgi/topology"
)

// Set sets the values of a key in view: one value for all, or one for each
// compartment in view (or, where not all of them have the key, one for each
// that has it). Compartments without the mechanism the key belongs to are
// passed over. Setting radius or length makes compartments cylinders: area,
// volume and both axial loads follow. See the package comment for keys and
// units.
//
// Errors: an unknown key, no compartment in view that has it, the wrong number
// of values, a value that is not finite, a geometry or capacitance that is not
// positive.
func (v *View) Set(key string, values ...float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("set %s: %w", key, err)
	}
	ref, rows, err := v.resolve("set", key)
	if err != nil {
		return err
	}
	value, err := v.spread("set", key, rows, values)
	if err != nil {
		return err
	}
	i := 0
	rows.each(func(row int32) {
		if err == nil && (i == 0 || len(values) > 1) {
			if fault := checkValue(key, value(i, row)); fault != "" {
				err = fmt.Errorf("set: %s = %v at %s: %s", key, value(i, row), v.m.place(row), fault)
			}
		}
		i++
	})
	if err != nil {
		return err
	}
	if key == "radius" || key == "length" {
		v.m.setGeometry(key, rows, value)
		return nil
	}
	if len(values) == 1 && rows.len() == ref.count(v.m) {
		ref.setEverywhere(values[0])
		return nil
	}
	i = 0
	rows.each(func(row int32) {
		ref.set(row, value(i, row))
		i++
	})
	return nil
}

// Get returns the values of a key, one for each compartment in view: NaN where
// the compartment lacks the mechanism that the key belongs to. Errors: an
// unknown key, no compartment in view that has it.
func (v *View) Get(key string) ([]float64, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("get %s: %w", key, err)
	}
	ref, _, err := v.resolve("get", key)
	if err != nil {
		return nil, err
	}
	values := make([]float64, 0, v.compartments.len())
	v.compartments.each(func(row int32) {
		value := math.NaN()
		if ref.has(row) {
			value = ref.get(row)
		}
		values = append(values, value)
	})
	return values, nil
}

// resolve finds a key and the rows in view that have it.
func (v *View) resolve(operation, key string) (keyRef, rowSet, error) {
	ref, ok := v.m.find(key)
	if !ok {
		return ref, rowSet{}, fmt.Errorf("%s: no parameter %q in view %s%s", operation, key, v.Path(), offer(key, "keys", v.m.keys()))
	}
	rows := v.compartments
	if ref.count(v.m) < v.m.numCompartments() {
		rows = rows.where(ref.has)
	}
	if rows.len() == 0 {
		return ref, rows, fmt.Errorf("%s: no compartment in view %s has %q; insert its mechanism there first", operation, v.Path(), key)
	}
	return ref, rows, nil
}

// spread returns the value for the i-th of rows, of values given as one for
// all, one for each row in view, or one for each of rows.
func (v *View) spread(operation, key string, rows rowSet, values []float64) (func(i int, row int32) float64, error) {
	switch len(values) {
	case 0:
		return nil, fmt.Errorf("%s %s: no value given", operation, key)
	case 1:
		return func(int, int32) float64 { return values[0] }, nil
	case rows.len():
		return func(i int, _ int32) float64 { return values[i] }, nil
	case v.compartments.len():
		at := make(map[int32]float64, rows.len())
		i := 0
		v.compartments.each(func(row int32) { at[row] = values[i]; i++ })
		return func(_ int, row int32) float64 { return at[row] }, nil
	}
	text := fmt.Sprintf("one, or %d", v.compartments.len())
	if rows.len() != v.compartments.len() {
		text = fmt.Sprintf("one, %d (a value for each compartment in view) or %d (for each that has the key)", v.compartments.len(), rows.len())
	}
	return nil, fmt.Errorf("%s %s: %d values for view %s; give %s", operation, key, len(values), v.Path(), text)
}

// checkValue returns what is wrong with a value of a key, "" if nothing is.
func checkValue(key string, value float64) string {
	if notFinite(value) {
		return "it is not finite"
	}
	switch key {
	case "length", "radius", "area", "volume", "axial_resistivity", "capacitance", radiusScale:
		if value <= 0 {
			return "it must be greater than 0"
		}
	case "resistive_load_in", "resistive_load_out":
		if value < 0 {
			return "it must not be negative"
		}
	}
	return ""
}

// setGeometry sets radius or length and makes the compartments cylinders.
func (m *module) setGeometry(key string, rows rowSet, value func(i int, row int32) float64) {
	column := m.compartmentColumn(key)
	traced, before, after, i := 0, 0.0, 0.0, 0
	rows.each(func(row int32) {
		if m.traced.has(row) {
			traced++
		}
		before += m.columns.area[row]
		column[row] = value(i, row)
		m.makeCylinder(row)
		after += m.columns.area[row]
		i++
	})
	if traced > 0 {
		m.notice(cylinderNotice("set "+key, traced, after/before-1))
	}
}

// makeCylinder derives area, volume and loads from length and radius.
func (m *module) makeCylinder(row int32) {
	c := &m.columns
	c.area[row], c.volume[row], c.loadIn[row], c.loadOut[row] = topology.Cylinder(c.length[row], c.radius[row])
	m.traced.remove(row)
}

func cylinderNotice(what string, compartments int, change float64) string {
	plural := "s became cylinders"
	if compartments == 1 {
		plural = " became a cylinder"
	}
	return fmt.Sprintf("%s: %d traced compartment%s, area changed by %.2g %%", what, compartments, plural, 100*change)
}

// SetCelsius sets the temperature of the model, degC. Errors: not finite,
// below absolute zero, a view of part of the model.
func (v *View) SetCelsius(degrees float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("set celsius: %w", err)
	}
	if !v.isWhole() {
		return errors.New("set celsius: the temperature is that of the whole model; set it there, not in view " + v.Path())
	}
	if notFinite(degrees) || degrees < -273.15 {
		return fmt.Errorf("set celsius: %v degC is no temperature", degrees)
	}
	v.m.celsius = degrees
	return nil
}

// Celsius returns the temperature of the model, degC.
func (v *View) Celsius() float64 {
	if v.Err() != nil {
		return math.NaN()
	}
	return v.m.celsius
}

// Notices returns sentences about side effects so far that a user should know
// of, such as traced compartments that became cylinders.
func (v *View) Notices() []string {
	if v.Err() != nil {
		return nil
	}
	return append([]string(nil), v.m.notices...)
}
