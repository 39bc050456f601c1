package grad_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
)

// TestCasesSpeed measures 64 cases as a batch against one by one on one worker, in turns, the least of several; with GOLGI_TIMING set.
func TestCasesSpeed(t *testing.T) {
	if os.Getenv("GOLGI_TIMING") == "" {
		t.Skip("set GOLGI_TIMING to measure")
	}
	for _, c := range []struct {
		name    string
		parents []int
		ncomp   int
		least   float64 // how much faster
	}{{"1 compartment", []int{-1}, 1, 2}, {"28 compartments", []int{-1, 0, 0, 1, 1, 2, 2}, 4, 1}} {
		cell, err := golgi.NewCellFromParents(c.parents, c.ncomp)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.InitStates())
		require.NoError(t, cell.Branch(0).Comp(0).Record("v"))
		require.NoError(t, cell.MakeTrainable("HH_gNa"))
		cases := make([]grad.Case, 64)
		for k := range cases {
			current := golgi.StepCurrent(1, 10, 0.01*float64(k), 0.025, 20, 0)
			cases[k] = grad.Case{Loss: meanSquare, Overrides: []golgi.Override{cell.Branch(0).Comp(0).DataStimulate(current)}}
		}
		o := grad.Options{Run: golgi.Options{TMax: 20, Workers: 1}}
		least := [2]time.Duration{time.Hour, time.Hour}
		for range 8 {
			for k, m := range []grad.Model{cell, struct{ grad.Model }{cell}} { // the second has no PrepareGradients
				began := time.Now()
				_, _, err := grad.ValueAndGradOf(t.Context(), m, nil, cases, o)
				require.NoError(t, err)
				least[k] = min(least[k], time.Since(began))
			}
		}
		ratio := float64(least[1]) / float64(least[0])
		t.Logf("%s: %v as a batch, %v one by one: %.1f times", c.name, least[0], least[1], ratio)
		require.Greater(t, ratio, c.least)
	}
}
