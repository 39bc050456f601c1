package golgi

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// radiusScale is the key that scales traced geometry.
const radiusScale = "radius_scale"

// trainable is a key whose values are shared by groups of compartments, or of
// synapses.
type trainable struct {
	key        string
	path       string    // the view it was made on
	ofSynapses bool      // rows are synapses
	rows       []int32   // compartments or synapses, ascending
	group      []int32   // for each of rows, the index of its value
	values     []float64 // the starting values
}

// Parameter is a trainable key with one value for each group of compartments,
// or of synapses, that share it.
type Parameter struct {
	Key    string
	Values []float64
}

// CloneParameters returns a copy that shares no values; nil of nil.
func CloneParameters(list []Parameter) []Parameter {
	if list == nil {
		return nil
	}
	out := make([]Parameter, len(list))
	for i, p := range list {
		out[i] = Parameter{p.Key, slices.Clone(p.Values)}
	}
	return out
}

// MakeTrainable makes a key trainable: any parameter, geometry, or initial
// state (v, gates). One value is shared by the whole view, if it is a model, a
// group or a mechanism; by each cell, branch or compartment, if the last step
// of the view was Cell, Branch, or Comp or Loc; by each row after SelectRows.
// A key of a synapse type has one value for each synapse after Edge, else one
// for all in view. Other sharing: see [View.MakeTrainableShared]. Compartments
// without the key are passed over. A value starts at init, given once or for each value, or
// else at the mean of the compartments that share it.
//
// A trainable radius or length makes compartments cylinders when values are
// applied. The key "radius_scale", from 1, scales geometry as it is: radius
// times s, area times s, volume times s^2, loads over s^2.
//
// Errors: an unknown key, coordinates, the temperature celsius, no compartment
// in view that has the key, the wrong number of initial values, a value that
// Set would refuse.
func (v *View) MakeTrainable(key string, init ...float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("make trainable %s: %w", key, err)
	}
	ref, rows, get, err := v.resolveTrainable(key)
	if err != nil {
		return err
	}
	return v.addTrainable(v.shareOut(key, ref.synapse != nil, rows, get), init)
}

// resolveTrainable finds a key that may be trained, the rows in view that have
// it, and their values.
func (v *View) resolveTrainable(key string) (keyRef, rowSet, func(row int32) float64, error) {
	if key == radiusScale {
		return keyRef{key: key}, v.compartments, func(int32) float64 { return 1 }, nil
	}
	if key == "celsius" {
		return keyRef{}, rowSet{}, nil, errors.New("make trainable: the temperature, celsius, is that of the whole model and has no derivative; set it with SetCelsius")
	}
	ref, rows, err := v.resolve("make trainable", key)
	if err != nil {
		return ref, rows, nil, err
	}
	if key == "x" || key == "y" || key == "z" {
		return ref, rows, nil, fmt.Errorf("make trainable: coordinate %q has no effect on a simulation", key)
	}
	return ref, rows, ref.get, nil
}

// addTrainable gives a trainable its initial values and adds it to the model.
func (v *View) addTrainable(t *trainable, init []float64) error {
	switch len(init) {
	case 0:
	case 1:
		for i := range t.values {
			t.values[i] = init[0]
		}
	case len(t.values):
		copy(t.values, init)
	default:
		return fmt.Errorf("make trainable %s: %d initial values for %d shared values of view %s; give none, one, or one for each", t.key, len(init), len(t.values), v.Path())
	}
	if err := t.check(v.m, t.values); err != nil {
		return fmt.Errorf("make trainable: %w", err)
	}
	v.m.trainables = append(v.m.trainables, t)
	return nil
}

// shareOut groups rows by what shares a value and takes the mean of each.
func (v *View) shareOut(key string, ofSynapses bool, rows rowSet, get func(row int32) float64) *trainable {
	t := &trainable{key: key, path: v.Path(), ofSynapses: ofSynapses, rows: make([]int32, 0, rows.len()), group: make([]int32, 0, rows.len())}
	c := &v.m.columns
	last := int32(-1)
	rows.each(func(row int32) {
		owner := int32(0)
		switch {
		case v.shares == shareRow || v.shares == shareSynapse:
			owner = row
		case ofSynapses:
		case v.shares == shareCell:
			owner = c.cell[row]
		case v.shares == shareBranch:
			owner = c.branch[row]
		case v.shares == shareComp:
			owner = row
		}
		if owner != last || len(t.values) == 0 {
			last = owner
			t.values = append(t.values, 0)
		}
		t.rows, t.group = append(t.rows, row), append(t.group, int32(len(t.values)-1))
	})
	t.average(get)
	return t
}

// average sets each value to the mean of the rows that share it: the first and
// the mean deviation from it, so that equal rows keep their value to the bit.
func (t *trainable) average(get func(row int32) float64) {
	deviations, counts := make([]float64, len(t.values)), make([]float64, len(t.values))
	for i, row := range t.rows {
		g, x := t.group[i], get(row)
		if counts[g] == 0 {
			t.values[g] = x
		}
		deviations[g] += x - t.values[g]
		counts[g]++
	}
	for g := range t.values {
		t.values[g] += deviations[g] / counts[g]
	}
}

// check checks the number of values and each of them.
func (t *trainable) check(m *module, values []float64) error {
	if len(values) != len(t.values) {
		return fmt.Errorf("%s: %d values for the %d of view %s", t.key, len(values), len(t.values), t.path)
	}
	for i, value := range values {
		if fault := checkValue(t.key, value); fault != "" {
			ref, _ := m.find(t.key)
			place := m.placeOf(ref, t.rows[slices.Index(t.group, int32(i))])
			return fmt.Errorf("%s = %v, shared value %d of view %s, from %s: %s", t.key, value, i, t.path, place, fault)
		}
	}
	return nil
}

// inView returns the trainables that lie in view with all their compartments
// or synapses.
func (v *View) inView() []*trainable {
	if v.isWhole() && v.synapses == nil {
		return v.m.trainables
	}
	var list []*trainable
	for _, t := range v.m.trainables {
		rows := v.compartments
		if t.ofSynapses {
			rows = v.edges()
		}
		if !slices.ContainsFunc(t.rows, func(row int32) bool { return !rows.has(row) }) {
			list = append(list, t)
		}
	}
	return list
}

// GetParameters returns the starting values of the trainables in view, in the
// order they were made. Pass them, changed or not, to a run or to
// WriteTrainables.
func (v *View) GetParameters() []Parameter {
	if v.Err() != nil {
		return nil
	}
	var list []Parameter
	for _, t := range v.inView() {
		list = append(list, Parameter{t.key, slices.Clone(t.values)})
	}
	return list
}

// NumTrainable returns the number of trainable values in view.
func (v *View) NumTrainable() int {
	n := 0
	for _, p := range v.GetParameters() {
		n += len(p.Values)
	}
	return n
}

// DeleteTrainables removes the trainables in view.
func (v *View) DeleteTrainables() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete trainables: %w", err)
	}
	gone := slices.Clone(v.inView())
	v.m.trainables = slices.DeleteFunc(v.m.trainables, func(t *trainable) bool { return slices.Contains(gone, t) })
	return nil
}

// WriteTrainables writes values of the trainables in view, as GetParameters
// orders them, into the model, where they also become the starting values; a
// radius_scale starts from 1 again, the geometry being scaled, and a radius that it
// scaled from what it is now.
func (v *View) WriteTrainables(parameters []Parameter) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("write trainables: %w", err)
	}
	list := v.inView()
	if err := checkParameters(v.m, list, parameters); err != nil {
		return fmt.Errorf("write trainables: %w", err)
	}
	for i, t := range list {
		v.m.apply(t, parameters[i].Values)
		if t.key == radiusScale {
			for g := range t.values {
				t.values[g] = 1
			}
		} else {
			copy(t.values, parameters[i].Values)
		}
	}
	v.m.rescaleRadii(list)
	return nil
}

// rescaleRadii lets trainable radii that a radius_scale made after them has scaled start from what they are
// now.
func (m *module) rescaleRadii(written []*trainable) {
	for i, t := range written {
		scaled := func(later *trainable) bool {
			return later.key == radiusScale && slices.ContainsFunc(later.rows, func(row int32) bool {
				_, shared := slices.BinarySearch(t.rows, row)
				return shared
			})
		}
		if t.key == "radius" && slices.ContainsFunc(written[i+1:], scaled) {
			clear(t.values)
			t.average(func(row int32) float64 { return m.columns.radius[row] })
		}
	}
}

// checkParameters compares parameters with the trainables they are for.
func checkParameters(m *module, list []*trainable, parameters []Parameter) error {
	if len(parameters) != len(list) {
		return fmt.Errorf("%d parameters for %d trainables; give them as GetParameters returns them", len(parameters), len(list))
	}
	for i, t := range list {
		if parameters[i].Key != t.key {
			return fmt.Errorf("parameter %d is %q, the trainable %q; keep the order of GetParameters", i, parameters[i].Key, t.key)
		}
		if err := t.check(m, parameters[i].Values); err != nil {
			return err
		}
	}
	return nil
}

// apply writes the values of a trainable into its compartments or synapses.
func (m *module) apply(t *trainable, values []float64) {
	switch t.key {
	case radiusScale:
		c := &m.columns
		for i, row := range t.rows {
			s := values[t.group[i]]
			c.radius[row] *= s
			c.area[row] *= s
			c.volume[row] *= s * s
			c.loadIn[row] /= s * s
			c.loadOut[row] /= s * s
		}
	case "radius", "length":
		column := m.compartmentColumn(t.key)
		for i, row := range t.rows {
			column[row] = values[t.group[i]]
			m.makeCylinder(row)
		}
	default:
		ref, ok := m.find(t.key)
		if !ok {
			panic("golgi: trainable " + t.key + " has lost its key")
		}
		if len(values) == 1 && ref.shared == nil && len(t.rows) == ref.count(m) { // one value stays one
			ref.setEverywhere(values[0])
			return
		}
		for i, row := range t.rows {
			ref.set(row, values[t.group[i]])
		}
	}
}

// GeometryChange says what applying trainables does to traced geometry.
type GeometryChange struct {
	Key          string  // "radius" or "length"
	Compartments int     // traced compartments that become cylinders
	AreaChange   float64 // of their membrane area together, as a fraction
}

// String says it in a sentence.
func (g GeometryChange) String() string {
	return cylinderNotice(g.Key+" made trainable", g.Compartments, g.AreaChange)
}

// TrainableGeometry tells, for each trainable radius or length, how many
// traced compartments become cylinders when the starting values are applied.
func (v *View) TrainableGeometry() []GeometryChange {
	if v.Err() != nil {
		return nil
	}
	c := &v.m.columns
	var changes []GeometryChange
	for _, t := range v.inView() {
		if t.key != "radius" && t.key != "length" {
			continue
		}
		change := GeometryChange{Key: t.key}
		before, after := 0.0, 0.0
		for i, row := range t.rows {
			if !v.m.traced.has(row) {
				continue
			}
			length, radius := c.length[row], t.values[t.group[i]]
			if t.key == "length" {
				length, radius = t.values[t.group[i]], c.radius[row]
			}
			change.Compartments++
			before += c.area[row]
			after += 2 * math.Pi * radius * length
		}
		if change.Compartments > 0 {
			change.AreaChange = after/before - 1
			changes = append(changes, change)
		}
	}
	return changes
}
