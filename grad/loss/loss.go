package loss

import (
	"errors"
	"fmt"
	"math"

	"golgi"
)

// Loss returns the value of a loss of a run. derivative has the shape of
// r.Recordings and comes in as zeros; the loss fills it with the derivative of the
// value by each sample. Losses of this package also take nil for it, where the value
// alone is wanted.
type Loss = func(r *golgi.Result, derivative [][]float64) (value float64, err error)

// checkRun is the check of a run that all losses make: something was recorded,
// and the derivative has its shape.
func checkRun(r *golgi.Result, derivative [][]float64) error {
	if r == nil || len(r.Recordings) == 0 {
		return errors.New("the run has no recordings; say what to record with Record")
	}
	if len(r.Times) == 0 {
		return errors.New("the run has no samples")
	}
	for i, trace := range r.Recordings {
		if len(trace) != len(r.Times) {
			return fmt.Errorf("%s has %d samples, the run %d times", nameOf(r, i), len(trace), len(r.Times))
		}
	}
	if derivative == nil {
		return nil
	}
	if len(derivative) != len(r.Recordings) {
		return fmt.Errorf("the derivative has %d traces, the run %d recordings", len(derivative), len(r.Recordings))
	}
	for i := range derivative {
		if len(derivative[i]) != len(r.Times) {
			return fmt.Errorf("the derivative of %s has %d samples, the run %d", nameOf(r, i), len(derivative[i]), len(r.Times))
		}
	}
	return nil
}

// checkRecording checks the number of a recording.
func checkRecording(r *golgi.Result, recording int) error {
	if recording < 0 || recording >= len(r.Recordings) {
		return fmt.Errorf("no recording %d: the run has %d, numbered from 0", recording, len(r.Recordings))
	}
	return nil
}

// nameOf names a recording: "recording 2 (v of cell(0).branch(1).comp(0))".
func nameOf(r *golgi.Result, recording int) string {
	if recording < len(r.Recorded) {
		if what := r.Recorded[recording]; what.State != "" {
			return fmt.Sprintf("recording %d (%s of %s)", recording, what.State, what.Place)
		}
	}
	return fmt.Sprintf("recording %d", recording)
}

// errBeyond is the error of a value that is no number though all samples are.
var errBeyond = errors.New("the value is beyond the range of numbers")

// notFinite is an error that names the first sample of a recording, from first up
// to end, that is no number; nil if there is none.
func notFinite(r *golgi.Result, recording, first, end int) error {
	for k := first; k < end; k++ {
		if x := r.Recordings[recording][k]; !finite(x) {
			return fmt.Errorf("%s is %v at %g ms", nameOf(r, recording), x, r.Times[k])
		}
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// sigmoid is 1/(1+exp(-x)); where exp overflows it is 0, as it should be.
func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
