package plan_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/interp"
	"golgi/plan"
	"golgi/topology"
)

// blueprint makes cells of default compartments with the given parents and
// compartments per branch, voltages random.
func blueprint(t require.TestingT, seed uint64, trees ...*topology.Tree) *plan.Blueprint {
	b := &plan.Blueprint{Trees: trees, Celsius: 6.3}
	random := rand.New(rand.NewPCG(seed, 1))
	for _, tree := range trees {
		for range tree.NumCompartments() {
			length, radius := 10.0, 1.0
			area, volume, in, out := topology.Cylinder(length, radius)
			b.Length, b.Radius = append(b.Length, length), append(b.Radius, radius)
			b.Area, b.Volume = append(b.Area, area), append(b.Volume, volume)
			b.LoadIn, b.LoadOut = append(b.LoadIn, in), append(b.LoadOut, out)
			b.AxialResistivity, b.Capacitance = append(b.AxialResistivity, 5000), append(b.Capacitance, 1)
			b.Voltage = append(b.Voltage, -80+20*random.Float64())
		}
	}
	return b
}

func tree(t require.TestingT, parents []int, ncomp ...int) *topology.Tree {
	tr, err := topology.TreeFromParents(parents, ncomp)
	require.NoError(t, err)
	return tr
}

func freeze(t require.TestingT, b *plan.Blueprint) (*plan.Plan, *plan.State) {
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	s, err := p.NewState(b)
	require.NoError(t, err)
	return p, s
}

// randomTrees draws a few trees of a few branches each.
func randomTrees(t *rapid.T) []*topology.Tree {
	var trees []*topology.Tree
	for range rapid.IntRange(1, 4).Draw(t, "cells") {
		n := rapid.IntRange(1, 12).Draw(t, "branches")
		parents, ncomp := make([]int, n), make([]int, n)
		for b := range n {
			parents[b] = rapid.IntRange(-1, b-1).Draw(t, "parent")
			ncomp[b] = rapid.IntRange(1, 5).Draw(t, "ncomp")
		}
		trees = append(trees, tree(t, parents, ncomp...))
	}
	return trees
}

func TestPermutationAndNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := blueprint(t, 1, randomTrees(t)...)
		p, s := freeze(t, b)
		nodes := p.Nodes()
		seen := make([]bool, p.NumCompartments())
		for c := range p.NumCompartments() {
			require.False(t, seen[p.ToModel(c)])
			seen[p.ToModel(c)] = true
			require.Equal(t, c, p.FromModel(p.ToModel(c)))
		}
		last := int32(-1)
		for k, parent := range nodes.Parent {
			require.Less(t, int(parent), k, "a parent stands before its children")
			if c := nodes.Compartment[k]; c >= 0 {
				require.Equal(t, last+1, c, "compartments follow in plan order")
				last = c
			}
		}
		for i := range p.NumCells() {
			roots := 0
			for _, k := range p.CellNodes(i) {
				if nodes.Parent[k] < 0 {
					roots++
				}
			}
			require.Equal(t, 1, roots, "one root a cell")
		}
		v, err := s.Values(plan.Voltage)
		require.NoError(t, err)
		require.Equal(t, b.Voltage, v, "out of plan order again")
	})
}

func TestTilesHoldWholeCells(t *testing.T) {
	small := tree(t, []int{-1, 0, 0}, 3, 4, 5)
	trees := make([]*topology.Tree, 500)
	for i := range trees {
		trees[i] = small
	}
	trees[7] = tree(t, []int{-1}, 5000)
	p, _ := freeze(t, blueprint(t, 1, trees...))
	require.Greater(t, len(p.Tiles()), 3)
	next := plan.Range{}
	for i, tile := range p.Tiles() {
		require.Equal(t, i, tile.Index)
		require.Equal(t, next.High, tile.Compartments.Low)
		groups := p.Groups()[tile.Groups.Low:tile.Groups.High]
		require.Equal(t, groups[0].Compartments.Low, tile.Compartments.Low)
		require.Equal(t, groups[len(groups)-1].Compartments.High, tile.Compartments.High)
		if len(groups) > 1 {
			require.LessOrEqual(t, tile.Compartments.Len(), 2048)
		}
		next = tile.Compartments
	}
	require.Equal(t, p.NumCompartments(), next.High)
}

func TestFreezeErrors(t *testing.T) {
	one := tree(t, []int{-1}, 2)
	for name, test := range map[string]struct {
		change func(*plan.Blueprint)
		want   string
	}{
		"empty":        {func(b *plan.Blueprint) { *b = plan.Blueprint{} }, "freeze: the model has no compartment"},
		"short column": {func(b *plan.Blueprint) { b.Radius = b.Radius[:1] }, `freeze: column "radius" has 1 rows, the trees have 2 compartments`},
		"stimulus":     {func(b *plan.Blueprint) { b.Stimuli = []plan.Stimulus{{Compartment: 2}} }, "freeze: stimulus 0: no compartment 2 (the model has 2)"},
		"recording":    {func(b *plan.Blueprint) { b.Recordings = []plan.Recording{{Key: "v", Compartment: -1}} }, "freeze: recording 0: no compartment -1 (the model has 2)"},
		"key":          {func(b *plan.Blueprint) { b.Recordings = []plan.Recording{{Key: "radus"}} }, `freeze: recording 0: plan: no column "radus"; did you mean "radius"?`},
		"published":    {func(b *plan.Blueprint) { b.Published = []int{9} }, "freeze: published compartment 0: no compartment 9 (the model has 2)"},
	} {
		t.Run(name, func(t *testing.T) {
			b := blueprint(t, 1, one)
			test.change(b)
			_, err := plan.Freeze(b, interp.New())
			require.EqualError(t, err, test.want)
		})
	}
}

func TestStateOfAnotherModelIsRefused(t *testing.T) {
	p, _ := freeze(t, blueprint(t, 1, tree(t, []int{-1}, 2)))
	_, err := p.NewState(blueprint(t, 1, tree(t, []int{-1}, 3)))
	require.ErrorContains(t, err, "freeze it again")
}

func TestFaultWithoutACause(t *testing.T) {
	require.EqualError(t, &plan.Fault{Step: 7, Compartment: 5}, "compartment 5 failed in step 7; its cause is not known yet")
}
