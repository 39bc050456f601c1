package loss

import (
	"errors"
	"fmt"
)

// rising is how much narrower than the threshold the line between a voltage that
// rises and one that falls is, in SpikeCount.
const rising = 100

// SpikeCount is the number of times a recording rises through a threshold (mV),
// made smooth: with s(x) = 1/(1 + exp(-x)), the sum over steps of
//
//	(s((v1 - threshold)/width) - s((v0 - threshold)/width)) s((v1 - v0) 100/width)
//
// where v0 and v1 are two samples that follow each other: what s gains while the
// voltage rises; while it falls the last factor is next to 0. A spike from far
// below to far above adds 1 whatever the step, a peak that stays below the
// threshold s((peak - threshold)/width), so that the derivative says how to make a
// spike of it. width (mV, more than 0) is some mV. With the option Window only the
// samples of a window are looked at.
func SpikeCount(recording int, threshold, width float64, options ...Option) Feature {
	w := &window{name: fmt.Sprintf("number of spikes above %g mV of recording %d", threshold, recording), recording: recording}
	w.selection = selectionOf(options)
	if w.selection.recordings != nil {
		w.err = errors.New("the option Recordings is for losses over traces; this has a recording of its own")
	}
	if w.selection.window {
		w.name += fmt.Sprintf(" from %g to %g ms", w.selection.from, w.selection.to)
	}
	if err := checkThreshold(threshold, width); err != nil {
		w.err = err
	}
	w.value = func(_, v []float64) float64 {
		sum, s0 := 0.0, sigmoid((v[0]-threshold)/width)
		for k := 1; k < len(v); k++ {
			s1 := sigmoid((v[k] - threshold) / width)
			sum += float64((s1 - s0) * sigmoid((v[k]-v[k-1])*rising/width))
			s0 = s1
		}
		return sum
	}
	w.add = func(_, v []float64, factor float64, d []float64) {
		s0 := sigmoid((v[0] - threshold) / width)
		for k := 1; k < len(v); k++ {
			s1 := sigmoid((v[k] - threshold) / width)
			up := sigmoid((v[k] - v[k-1]) * rising / width)
			// By v1 - v0 in the last factor, then by both in the first.
			turn := float64((s1 - s0) * up * (1 - up) * rising)
			d[k] += float64(factor / width * (turn + float64(up*s1*(1-s1))))
			d[k-1] -= float64(factor / width * (turn + float64(up*s0*(1-s0))))
			s0 = s1
		}
	}
	return w
}

// Latency is the time from the start of a window to the first spike in it, ms,
// made continuous: the sum over the samples after the first of dt (1 - M), where M
// is the largest s((v - threshold)/width) of the samples up to there, s(x) =
// 1/(1 + exp(-x)), and dt the time since the sample before. Before the first rise
// through the threshold M is next to 0, after it next to 1. Without a spike it is
// about the length of the window, and its derivative says how to raise the largest
// sample. It has a derivative wherever no two samples tie for the largest.
func Latency(recording int, from, to, threshold, width float64) Feature {
	w := newWindow(fmt.Sprintf("latency (ms) of the first spike above %g mV", threshold), recording, from, to)
	w.err = checkThreshold(threshold, width)
	w.value = func(times, v []float64) float64 {
		sum, top := 0.0, v[0]
		for k := 1; k < len(v); k++ {
			// A NaN must not be passed over: max keeps it.
			top = max(top, v[k])
			sum += float64((times[k] - times[k-1]) * sigmoid((threshold-top)/width))
		}
		return sum
	}
	w.add = func(times, v []float64, factor float64, d []float64) {
		top, since := 0, 0 // the largest sample so far, and the one it counts from
		give := func(until int) {
			s := sigmoid((v[top] - threshold) / width)
			d[top] -= float64(factor * (times[until] - times[since]) * s * (1 - s) / width)
		}
		for k := 1; k < len(v); k++ {
			if v[k] > v[top] {
				give(k - 1)
				top, since = k, k-1
			}
		}
		give(len(v) - 1)
	}
	return w
}

func checkThreshold(threshold, width float64) error {
	if !finite(threshold) {
		return fmt.Errorf("the threshold is %g mV", threshold)
	}
	return checkWidth(width)
}
