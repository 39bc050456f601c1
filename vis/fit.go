package vis

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Losses draws the loss of a fit after each epoch, the first that of the start,
// and the lowest so far. The axis is logarithmic if all losses are positive and
// the largest is more than 20 times the smallest. A loss that is no number
// leaves a gap. Errors: no loss, a size in pixels that no one can have meant.
func Losses(losses []float64, o TracesOptions) (*Picture, error) {
	if len(losses) == 0 {
		return nil, errors.New("losses: there is nothing to draw; give the loss after each epoch")
	}
	if err := checkSize(o.Width, o.Height); err != nil {
		return nil, fmt.Errorf("losses: %w", err)
	}
	const mostRatio = 20
	p := &panel{label: "loss", layout: Overlaid, height: 300, pens: []pen{{ink: grey, width: 1.2}, {ink: vermilion, width: 2}}}
	epochs, each, best := make([]float64, len(losses)), slices.Clone(losses), lowest(losses)
	for k := range losses {
		epochs[k] = float64(k)
	}
	p.traces = []Trace{{Name: "each epoch", Values: each, SWCType: -1}, {Name: "best", Values: best, SWCType: -1}}
	if lo, hi := bounds(p.traces); lo > 0 && hi > mostRatio*lo {
		p.scale = powers
		for k := range losses {
			each[k], best[k] = math.Log10(each[k]), math.Log10(best[k])
		}
	}
	p.lo, p.hi = widened(bounds(p.traces))
	f := newFigureOf(epochs, []*panel{p}, "epoch", o)
	f.whole = true
	return f.picture(), nil
}

// lowest has the lowest number up to each one of a list.
func lowest(list []float64) []float64 {
	low, so := math.Inf(1), make([]float64, len(list))
	for k, x := range list {
		if x < low {
			low = x
		}
		so[k] = low
	}
	return so
}

// Compared is a trace before and after a fit.
type Compared struct {
	// Trace says what it is and where, and Values are those of the fit.
	Trace
	// Target is what was aimed at: NaN where nothing was; nil where there is none.
	Target []float64
	// Start are the values before the fit; nil if they are not known.
	Start []float64
	// Heading is written above it; Name, Key and Where if it is empty.
	Heading string
}

// mostCompared is how many traces BeforeAfter draws.
const mostCompared = 16

// BeforeAfter draws traces before and after a fit with what was aimed at, each in
// a panel of its own: at most 16, those with a target first. Errors: no trace, no
// time, a trace of another length.
func BeforeAfter(times []float64, traces []Compared, o TracesOptions) (*Picture, error) {
	var plain []Trace
	for _, t := range traces {
		t.Trace.Values = t.Values
		plain = append(plain, t.Trace)
		for _, other := range [][]float64{t.Target, t.Start} {
			if other != nil {
				plain = append(plain, Trace{Name: t.Name, Values: other})
			}
		}
	}
	if _, _, err := shown(times, plain, TracesOptions{Width: o.Width, Height: o.Height}); err != nil {
		return nil, fmt.Errorf("before and after: %w", err)
	}
	chosen := chosenOf(traces)
	if left := len(traces) - len(chosen); left > 0 {
		o.Title += fmt.Sprintf(" (%d of %d recordings)", len(chosen), len(traces))
	}
	var panels []*panel
	for _, t := range chosen {
		panels = append(panels, t.panel(len(chosen)))
	}
	return newFigureOf(times, panels, "time (ms)", o).picture(), nil
}

// chosenOf are the traces that are drawn, in their order.
func chosenOf(traces []Compared) []Compared {
	if len(traces) <= mostCompared {
		return traces
	}
	room := mostCompared
	for _, t := range traces {
		if t.Target != nil {
			room--
		}
	}
	var chosen []Compared
	for _, t := range traces {
		if t.Target == nil {
			if room <= 0 {
				continue
			}
			room--
		}
		if len(chosen) < mostCompared {
			chosen = append(chosen, t)
		}
	}
	return chosen
}

// panel shows a trace: the target broad and grey, the start dashed, the fit upon them.
func (t *Compared) panel(among int) *panel {
	p := &panel{unit: t.Unit, layout: Overlaid, heading: t.Heading, height: 220}
	if among > 3 {
		p.height = 120
	}
	add := func(name string, values []float64, with pen) {
		p.traces = append(p.traces, Trace{Name: name, Key: t.Key, Unit: t.Unit, SWCType: -1, Values: values})
		p.pens = append(p.pens, with)
	}
	if t.Target != nil {
		add("target", t.Target, pen{ink: grey, width: 3.4})
	}
	if t.Start != nil {
		add("start", t.Start, pen{ink: blue, width: 1.1, dashes: []vg.Length{4, 2.5}})
	}
	add("best", t.Values, pen{ink: vermilion, width: 1.3})
	p.label = withUnit(t.Key, t.Unit)
	if t.Key == "v" {
		p.label = withUnit("voltage", t.Unit)
	}
	if p.heading == "" {
		named := panel{keys: t.Key != "v"}
		p.heading = named.name(&t.Trace)
	}
	p.lo, p.hi = widened(bounds(p.traces))
	return p
}
