package plan

import (
	"errors"
	"fmt"
)

// Sink takes the recorded samples of a run while it goes on: block after block, in the order of time, from the
// goroutine that called Run, while no tile moves. samples[r] holds samples first, first + 1, ... of recording r, counted as
// [RunOptions.Every] keeps them; number 0 is that of the initial state. The slices belong to the run, which writes over them
// after the call: what is to stay is copied. A run without recordings makes no call. An error ends the run. No call marks the end of the run: when Run has
// returned, no more blocks come.
type Sink func(first int, samples [][]float64) error

// sinkBytes is the memory of the samples that stand in memory at once where there is a sink: more than a second-level
// cache, so that large models can take some steps while they are warm, and little beside any program.
const sinkBytes = 16 << 20

// errSink is what cannot go with a sink.
var errSink = errors.New("derivatives need all samples of a run at once, and those of this one are streamed; leave Stream (Sink of plan.RunOptions) out")

// room is the number of samples of each recording that stand in memory at once.
func (r *runner) room() int {
	all := r.options.Steps/r.options.Every + 1
	switch n := len(r.plan.recordings); {
	case r.options.Sink == nil:
		return all
	case r.options.SinkSamples > 0:
		return min(r.options.SinkSamples, all)
	default:
		return min(max(sinkBytes/8/max(n, 1), 1), all)
	}
}

// untilFull is the number of steps from a sample to the one that fills the block.
func (r *runner) untilFull(from int) int {
	return r.first + (r.state.FirstSample+r.block-1)*r.options.Every - from
}

// standsAt tells that all samples up to one are made, and gives them away if the block is full.
func (r *runner) standsAt(sample int) {
	r.reached = sample
	if r.options.Sink != nil && r.untilFull(sample) <= 0 {
		r.give()
	}
}

// give gives away what there is of a block.
func (r *runner) give() {
	s := r.state
	n := (r.reached-r.first)/r.options.Every + 1 - s.FirstSample
	if n <= 0 {
		return
	}
	r.given = r.given[:0]
	for _, samples := range s.Samples {
		r.given = append(r.given, samples[:n:n])
	}
	if err := r.options.Sink(s.FirstSample, r.given); err != nil {
		r.failure.join(r.reached, fmt.Errorf("the samples from %.6g ms were not taken: %w", float64(r.first+s.FirstSample*r.options.Every)*r.options.Dt, err))
	}
	s.FirstSample += n
}

// giveRest gives away what is left at the end of a run, however it ended.
func (r *runner) giveRest() {
	if r.options.Sink == nil {
		return
	}
	if r.reached >= r.first {
		r.give()
	}
	for i, samples := range r.state.Samples {
		r.state.Samples[i] = samples[:0]
	}
}
