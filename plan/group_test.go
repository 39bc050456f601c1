package plan_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/topology"
)

// TestGroups: eight cells are interleaved if they fit a tile, or if there are many, or a batch; connected ones in a tile alone.
func TestGroups(t *testing.T) {
	lanes := func(b *plan.Blueprint) (list []int) {
		p, _ := freeze(t, b)
		for _, g := range p.Groups() {
			list = append(list, g.Lanes)
		}
		return list
	}
	repeat := func(lanes, n int) []int { return slices.Repeat([]int{lanes}, n) }
	large, larger, largest := tree(t, []int{-1}, 324), tree(t, []int{-1}, 1536), tree(t, []int{-1}, 1537)
	model := func(tree *topology.Tree, cells int) *plan.Blueprint {
		return blueprint(t, 1, slices.Repeat([]*topology.Tree{tree}, cells)...)
	}
	batch := func(tree *topology.Tree, cells int) *plan.Blueprint {
		b := model(tree, cells)
		b.Batch = true
		return b
	}
	require.Equal(t, append(repeat(8, 2), 4), lanes(model(tree(t, []int{-1}, 256), 20)))
	require.Equal(t, append(repeat(4, 15), 3), lanes(model(large, 63)), "tiles for eight workers")
	require.Equal(t, append(repeat(8, 8), 4, 2), lanes(model(large, 70)))
	require.Equal(t, append(repeat(8, 8), 1), lanes(model(larger, 65)))
	require.Equal(t, repeat(1, 64), lanes(model(largest, 64)))
	require.Equal(t, []int{8, 4, 1}, lanes(batch(large, 13)))
	require.Equal(t, []int{4, 3}, lanes(batch(large, 7)))
	require.Equal(t, repeat(1, 8), lanes(batch(largest, 8)))

	connected := model(large, 64)
	synapse := library.IonotropicSynapse()
	connected.Synapses = []plan.SynapseInsertion{{Mechanism: synapse, Table: synapseTable(synapse, 1), Pre: []int32{0}, Post: []int32{400}}}
	require.Equal(t, repeat(4, 16), lanes(connected))
	published := model(large, 64)
	published.Published = []int{3}
	require.Equal(t, repeat(4, 16), lanes(published))

	// Cells between those of another structure: groups stand in the order in which they are full.
	mixed := blueprint(t, 1, slices.Concat(slices.Repeat([]*topology.Tree{large, larger}, 64), []*topology.Tree{largest})...)
	p, _ := freeze(t, mixed)
	require.Len(t, p.Groups(), 17)
	require.Equal(t, []int32{0, 2, 4, 6, 8, 10, 12, 14}, p.Groups()[0].Cells)
	require.Equal(t, []int32{1, 3, 5, 7, 9, 11, 13, 15}, p.Groups()[1].Cells)
	require.Equal(t, []int32{128}, p.Groups()[16].Cells)
}

// synapseTable has so many synapses with the defaults of their type.
func synapseTable(synapse *mech.Mechanism, count int) *ecs.Table {
	var specs []ecs.ColumnSpec
	for _, v := range slices.Concat(synapse.Parameters(), synapse.States()) {
		specs = append(specs, ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default})
	}
	table := ecs.NewTable(synapse.Name(), specs...)
	table.AppendRows(count)
	return table
}
