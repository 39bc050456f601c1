package checkpoint

import (
	"fmt"
	"math"
)

// exhaustive is the largest number of choices that Budget goes through one by one.
const exhaustive = 4096

// Budget plans a run of so many steps within so many bytes. A checkpoint takes
// stateBytes, a step on the tape stepBytes. The plan takes the fewest steps
// forward, and of equal ones the least memory. Where all fits on the tape, that
// is the plan. A budget too small is an error that says the least that would do.
func Budget(steps int, stateBytes, stepBytes, bytes int64) (*Plan, error) {
	if err := check(steps, stateBytes, stepBytes); err != nil {
		return nil, err
	}
	if times(int64(steps), stepBytes) <= bytes {
		return full(steps, stepBytes), nil
	}
	if bytes < plus(stateBytes, stepBytes) {
		return nil, tooLittle(steps, stateBytes, stepBytes, bytes)
	}
	s := search{steps: steps, state: stateBytes, step: stepBytes, bytes: bytes}
	s.run()
	return &s.best, nil
}

// Least is the smallest budget, bytes, for a run of so many steps.
func Least(steps int, stateBytes, stepBytes int64) int64 {
	return min(times(int64(max(steps, 0)), stepBytes), plus(stateBytes, stepBytes))
}

// Twice is the smallest budget, bytes, with which no step need be taken forward
// more than twice (beyond some thousand steps, to one part in a thousand). It is
// about twice the square root of steps * stateBytes * stepBytes.
func Twice(steps int, stateBytes, stepBytes int64) int64 {
	best := times(int64(max(steps, 0)), stepBytes)
	if steps <= 1 {
		return best
	}
	// s slots and a tape of m steps reach m (s+1) steps; the best m is near the
	// root, and one of m and s is small.
	const around = 64
	root := math.Sqrt(float64(steps) * float64(stateBytes) / max(float64(stepBytes), 1))
	near := int(min(max(root, 1), float64(steps)))
	for m := max(1, near-around); m <= min(near+around, steps-1); m++ {
		slots := ceil(steps, m) - 1
		best = min(best, plus(times(int64(slots), stateBytes), times(int64(m), stepBytes)))
	}
	near = ceil(steps, near)
	for slots := max(1, near-around); slots <= min(near+around, steps-1); slots++ {
		m := ceil(steps, slots+1)
		best = min(best, plus(times(int64(slots), stateBytes), times(int64(m), stepBytes)))
	}
	return best
}

func tooLittle(steps int, stateBytes, stepBytes, bytes int64) error {
	least := Least(steps, stateBytes, stepBytes)
	how := fmt.Sprintf("all %s on the tape", count(steps, "step"))
	if least < times(int64(steps), stepBytes) {
		how = fmt.Sprintf("1 checkpoint, 1 step on the tape, each step taken %s times on the average; with %s none is taken more than twice",
			group((steps+1)/2), group(Twice(steps, stateBytes, stepBytes)))
	}
	return fmt.Errorf("checkpoints: %s bytes are too little for the way back over %s, with %s bytes a checkpoint and %s a step on the tape; the least is %s (%s)",
		group(bytes), count(steps, "step"), group(stateBytes), group(stepBytes), group(least), how)
}

// search looks for the best division of a budget that all steps do not fit into.
type search struct {
	steps              int
	state, step, bytes int64
	best               Plan
}

func (s *search) run() {
	// steps*step > bytes, so that step > 0 and the tape is shorter than the run.
	segments := int((s.bytes - s.state) / s.step)
	slots := s.steps
	if s.state > 0 {
		slots = int(min((s.bytes-s.step)/s.state, int64(s.steps)))
	}
	switch {
	case segments <= exhaustive:
		for m := 1; m <= segments; m++ {
			s.consider(m)
		}
	case slots <= exhaustive:
		for n := 1; n <= slots; n++ {
			s.consider(s.segment(n))
		}
	default:
		// As a function of a number of slots that need not be whole the least
		// number of steps falls, then rises.
		low, high := 1, slots
		for high-low > 2 {
			third := (high - low) / 3
			if s.smooth(low+third) <= s.smooth(high-third) {
				high -= third
			} else {
				low += third
			}
		}
		for n := max(1, low-exhaustive/8); n <= min(slots, high+exhaustive/8); n++ {
			s.consider(s.segment(n))
		}
		near := s.segment(low)
		for m := max(1, near-exhaustive/8); m <= min(segments, near+exhaustive/8); m++ {
			s.consider(m)
		}
	}
}

// segment is the longest tape beside so many slots.
func (s *search) segment(slots int) int {
	return int((s.bytes - int64(slots)*s.state) / s.step)
}

// smooth is the number of steps forward, with a tape that need not be a whole
// number of steps long.
func (s *search) smooth(slots int) float64 {
	m := (float64(s.bytes) - float64(float64(slots)*float64(s.state))) / float64(s.step)
	reach, sum, r := 1.0, 0.0, 0
	for m*reach < float64(s.steps) {
		sum += reach
		r++
		reach *= float64(slots+r) / float64(r)
	}
	return float64(float64(r+1)*float64(s.steps)) - float64(m*sum)
}

// consider takes a length of the tape, with all the slots that fit beside it, if
// it is better than the best so far.
func (s *search) consider(segment int) {
	slots := ceil(s.steps, segment) - 1 // more save no step, fewer take more
	if s.state > 0 {
		slots = int(min((s.bytes-int64(segment)*s.step)/s.state, int64(slots)))
	}
	p := Plan{Steps: s.steps, Slots: slots, Segment: segment, Forward: forward(s.steps, segment, slots)}
	p.Bytes = int64(slots)*s.state + int64(segment)*s.step
	if s.best.Forward == 0 || p.Forward < s.best.Forward || p.Forward == s.best.Forward && p.Bytes < s.best.Bytes {
		s.best = p
	}
}
