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
// passed over. A key of a synapse type is set in the synapses in view, in the
// same way: see [View.Edge] and [View.NumSynapses]. Setting radius or length makes compartments cylinders: area,
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
	ref, rows, which, err := v.checkedValues("set", key, values)
	if err != nil {
		return err
	}
	value := func(i int, row int32) float64 { return values[which(i, row)] }
	if key == "radius" || key == "length" {
		v.m.setGeometry(key, rows, value)
		return nil
	}
	if setsEverywhere(v.m, ref, rows, values) {
		ref.setEverywhere(values[0])
		return nil
	}
	i := 0
	rows.each(func(row int32) {
		ref.set(row, value(i, row))
		i++
	})
	return nil
}

// setsEverywhere tells whether one value goes to all that have a key.
func setsEverywhere(m *module, ref keyRef, rows rowSet, values []float64) bool {
	return len(values) == 1 && rows.len() == ref.count(m)
}

// checkSet returns what Set would return, and sets nothing.
func (v *View) checkSet(operation, key string, values []float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("%s %s: %w", operation, key, err)
	}
	_, _, _, err := v.checkedValues(operation, key, values)
	return err
}

// checkedValues finds a key, the rows in view that have it, and which of the
// values each gets, and checks them.
func (v *View) checkedValues(operation, key string, values []float64) (keyRef, rowSet, func(i int, row int32) int, error) {
	ref, rows, err := v.resolve(operation, key)
	if err != nil {
		return ref, rows, nil, err
	}
	which, err := v.spread(operation, ref, rows, values)
	if err != nil {
		return ref, rows, nil, err
	}
	i := 0
	rows.each(func(row int32) {
		if err == nil && (i == 0 || len(values) > 1) {
			if fault := checkValue(key, values[which(i, row)]); fault != "" {
				err = fmt.Errorf("%s: %s = %v at %s: %s", operation, key, values[which(i, row)], v.m.placeOf(ref, row), fault)
			}
		}
		i++
	})
	return ref, rows, which, err
}

// Get returns the values of a key, one for each compartment in view: NaN where
// the compartment lacks the mechanism that the key belongs to. Of a key of a
// synapse type it returns one for each synapse in view: NaN where that is of
// another type; likewise of what CopyNodePropertyToEdges copied. Errors: an
// unknown key, no compartment or synapse in view that has it.
func (v *View) Get(key string) ([]float64, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("get %s: %w", key, err)
	}
	if copied := v.m.copied(key); copied != nil {
		return v.getCopied(copied), nil
	}
	ref, _, err := v.resolve("get", key)
	if err != nil {
		return nil, err
	}
	all := v.domain(ref)
	values := make([]float64, 0, all.len())
	all.each(func(row int32) {
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
	rows := v.domain(ref)
	if ref.synapse != nil {
		rows = v.edgesWhere(func(edge int32) bool { return ref.has(edge) })
	} else if ref.count(v.m) < v.m.numCompartments() {
		rows = rows.where(ref.has)
	}
	switch {
	case rows.len() == 0 && ref.synapse != nil:
		return ref, rows, fmt.Errorf("%s: no synapse in view %s has %q; select %s, or both ends of such a synapse", operation, v.Path(), key, ref.synapse.mechanism.Name())
	case rows.len() == 0:
		return ref, rows, fmt.Errorf("%s: no compartment in view %s has %q; insert its mechanism there first", operation, v.Path(), key)
	}
	return ref, rows, nil
}

// domain returns the rows in view that a key is about.
func (v *View) domain(ref keyRef) rowSet {
	if ref.synapse != nil {
		return v.edges()
	}
	return v.compartments
}

// placeOf describes a row of a key for messages.
func (m *module) placeOf(ref keyRef, row int32) string {
	if ref.synapse != nil {
		return m.edgePlace(row)
	}
	return m.place(row)
}

// spread returns the index of the value for the i-th of rows, of values given as
// one for all, one for each row in view, or one for each of rows.
func (v *View) spread(operation string, ref keyRef, rows rowSet, values []float64) (func(i int, row int32) int, error) {
	key, all, noun := ref.key, v.domain(ref), "compartment"
	if ref.synapse != nil {
		noun = "synapse"
	}
	switch len(values) {
	case 0:
		return nil, fmt.Errorf("%s %s: no value given", operation, key)
	case 1:
		return func(int, int32) int { return 0 }, nil
	case rows.len():
		return func(i int, _ int32) int { return i }, nil
	case all.len():
		at := make(map[int32]int, all.len())
		all.each(func(row int32) { at[row] = len(at) })
		return func(_ int, row int32) int { return at[row] }, nil
	}
	text := fmt.Sprintf("one, or %d", all.len())
	if rows.len() != all.len() {
		text = fmt.Sprintf("one, %d (a value for each %s in view) or %d (for each that has the key)", all.len(), noun, rows.len())
	}
	return nil, fmt.Errorf("%s %s: %d values for view %s; give %s", operation, key, len(values), v.Path(), text)
}

// checkValue returns what is wrong with a value of a key, "" if nothing is.
func checkValue(key string, value float64) string {
	if notFinite(value) {
		return "it is not finite"
	}
	if diffusionOf(key) != "" && value <= 0 {
		return "a diffusion constant must be greater than 0; where nothing is to diffuse, end it with DeleteDiffusion"
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
// of, such as traced compartments that became cylinders, and then about
// currents that a mechanism reads where no other gives them.
func (v *View) Notices() []string {
	if v.Err() != nil {
		return nil
	}
	return append(append([]string(nil), v.m.notices...), v.m.unmetReads()...)
}
