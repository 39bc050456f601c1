package grad_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/internal/processtime"
	"golgi/mech/library"
)

// TestCasesSpeed measures 16 cases as a batch against one by one on one worker, in turns, the least of several,
// by the processors' time of this process; with GOLGI_TIMING set.
func TestCasesSpeed(t *testing.T) {
	if os.Getenv("GOLGI_TIMING") == "" {
		t.Skip("set GOLGI_TIMING to measure")
	}
	if _, known := processtime.Spent(); !known {
		t.Skip("the time of the process is not known here")
	}
	for _, c := range []struct {
		branches, ncomp int
		least           float64 // how much faster
	}{{1, 1, 2}, {7, 4, 1.5}, {149, 1, 1.1}, {324, 1, 1.1}, {149, 3, 1.05}, {280, 4, 0.95}} {
		parents := []int{-1}
		for k := 1; k < c.branches; k++ {
			parents = append(parents, (k-1)/2)
		}
		cell, err := golgi.NewCellFromParents(parents, c.ncomp)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.InitStates())
		require.NoError(t, cell.Branch(0).Comp(0).Record("v"))
		require.NoError(t, cell.MakeTrainable("HH_gNa"))
		cases := make([]grad.Case, 16)
		for k := range cases {
			current := golgi.StepCurrent(1, 10, 0.01*float64(k), 0.025, 5, 0)
			cases[k] = grad.Case{Loss: meanSquare, Overrides: []golgi.Override{cell.Branch(0).Comp(0).DataStimulate(current)}}
		}
		o := grad.Options{Run: golgi.Options{TMax: 5, Workers: 1}}
		least := [2]time.Duration{time.Hour, time.Hour}
		for range 20 {
			for k, m := range []grad.Model{cell, struct{ grad.Model }{cell}} { // the second has no PrepareGradients
				began, _ := processtime.Spent()
				_, _, err := grad.ValueAndGradOf(t.Context(), m, nil, cases, o)
				require.NoError(t, err)
				ended, _ := processtime.Spent()
				least[k] = min(least[k], ended-began)
			}
		}
		ratio := float64(least[1]) / float64(least[0])
		t.Logf("%d compartments: %v as a batch, %v one by one: %.2f times", cell.Len(), least[0], least[1], ratio)
		require.Greater(t, ratio, c.least)
	}
}
