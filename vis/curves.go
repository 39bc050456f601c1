package vis

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"golgi/mech"
)

// CurvesOptions are the options of Curves. The zero value is good.
type CurvesOptions struct {
	Title         string
	Width, Height int // pixels, as of TracesOptions
	// From and To bound the voltage, mV: both 0 for -120 to 80. A concentration
	// goes from 1e-6 to 1 mM.
	From, To float64
	// Celsius is the temperature, degC; nil for 6.3.
	Celsius *float64
	// Values are parameters and states by key (HH_gNa), instead of the defaults.
	Values map[string]float64
}

// curveSamples is how many values of the voltage are drawn.
const curveSamples = 401

// Curves draws the steady states and time constants of the gates of a
// mechanism against voltage (of a synapse that of the presynaptic side) or,
// where they follow it alone, against a concentration: see
// [mech.Mechanism.Curves].
//
// Errors: a mechanism without gates, an unknown key, an empty range.
func Curves(mechanism *mech.Mechanism, o CurvesOptions) (*Picture, error) {
	fail := func(err error) (*Picture, error) { return nil, fmt.Errorf("curves of %s: %w", mechanism.Name(), err) }
	if err := checkSize(o.Width, o.Height); err != nil {
		return fail(err)
	}
	if o.From == 0 && o.To == 0 {
		o.From, o.To = -120, 80
	}
	if !(o.From < o.To) || math.IsInf(o.From, 0) || math.IsInf(o.To, 0) {
		return fail(fmt.Errorf("the range from %g to %g is empty, or no range of voltage (mV)", o.From, o.To))
	}
	celsius := 6.3
	if o.Celsius != nil {
		celsius = *o.Celsius
	}
	v := make([]float64, curveSamples)
	for k := range v {
		v[k] = o.From + float64(float64(k)/(curveSamples-1)*(o.To-o.From))
	}
	curves, err := mechanism.Curves(v, celsius, o.Values)
	switch {
	case err != nil:
		return nil, err
	case len(curves) == 0:
		return fail(errors.New("it has no gate, so there is nothing to draw"))
	}
	x, label := curves[0].X, "voltage (mV)"
	switch {
	case curves[0].Unit == "mM":
		label = curves[0].Against + " (mM)"
		for k := range x {
			x[k] = math.Log10(x[k])
		}
	case curves[0].Against == "v_pre":
		label = "presynaptic voltage (mV)"
	}
	var steady, constants []Trace
	for _, c := range curves {
		if c.Against != curves[0].Against {
			continue // one axis holds one quantity
		}
		trace := Trace{Name: strings.TrimPrefix(c.State, mechanism.Name()+"_"), Key: "steady state", Unit: "1", SWCType: -1, Values: c.Y}
		if c.Quantity == "tau" {
			trace.Key, trace.Unit = "time constant", "ms"
			constants = append(constants, trace)
		} else {
			steady = append(steady, trace)
		}
	}
	f := newFigure(x, append(steady, constants...), TracesOptions{Title: o.Title, Width: o.Width, Height: o.Height})
	f.axisLabel, f.decades = label, curves[0].Unit == "mM"
	return f.picture(), nil
}
