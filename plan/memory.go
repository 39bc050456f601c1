package plan

// memory is working memory of a sweep. What is large comes from the system and goes back to it with the sweep: a tape
// of hundreds of megabytes left to the garbage collector would stand beside the next one, and let the heap
// grow to twice its size before anything is collected.
type memory struct {
	numbers []float64
	mapped  []byte // nil if the numbers lie in the heap
}

// mappedFrom is the size, in numbers, from which memory comes from the system: 4 MiB.
const mappedFrom = 4 << 20 / 8

// newMemory is memory for so many numbers.
func newMemory(n int) *memory {
	if n >= mappedFrom {
		if m, err := mapMemory(n); err == nil {
			return m
		}
	}
	return &memory{numbers: make([]float64, n)}
}

// release gives the memory back; nothing may be read of it afterwards.
func (m *memory) release() {
	if m.mapped != nil {
		unmapMemory(m.mapped)
	}
	m.numbers, m.mapped = nil, nil
}
