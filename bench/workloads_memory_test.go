package bench

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
)

// heap watches what lives on the heap, bytes: the most that it has seen above what was there when it was made.
type heap struct{ start, most int64 }

func newHeap() *heap { return &heap{start: liveBytes()} }

func (h *heap) look() { h.most = max(h.most, liveBytes()-h.start) }

func liveBytes() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// allocatedBytes is all that a function asks of the memory manager, as the runtime counts it: what it holds at any one
// time, garbage included, is no more.
func allocatedBytes(t *testing.T, f func() error) int64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.NoError(t, f())
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// gradientOf returns the gradient of a workload as something to measure; done is called with what it cost.
func (w *Workload) gradientOf(o golgi.Options, checkpoints grad.Checkpoints, loss grad.Loss, done func(grad.Cost)) func() error {
	return func() error {
		g, err := grad.ValueAndGrad(context.Background(), w.model, o.Parameters, loss, grad.Options{Run: o, Checkpoints: checkpoints})
		if err == nil {
			done(g.Cost)
		}
		return err
	}
}

// TestBudgetIsKept: by the runtime's own counts a gradient takes no more of the heap than a plain run and its budget
// together, but for working memory that depends neither on the steps nor on the budget. Budgets from a twentieth of the tape of
// all steps to more than it takes. (A large tape comes from the system, not from the heap: see TestBudgetIsKeptByTheProcess.)
func TestBudgetIsKept(t *testing.T) {
	make := func() (*Workload, golgi.Options) { // a model of its own: gradients may keep memory for the next one of the same model
		w, err := Population(20, 20)
		require.NoError(t, err)
		w, err = w.Gradient()
		require.NoError(t, err)
		o := w.options(MeasureOptions{Workers: 1})
		require.NoError(t, w.forward(context.Background(), o)())
		return w, o
	}
	w, o := make()
	h := newHeap()
	watched := func(o golgi.Options) golgi.Options {
		o.Progress = func(int, int) { h.look() }
		return o
	}
	require.NoError(t, w.forward(context.Background(), watched(o))())
	plainLive, plainAllocated := h.most, allocatedBytes(t, w.forward(context.Background(), o))

	// What is neither of the plain run nor in the budget, and grows with neither steps nor budget. On the heap at once: a copy of
	// the values of the model, and what the systems work in on the way back. In all, besides: derivatives in the order of the
	// model, and the list of those that are zero, here of 19 cells of 20.
	workAlive, workInAll := int64(300*w.view.Len()+64<<10), int64(700*w.view.Len()+64<<10)
	full := int64(0)
	for _, budget := range []int64{1 << 20, 2 << 20, 8 << 20, 1 << 30} {
		w, o := make()
		var cost grad.Cost
		keep := func(c grad.Cost) { cost = c }
		atLoss := func(r *golgi.Result, derivative [][]float64) (float64, error) {
			h.look() // the tape and the checkpoints are full
			return meanSquare(r, derivative)
		}
		// The kernels of the way back are made for the first gradient, here a short one, and kept with the model.
		short := o
		short.TMax = 10 * workloadDt
		require.NoError(t, w.gradientOf(short, grad.Levels(10), meanSquare, keep)())
		h = newHeap()
		require.NoError(t, w.gradientOf(watched(o), grad.Budget(budget), atLoss, keep)())
		alive := h.most
		w, o = make()
		short.Parameters = o.Parameters
		require.NoError(t, w.gradientOf(short, grad.Levels(10), meanSquare, keep)())
		allocated := allocatedBytes(t, w.gradientOf(o, grad.Budget(budget), meanSquare, keep))
		t.Logf("budget %d: planned %d and %d, %.2f times forward; live %d (plain %d), allocated %d (plain %d)",
			budget, cost.Bytes, cost.Derivatives, cost.Factor, alive, plainLive, allocated, plainAllocated)
		planned := cost.Bytes + cost.Derivatives
		require.LessOrEqual(t, planned, budget)
		require.LessOrEqual(t, alive, plainLive+planned+workAlive, "live on the heap at most, budget %d", budget)
		require.LessOrEqual(t, allocated, plainAllocated+planned+workInAll, "allocated in all, budget %d", budget)
		if cost.Factor > 1 {
			require.Greater(t, planned, budget*8/10, "a budget that forces steps to be taken twice is used")
		}
		full = max(full, cost.Bytes)
	}
	require.Greater(t, full, int64(16<<20), "the smaller budgets are much smaller than what a tape of all steps takes")
}

// TestStepsOfGradientsAllocateNothing: what a gradient asks of the memory manager does not grow with the number of steps:
// neither a step with a tape, nor one on the way back, nor one taken twice asks for anything.
func TestStepsOfGradientsAllocateNothing(t *testing.T) {
	const long = 5 // ms
	pop, err := Population(80, long)
	require.NoError(t, err)
	net, err := SparseNetwork(80, 10, long)
	require.NoError(t, err)
	cell, err := TracedCell(tracedFile, 4, long)
	require.NoError(t, err)
	for _, w := range []*Workload{pop, net, cell} {
		w, err := w.Gradient()
		require.NoError(t, err)
		objects := func(steps int, checkpoints grad.Checkpoints) uint64 {
			o := w.options(MeasureOptions{Workers: 1})
			o.TMax = float64(steps) * workloadDt
			f := w.gradientOf(o, checkpoints, meanSquare, func(grad.Cost) {})
			require.NoError(t, f())
			n, err := allocations(f)
			require.NoError(t, err)
			return n
		}
		few, many := objects(100, grad.Levels(100)), objects(200, grad.Levels(200))
		require.Less(t, float64(many)-float64(few), 40.0, "%s: in 100 steps more, with a tape and back: %d and %d", w.Name, few, many)
		// Levels of 10 parts: the same number of checkpoints and of parts, of twice the length.
		few, many = objects(100, grad.Levels(10, 10)), objects(200, grad.Levels(10, 20))
		require.Less(t, float64(many)-float64(few), 40.0, "%s: in 100 steps more, with checkpoints: %d and %d", w.Name, few, many)
	}
}
