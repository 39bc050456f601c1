package checkpoint

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The least number of steps forward over all schedules of a fixed tape and so
// many slots, by dynamic programming over every place of the next checkpoint.
func programmed(steps, segment, slots int) [][]int {
	best := make([][]int, slots+1)
	for s := 1; s <= slots; s++ {
		best[s] = make([]int, steps+1)
		for n := 1; n <= steps; n++ {
			if n <= segment {
				best[s][n] = n
				continue
			}
			least := math.MaxInt
			for k := 1; k < n; k++ {
				switch {
				case n-k <= segment: // no state is kept
					least = min(least, k+(n-k)+best[s][k])
				case s > 1:
					least = min(least, k+best[s-1][n-k]+best[s][k])
				}
			}
			best[s][n] = least
		}
	}
	return best
}

func TestForwardIsOptimal(t *testing.T) {
	const steps, slots = 90, 7
	for segment := 1; segment <= 9; segment++ {
		best := programmed(steps, segment, slots)
		for s := 1; s <= slots; s++ {
			for n := 1; n <= steps; n++ {
				require.Equal(t, best[s][n], forward(n, segment, s), "%d steps, tape %d, %d slots", n, segment, s)
			}
		}
	}
}

// What split chooses costs what forward says: the tests of whole plans see the
// best pair of slots and tape only.
func TestSplitIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segment, slots := rapid.IntRange(1, 20).Draw(t, "segment"), rapid.IntRange(1, 12).Draw(t, "slots")
		steps := rapid.IntRange(segment+1, 1000).Draw(t, "steps")
		p := &Plan{Steps: steps, Slots: slots, Segment: segment}
		taken := 0
		for a := range p.Actions() {
			if a.Kind == Advance || a.Kind == Tape {
				taken += a.To - a.From
			}
			if a.Kind == Save {
				require.Less(t, a.Slot, slots)
			}
		}
		require.Equal(t, forward(steps, segment, slots), taken)
	})
}

// Budget's division of the memory is the best one.
func TestBudgetIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.IntRange(2, 5000).Draw(t, "steps")
		state, step := rapid.Int64Range(1, 60).Draw(t, "state"), rapid.Int64Range(1, 60).Draw(t, "step")
		least, all := state+step, int64(steps)*step
		if least >= all {
			return
		}
		bytes := rapid.Int64Range(least, all-1).Draw(t, "bytes")
		p, err := Budget(steps, state, step, bytes)
		require.NoError(t, err)
		best := math.MaxInt
		for m := 1; state+int64(m)*step <= bytes; m++ {
			best = min(best, forward(steps, m, int(min((bytes-int64(m)*step)/state, int64(steps)))))
		}
		require.Equal(t, best, p.Forward)
	})
}

// Where there are too many choices to try them all, the one taken is within one
// part in a thousand of the best.
func TestSearchIsNearlyOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.IntRange(20_000, 200_000).Draw(t, "steps")
		state, step := rapid.Int64Range(1, 9).Draw(t, "state"), rapid.Int64Range(1, 9).Draw(t, "step")
		bytes := rapid.Int64Range(5000*(state+step), int64(steps)*step-1+5000*(state+step)).Draw(t, "bytes")
		p, err := Budget(steps, state, step, bytes)
		require.NoError(t, err)
		if p.Slots == 0 {
			return
		}
		best := math.MaxInt
		for m := 1; state+int64(m)*step <= bytes; m++ {
			best = min(best, forward(steps, m, int(min((bytes-int64(m)*step)/state, int64(steps)))))
		}
		require.LessOrEqual(t, p.Forward, best+best/1000)
	})
}

// Memory that is divided anew at each moment between checkpoints and tape: the
// least number of steps forward of all, to see what the fixed division costs.
func lent(steps int, state, step, bytes int) int {
	memo := map[[2]int]int{}
	var reverse func(n, free int) int // the state at the start is in a slot; free bytes beside it
	reverse = func(n, free int) int {
		if n*step <= free+state { // the start's slot is lent to the tape
			return n
		}
		key := [2]int{n, free}
		if least, ok := memo[key]; ok {
			return least
		}
		least := math.MaxInt
		for k := 1; k < n; k++ {
			right := math.MaxInt
			if (n-k)*step <= free {
				right = n - k
			} else if free-state >= 0 && (n-k > 1 || free >= step) {
				right = reverse(n-k, free-state)
			}
			if right == math.MaxInt {
				continue
			}
			if left := reverse(k, free); left < math.MaxInt-right-k {
				least = min(least, k+right+left)
			}
		}
		memo[key] = least
		return least
	}
	return reverse(steps, bytes-state)
}

func TestFixedDivision(t *testing.T) {
	worst, sum, n := 1.0, 0.0, 0
	for _, c := range [][2]int{{1, 1}, {2, 1}, {5, 1}, {10, 1}, {1, 3}, {3, 2}} {
		for _, steps := range []int{12, 30, 60} {
			for bytes := 4 * (c[0] + c[1]); bytes < min(steps*c[1], 12*(c[0]+c[1])); bytes++ {
				p, err := Budget(steps, int64(c[0]), int64(c[1]), int64(bytes))
				require.NoError(t, err)
				ratio := float64(p.Forward) / float64(lent(steps, c[0], c[1], bytes))
				require.GreaterOrEqual(t, ratio, 1.0, "%d steps, %v, %d bytes", steps, c, bytes)
				worst, sum, n = max(worst, ratio), sum+ratio, n+1
			}
		}
	}
	t.Logf("fixed over lent: at most %.3f, %.3f on the average of %d", worst, sum/float64(n), n)
	// What the package's page says, rounded up.
	require.Less(t, worst, 1.20)
	require.Less(t, sum/float64(n), 1.025)
}

func TestTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.IntRange(1, 3000).Draw(t, "steps")
		state, step := rapid.Int64Range(0, 300).Draw(t, "state"), rapid.Int64Range(0, 300).Draw(t, "step")
		bytes := Twice(steps, state, step)
		p, err := Budget(steps, state, step, bytes)
		require.NoError(t, err)
		require.LessOrEqual(t, p.Forward, 2*steps)
		best := int64(steps) * step
		for m := 1; m < steps; m++ {
			slots := ceil(steps, m) - 1
			best = min(best, int64(slots)*state+int64(m)*step)
		}
		require.Equal(t, best, bytes)
	})
}
