package vis

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"

	"golgi/internal/nearest"
)

// Colouring says what the colours of a cell mean: [ByType], [ByGroup], [ByKey],
// [ByValues], [ByRecorded], [ByColour].
type Colouring func(a *anatomy) (*paint, error)

// paint gives each compartment in view its colour, and explains it by entries
// or by a bar.
type paint struct {
	colours []color.RGBA
	entries []entry
	lo, hi  float64 // of the bar
	label   string  // of the bar; "" without one
}

// entry explains a colour.
type entry struct {
	colour color.RGBA
	name   string
}

// ByType colours a branch by its SWC type: soma, axon, basal and apical
// dendrite. It is the default.
func ByType() Colouring {
	return func(a *anatomy) (*paint, error) {
		p := &paint{colours: make([]color.RGBA, len(a.rows))}
		var types []int
		for i := range a.branches {
			b := &a.branches[i]
			for row := b.first; row < b.end; row++ {
				p.colours[row] = typeColour(b.SWCType)
			}
			if !slices.Contains(types, b.SWCType) {
				types = append(types, b.SWCType)
			}
		}
		slices.Sort(types)
		for _, t := range types {
			p.entries = append(p.entries, entry{typeColour(t), typeName(t)})
		}
		return p, nil
	}
}

// ByGroup colours compartments by the first of the named groups that has them,
// grey if none has; without names by all groups of the model.
func ByGroup(names ...string) Colouring {
	return func(a *anatomy) (*paint, error) {
		known := a.view.Groups()
		if len(names) == 0 {
			names = known
		}
		p := &paint{colours: slices.Repeat([]color.RGBA{grey}, len(a.rows))}
		taken := make([]bool, len(a.rows))
		for k, name := range names {
			if !slices.Contains(known, name) {
				return nil, fmt.Errorf("no group %q in view%s", name, nearest.Suggestion(name, known))
			}
			ink := distinct(k)
			if len(names) > numDistinct {
				ink = scaleColour(float64(k) / float64(len(names)-1))
			}
			p.entries = append(p.entries, entry{ink, name})
			for _, row := range a.view.Group(name).Rows() {
				if i := a.index(row); i >= 0 && !taken[i] {
					p.colours[i], taken[i] = ink, true
				}
			}
		}
		if slices.Contains(taken, false) {
			p.entries = append(p.entries, entry{grey, "in no group"})
		}
		return p, nil
	}
}

// ByKey colours compartments by the value of a parameter or state, such as "v"
// or "HH_gNa". Those that do not have it are light grey.
func ByKey(key string) Colouring {
	return func(a *anatomy) (*paint, error) {
		values, err := a.view.Get(key)
		if err != nil {
			return nil, err
		}
		unit := a.unit(key)
		if key == "v" {
			key = "voltage"
		}
		return byValues(a, withUnit(key, unit), values)
	}
}

// ByValues colours compartments by values, one for each in view, such as those
// of a recording at one time; label says what they are, with the unit. Those
// of NaN are light grey.
func ByValues(label string, values []float64) Colouring {
	return func(a *anatomy) (*paint, error) { return byValues(a, label, values) }
}

func byValues(a *anatomy, label string, values []float64) (*paint, error) {
	if len(values) != len(a.rows) {
		return nil, fmt.Errorf("%d values to colour %d compartments in view", len(values), len(a.rows))
	}
	lo, hi := span(bounds([]Trace{{Values: values}}))
	return shade(label, values, lo, hi), nil
}

// shade gives values the colours of a bar from lo to hi.
func shade(label string, values []float64, lo, hi float64) *paint {
	p := &paint{colours: make([]color.RGBA, len(values)), label: label, lo: lo, hi: hi}
	for i, v := range values {
		p.colours[i] = scaleColour((v - p.lo) / (p.hi - p.lo))
	}
	if slices.ContainsFunc(values, math.IsNaN) {
		p.entries = append(p.entries, entry{pale, "without a value"})
	}
	return p
}

// ByColour draws all compartments in one colour.
func ByColour(ink color.Color) Colouring {
	return func(a *anatomy) (*paint, error) {
		if ink == nil {
			return nil, errors.New("no colour given to ByColour")
		}
		c := opaque(color.NRGBAModel.Convert(ink).(color.NRGBA))
		return &paint{colours: slices.Repeat([]color.RGBA{c}, len(a.rows))}, nil
	}
}

// unit returns the unit of a parameter, state or current of compartments.
func (a *anatomy) unit(key string) string {
	for _, mechanism := range a.view.Mechanisms() {
		for _, v := range slices.Concat(mechanism.Parameters(), mechanism.States()) {
			if v.Key == key {
				return v.Unit
			}
		}
		for _, v := range mechanism.Currents() {
			if v.Key == key {
				return v.Unit
			}
		}
	}
	return keyUnit(key)
}
