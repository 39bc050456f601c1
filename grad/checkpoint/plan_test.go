package checkpoint_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/grad/checkpoint"
)

// requireLives checks a plan against what going through it takes.
func requireLives(t require.TestingT, p *checkpoint.Plan, state, step int64) lived {
	l, err := live(p, state, step)
	require.NoError(t, err, "%+v", *p)
	require.Equal(t, p.Forward, l.forward, "steps forward of %+v", *p)
	require.Equal(t, p.Slots, l.slots, "slots of %+v", *p)
	require.Equal(t, p.Segment, l.tape, "tape of %+v", *p)
	require.Equal(t, p.Bytes, l.bytes, "bytes of %+v", *p)
	return l
}

func TestBudgetIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.IntRange(0, 600).Draw(t, "steps")
		state := rapid.Int64Range(0, 500).Draw(t, "state")
		step := rapid.Int64Range(0, 100).Draw(t, "step")
		least := checkpoint.Least(steps, state, step)
		bytes := least + rapid.Int64Range(0, 3*checkpoint.Twice(steps, state, step)/2+1).Draw(t, "beyond the least")
		p, err := checkpoint.Budget(steps, state, step, bytes)
		require.NoError(t, err)
		requireLives(t, p, state, step)
		require.LessOrEqual(t, p.Bytes, bytes)
		if int64(steps)*step <= bytes {
			require.Equal(t, steps, p.Forward)
			require.Zero(t, p.Slots)
		}
		if least > 0 {
			_, err = checkpoint.Budget(steps, state, step, least-1)
			require.Error(t, err, "less than the least")
		}
		more, err := checkpoint.Budget(steps, state, step, bytes+rapid.Int64Range(0, 1000).Draw(t, "more"))
		require.NoError(t, err)
		require.LessOrEqual(t, more.Forward, p.Forward, "more memory")
	})
}

func TestLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 5).Draw(t, "lengths")
		product, states := 1, 1
		for i, length := range lengths {
			product *= length
			if i < len(lengths)-1 {
				states += length - 1
			}
		}
		steps := rapid.IntRange(0, min(product, 3000)).Draw(t, "steps")
		p, err := checkpoint.Levels(steps, 70, 30, lengths...)
		require.NoError(t, err)
		l := requireLives(t, p, 70, 30)
		require.LessOrEqual(t, p.Slots, states)
		require.LessOrEqual(t, p.Segment, lengths[len(lengths)-1])
		require.LessOrEqual(t, l.most, len(lengths), "one further forward pass a level")
	})
}

func TestLevelsAreNested(t *testing.T) {
	p, err := checkpoint.Levels(24, 100, 10, 2, 3, 4)
	require.NoError(t, err)
	// The first part of 12 steps is advanced over, taken again but for its last
	// 4 steps, and taped; the second likewise without the first time.
	require.Equal(t, 12+8+12+8+12, p.Forward)
	require.Equal(t, 3, p.Slots) // at 0, 12, 16 and then at 0, 4
	require.Equal(t, int64(3*100+4*10), p.Bytes)
	var saves []int
	for a := range p.Actions() {
		if a.Kind == checkpoint.Save {
			saves = append(saves, a.From)
		}
	}
	require.Equal(t, []int{0, 12, 16, 4}, saves)

	p, err = checkpoint.Levels(100, 1000, 10, 100)
	require.NoError(t, err)
	require.Equal(t, 100, p.Forward)
	require.Zero(t, p.Slots)
}

func TestLevelsErrors(t *testing.T) {
	_, err := checkpoint.Levels(1000, 1, 1, 10, 99)
	require.EqualError(t, err, "checkpoints: the levels 10 x 99 reach 990 steps, the run has 1,000; their product must be at least that")
	_, err = checkpoint.Levels(1000, 1, 1)
	require.ErrorContains(t, err, "levels need one length or more; their product is to be at least 1,000 steps")
	_, err = checkpoint.Levels(1000, 1, 1, 10, 0, 3)
	require.ErrorContains(t, err, "the length of level 1 is 0; it must be 1 or more")
	_, err = checkpoint.Levels(-1, 1, 1, 10)
	require.ErrorContains(t, err, "cannot have -1 steps")
	p, err := checkpoint.Levels(1<<31-1, 1, 1, math.MaxInt, math.MaxInt)
	require.NoError(t, err)
	require.Equal(t, 1<<31-1, p.Segment)
}

func TestFullAndEmpty(t *testing.T) {
	p, err := checkpoint.Full(17, 1000, 3)
	require.NoError(t, err)
	l := requireLives(t, p, 1000, 3)
	require.Equal(t, lived{forward: 17, tape: 17, most: 1, bytes: 51}, l)
	require.Equal(t, "All 17 steps on the tape: 51 bytes. No step is taken twice.", p.String())
	require.Equal(t, 1.0, p.Factor())

	p, err = checkpoint.Full(0, 1000, 3)
	require.NoError(t, err)
	requireLives(t, p, 1000, 3)
	require.Equal(t, 1.0, p.Factor())

	_, err = checkpoint.Full(3, -1, 3)
	require.ErrorContains(t, err, "neither can be negative")
	if steps := int64(1) << 32; steps <= math.MaxInt {
		_, err = checkpoint.Full(int(steps), 1, 1)
		require.ErrorContains(t, err, "4,294,967,296 steps are too many")
	}
}

func TestBudgetTooSmall(t *testing.T) {
	_, err := checkpoint.Budget(1000, 40_000, 960, 1000)
	require.EqualError(t, err, "checkpoints: 1,000 bytes are too little for the way back over 1,000 steps, "+
		"with 40,000 bytes a checkpoint and 960 a step on the tape; the least is 40,960 "+
		"(1 checkpoint, 1 step on the tape, each step taken 500 times on the average; with 352,000 none is taken more than twice)")
	_, err = checkpoint.Budget(2, 40_000, 960, 1919)
	require.ErrorContains(t, err, "the least is 1,920 (all 2 steps on the tape)")
	_, err = checkpoint.Budget(1_000_000, 1<<62, 1<<62, 1<<62)
	require.Error(t, err, "sums of bytes do not overflow")
	_, err = checkpoint.Budget(10, 100, 1, -5)
	require.Error(t, err)
}

func TestPlanStrings(t *testing.T) {
	p, err := checkpoint.Budget(1000, 2000, 100, 20_000)
	require.NoError(t, err)
	require.Equal(t, "4 checkpoints and a tape of 120 steps: 19.5 KiB. For a run of 1,000 steps, 2,280 steps are taken forward: each 2.28 times on the average.", p.String())
	require.Equal(t, "advance 3 to 5", checkpoint.Action{Kind: checkpoint.Advance, From: 3, To: 5}.String())
	require.Equal(t, "save 3 slot 1", checkpoint.Action{Kind: checkpoint.Save, From: 3, To: 3, Slot: 1}.String())
}

// An iteration may be left, and started again.
func TestActionsStop(t *testing.T) {
	p, err := checkpoint.Budget(100, 100, 10, 300)
	require.NoError(t, err)
	var all []checkpoint.Action
	for a := range p.Actions() {
		all = append(all, a)
	}
	for n := range all {
		var some []checkpoint.Action
		for a := range p.Actions() {
			some = append(some, a)
			if len(some) == n+1 {
				break
			}
		}
		require.Equal(t, all[:n+1], some)
	}
}

func TestManySteps(t *testing.T) {
	const steps = 1_000_000
	worst := time.Duration(0)
	for _, c := range []struct{ state, step, bytes int64 }{
		{1000, 1000, 2_000_000}, {1_000_000, 300_000, 1 << 30}, {8, 8, 1 << 20}, {1, 1000, 1 << 26}, {1000, 1, 500_000},
		{1, 1, 900_000}, {1000, 1000, 2000}, {1_000_000, 1, 1_999_999}, {0, 1000, 5000}, {10, 10, 9_000_000}, {100_000, 7, 1_000_000},
	} {
		started := time.Now()
		p, err := checkpoint.Budget(steps, c.state, c.step, c.bytes)
		took := time.Since(started)
		require.NoError(t, err)
		require.LessOrEqual(t, p.Bytes, c.bytes)
		worst = max(worst, took)
		t.Log(took, p)
	}
	// 10 ms is asked of a machine of one's own; others use this one.
	require.Less(t, worst, 60*time.Millisecond)
	p, err := checkpoint.Budget(steps, 1000, 1000, 100_000)
	require.NoError(t, err)
	requireLives(t, p, 1000, 1000)
	n := 0
	require.Less(t, testing.AllocsPerRun(1, func() {
		for range p.Actions() {
			n++
		}
	}), 8.0, "a stack of checkpoints, and no more")
	require.Positive(t, n)
}

func BenchmarkBudget(b *testing.B) {
	for b.Loop() {
		_, _ = checkpoint.Budget(1_000_000, 1_000_000, 300_000, 1<<30)
	}
}
