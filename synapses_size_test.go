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
	heap := func() float64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
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
	before := heap()

	start := time.Now()
	require.NoError(t, golgi.FullyConnect(net.View, net.View, library.IonotropicSynapse()))
	require.NoError(t, net.Set("IonotropicSynapse_gS", 1e-6))
	built := time.Since(start)
	require.Equal(t, n, net.NumSynapses())
	world := heap()
	result := runNet(t, net, step)
	frozen := heap()

	t.Logf("%v to build, %v to freeze; %.1f bytes a synapse in the world, %.1f with the plan",
		built, result.Stats.Freeze, (world-before)/n, (frozen-before)/n)
	require.Less(t, built.Seconds(), 1.0)
	require.Less(t, result.Stats.Freeze.Seconds(), 3.0, "about a second, on a machine that may be busy")
	require.Less(t, (frozen-before)/n, 64.0)
	start = time.Now()
	require.Equal(t, n-2*cells+1, net.Cell(golgi.Range(1, cells)).NumSynapses())
	require.Less(t, time.Since(start).Seconds(), 0.2, "a view over a million synapses")
	runtime.KeepAlive(net)
}

// TestLargeNetwork: 10,000 cells of 28 compartments with 100,000 synapses are
// built, frozen and run for 1 ms in 4 s on one core, within 400 MB. Both are
// several times what it takes on an idle machine.
func TestLargeNetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a second")
	}
	start := time.Now()
	net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0, 0, 1, 1, 2, 2}, 4), 10_000)
	require.NoError(t, err)
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), 0.001, 1, golgi.WithRandomPost(2)))
	require.InDelta(t, 100_000, net.NumSynapses(), 5*316, "binomial, five standard deviations")
	require.NoError(t, net.Cell(0).Stimulate(golgi.StepCurrent(0, 1, 0.1, 0.025, 1, 0)))
	require.NoError(t, net.Cell(0).Record("v"))
	result := runNet(t, net, golgi.Options{TMax: 1, Workers: 1})
	elapsed := time.Since(start)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	t.Logf("%v; %d MB live; %d MB of plan and columns", elapsed, m.HeapAlloc>>20, result.Stats.Bytes>>20)
	require.Equal(t, 280_000, result.Stats.Compartments)
	require.Less(t, elapsed.Seconds(), 4.0)
	require.Less(t, m.HeapAlloc, uint64(400<<20))
	runtime.KeepAlive(net)
}
