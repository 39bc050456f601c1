package barrier

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// patience is how long a goroutine polls before it sleeps: about what it costs to send a thread to sleep and wake it again, so that
// polling in vain costs at most as much once more.
const patience = 50 * time.Microsecond

// mostSleeps is how often at most the next to wait sleep at once when polling was in vain. On a busy machine those that are waited for
// are often without a processor for milliseconds, and may get that of those who sleep. Each time that polling is in vain again it is
// twice as often; when it was not, all poll again.
const mostSleeps = 256

// pollsBetween is the number of polls between two looks at the clock.
const pollsBetween = 16

// line is the number of bytes that processors pass from one to another, and the one beside it, which some fetch too.
const line = 128

// Barrier is where workers meet. The counters lie apart, so that those who poll the round are not disturbed by those who come.
type Barrier struct {
	workers  int32
	patience time.Duration
	_        [line]byte
	arrived  atomic.Int32
	_        [line]byte
	round    atomic.Uint32
	_        [line]byte
	vain     atomic.Int32 // how often the next sleep at once after polling in vain
	sleeps   atomic.Int32 // how often they still do
	asleep   atomic.Int32
	mutex    sync.Mutex
	turn     *sync.Cond
}

// New makes a barrier for so many workers. With more of them than there are processors nobody polls: who polled would keep a
// processor from one that is waited for.
func New(workers int) *Barrier {
	b := &Barrier{workers: int32(workers), patience: patience}
	if workers > min(runtime.GOMAXPROCS(0), runtime.NumCPU()) {
		b.patience = 0
	}
	b.turn = sync.NewCond(&b.mutex)
	return b
}

// Wait returns when all workers have called it. What they did before is seen by all after.
func (b *Barrier) Wait() {
	if b.workers == 1 {
		return
	}
	round := b.round.Load() // it cannot change before this worker has arrived
	if b.arrived.Add(1) == b.workers {
		b.arrived.Store(0)
		b.round.Add(1)
		if b.asleep.Load() > 0 {
			b.mutex.Lock() // who counts as asleep and has seen the old round lets go of it only in its sleep
			b.turn.Broadcast()
			b.mutex.Unlock()
		}
		return
	}
	if !b.patient() || !b.poll(round) {
		b.sleep(round)
	}
}

// patient reports whether it is time to poll. Workers that come at one time may take the same count, which does no harm.
func (b *Barrier) patient() bool {
	left := b.sleeps.Load()
	if left > 0 {
		b.sleeps.Store(left - 1)
	}
	return left == 0 && b.patience > 0
}

// poll reports whether the round ended in time.
func (b *Barrier) poll(round uint32) bool {
	var start time.Time
	for {
		for range pollsBetween {
			if b.round.Load() != round {
				if b.vain.Load() > 0 {
					b.vain.Store(0)
				}
				return true
			}
			pause()
		}
		switch {
		case start.IsZero():
			start = time.Now()
		case time.Since(start) > b.patience:
			vain := min(max(2*b.vain.Load(), 1), mostSleeps)
			b.vain.Store(vain)
			b.sleeps.Store(vain)
			return false
		}
	}
}

// sleep returns when the round has ended.
func (b *Barrier) sleep(round uint32) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.asleep.Add(1)
	for b.round.Load() == round {
		b.turn.Wait()
	}
	b.asleep.Add(-1)
}
