package golgi

import (
	"slices"

	"golgi/plan"
)

// changes are what the trainables and overrides of a run did to its values and
// protocol: in this order, one for each.
type changes struct {
	trainables, overrides []change
	ranks                 map[*insertion][]int32 // see rowsOf
}

// change is one step on the way from what a run was given to its columns and
// waveforms. Derivatives go the same way.
type change interface {
	// columns lists what it writes, as far as the plan has it.
	columns() []plan.Column
	// pull takes cotangents from after the change to before it and returns
	// those of what was given: lists of values, or of samples.
	pull(d *derivatives) [][]float64
	// push takes tangents from before the change to after it, given those of
	// its values.
	push(d *derivatives, values []float64)
}

// assignment writes values into rows of a column.
type assignment struct {
	column plan.Column // "" where the plan has none, as of coordinates
	rows   []int32     // of the column, in model order; each once
	which  []int32     // for each of rows, the index of its value
	values int         // their number
}

// cylinders writes radius or length and derives area, volume and loads. It
// keeps both as they were after it, a value for each of rows.
type cylinders struct {
	assignment
	length, radius []float64
}

// scaling multiplies geometry: see MakeTrainable. It keeps its factors, a value
// for each that was given, and the geometry after it, a value for each of rows.
type scaling struct {
	assignment
	factors  []float64
	geometry [len(scaledColumns)][]float64
}

// scaledColumns are what scaling acts on, each by a power of the factor.
var scaledColumns = [...]struct {
	column plan.Column
	power  int
}{{plan.Radius, 1}, {plan.Area, 1}, {plan.Volume, 2}, {plan.LoadIn, -2}, {plan.LoadOut, -2}}

// injection adds stimuli to the plan: its first is number first, and the
// waveforms that were given take turns.
type injection struct {
	first, stimuli int
	samples        []int // of each waveform given
}

// clamping holds states at waveforms.
type clamping struct {
	targets []clampTarget
	clamps  []int // of the plan for each target, -1 where a later override holds it
	samples []int // of each waveform given, one for all targets or one for each
}

func (a *assignment) columns() []plan.Column {
	if a.column == "" {
		return nil
	}
	return []plan.Column{a.column}
}

func (c *cylinders) columns() []plan.Column {
	return []plan.Column{c.column, plan.Area, plan.Volume, plan.LoadIn, plan.LoadOut}
}

func (*scaling) columns() []plan.Column {
	list := make([]plan.Column, len(scaledColumns))
	for i := range scaledColumns {
		list[i] = scaledColumns[i].column
	}
	return list
}

func (*injection) columns() []plan.Column { return nil }
func (*clamping) columns() []plan.Column  { return nil }

// noteTrainable takes down what apply has just done.
func (c *changes) noteTrainable(m *module, t *trainable, values []float64) {
	if c == nil {
		return
	}
	if t.key == radiusScale {
		s := &scaling{assignment: assignment{rows: t.rows, which: t.group, values: len(values)}, factors: slices.Clone(values)}
		for i := range scaledColumns {
			s.geometry[i] = pick(m.compartmentColumn(string(scaledColumns[i].column)), t.rows)
		}
		c.trainables = append(c.trainables, s)
		return
	}
	ref, _ := m.find(t.key)
	c.trainables = append(c.trainables, c.written(m, ref, t.rows, t.group, len(values)))
}

// noteSet takes down what Set has just done in a view.
func (c *changes) noteSet(v *View, key string, values []float64) error {
	if c == nil {
		return nil
	}
	ref, set, which, err := v.checkedValues("data set", key, values)
	if err != nil {
		return err
	}
	if setsEverywhere(v.m, ref, set, values) && ref.shared != nil && ref.shared.diffusionOf == "" {
		set = rowRange(0, v.m.numCompartments()) // those without the key too
	}
	rows, index := make([]int32, 0, set.len()), make([]int32, 0, set.len())
	set.each(func(row int32) {
		rows, index = append(rows, row), append(index, int32(which(len(rows), row)))
	})
	c.overrides = append(c.overrides, c.written(v.m, ref, rows, index, len(values)))
	return nil
}

// written describes values that were written to a key.
func (c *changes) written(m *module, ref keyRef, rows, which []int32, values int) change {
	a := assignment{column: plan.Column(ref.key), rows: c.rowsOf(m, ref, rows), which: which, values: values}
	switch ref.key {
	case "radius", "length":
		return &cylinders{assignment: a, length: pick(m.columns.length, rows), radius: pick(m.columns.radius, rows)}
	case "x", "y", "z":
		a.column = ""
	}
	return &a
}

// rowsOf returns where rows of a key lie in its column in model order: of a
// mechanism its compartments in order, of a synapse type the rows of its table.
func (c *changes) rowsOf(m *module, ref keyRef, rows []int32) []int32 {
	var place []int32
	switch {
	case ref.synapse != nil:
		place = ref.edges.row
	case ref.in != nil:
		place = c.rank(ref.in)
	default:
		return rows
	}
	out := make([]int32, len(rows))
	for i, row := range rows {
		out[i] = place[row]
	}
	return out
}

// rank returns, for each compartment with a mechanism, how many before it have
// it too.
func (c *changes) rank(in *insertion) []int32 {
	if slices.IsSorted(in.compartments) {
		return in.row
	}
	if place, known := c.ranks[in]; known {
		return place
	}
	place, next := make([]int32, len(in.row)), int32(0)
	for compartment, row := range in.row {
		if row >= 0 {
			place[compartment] = next
			next++
		}
	}
	if c.ranks == nil {
		c.ranks = map[*insertion][]int32{}
	}
	c.ranks[in] = place
	return place
}

// noteStimuli takes down stimuli that are the plan's from number first on.
func (c *changes) noteStimuli(first, stimuli int, waveforms [][]float64) {
	if c != nil {
		c.overrides = append(c.overrides, &injection{first: first, stimuli: stimuli, samples: lengths(waveforms)})
	}
}

// noteClamps takes down clamps.
func (c *changes) noteClamps(clamps []clamp, waveforms [][]float64) {
	if c == nil {
		return
	}
	note := &clamping{samples: lengths(waveforms)}
	for _, one := range clamps {
		note.targets = append(note.targets, one.clampTarget)
	}
	c.overrides = append(c.overrides, note)
}

// settleClamps finds the clamps of the plan that overrides made and no later
// one replaced.
func (c *changes) settleClamps(clamps []clamp) {
	if c == nil {
		return
	}
	var number map[clampTarget]int
	for _, o := range slices.Backward(c.overrides) {
		note, is := o.(*clamping)
		if !is {
			continue
		}
		if number == nil {
			number = make(map[clampTarget]int, len(clamps))
			for i, one := range clamps {
				number[one.clampTarget] = i
			}
		}
		note.clamps = make([]int, len(note.targets))
		for i, target := range note.targets {
			note.clamps[i] = -1
			if k, free := number[target]; free {
				note.clamps[i] = k
				delete(number, target)
			}
		}
	}
}

func lengths(waveforms [][]float64) []int {
	out := make([]int, len(waveforms))
	for i, w := range waveforms {
		out[i] = len(w)
	}
	return out
}

func pick(column []float64, rows []int32) []float64 {
	out := make([]float64, len(rows))
	for i, row := range rows {
		out[i] = column[row]
	}
	return out
}
