package model

import (
	"math"
	"slices"

	"golgi"
)

// mostExtents is of how many recordings a run keeps the extent, the first ones: for people, who read no more.
const mostExtents = 8

// Extent is the range of one recording, and its spikes if it is of a voltage: crossings of 0 mV upwards.
type Extent struct {
	Recorded  golgi.Recorded
	Low, High float64
	Spikes    int
	First     float64 // the time of the first spike, ms

	times, trace []float64 // the last sample before the block to come
}

// add takes account of a block, after those before it.
func (e *Extent) add(times, trace []float64) {
	if len(trace) == 0 {
		return
	}
	if len(e.trace) == 0 {
		e.Low, e.High = math.Inf(1), math.Inf(-1)
	}
	e.Low, e.High = min(e.Low, slices.Min(trace)), max(e.High, slices.Max(trace))
	if e.Recorded.State == "v" {
		if len(e.trace) > 0 { // a crossing may lie between two blocks
			e.cross(append(e.times, times[0]), append(e.trace, trace[0]))
		}
		e.cross(times, trace)
	}
	e.times, e.trace = append(e.times[:0], times[len(times)-1]), append(e.trace[:0], trace[len(trace)-1])
}

func (e *Extent) cross(times, trace []float64) {
	at := golgi.Crossings(times, trace, 0)
	if len(at) > 0 && e.Spikes == 0 {
		e.First = at[0]
	}
	e.Spikes += len(at)
}

// extents are those of the first recordings.
type extents []Extent

func (list *extents) add(b golgi.Block) {
	if *list == nil {
		for _, recorded := range b.Recorded[:min(len(b.Recorded), mostExtents)] {
			*list = append(*list, Extent{Recorded: recorded})
		}
	}
	for r := range *list {
		(*list)[r].add(b.Times, b.Recordings[r])
	}
}

// Extents are those of the first eight recordings, or of all if there are fewer.
func (r *Run) Extents() []Extent {
	if r.extents == nil {
		r.extents.add(golgi.Block{Times: r.Result.Times, Recordings: r.Result.Recordings, Recorded: r.Result.Recorded})
	}
	return r.extents
}
