//go:build linux

package golgi_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// scaleChild is set in the environment of the process that TestScale starts.
const scaleChild = "GOLGI_TEST_SCALE"

// scaleTimes are what that process reports of itself.
type scaleTimes struct {
	Build, Connect, Freeze, Run, All     float64 // seconds
	Compartments, Synapses, Cells, Steps int
	PlanMB, HeapMB, SystemMB             int
}

// TestScale: 10,000 cells of 28 compartments with HH and 100,000 synapses are
// built, frozen and run for 1 ms on one core in under 4 s and 400 MB: the peak
// of the resident set of a process of their own.
func TestScale(t *testing.T) {
	if os.Getenv(scaleChild) != "" {
		runScale(t)
		return
	}
	if testing.Short() {
		t.Skip("it takes two seconds")
	}
	child := exec.Command(os.Args[0], "-test.run=^TestScale$", "-test.count=1")
	child.Env = append(os.Environ(), scaleChild+"=1", "GOMAXPROCS=1")
	out, err := child.Output()
	require.NoError(t, err, "%s", out)
	var times scaleTimes
	line, _, _ := bytes.Cut(out, []byte("\n"))
	require.NoError(t, json.Unmarshal(line, &times), "%s", out)
	peak := child.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10 // of KB
	processor := child.ProcessState.UserTime() + child.ProcessState.SystemTime()
	t.Logf("%+v; %v of the processor, %d MB resident at most", times, processor, peak)
	require.Equal(t, 280_000, times.Compartments)
	require.InDelta(t, 100_000, times.Synapses, 5*316, "binomial, five standard deviations")
	require.Less(t, times.All, patience(4))
	require.Less(t, peak, int64(400))
}

func runScale(t *testing.T) {
	start := time.Now()
	net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0, 0, 1, 1, 2, 2}, 4), 10_000)
	require.NoError(t, err)
	built := time.Now()
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), 0.001, 1, golgi.WithRandomPost(2)))
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0, 1, 0.1, golgi.DefaultDt, 1, 0)))
	require.NoError(t, net.Cell(0).Record("v"))
	connected := time.Now()
	result := runNet(t, net, golgi.Options{TMax: 1, Workers: 1})
	all := time.Since(start)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	stats := result.Stats
	require.NoError(t, json.NewEncoder(os.Stdout).Encode(scaleTimes{
		Build: built.Sub(start).Seconds(), Connect: connected.Sub(built).Seconds(),
		Freeze: stats.Freeze.Seconds(), Run: stats.Run.Seconds(), All: all.Seconds(),
		Cells: stats.Cells, Compartments: stats.Compartments, Synapses: stats.Synapses, Steps: stats.Steps,
		PlanMB: stats.Bytes >> 20, HeapMB: int(m.HeapAlloc >> 20), SystemMB: int(m.Sys >> 20),
	}))
}
