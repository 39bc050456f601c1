package loss

import (
	"fmt"
	"math"

	"golgi"
)

// MeanSquare is the mean over recordings and samples of x^2 (mV^2): the default
// loss of the model file.
func MeanSquare(options ...Option) Loss {
	return overTraces("mean square", nil, false, square, options)
}

// MeanSquaredError is the mean over recordings and samples of (x - target)^2
// (mV^2). target has a trace for each recording, a value for each sample of the
// run, the first that of the initial state.
func MeanSquaredError(target [][]float64, options ...Option) Loss {
	return overTraces("mean squared error", target, true, square, options)
}

// MeanHuber is the mean over recordings and samples of Huber's function (1964) of
// e = x - target: e^2 where |e| <= delta, and delta (2 |e| - delta) beyond, so
// that a few samples that are far off (a spike at another time) do not outweigh
// the rest. delta is in mV, the value in mV^2.
func MeanHuber(target [][]float64, delta float64, options ...Option) Loss {
	if !(delta > 0) || math.IsInf(delta, 0) {
		return failing(fmt.Errorf("mean Huber: delta is %g mV; it must be more than 0", delta))
	}
	return overTraces("mean Huber", target, true, huber(delta), options)
}

// penalty returns a function of an error and its derivative.
type penalty func(e float64) (value, slope float64)

func square(e float64) (value, slope float64) { return float64(e * e), 2 * e }

func huber(delta float64) penalty {
	return func(e float64) (value, slope float64) {
		switch {
		case e > delta:
			return float64(delta * (float64(2*e) - delta)), 2 * delta
		case e < -delta:
			return float64(delta * (float64(-2*e) - delta)), -2 * delta
		}
		return float64(e * e), 2 * e
	}
}

// failing is a loss whose arguments were wrong.
func failing(err error) Loss {
	return func(*golgi.Result, [][]float64) (float64, error) { return 0, err }
}

// overTraces is the mean of a penalty over samples.
func overTraces(name string, target [][]float64, compared bool, f penalty, options []Option) Loss {
	s := selectionOf(options)
	return func(r *golgi.Result, derivative [][]float64) (float64, error) {
		count, first, end, err := s.resolve(r, derivative)
		if err == nil && compared {
			err = checkTarget(r, &s, count, target)
		}
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		n := float64(count * (end - first))
		sum := 0.0
		for i := range count {
			recording := s.at(i)
			part := 0.0 // of this recording: sums stay small beside what is added
			trace := r.Recordings[recording][first:end]
			var d []float64
			if derivative != nil {
				d = derivative[recording][first:end]
			}
			for k, x := range trace {
				if compared {
					x -= target[i][first+k]
				}
				value, slope := f(x)
				part += value
				if d != nil {
					d[k] += slope / n
				}
			}
			sum += part
		}
		if value := sum / n; finite(value) {
			return value, nil
		}
		for i := range count {
			if err := notFinite(r, s.at(i), first, end); err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
			for k := first; compared && k < end; k++ {
				if x := target[i][k]; !finite(x) {
					return 0, fmt.Errorf("%s: the target of %s is %v at sample %d (%g ms); leave such times out with Window",
						name, nameOf(r, s.at(i)), x, k, r.Times[k])
				}
			}
		}
		return 0, fmt.Errorf("%s: %w", name, errBeyond)
	}
}

// checkTarget checks the shape of a target for so many recordings.
func checkTarget(r *golgi.Result, s *selection, count int, target [][]float64) error {
	if len(target) != count {
		what := "recordings"
		if s.recordings != nil {
			what = "recordings that are selected"
		}
		return fmt.Errorf("the target has %d traces for %d %s", len(target), count, what)
	}
	for i, trace := range target {
		if len(trace) != len(r.Times) {
			return fmt.Errorf("the target of %s has %d samples, the run %d (%g to %g ms, the initial state among them)",
				nameOf(r, s.at(i)), len(trace), len(r.Times), r.Times[0], r.Times[len(r.Times)-1])
		}
	}
	return nil
}
