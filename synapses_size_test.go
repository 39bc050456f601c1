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
	require.Less(t, built.Seconds(), patience(1.0))
	require.Less(t, result.Stats.Freeze.Seconds(), patience(1.0))
	require.Less(t, (frozen-before)/n, 64.0)
	start = time.Now()
	require.Equal(t, n-2*cells+1, net.Cell(golgi.Range(1, cells)).NumSynapses())
	require.Less(t, time.Since(start).Seconds(), patience(0.1), "a view over a million synapses")
	runtime.KeepAlive(net)
}
