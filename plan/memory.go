package plan

import (
	"runtime"
	"sync/atomic"
)

// memory is working memory of a sweep. What is large comes from the system and goes back to it with the plan, or when
// another size is wanted: a tape of hundreds of megabytes left to the garbage collector would stand beside the next one, and
// let the heap grow to twice its size before anything is collected.
type memory struct {
	numbers []float64
	mapped  []byte // nil if the numbers lie in the heap
	cleanup runtime.Cleanup
}

const (
	mappedFrom = 4 << 20 / 8 // numbers, from which on memory comes from the system
	mostSpare  = 256 << 20   // bytes that a plan keeps for the next sweep
)

// spareMemory is what a plan keeps between sweeps, so that the gradients of a fit need not each have new pages.
type spareMemory struct{ atomic.Pointer[memory] }

// take returns memory for so many numbers, with anything in it.
func (s *spareMemory) take(n int) *memory {
	if n < mappedFrom {
		return &memory{numbers: make([]float64, n)}
	}
	if spare := s.Swap(nil); spare != nil {
		if have := cap(spare.numbers); have >= n && have <= n+n/4 {
			spare.numbers = spare.numbers[:n]
			return spare
		}
		spare.unmap()
	}
	mapped, numbers, err := mapMemory(n)
	if err != nil {
		return &memory{numbers: make([]float64, n)}
	}
	m := &memory{numbers: numbers, mapped: mapped}
	m.cleanup = runtime.AddCleanup(m, unmapMemory, mapped)
	return m
}

// give gives memory back; nothing may be read of it afterwards.
func (s *spareMemory) give(m *memory) {
	if m.mapped == nil {
		return
	}
	if len(m.mapped) > mostSpare || !s.CompareAndSwap(nil, m) {
		m.unmap()
	}
}

func (m *memory) unmap() {
	m.cleanup.Stop()
	unmapMemory(m.mapped)
	m.numbers, m.mapped = nil, nil
}
