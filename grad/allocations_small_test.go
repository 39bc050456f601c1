package grad_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
)

// TestSmallCellsAllocateNothing: on a tape that the caches do not hold, whose steps are not whole vectors: cells of few compartments, and
// mechanisms in few.
func TestSmallCellsAllocateNothing(t *testing.T) {
	if testing.Short() { // as under the race detector, which allocates for itself
		t.Skip("long tapes")
	}
	for _, c := range []struct{ branches, ncomp, sparse int }{{5, 4, 0}, {13, 4, 0}, {5, 1, 0}, {41, 4, 13}} {
		parents := []int{-1}
		for k := 1; k < c.branches; k++ {
			parents = append(parents, (k-1)/2)
		}
		cell, err := golgi.NewCellFromParents(parents, c.ncomp)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		if c.sparse > 0 {
			rows := make([]int, c.sparse)
			for k := range rows {
				rows[k] = k
			}
			require.NoError(t, cell.SelectRows(rows...).Insert(library.Km()))
		}
		require.NoError(t, cell.Branch(0).Comp(0).Record("v"))
		require.NoError(t, cell.MakeTrainable("HH_gNa"))
		long := 4_000_000 / (8 * cell.Len()) // steps: the tape has some four numbers a compartment, and so three times the bytes that count as small
		objects := func(steps int) uint64 {
			o := grad.Options{Run: golgi.Options{TMax: float64(steps) * 0.025, Dt: 0.025, Workers: 1}}
			least := ^uint64(0)
			for range 3 { // the runtime allocates now and then for itself
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				_, err := grad.ValueAndGrad(context.Background(), cell, nil, meanSquare, o)
				require.NoError(t, err)
				runtime.ReadMemStats(&after)
				least = min(least, after.Mallocs-before.Mallocs)
			}
			return least
		}
		few, many := objects(long), objects(long+long/2)
		require.Less(t, float64(many)-float64(few), 0.02*float64(long), "%+v: in %d steps more: %d and %d", c, long/2, few, many)
	}
}
