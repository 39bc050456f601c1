package loss

import (
	"fmt"
	"math"

	"golgi"
)

// window is a feature of the samples of a recording in a window.
type window struct {
	name      string
	recording int
	selection selection
	value     func(times, v []float64) float64
	// add adds factor times the derivative of value by v to d.
	add func(times, v []float64, factor float64, d []float64)
	err error // of the arguments it was made with
}

// newWindow is a feature of a window from one time to another.
func newWindow(name string, recording int, from, to float64) *window {
	return &window{name: fmt.Sprintf("%s of recording %d from %g to %g ms", name, recording, from, to), recording: recording,
		selection: selection{from: from, to: to, window: true}}
}

// String implements Feature.
func (w *window) String() string { return w.name }

func (w *window) samples(r *golgi.Result) (first, end int, err error) {
	if w.err != nil {
		return 0, 0, w.err
	}
	if err := checkRun(r, nil); err != nil {
		return 0, 0, err
	}
	if err := checkRecording(r, w.recording); err != nil {
		return 0, 0, err
	}
	if !w.selection.window {
		return 0, len(r.Times), nil
	}
	return samples(r.Times, w.selection.from, w.selection.to)
}

// Value implements Feature.
func (w *window) Value(r *golgi.Result) (float64, error) {
	first, end, err := w.samples(r)
	if err == nil {
		value := w.value(r.Times[first:end], r.Recordings[w.recording][first:end])
		if finite(value) {
			return value, nil
		}
		if err = notFinite(r, w.recording, first, end); err == nil {
			err = errBeyond
		}
	}
	return 0, fmt.Errorf("%s: %w", w.name, err)
}

// Add implements Feature.
func (w *window) Add(r *golgi.Result, factor float64, derivative [][]float64) error {
	first, end, err := w.samples(r)
	if err == nil {
		err = checkRun(r, derivative)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
	}
	w.add(r.Times[first:end], r.Recordings[w.recording][first:end], factor, derivative[w.recording][first:end])
	return nil
}

// Mean is the mean of a recording over a window, mV.
func Mean(recording int, from, to float64) Feature {
	return meanNamed("mean (mV)", recording, from, to)
}

// RestingPotential is the mean of a recording over a window before anything is
// injected, mV.
func RestingPotential(recording int, from, to float64) Feature {
	return meanNamed("resting potential (mV)", recording, from, to)
}

func meanNamed(name string, recording int, from, to float64) Feature {
	w := newWindow(name, recording, from, to)
	w.value = func(_, v []float64) float64 { return mean(v) }
	w.add = func(_, v []float64, factor float64, d []float64) {
		each := factor / float64(len(v))
		for k := range d {
			d[k] += each
		}
	}
	return w
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// StandardDeviation is the standard deviation of a recording over a window (the
// root of the mean square of what samples are off their mean), mV. Of a trace
// that is flat, where it has no derivative, the derivative is taken as 0.
func StandardDeviation(recording int, from, to float64) Feature {
	w := newWindow("standard deviation (mV)", recording, from, to)
	w.value = func(_, v []float64) float64 { _, s := spread(v); return s }
	w.add = func(_, v []float64, factor float64, d []float64) {
		m, s := spread(v)
		if s == 0 {
			return
		}
		each := factor / (float64(len(v)) * s)
		for k, x := range v {
			d[k] += float64(each * (x - m))
		}
	}
	return w
}

// spread returns mean and standard deviation; of equal values it is 0 exactly.
func spread(v []float64) (m, s float64) {
	shift := 0.0
	for _, x := range v {
		shift += x - v[0]
	}
	m = v[0] + shift/float64(len(v))
	sum := 0.0
	for _, x := range v {
		sum += float64((x - m) * (x - m))
	}
	return m, math.Sqrt(sum / float64(len(v)))
}

// Maximum is the largest sample of a window made smooth, mV: the mean of the
// samples with the weights exp(v/width), the peak of a spike for instance. It is
// never above the largest and comes to it as width (mV, more than 0) gets small;
// samples within a few widths of the largest count.
func Maximum(recording int, from, to, width float64) Feature {
	return extreme("maximum (mV)", recording, from, to, width, 1)
}

// Minimum is the smallest sample of a window made smooth, mV, as Maximum is the
// largest: with the weights exp(-v/width).
func Minimum(recording int, from, to, width float64) Feature {
	return extreme("minimum (mV)", recording, from, to, width, -1)
}

func extreme(name string, recording int, from, to, width, sign float64) Feature {
	w := newWindow(name, recording, from, to)
	w.err = checkWidth(width)
	rate := sign / width
	w.value = func(_, v []float64) float64 { m, _, _ := boltzmann(v, rate); return m }
	w.add = func(_, v []float64, factor float64, d []float64) {
		m, top, total := boltzmann(v, rate)
		factor /= total
		for k, x := range v {
			weight := math.Exp(rate * (x - top))
			d[k] += float64(factor * weight * (1 + float64(rate*(x-m))))
		}
	}
	return w
}

// boltzmann returns the mean of v with the weights exp(rate (v - top)), top being
// the sample with the largest, and the sum of the weights.
func boltzmann(v []float64, rate float64) (m, top, total float64) {
	top = v[0]
	for _, x := range v {
		if float64(rate*x) > float64(rate*top) {
			top = x
		}
	}
	sum := 0.0
	for _, x := range v {
		weight := math.Exp(rate * (x - top))
		total += weight
		sum += float64(weight * (x - top))
	}
	return top + sum/total, top, total
}

func checkWidth(width float64) error {
	if !(width > 0) || math.IsInf(width, 0) {
		return fmt.Errorf("the width is %g mV; it must be more than 0", width)
	}
	return nil
}

// Difference is one feature minus another, in their unit.
func Difference(a, b Feature) Feature { return &difference{fmt.Sprintf("%v minus %v", a, b), a, b} }

// AfterhyperpolarisationDepth is how far a recording falls below rest after a
// spike, mV: its mean over a window before, minus its Minimum over a window after.
func AfterhyperpolarisationDepth(recording int, restFrom, restTo, from, to, width float64) Feature {
	return &difference{
		fmt.Sprintf("depth of the afterhyperpolarisation (mV) of recording %d from %g to %g ms", recording, from, to),
		RestingPotential(recording, restFrom, restTo), Minimum(recording, from, to, width),
	}
}

type difference struct {
	name string
	a, b Feature
}

// String implements Feature.
func (f *difference) String() string { return f.name }

// Value implements Feature.
func (f *difference) Value(r *golgi.Result) (float64, error) {
	a, err := valueOf(f.a, r, nil)
	if err != nil {
		return 0, err
	}
	b, err := valueOf(f.b, r, nil)
	return a - b, err
}

// Add implements Feature.
func (f *difference) Add(r *golgi.Result, factor float64, derivative [][]float64) error {
	if err := f.a.Add(r, factor, derivative); err != nil {
		return err
	}
	return f.b.Add(r, -factor, derivative)
}
