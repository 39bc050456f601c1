package checkpoint

// forward is the least number of steps taken forward that lets a run be gone
// back over with so many slots (the one at the start among them) and a tape of
// segment steps: the formula of the package's page. It needs a slot where steps
// exceed the tape.
func forward(steps, segment, slots int) int {
	stretches := ceil(steps, segment)
	if stretches <= 1 {
		return steps
	}
	if slots == 1 {
		// r steps forward before a step is taped reach r+1 stretches.
		r := stretches - 1
		return (r+1)*steps - segment*(r*(r+1)/2)
	}
	// reach = C(slots+r, r); sum = C(slots+r, r-1), as the sum of those before.
	reach, sum, r := 1, 0, 0
	for reach < stretches {
		sum += reach
		r++
		reach = reach * (slots + r) / r
	}
	return (r+1)*steps - segment*sum
}

// split is the number of steps to go forward from the start of a stretch, which
// has more steps than the tape, to where its next state is kept or, with one
// slot, the tape begins. Every number between two bounds is as good (see
// forward); the largest leaves all tapes but one full.
func split(steps, segment, slots int) int {
	if slots == 1 {
		return steps - segment
	}
	stretches := ceil(steps, segment)
	reach, before, r := 1, 0, 0
	for reach < stretches {
		r++
		before, reach = reach, reach*(slots+r)/r
	}
	// C(slots-1+r-1, r-1) stretches are the fewest for the slots after this one.
	fewest := before * slots / (slots + r - 1)
	return min(segment*before, steps-segment*fewest)
}

func ceil(a, b int) int { return (a + b - 1) / b }
