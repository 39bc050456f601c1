package grad_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
)

// TestCasesOfLargeCells: of which eight are larger than a tile, to the last bit, whatever the engine and the workers.
func TestCasesOfLargeCells(t *testing.T) {
	for _, c := range []struct{ branches, ncomp int }{{7, 4}, {149, 1}, {324, 1}, {149, 3}, {280, 4}} {
		random := rand.New(rand.NewPCG(uint64(c.branches), uint64(c.ncomp)))
		parents := []int{-1}
		for k := 1; k < c.branches; k++ {
			parents = append(parents, random.IntN(k))
		}
		cell, err := golgi.NewCellFromParents(parents, c.ncomp)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.InitStates())
		require.NoError(t, cell.Record("v"))
		require.NoError(t, cell.Branch(golgi.All).MakeTrainable("HH_gNa"))
		require.NoError(t, cell.Branch(golgi.All).MakeTrainable("radius"))
		cases := make([]grad.Case, 10)
		for k := range cases {
			current := []float64{0, 0.1 * float64(k), 0.5}
			cases[k] = grad.Case{Loss: meanSquare, Overrides: []golgi.Override{cell.SelectRows(13 * k % cell.Len()).DataStimulate(current)}}
		}
		for _, engine := range []string{"", "interp"} {
			var want []*grad.Gradient
			for workers := 1; workers <= 3; workers++ {
				o := grad.Options{Run: golgi.Options{TMax: 0.15, Workers: workers, Engine: engine}}
				if want == nil {
					for _, c := range cases {
						want = append(want, alone(t, cell, c, o))
					}
				}
				_, each, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
				require.NoError(t, err, fmt.Sprint(c, workers, engine))
				for i := range cases {
					requireSameGradient(t, want[i], each[i])
				}
			}
			require.NotEqual(t, want[1].Value, want[2].Value)
		}
	}
}
