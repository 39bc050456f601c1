package bench

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/plan"
)

// TestStepsAllocateNothing: what a run asks of the memory manager does not grow with its steps, whatever the workload and the workers;
// nor what a gradient does whose steps are all on the tape.
func TestStepsAllocateNothing(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates for itself")
	}
	pop, err := Population(30, 20)
	require.NoError(t, err)
	net, err := SparseNetwork(100, 10, 20)
	require.NoError(t, err)
	traced, err := TracedCell(tracedFile, 2, 20)
	require.NoError(t, err)
	for _, w := range []*Workload{pop, net, traced} {
		for _, workers := range []int{1, 2} {
			per, err := allocationsPerStep(800, w.allocationsOfRun(context.Background(), golgi.Options{Workers: workers}))
			require.NoError(t, err)
			require.Zero(t, per, "%s, %d workers", w.Name, workers)
		}
	}
	one, err := Population(1, 10)
	require.NoError(t, err)
	batch, err := one.MeasureBatch(context.Background(), 9, MeasureOptions{Workers: 1, Repetitions: 1})
	require.NoError(t, err)
	require.Zero(t, batch.AllocsPerStep)
	gradient, err := pop.Gradient()
	require.NoError(t, err)
	m, err := gradient.Measure(context.Background(), MeasureOptions{Workers: 1, Repetitions: 1})
	require.NoError(t, err)
	require.Zero(t, m.AllocsPerStep)
}

// allocating allocates an object in every so many steps.
type allocating struct {
	every int
	last  *[16]float64
}

func (*allocating) Name() string        { return "allocating" }
func (*allocating) Access() plan.Access { return plan.Access{} }

func (a *allocating) Step(c *plan.Context, _ plan.Tile) error {
	if c.N%a.every == 0 {
		a.last = new([16]float64)
	}
	return nil
}

// TestAllocationsAreSeen: a system that allocates one object in each step shows as 1, and in every tenth as 0.1.
func TestAllocationsAreSeen(t *testing.T) {
	w, err := Population(3, 20)
	require.NoError(t, err)
	for every, want := range map[int]float64{1: 1, 10: 0.1} {
		system := &allocating{every: every}
		o := golgi.Options{Workers: 1, Systems: []golgi.AddedSystem{{System: system}}}
		per, err := allocationsPerStep(800, w.allocationsOfRun(context.Background(), o))
		require.NoError(t, err)
		require.NotNil(t, system.last)
		require.InDelta(t, want, per, 1e-12)
	}
}

// TestAllocationsWithoutNoise: what is added now and then to counts is left out, and the figure is never negative.
func TestAllocationsWithoutNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	for range 100 {
		for _, each := range []uint64{0, 2} {
			per, err := allocationsPerStep(100, func(steps int) (uint64, error) {
				n := 1000 + each*uint64(steps)
				if random.IntN(4) == 0 {
					n += random.Uint64N(50)
				}
				return n, nil
			})
			require.NoError(t, err)
			require.EqualValues(t, each, per)
		}
	}
	per, err := allocationsPerStep(100, func(steps int) (uint64, error) {
		if steps > 60 {
			return 1007, nil // a run of more than 60 steps needs something that shorter ones do not
		}
		return 1000, nil
	})
	require.NoError(t, err)
	require.Zero(t, per, "it is not allocated by steps")
	for steps := range 4 {
		per, err := allocationsPerStep(steps, nil)
		require.NoError(t, err)
		require.Zero(t, per, "%d steps have no parts to compare", steps)
	}
}
