package barrier

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// meet lets workers meet so many times and checks that nobody is ever a round ahead of another: each writes into places
// of its own, without locks, what the others read after the barrier (the race detector looks at that too).
func meet(t *testing.T, b *Barrier, workers, rounds int, before func(worker, round int)) {
	seen := make([]int, workers)
	var wrong atomic.Int32
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for round := 1; round <= rounds; round++ {
				before(w, round)
				seen[w] = round
				b.Wait()
				for _, s := range seen {
					if s != round {
						wrong.Add(1)
					}
				}
				b.Wait() // nobody writes before all have read
			}
		})
	}
	ended := make(chan struct{})
	go func() { group.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		require.FailNow(t, "workers wait for ever")
	}
	require.Zero(t, wrong.Load())
	require.Zero(t, b.asleep.Load())
	require.EqualValues(t, 2*rounds*min(workers-1, 1), b.round.Load())
}

// TestRounds: many rounds of few and of many workers, that poll, sleep at once, or do one after the other.
func TestRounds(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 7, 40} {
		for _, patience := range []time.Duration{0, time.Nanosecond, time.Microsecond, patience} {
			t.Run(fmt.Sprint(workers, " workers, ", patience), func(t *testing.T) {
				b := New(workers)
				b.patience = patience
				rounds := 20000 / workers
				if patience > time.Microsecond && workers > runtime.GOMAXPROCS(0) {
					rounds = 20 // polling keeps processors from those that are waited for
				}
				meet(t, b, workers, rounds, func(int, int) {})
			})
		}
	}
}

// TestLate: those that come late are waited for asleep, and wake the others.
func TestLate(t *testing.T) {
	b := New(3)
	slept := atomic.Int32{}
	meet(t, b, 3, 60, func(worker, round int) {
		if round%3 != worker {
			return
		}
		time.Sleep(3 * patience)
		slept.Add(b.asleep.Load())
	})
	require.Positive(t, slept.Load(), "nobody slept")
}

// TestInVain: who polls in vain lets the next sleep at once, more and more of them, until polling helps again.
func TestInVain(t *testing.T) {
	b := New(2)
	b.patience = patience
	old := b.round.Load()
	for want := int32(1); want <= mostSleeps; want *= 2 {
		require.True(t, b.patient())
		require.False(t, b.poll(old))
		for range want {
			require.False(t, b.patient())
		}
	}
	require.False(t, b.poll(old))
	require.EqualValues(t, mostSleeps, b.sleeps.Load())
	b.round.Add(1)
	require.True(t, b.poll(old))
	require.False(t, b.poll(b.round.Load()))
	require.EqualValues(t, 1, b.sleeps.Load())
}

// TestRoundsEndOver: the number of rounds may begin again at 0.
func TestRoundsEndOver(t *testing.T) {
	b := New(2)
	b.round.Store(^uint32(0) - 4)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for range 10 {
				b.Wait()
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 5, b.round.Load())
}

// TestMoreThanProcessors: then nobody polls.
func TestMoreThanProcessors(t *testing.T) {
	processors := min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	require.Equal(t, patience, New(processors).patience)
	require.Zero(t, New(processors+1).patience)
}

// TestAllocatesNothing in a round.
func TestAllocatesNothing(t *testing.T) {
	const rounds = 1000
	b := New(2)
	var group sync.WaitGroup
	group.Go(func() {
		for range rounds + 1 { // one to warm up
			b.Wait()
		}
	})
	require.Zero(t, testing.AllocsPerRun(rounds, b.Wait))
	group.Wait()
}
