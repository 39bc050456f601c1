package vis

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"golgi"
)

// Trace is one curve over time.
type Trace struct {
	Name  string // short, as in traces.csv: "r0"
	Where string // where it was recorded: "soma, branch(0).comp(0)"
	Key   string // what it is: "v", "HH_m", or any name
	Unit  string // "mV", "mA/cm2"; "" for a pure number
	// SWCType of the branch, which colours the row of a trace where there is
	// a row for each; -1 where there is none.
	SWCType int
	Values  []float64 // NaN leaves a gap
}

// Layout says how the traces of one unit are shown together.
type Layout string

const (
	// Automatic is Overlaid for up to 7 traces, Stacked for up to 24, and Map
	// for more.
	Automatic Layout = ""
	// Overlaid traces share one pair of axes and are told apart by colour.
	Overlaid Layout = "overlaid"
	// Stacked traces lie below each other, to one scale.
	Stacked Layout = "stacked"
	// Map shows each trace as a row of colours.
	Map Layout = "map"
)

// mostStacked is how many traces are stacked by themselves.
const mostStacked = 24

// TracesOptions are the options of Traces. The zero value is good.
type TracesOptions struct {
	Title string
	// Width and Height of a PNG, pixels. Width 0 means 1600; Height 0 as much
	// as the traces need.
	Width, Height int
	Layout        Layout
	// From and To bound the time shown, ms; both 0 for all of it.
	From, To float64
}

// Traces draws what a run recorded, a panel for each unit. view is the model
// that was run.
func Traces(view *golgi.View, result *golgi.Result, o TracesOptions) (*Picture, error) {
	traces, err := ResultTraces(view, result)
	if err != nil {
		return nil, err
	}
	return DrawTraces(result.Times, traces, o)
}

// ResultTraces returns the recordings of a run as traces, with names, places
// and units, for DrawTraces.
func ResultTraces(view *golgi.View, result *golgi.Result) ([]Trace, error) {
	a, err := newAnatomy(view)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	units := map[string]string{}
	for _, mechanism := range view.Mechanisms() {
		for _, s := range mechanism.States() {
			units[s.Key] = s.Unit
		}
		for _, s := range mechanism.Currents() {
			units[s.Key] = s.Unit
		}
	}
	var compartments []int
	for _, r := range result.Recorded {
		compartments = append(compartments, r.Compartment)
	}
	groups := a.groupsOf(compartments)
	traces := make([]Trace, len(result.Recorded))
	for i, r := range result.Recorded {
		unit, ok := units[r.State]
		if !ok {
			unit = keyUnit(r.State)
		}
		t := Trace{Name: "r" + itoa(i), Where: r.Place, Key: r.State, Unit: unit, SWCType: -1, Values: result.Recordings[i]}
		if at := a.index(r.Compartment); at >= 0 {
			t.SWCType = a.branchOf(at).SWCType
		}
		if names := groups[r.Compartment]; len(names) > 0 {
			t.Where = strings.Join(names[:min(len(names), 2)], " ") + ", " + r.Place
		}
		traces[i] = t
	}
	return traces, nil
}

// DrawTraces draws traces over their common times (ms, ascending), a panel for
// each unit in order of appearance, voltage first. Errors: no trace, no time, a
// trace of another length, an unknown layout, an empty span of time.
func DrawTraces(times []float64, traces []Trace, o TracesOptions) (*Picture, error) {
	times, traces, err := shown(times, traces, o)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	return newFigure(times, traces, o).picture(), nil
}

// shown checks what is to be drawn and cuts it to the span of time asked for.
func shown(times []float64, traces []Trace, o TracesOptions) ([]float64, []Trace, error) {
	switch o.Layout {
	case Automatic, Overlaid, Stacked, Map:
	default:
		return nil, nil, fmt.Errorf("no layout %q; there are overlaid, stacked and map", o.Layout)
	}
	if len(traces) == 0 || len(times) == 0 {
		return nil, nil, errors.New("there is nothing to draw; record something with Record")
	}
	if err := checkSize(o.Width, o.Height); err != nil {
		return nil, nil, err
	}
	for _, t := range traces {
		if len(t.Values) != len(times) {
			return nil, nil, fmt.Errorf("%s has %d values for %d times", t.Name, len(t.Values), len(times))
		}
	}
	if o.From == 0 && o.To == 0 {
		return times, traces, nil
	}
	first, end := 0, len(times)
	for first < end && times[first] < o.From {
		first++
	}
	for end > first && times[end-1] > o.To {
		end--
	}
	if first == end {
		return nil, nil, fmt.Errorf("no sample from %g to %g ms; there are some from %g to %g", o.From, o.To, times[0], times[len(times)-1])
	}
	cut := make([]Trace, len(traces))
	for i, t := range traces {
		cut[i] = t
		cut[i].Values = t.Values[first:end]
	}
	return times[first:end], cut, nil
}

// checkSize refuses pictures that no one can have meant.
func checkSize(width, height int) error {
	const least, most = 200, 16384
	for _, side := range []int{width, height} {
		if side != 0 && (side < least || side > most) {
			return fmt.Errorf("a picture of %d x %d pixels; sides go from %d to %d, 0 for a good one", width, height, least, most)
		}
	}
	return nil
}

// bounds returns the range of finite values; lo > hi if there is none.
func bounds(traces []Trace) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for i := range traces {
		for _, v := range traces[i].Values {
			if v < lo && v >= -math.MaxFloat64 {
				lo = v
			}
			if v > hi && v <= math.MaxFloat64 {
				hi = v
			}
		}
	}
	return lo, hi
}
