package golgi_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// TestAMillionSynapses: built in a second, at 64 bytes each with the plan,
// parameters and states that are equal costing nothing.
func TestAMillionSynapses(t *testing.T) {
	const cells = 1000
	const n = cells * cells
	point, err := golgi.NewCellFromParents([]int{-1})
	require.NoError(t, err)
	require.NoError(t, point.Insert(library.Leak()))
	net, err := golgi.NewNetworkOf(point, cells)
	require.NoError(t, err)
	require.NoError(t, net.Cell(0).Record("v"))
	step := golgi.Options{TMax: 0.025, Workers: 1}
	runNet(t, net, step)
	before := heapInUse()

	start := time.Now()
	require.NoError(t, golgi.FullyConnect(net.View, net.View, library.IonotropicSynapse()))
	require.NoError(t, net.Set("IonotropicSynapse_gS", 1e-6))
	built := time.Since(start)
	require.Equal(t, n, net.NumSynapses())
	world := heapInUse()
	result := runNet(t, net, step)
	frozen := heapInUse()

	t.Logf("%v to build, %v to freeze; %.1f bytes a synapse in the world, %.1f with the plan",
		built, result.Stats.Freeze, (world-before)/n, (frozen-before)/n)
	require.Less(t, built.Seconds(), patience(1.0))
	require.Less(t, result.Stats.Freeze.Seconds(), patience(1.0))
	require.Less(t, (frozen-before)/n, 64.0)
	start = time.Now()
	require.Equal(t, n-2*cells+1, net.Cell(golgi.Range(1, cells)).NumSynapses())
	require.Less(t, time.Since(start).Seconds(), patience(0.1), "a view over a million synapses")
	runtime.KeepAlive(net)
}

// TestSynapsesAreSmallAtAnyNumber: as small where sizes pass a power of two, and where a model is connected in many calls,
// which must not each hold twice what there is.
func TestSynapsesAreSmallAtAnyNumber(t *testing.T) {
	for _, one := range []struct {
		cells, calls, n int
		most            float64 // bytes a synapse: 16 and 12, an eighth of the world's where it grew, and of the plan's 8 a presynaptic compartment
	}{
		{1000, 1, 100_000, 29}, {1000, 11, 100_000, 31}, {1100, 1, 1_100_000, 29}, {1000, 11, 1_100_000, 31}, {1500, 1, 2_100_000, 29},
		{100, 300, 300_000, 31},
	} {
		point, err := golgi.NewCellFromParents([]int{-1})
		require.NoError(t, err)
		require.NoError(t, point.Insert(library.Leak()))
		net, err := golgi.NewNetworkOf(point, one.cells)
		require.NoError(t, err)
		require.NoError(t, net.Cell(0).Record("v"))
		step := golgi.Options{TMax: 0.025, Workers: 1}
		runNet(t, net, step)
		before := heapInUse()
		p := float64(one.n) / float64(one.calls) / float64(one.cells*one.cells)
		for call := range one.calls {
			require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), min(p, 1), uint64(call), golgi.WithDuplicates()))
		}
		runNet(t, net, step)
		held := (heapInUse() - before) / float64(net.NumSynapses())
		t.Logf("%d synapses in %d calls: %.1f bytes each", net.NumSynapses(), one.calls, held)
		require.Less(t, held, one.most, "%d synapses in %d calls", one.n, one.calls)
		runtime.KeepAlive(net)
	}
}

// heapInUse is what lives on the heap, bytes.
func heapInUse() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
