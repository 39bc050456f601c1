package golgi

import (
	"fmt"
	"io"
	"math"
	"os"

	"golgi/internal/numtable"
)

// NumSteps returns the number of steps of a run of tMax with step dt, both ms:
// round(tMax/dt).
func NumSteps(tMax, dt float64) int { return int(math.Round(tMax / dt)) }

// StepCurrent returns the samples (nA) of a step: amp from delay to delay+dur,
// on top of offset. Times are in ms and rounded to the grid: the step is on
// from sample round(delay/dt) up to, and without, round((delay+dur)/dt). There
// are NumSteps(tMax, dt) samples, none for a dt that is not positive.
func StepCurrent(delay, dur, amp, dt, tMax, offset float64) []float64 {
	samples := newWaveform(dt, tMax)
	lo, hi := window(delay, dur, dt, len(samples))
	for i := range samples {
		samples[i] = offset
		if i >= lo && i < hi {
			samples[i] += amp
		}
	}
	return samples
}

// StepCurrents returns a StepCurrent for each of amps, to be given to Stimulate
// for as many compartments.
func StepCurrents(delay, dur float64, amps []float64, dt, tMax, offset float64) [][]float64 {
	waveforms := make([][]float64, len(amps))
	for i, amp := range amps {
		waveforms[i] = StepCurrent(delay, dur, amp, dt, tMax, offset)
	}
	return waveforms
}

// ReadWaveforms reads samples from a table of numbers, a waveform a column:
// numbers separated by commas, semicolons, tabs or blanks, with or without a
// line of names. Errors name the line.
func ReadWaveforms(r io.Reader) ([][]float64, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("waveforms: %w", err)
	}
	table, err := numtable.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("waveforms: %w", err)
	}
	waveforms := make([][]float64, table.Columns)
	for c := range waveforms {
		waveforms[c] = table.Column(c)
	}
	return waveforms, nil
}

// ReadWaveformsFile is ReadWaveforms of a file.
func ReadWaveformsFile(name string) ([][]float64, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("waveforms: %w", err)
	}
	defer f.Close()
	waveforms, err := ReadWaveforms(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return waveforms, nil
}

// SineCurrent returns the samples (nA) of amp*sin(2 pi freq t), freq in Hz and
// t from the start of the run, on from delay to delay+dur (ms, rounded to the
// grid as by StepCurrent), on top of offset.
func SineCurrent(delay, dur, freq, amp, dt, tMax, offset float64) []float64 {
	samples := newWaveform(dt, tMax)
	lo, hi := window(delay, dur, dt, len(samples))
	for i := range samples {
		samples[i] = offset
		if i >= lo && i < hi {
			t := float64(i) * dt
			samples[i] += float64(amp * math.Sin(2*math.Pi*freq*t/1000))
		}
	}
	return samples
}

func newWaveform(dt, tMax float64) []float64 {
	if !(dt > 0) || !(tMax > 0) || math.IsInf(tMax, 0) {
		return nil
	}
	return make([]float64, NumSteps(tMax, dt))
}

// window returns the samples from which and before which a stimulus is on.
func window(delay, dur, dt float64, n int) (lo, hi int) {
	limit := func(t float64) int { return int(min(max(math.Round(t/dt), 0), float64(n))) }
	return limit(delay), limit(delay + dur)
}
