package plan

import "sync"

// barrier lets a fixed number of workers wait for one another, again and again.
type barrier struct {
	mutex   sync.Mutex
	turn    *sync.Cond
	workers int
	waiting int
	round   int
}

func newBarrier(workers int) *barrier {
	b := &barrier{workers: workers}
	b.turn = sync.NewCond(&b.mutex)
	return b
}

// wait returns when all workers have called it.
func (b *barrier) wait() {
	if b.workers == 1 {
		return
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	round := b.round
	b.waiting++
	if b.waiting == b.workers {
		b.waiting = 0
		b.round++
		b.turn.Broadcast()
		return
	}
	for round == b.round {
		b.turn.Wait()
	}
}
