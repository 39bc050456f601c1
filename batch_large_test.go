package golgi

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
)

// drawnTree is a cell of so many branches, each of which hangs on an earlier one, with HH; parents are drawn evenly.
func drawnTree(t testing.TB, branches, ncomp int) *Cell {
	random := rand.New(rand.NewPCG(uint64(branches), uint64(ncomp)))
	parents := []int{-1}
	for k := 1; k < branches; k++ {
		parents = append(parents, random.IntN(k))
	}
	cell, err := NewCellFromParents(parents, ncomp)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.InitStates())
	require.NoError(t, cell.Branch(0).Comp(0).Record("v"))
	require.NoError(t, cell.Branch(branches-1).Comp(ncomp-1).Record("HH_m"))
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	return cell
}

// lanes lists how many cells each group of a batch has.
func (b *Batch) lanes() (list [][]int) {
	for _, c := range b.chunks {
		var widths []int
		for _, g := range c.Plan().Groups() {
			widths = append(widths, g.Lanes)
		}
		list = append(list, widths)
	}
	return list
}

// TestBatchOfLargeCells: cells of which eight are larger than a tile, to the last bit, whatever the engine and the workers.
func TestBatchOfLargeCells(t *testing.T) {
	for _, c := range []struct {
		branches, ncomp int
		lanes           map[int][][]int // of the chunks of 11 runs, by workers
	}{
		{7, 4, map[int][][]int{1: {{8, 3}}, 2: {{6}, {5}}, 3: {{4}, {4}, {3}}}},
		{149, 1, map[int][][]int{1: {{8}, {3}}, 3: {{4}, {4}, {3}}}},
		{324, 1, map[int][][]int{1: {{8}, {3}}, 2: {{4, 2}, {4, 1}}, 3: {{4}, {4}, {3}}}},
		{149, 3, map[int][][]int{1: {{8}, {3}}, 2: {{4}, {4}, {3}}}},
		{280, 4, map[int][][]int{1: {{8}, {1, 1, 1}}, 2: repeated(11)}},
		{324, 4, map[int][][]int{1: {{8}, {1, 1, 1}}, 3: repeated(11)}},
		{400, 4, map[int][][]int{1: repeated(11)}},
	} {
		cell := drawnTree(t, c.branches, c.ncomp)
		members := make([]Member, 11)
		for k := range members {
			members[k].Overrides = []Override{cell.SelectRows(17 * k % cell.Len()).DataStimulate([]float64{0, 0.5, 0.3})}
			if k%2 == 0 {
				members[k].Parameters = []Parameter{{Key: "HH_gNa", Values: []float64{0.1 + 0.01*float64(k)}}}
			}
		}
		for _, engine := range []string{"", "interp"} {
			var alone []*Result
			for workers := 1; workers <= 3; workers++ {
				what := fmt.Sprintf("%d compartments, %d workers, engine %q", cell.Len(), workers, engine)
				o := Options{TMax: 0.2, Workers: workers, Engine: engine}
				if alone == nil {
					for _, member := range members {
						r, err := cell.Integrate(context.Background(), o.For(member))
						require.NoError(t, err)
						alone = append(alone, r)
					}
				}
				b, err := cell.PrepareBatch(o, members)
				require.NoError(t, err)
				if want := c.lanes[workers]; want != nil {
					require.Equal(t, want, b.lanes(), what)
				}
				results, err := b.Run(context.Background())
				require.NoError(t, err)
				for i := range members {
					requireSameBits(t, alone[i], results[i])
				}
			}
			require.NotEqual(t, alone[0].Hash, alone[1].Hash)
		}
	}
}

// repeated is so many cells alone.
func repeated(n int) (list [][]int) {
	for range n {
		list = append(list, []int{1})
	}
	return list
}

// TestBatchDealsLeftOvers: full vectors as long as every worker gets one, and the rest evenly.
func TestBatchDealsLeftOvers(t *testing.T) {
	cell := drawnTree(t, 324, 1)
	for _, c := range []struct {
		members, workers int
		want             []int
	}{
		{8, 1, []int{8}}, {20, 1, []int{8, 8, 4}}, {20, 2, []int{8, 8, 2, 2}}, {16, 2, []int{8, 8}}, {31, 2, []int{8, 8, 8, 7}},
		{8, 2, []int{4, 4}}, {7, 1, []int{6, 1}}, {50, 3, []int{8, 8, 8, 8, 8, 8, 1, 1}},
	} {
		b, err := cell.PrepareBatch(Options{TMax: 0.1, Workers: c.workers}, make([]Member, c.members))
		require.NoError(t, err)
		var sizes []int
		for _, chunk := range b.Chunks() {
			sizes = append(sizes, len(chunk.Members()))
		}
		require.Equal(t, c.want, sizes, "%d members, %d workers", c.members, c.workers)
	}
	// Tapes of large cells are not put together.
	large := drawnTree(t, 280, 4)
	b, err := large.PrepareGradients(Options{TMax: 0.1, Workers: 1}, make([]Member, 8))
	require.NoError(t, err)
	require.Len(t, b.Chunks(), 8)
	b, err = large.PrepareBatch(Options{TMax: 0.1, Workers: 1}, make([]Member, 8))
	require.NoError(t, err)
	require.Equal(t, [][]int{{8}}, b.lanes())
	b, err = cell.PrepareGradients(Options{TMax: 0.1, Workers: 1}, make([]Member, 8))
	require.NoError(t, err)
	require.Equal(t, [][]int{{8}}, b.lanes())
	// Cells that synapses join are in tiles of the usual size.
	net, err := NewNetwork(cell)
	require.NoError(t, err)
	require.NoError(t, net.Record("v"))
	require.NoError(t, Connect(net.SelectRows(3), net.SelectRows(5), library.IonotropicSynapse()))
	b, err = net.PrepareBatch(Options{TMax: 0.1, Workers: 1}, make([]Member, 8))
	require.NoError(t, err)
	require.Equal(t, [][]int{{4, 2}, {2}}, b.lanes())
}

// TestPopulationOfLargeCells: many cells of one structure are interleaved eight by eight, and each has the bits that it has alone.
func TestPopulationOfLargeCells(t *testing.T) {
	cell := drawnTree(t, 324, 1)
	net, err := NewNetworkOf(cell, 70)
	require.NoError(t, err)
	for k := range 70 {
		require.NoError(t, net.Cell(k).Branch(0).Comp(0).Record("v"))
		require.NoError(t, net.Cell(k).Branch(323).Comp(0).Record("HH_m"))
		require.NoError(t, net.Cell(k).Set("HH_gNa", 0.1+0.001*float64(k)))
		require.NoError(t, net.Cell(k).Branch(k).Comp(0).Stimulate([]float64{0, 0.5}))
	}
	var hash string
	for workers := 1; workers <= 3; workers++ {
		r, err := net.Integrate(context.Background(), Options{TMax: 0.2, Workers: workers})
		require.NoError(t, err)
		if hash == "" {
			hash = r.Hash
			for _, k := range []int{0, 7, 8, 63, 64, 68, 69} {
				one := drawnTree(t, 324, 1)
				require.NoError(t, one.Set("HH_gNa", 0.1+0.001*float64(k)))
				require.NoError(t, one.Branch(k).Comp(0).Stimulate([]float64{0, 0.5}))
				alone, err := one.Integrate(context.Background(), Options{TMax: 0.2})
				require.NoError(t, err)
				for i, trace := range alone.Recordings {
					for n, value := range trace {
						require.Equal(t, math.Float64bits(value), math.Float64bits(r.Recordings[2*k+i][n]), "cell %d, trace %d, sample %d", k, i, n)
					}
				}
			}
		}
		require.Equal(t, hash, r.Hash)
	}
}
