package bench

import (
	"context"
	"runtime"

	"golgi"
	"golgi/plan"
)

// Allocations are counted until sameCounts counts in a row have changed nothing, three times if there are none, and mostCounts times at most.
const (
	sameCounts = 5
	mostCounts = 20
)

// allocationsPerStep is how many objects more a run of so many steps allocates than one of half of them, for each step
// more. The runtime allocates now and then for itself, at any time and never less than nothing, so of each of the two lengths
// the smallest of several counts is taken.
func allocationsPerStep(steps int, count func(steps int) (uint64, error)) (float64, error) {
	half := steps / 2
	if half == 0 {
		return 0, nil
	}
	few, many := ^uint64(0), ^uint64(0)
	for counts, same := 0, 0; counts < mostCounts && same < sameCounts && (counts < 3 || many > few); counts++ {
		same++
		for _, run := range []struct {
			steps int
			least *uint64
		}{{half, &few}, {steps, &many}} {
			n, err := count(run.steps)
			if err != nil {
				return 0, err
			}
			if n < *run.least {
				*run.least, same = n, 0
			}
		}
	}
	return float64(many-min(few, many)) / float64(steps-half), nil
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
