package vis

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"golgi/internal/nearest"
	"golgi/mech"
)

// CurvesOptions are the options of Curves. The zero value is good.
type CurvesOptions struct {
	Title         string
	Width, Height int // pixels, as of TracesOptions
	// From and To bound the voltage, mV: both 0 for -120 to 80; or the
	// concentration, mM, where the gates follow one: both 0 for 1e-6 to 0.1.
	From, To float64
	// Celsius is the temperature, degC; nil for 6.3.
	Celsius *float64
	// Values are parameters and states, by key (HH_gNa) or by name in the
	// equations (gNa), instead of the defaults.
	Values map[string]float64
}

// curveSamples is how many values of the voltage are drawn.
const curveSamples = 401

// Curves draws the steady states and time constants of the gates of a
// mechanism against voltage (of a synapse that of the presynaptic side) or,
// where they follow it alone, against a concentration. A gate is a state whose
// step leads exponentially to a steady state, all else held; both are taken
// from the step itself.
//
// Errors: a mechanism without gates, an unknown key, an empty range.
func Curves(mechanism *mech.Mechanism, o CurvesOptions) (*Picture, error) {
	fail := func(err error) (*Picture, error) { return nil, fmt.Errorf("curves of %s: %w", mechanism.Name(), err) }
	if err := checkSize(o.Width, o.Height); err != nil {
		return fail(err)
	}
	c, err := newKinetics(mechanism, o)
	if err != nil {
		return fail(err)
	}
	traces := c.traces()
	if len(traces) == 0 {
		return fail(errors.New("it has no gate, so there is nothing to draw"))
	}
	f := newFigure(c.drawn, traces, TracesOptions{Title: o.Title, Width: o.Width, Height: o.Height})
	f.axisLabel, f.decades = c.label, c.concentration
	return &Picture{width: f.width, height: f.height, dpi: f.dpi, paint: f.paint}, nil
}

// kinetics evaluates the step of a mechanism over a range.
type kinetics struct {
	program       *mech.Program
	inputs        []float64 // but for what is drawn against
	against       []int     // inputs that are what is drawn against
	step          int       // the input dt, -1 if it reads none
	at, drawn     []float64 // values, and their places on the axis
	label         string
	concentration bool
}

func newKinetics(mechanism *mech.Mechanism, o CurvesOptions) (*kinetics, error) {
	program, err := mechanism.Program(mech.Advance)
	if err != nil {
		return nil, err
	}
	c := &kinetics{program: program, inputs: make([]float64, len(program.Inputs)), step: -1}
	values, err := keyedValues(mechanism, o.Values)
	if err != nil {
		return nil, err
	}
	geometry := map[string]float64{"area": 20 * math.Pi, "volume": 10 * math.Pi, "length": 10, "radius": 1, "capacitance": 1, "axial_resistivity": 5000}
	var voltage, before, concentration []int
	for i, in := range program.Inputs {
		switch in.Role {
		case mech.Voltage:
			voltage = append(voltage, i)
			c.inputs[i] = -70
		case mech.PreVoltage:
			before = append(before, i)
		case mech.TimeStep:
			c.step = i
		case mech.Celsius:
			c.inputs[i] = 6.3
			if o.Celsius != nil {
				c.inputs[i] = *o.Celsius
			}
		case mech.Area, mech.Geometry:
			c.inputs[i] = geometry[in.Key]
		case mech.Parameter, mech.State, mech.SharedKey:
			c.inputs[i] = values[in.Key].Default
			if values[in.Key].Unit == "mM" && in.Role == mech.SharedKey {
				concentration = append(concentration, i)
			}
		}
	}
	lo, hi := -120.0, 80.0
	switch {
	case len(before) > 0:
		c.against, c.label = before, "presynaptic voltage (mV)"
	case len(voltage) > 0 || len(concentration) == 0:
		c.against, c.label = voltage, "voltage (mV)"
	default:
		c.against, c.label, c.concentration = concentration[:1], program.Inputs[concentration[0]].Key+" (mM)", true
		lo, hi = 1e-6, 0.1
	}
	if o.From != 0 || o.To != 0 {
		lo, hi = o.From, o.To
	}
	if !(lo < hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) || c.concentration && lo <= 0 {
		return nil, fmt.Errorf("the range from %g to %g is empty, or no range of %s", lo, hi, c.label)
	}
	for k := range curveSamples {
		x := float64(k) / (curveSamples - 1)
		if c.concentration {
			c.drawn = append(c.drawn, math.Log10(lo)+float64(x*(math.Log10(hi)-math.Log10(lo))))
			c.at = append(c.at, math.Pow(10, c.drawn[k]))
		} else {
			c.at = append(c.at, lo+float64(x*(hi-lo)))
			c.drawn = c.at
		}
	}
	return c, nil
}

// keyedValues returns the parameters and states of a mechanism by key, with the
// values given in place of defaults.
func keyedValues(mechanism *mech.Mechanism, given map[string]float64) (map[string]mech.Variable, error) {
	values, byName := map[string]mech.Variable{}, map[string]string{}
	var known []string
	for _, v := range slices.Concat(mechanism.Parameters(), mechanism.States()) {
		values[v.Key], byName[v.Name] = v, v.Key
		known = append(known, v.Key)
	}
	for name, x := range given {
		key := name
		if _, is := values[key]; !is {
			key = byName[name]
		}
		v, is := values[key]
		if !is {
			return nil, fmt.Errorf("no parameter or state %q%s", name, nearest.Suggestion(name, known))
		}
		v.Default = x
		values[key] = v
	}
	return values, nil
}

// traces returns the steady states and time constants of the gates.
func (c *kinetics) traces() []Trace {
	var steady, constants []Trace
	for o, out := range c.program.Outputs {
		own := slices.IndexFunc(c.program.Inputs, func(in mech.Input) bool { return in.Key == out.Key && in.Role == out.Role })
		if out.Role != mech.State || own < 0 {
			continue
		}
		inf := Trace{Name: shortKey(out.Key, c.program.Mechanism), Key: "steady state", Unit: "1", SWCType: -1}
		tau := Trace{Name: inf.Name, Key: "time constant", Unit: "ms", SWCType: -1}
		isGate := false
		for _, x := range c.at {
			i, t, ok := c.gate(o, own, x)
			isGate = isGate || ok
			inf.Values, tau.Values = append(inf.Values, i), append(tau.Values, t)
		}
		if isGate {
			steady, constants = append(steady, inf), append(constants, tau)
		}
	}
	return append(steady, constants...)
}

// gate returns the steady state and the time constant, ms, of a state at a
// value: a step takes x to inf + (x - inf) exp(-dt/tau). NaN, and false, where
// it does not.
func (c *kinetics) gate(output, own int, at float64) (inf, tau float64, ok bool) {
	inputs := slices.Clone(c.inputs)
	for _, i := range c.against {
		inputs[i] = at
	}
	for _, dt := range []float64{1e-2, 1e-5, 1e-8} {
		if c.step >= 0 {
			inputs[c.step] = dt
		}
		after := func(x float64) float64 {
			inputs[own] = x
			return c.program.Evaluate(inputs)[output]
		}
		zero, half, one := after(0), after(0.5), after(1)
		kept := one - zero // exp(-dt/tau)
		if !(math.Abs(half-(zero+one)/2) <= 1e-9*max(1, math.Abs(zero), math.Abs(one))) || !(kept < 1) {
			return math.NaN(), math.NaN(), false
		}
		if kept > 1e-6 {
			return zero / (1 - kept), -dt / math.Log(kept), true
		}
	}
	return math.NaN(), math.NaN(), false
}

// shortKey is a state's name in the equations.
func shortKey(key, mechanism string) string {
	if len(key) > len(mechanism)+1 && key[:len(mechanism)+1] == mechanism+"_" {
		return key[len(mechanism)+1:]
	}
	return key
}
