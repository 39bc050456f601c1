package bench

import (
	"runtime"
	"time"
)

// multiplyCycles is what the product of two integers takes until the next can use it: cycles of every processor of
// the last fifteen years that golgi has machine code for (Fog, Instruction tables, 2022).
const multiplyCycles = 3

// Clock measures the clock of the processor, Hz, by products that wait for one another. The best of some tries of a millisecond
// counts.
func Clock() float64 {
	const rounds, each = 100_000, 8
	best, x := 0.0, uint64(time.Now().UnixNano())|1
	for range 9 {
		k := x
		started := time.Now()
		for range rounds {
			x *= k
			x *= k
			x *= k
			x *= k
			x *= k
			x *= k
			x *= k
			x *= k
		}
		best = max(best, rounds*each*multiplyCycles/since(started))
	}
	runtime.KeepAlive(x)
	return best
}
