package model

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"time"

	"golgi"
)

// Stream does what Run and Run.Write do, but writes traces.csv into the output while the run goes on, for recordings that
// would not fit in memory: Result has none of them, and memory is bounded by some 16 MiB of samples and as much of text. The file is that of a
// run without it, to the byte. Write then writes what is left. Errors name the model file, or the file that could not be written.
func (m *Model) Stream(ctx context.Context, o RunOptions, out *Output) (*Run, error) {
	options, err := m.options(o)
	if err != nil {
		return nil, err
	}
	r := &Run{Model: m, streamed: true}
	var failed error // of the run, not of the file
	var written time.Duration
	var text *tracesWriter
	err = out.Write(tracesFile, func(w *bufio.Writer) error {
		text = newTracesWriter(w, o.Workers)
		if err := text.header(len(m.View.Recordings())); err != nil {
			return err
		}
		var unwritten error
		options.Stream = func(b golgi.Block) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			started := time.Now()
			defer func() { written += time.Since(started) }()
			r.extents.add(b)
			unwritten = text.rows(b.Times, b.Recordings)
			return unwritten
		}
		r.Result, failed = m.integrate(ctx, options)
		if unwritten != nil {
			failed = nil
			return unwritten
		}
		return failed
	})
	if failed != nil {
		return nil, &Error{File: m.File.Name, Message: failed.Error(), Cause: failed}
	}
	if err != nil {
		return nil, m.unwritten(err, text)
	}
	r.seconds(written)
	return r, nil
}

// unwritten says what was to be written where that could not be.
func (m *Model) unwritten(err error, text *tracesWriter) error {
	if text == nil {
		return err
	}
	_, samples := m.Samples()
	asked := m.asked()
	if text.samples > 0 {
		whole := float64(text.bytes) / float64(text.samples) * float64(samples)
		asked += fmt.Sprintf(", about %s, of which %s were made", bytesText(whole), bytesText(float64(text.bytes)))
	}
	return fmt.Errorf("%w; asked for were %s", err, asked)
}

// asked says what a run of the whole duration keeps.
func (m *Model) asked() string {
	recordings, samples := m.Samples()
	if recordings == 1 {
		return fmt.Sprintf("%d samples of one recording", samples)
	}
	return fmt.Sprintf("%d samples of each of %d recordings", samples, recordings)
}

// Samples are the numbers of recordings and of samples of each that a run of the whole duration keeps.
func (m *Model) Samples() (recordings, samples int) {
	return len(m.View.Recordings()), m.File.Simulate.Steps()/m.File.Simulate.Every.Value + 1
}

// ErrMemory is the cause of the error of CheckMemory.
var ErrMemory = errors.New("more memory than there is")

// CheckMemory compares what the recordings of a run take in memory with what is free. Where it is more than half of
// that the warning says so; where it is more than all, the error, which wraps ErrMemory. Nothing is said where the system does not tell.
func (m *Model) CheckMemory() (warning string, err error) {
	recordings, samples := m.Samples()
	take := 8 * float64(recordings+1) * float64(samples) // the times too
	says, tooMuch := memoryAdvice(take, float64(freeBytes()))
	if says == "" {
		return "", nil
	}
	says = m.asked() + " take " + says
	if tooMuch {
		return "", &Error{File: m.File.Name, Place: m.File.Simulate.Place, Message: says, Cause: ErrMemory}
	}
	return m.File.Name + ": " + says, nil
}

// memoryAdvice says what to do where recordings take much of the free memory; "" where they do not, or where that is not known.
func memoryAdvice(take, free float64) (says string, tooMuch bool) {
	if free <= 0 || take <= free/2 {
		return "", false
	}
	return fmt.Sprintf("%s of memory, and %s are free; --stream writes them to the disk while the run goes on, a larger \"every\" keeps fewer",
		bytesText(take), bytesText(free)), take > free
}

// bytesText is a number of bytes with three digits.
func bytesText(n float64) string {
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if n < 999.5 {
			return fmt.Sprintf("%.3g %s", n, unit)
		}
		n /= 1000
	}
	return fmt.Sprintf("%.4g TB", n)
}
