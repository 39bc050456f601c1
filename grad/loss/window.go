package loss

import (
	"fmt"
	"math"
	"slices"

	"golgi"
)

// Option chooses the samples that a loss over traces takes.
type Option func(*selection)

// Recordings has a loss take these recordings, in this order, instead of all. A
// target then has a trace for each of them.
func Recordings(recordings ...int) Option {
	return func(s *selection) { s.recordings = append([]int{}, recordings...) }
}

// Window has a loss take the samples from one time to another, ms, instead of
// all. A target still has a value for each sample of the run.
func Window(from, to float64) Option {
	return func(s *selection) { s.from, s.to, s.window = from, to, true }
}

// selection is what the options of a loss say. It is not changed by calls.
type selection struct {
	recordings []int // nil: all
	from, to   float64
	window     bool
}

func selectionOf(options []Option) selection {
	var s selection
	for _, o := range options {
		o(&s)
	}
	return s
}

// resolve checks a run and returns the number of recordings, and the samples first
// up to end.
func (s *selection) resolve(r *golgi.Result, derivative [][]float64) (n, first, end int, err error) {
	if err := checkRun(r, derivative); err != nil {
		return 0, 0, 0, err
	}
	n, first, end = len(r.Recordings), 0, len(r.Times)
	if s.recordings != nil {
		n = len(s.recordings)
		if n == 0 {
			return 0, 0, 0, fmt.Errorf("no recordings are selected; the run has %d", len(r.Recordings))
		}
		for i, recording := range s.recordings {
			if err := checkRecording(r, recording); err != nil {
				return 0, 0, 0, err
			}
			if slices.Contains(s.recordings[:i], recording) {
				return 0, 0, 0, fmt.Errorf("recording %d is selected twice", recording)
			}
		}
	}
	if s.window {
		first, end, err = samples(r.Times, s.from, s.to)
	}
	return n, first, end, err
}

// at is the number of the i-th recording that is selected.
func (s *selection) at(i int) int {
	if s.recordings == nil {
		return i
	}
	return s.recordings[i]
}

// samples returns the samples, first up to end, of a window from one time to
// another, both of them in it.
func samples(times []float64, from, to float64) (first, end int, err error) {
	start, stop := times[0], times[len(times)-1]
	spacing := 0.0
	if len(times) > 1 {
		spacing = (stop - start) / float64(len(times)-1)
	}
	tolerance := 1e-6 * spacing
	if spacing == 0 {
		tolerance = 1e-9 // of the only sample there is
	}
	switch {
	case !finite(from) || !finite(to) || from > to+tolerance:
		return 0, 0, fmt.Errorf("a window cannot be from %g to %g ms", from, to)
	case from < start-tolerance || to > stop+tolerance:
		return 0, 0, fmt.Errorf("the window from %g to %g ms is not within the run, which is recorded from %g to %g ms", from, to, start, stop)
	}
	// Samples are evenly spaced: guess, then look.
	if spacing > 0 {
		first = int(math.Ceil((from - start - tolerance) / spacing))
		end = int(math.Floor((to-start+tolerance)/spacing)) + 1
	} else {
		end = 1
	}
	first, end = min(max(first, 0), len(times)), min(max(end, 0), len(times))
	for first > 0 && times[first-1] >= from-tolerance {
		first--
	}
	for first < len(times) && times[first] < from-tolerance {
		first++
	}
	for end < len(times) && times[end] <= to+tolerance {
		end++
	}
	for end > 0 && times[end-1] > to+tolerance {
		end--
	}
	if first >= end {
		return 0, 0, fmt.Errorf("the window from %g to %g ms holds no sample: they are %g ms apart", from, to, spacing)
	}
	return first, end, nil
}
