package golgi_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/internal/processtime"
	"golgi/mech/library"
)

// TestBatchSpeed compares 16 parameter sets as a batch with the same ones run one by one, on one worker. It takes turns, and the least
// processor time of each. It needs GOLGI_TIMING. Where one cell alone fills all lanes, a batch gains nothing; it must not lose more than
// times scatter.
func TestBatchSpeed(t *testing.T) {
	if os.Getenv("GOLGI_TIMING") == "" {
		t.Skip("set GOLGI_TIMING to measure")
	}
	if _, known := processtime.Spent(); !known {
		t.Skip("the time of the process is not known here")
	}
	for _, c := range []struct {
		branches, ncomp int
		least           float64 // how much faster
	}{{1, 1, 2}, {7, 4, 2}, {149, 1, 1.1}, {324, 1, 1.1}, {149, 3, 1.05}, {280, 4, 0.95}, {324, 4, 0.95}, {400, 4, 0.95}} {
		parents := []int{-1}
		for k := 1; k < c.branches; k++ {
			parents = append(parents, (k-1)/2)
		}
		cell, err := golgi.NewCellFromParents(parents, c.ncomp)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.InitStates())
		require.NoError(t, cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(1, 1, 0.1, 0.025, 20, 0)))
		require.NoError(t, cell.Branch(0).Comp(0).Record("v"))
		require.NoError(t, cell.MakeTrainable("HH_gNa"))
		members := make([]golgi.Member, 16)
		for k := range members {
			members[k].Parameters = []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0.1 + 0.001*float64(k)}}}
		}
		o := golgi.Options{TMax: 5, Workers: 1}
		least := [2]time.Duration{time.Hour, time.Hour}
		for range 40 {
			began, _ := processtime.Spent()
			_, err := cell.IntegrateBatch(context.Background(), o, members)
			require.NoError(t, err)
			ended, _ := processtime.Spent()
			least[0] = min(least[0], ended-began)
			began, _ = processtime.Spent()
			for k := range members {
				alone := o
				alone.Parameters = members[k].Parameters
				_, err := cell.Integrate(context.Background(), alone)
				require.NoError(t, err)
			}
			ended, _ = processtime.Spent()
			least[1] = min(least[1], ended-began)
		}
		ratio := float64(least[1]) / float64(least[0])
		t.Logf("%d compartments: %v as a batch, %v one by one: %.2f times", cell.Len(), least[0], least[1], ratio)
		require.Greater(t, ratio, c.least)
	}
}
