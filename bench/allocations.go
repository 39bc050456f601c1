package bench

import (
	"context"
	"math"
	"runtime"

	"golgi"
	"golgi/plan"
)

// Allocations are counted until sameCounts counts in a row have changed nothing, three times if there are none, and mostCounts times at most.
const (
	sameCounts = 5
	mostCounts = 20
)

// allocationsPerStep is how many objects more a run of so many steps allocates than one of fewer, for each step more. The runtime
// allocates now and then for itself, at any time and never less than nothing, so of each length the smallest of several
// counts is taken. What is done once, but only in a run that is long enough, stands between two lengths: of three, half of the steps,
// three quarters and all, the smaller difference counts.
func allocationsPerStep(steps int, count func(steps int) (uint64, error)) (float64, error) {
	lengths := [...]int{steps / 2, steps - steps/4, steps}
	if lengths[0] == 0 || lengths[1] == steps {
		return 0, nil
	}
	least := [...]uint64{math.MaxUint64, math.MaxUint64, math.MaxUint64}
	perStep := func() float64 {
		smallest := math.Inf(1)
		for i := 1; i < len(lengths); i++ {
			more := max(float64(least[i])-float64(least[i-1]), 0)
			smallest = min(smallest, more/float64(lengths[i]-lengths[i-1]))
		}
		return smallest
	}
	for counts, same := 0, 0; counts < mostCounts && same < sameCounts && (counts < 3 || perStep() > 0); counts++ {
		same++
		for i, length := range lengths {
			n, err := count(length)
			if err != nil {
				return 0, err
			}
			if n < least[i] {
				least[i], same = n, 0
			}
		}
	}
	return perStep(), nil
}

// allocationsOfRun counts the objects that the steps of a run allocate, with what comes before the first; not those of its
// plan and of its report, which has text in it of the time that was spent.
func (w *Workload) allocationsOfRun(ctx context.Context, o golgi.Options) func(steps int) (uint64, error) {
	return func(steps int) (uint64, error) {
		o.TMax = float64(steps) * w.step()
		s, err := w.view.Prepare(o)
		if err != nil {
			return 0, err
		}
		schedule, err := s.Schedule()
		if err != nil {
			return 0, err
		}
		return allocations(func() error { return plan.Run(ctx, s.State(), schedule, s.RunOptions()) })
	}
}

// allocations counts how many objects a function allocates, and all else that runs meanwhile.
func allocations(f func() error) (uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, err
}
