package golgi

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/topology"
)

// cellsOf makes a model of several cells, each given by the compartments of
// its branches; branch b hangs on branch (b-1)/2.
func cellsOf(t require.TestingT, cells ...[]int) *View {
	var trees []*topology.Tree
	for _, ncomp := range cells {
		parents := make([]int, len(ncomp))
		for b := range parents {
			parents[b] = (b+1)/2 - 1
		}
		tree, err := topology.TreeFromParents(parents, ncomp)
		require.NoError(t, err)
		trees = append(trees, tree)
	}
	m, err := newModule(cellModule, trees)
	require.NoError(t, err)
	require.NoError(t, m.layOut())
	return m.root
}

func TestSelectionsByNumber(t *testing.T) {
	net := cellsOf(t, []int{2, 3, 1}, []int{2}, []int{1, 4})
	cases := []struct {
		view *View
		path string
		rows []int
	}{
		{net, "all", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		{net.Cell(0), "cell(0)", []int{0, 1, 2, 3, 4, 5}},
		{net.Cell(2), "cell(2)", []int{8, 9, 10, 11, 12}},
		{net.Cell(2, 0), "cell([0,2])", []int{0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12}},
		{net.Cell([]int{1}), "cell(1)", []int{6, 7}},
		{net.Cell(Range(1, 3)), "cell(1:3)", []int{6, 7, 8, 9, 10, 11, 12}},
		{net.Cell(All), "cell(all)", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		{net.Cell(2).Branch(1), "cell(2).branch(1)", []int{9, 10, 11, 12}},
		{net.Branch(1), "branch(1)", []int{2, 3, 4, 9, 10, 11, 12}},
		{net.Comp(0), "comp(0)", []int{0, 2, 5, 6, 8, 9}},
		{net.Branch(1).Comp(3), "branch(1).comp(3)", []int{12}},
		{net.Cell(0).Branch(1, 2).Comp(0), "cell(0).branch([1,2]).comp(0)", []int{2, 5}},
		{net.Cell(1, 2).Cell(1).Branch(0), "cell([1,2]).cell(1).branch(0)", []int{8}},
		{net.Cell([]bool{false, true, false}), "scope(global).cell(1).scope(local)", []int{6, 7}},
		{net.Scope(Global).Branch(3), "scope(global).branch(3)", []int{6, 7}},
		{net.Scope(Global).Comp(5, 6), "scope(global).comp([5,6])", []int{5, 6}},
		{net.Cell(0).Scope(Global).Branch(2).Scope(Local).Comp(0), "cell(0).scope(global).branch(2).scope(local).comp(0)", []int{5}},
		{net.Cell(0).Branch(1).Loc(0), "cell(0).branch(1).loc(0)", []int{2}},
		{net.Cell(0).Branch(1).Loc(1), "cell(0).branch(1).loc(1)", []int{4}},
		{net.Cell(0).Branch(0).Loc(0.5), "cell(0).branch(0).loc(0.5)", []int{0}}, // on the border: the lower
		{net.Loc(0.5), "loc(0.5)", []int{0, 3, 5, 6, 8, 10}},
		{net.Cell(0).Branch(1).Loc(0, 1), "cell(0).branch(1).loc([0,1])", []int{2, 4}},
		{net.SelectRows(12, 3, 3), "rows([3,12])", []int{3, 12}},
		{net.At(2, 1, 0), "cell(2).branch(1).comp(0)", []int{9}},
		{net.At(0, All, 0), "cell(0).branch(all).comp(0)", []int{0, 2, 5}},
	}
	for _, c := range cases {
		require.NoError(t, c.view.Err(), c.path)
		require.Equal(t, c.path, c.view.Path())
		require.Equal(t, c.rows, c.view.Rows(), c.path)
		again := net.Select(c.path)
		require.NoError(t, again.Err(), c.path)
		require.Equal(t, c.rows, again.Rows(), c.path)
		require.Equal(t, c.view.shares, again.shares, c.path)
	}
	_, branches, compartments := net.Cell(0).Shape()
	require.Equal(t, []int{3, 6}, []int{branches, compartments})
}

func TestLevelsBelowTheModel(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.Equal(t, []int{3}, cell.At(1, 1).Rows())
	require.Equal(t, []int{3}, cell.Cell(0).Branch(1).Comp(1).Rows(), "the only cell is cell 0")
	require.Error(t, cell.At(0, 0, 0).Err())
	branch, err := NewBranchOf(NewCompartment(), 3)
	require.NoError(t, err)
	require.Equal(t, []int{1}, branch.At(1).Rows())
	require.Equal(t, []int{0}, NewCompartment().Branch(0).Comp(0).Rows())
}

func TestSelectionsThatFindNothingSayWhy(t *testing.T) {
	net := cellsOf(t, []int{2, 3, 1}, []int{2}, []int{1, 4})
	require.NoError(t, net.Cell(0).AddToGroup("soma"))
	cases := map[string]*View{
		"cell(3): no such cell (the view has 3)":                                        net.Cell(3),
		"cell(0).branch(9): no such branch (the cell has 3)":                            net.Cell(0).Branch(9),
		"cell(0).branch([0,9]): no such branch 9 (the cell has 3)":                      net.Cell(0).Branch(0, 9),
		"branch(5): no such branch (the cells in view have at most 3)":                  net.Branch(5),
		"cell(0).branch(0).comp(2): no such compartment (the branch has 2)":             net.Cell(0).Branch(0).Comp(2),
		"cell(0).branch(0).comp(1:3): no such compartment 2 (the branch has 2)":         net.Cell(0).Branch(0).Comp(Range(1, 3)),
		"comp([0,7]): no such compartment 7 (the branches in view have at most 4)":      net.Comp(0, 7),
		"scope(global).branch(17): no such branch (the model has 6)":                    net.Scope(Global).Branch(17),
		"cell(0).scope(global).branch(4): no such branch in view":                       net.Cell(0).Scope(Global).Branch(4),
		"cell(0).scope(global).branch([0,4]): branch 4 is not in view":                  net.Cell(0).Scope(Global).Branch(0, 4),
		"cell(-1): -1 is negative; numbers count from 0":                                net.Cell(-1),
		"cell(): a number, a list, a range, a mask or All is needed":                    net.Cell(),
		"cell([]): the list is empty":                                                   net.Cell([]int{}),
		"cell(2:2): the range 2:2 holds no number":                                      net.Cell(Range(2, 2)),
		"cell(1.5): 1.5 is of type float64":                                             net.Cell(1.5),
		`cell(soma): "soma" is no number`:                                               net.Cell("soma"),
		"cell(mask): the mask has 2 values, the view 3 cells":                           net.Cell([]bool{true, true}),
		"cell(mask): the mask selects nothing":                                          net.Cell([]bool{false, false, false}),
		"loc(1.5): there is no place 1.5 on a branch":                                   net.Loc(1.5),
		"loc(NaN): there is no place NaN on a branch":                                   net.Loc(math.NaN()),
		"loc(): a place from 0 to 1 is needed":                                          net.Loc(),
		"cell(0).branch(1).comp(0).loc(1): the compartments in view hold no such place": net.Cell(0).Branch(1).Comp(0).Loc(1),
		`group(sma): no such group; did you mean "soma"?`:                               net.Group("sma"),
		"cell(1).group(soma): no compartment in view belongs to the group":              net.Cell(1).Group("soma"),
		"HH: no such mechanism; there are no mechanisms":                                net.Mechanism("HH"),
		"edge(0): no such synapse (the view has 0)":                                     net.Edge(0),
		"rows([1,99]): 1 of these 2 compartments are not in view":                       net.SelectRows(1, 99),
		"scope(somewhere): there are the scopes local and global":                       net.Scope("somewhere"),
		"at: 4 numbers for 3 levels below the view":                                     net.At(0, 0, 0, 0),
		"an empty view": (*View)(nil),
	}
	for message, view := range cases {
		require.ErrorContains(t, view.Err(), message)
		require.Zero(t, view.Len())
		require.ErrorContains(t, view.Set("v", 0), message, "operations return the selection's error")
		require.ErrorContains(t, view.Stimulate([]float64{1}), message)
	}
	require.ErrorContains(t, net.Cell(7).Branch(0).Comp(1).Err(), "cell(7): no such cell", "the first error stays")
	require.Contains(t, net.Cell(7).String(), "no such cell")
}

func TestViewsGoStaleWhenCompartmentsAreRenumbered(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	tip := cell.Branch(1)
	require.NoError(t, cell.Branch(0).SetNComp(5))
	require.ErrorContains(t, tip.Set("v", 0), "branch(1): the view is older than a change of the number of compartments")
	require.Equal(t, 7, cell.Len())
	require.NoError(t, cell.Branch(1).Set("v", -50))
}

func TestEdgesJoinCompartments(t *testing.T) {
	net := cellsOf(t, []int{2}, []int{2}, []int{2})
	net.m.synapses.pre, net.m.synapses.post = []int32{0, 2, 4, 0}, []int32{2, 4, 0, 1}
	require.Equal(t, 4, net.NumSynapses())
	require.Equal(t, 1, net.Cell(0).NumSynapses(), "both ends are in view")
	require.Equal(t, []int{0, 2}, net.Edge(0).Rows())
	require.Equal(t, 1, net.Edge(0).NumSynapses())
	require.Equal(t, []int{0, 2, 4}, net.Edge(0, 1).Rows())
	require.Equal(t, 2, net.Edge(0, 1).NumSynapses(), "exactly those selected, not the third that has both ends in view")
	require.Equal(t, []int{0, 1}, net.Cell(0).Edge(0).Rows())
	require.Equal(t, []int{0, 1}, net.Cell(0).Scope(Global).Edge(3).Rows())
	require.Equal(t, []int{0, 1, 2}, net.Edge([]bool{true, false, false, true}).Rows())
	require.Error(t, net.Edge(4).Err())
	require.Equal(t, shareSynapse, net.Select("edge(1:3)").shares)
}

func TestIterators(t *testing.T) {
	net := cellsOf(t, []int{2, 3, 1}, []int{2}, []int{1, 4})
	var paths []string
	for branch := range net.Cell(0, 2).Branches() {
		paths = append(paths, fmt.Sprint(branch.Path(), branch.Rows()))
	}
	require.Equal(t, []string{
		"cell([0,2]).cell(0).branch(0)[0 1]", "cell([0,2]).cell(0).branch(1)[2 3 4]", "cell([0,2]).cell(0).branch(2)[5]",
		"cell([0,2]).cell(1).branch(0)[8]", "cell([0,2]).cell(1).branch(1)[9 10 11 12]",
	}, paths)
	rows := 0
	for comp := range net.Comps() {
		require.Equal(t, []int{rows}, comp.Rows())
		require.Equal(t, comp.Rows(), net.Select(comp.Path()).Rows(), comp.Path())
		rows++
	}
	require.Equal(t, 13, rows)
	for cell := range net.Cells() {
		require.Equal(t, 6, cell.Len())
		break
	}
	for range net.Cell(9).Cells() {
		t.Fatal("a view with an error has no cells")
	}
}

// oracle selects by the definition: local numbers are ranks among the cells in
// view, among the branches in view of their cell, and so on.
func oracle(v *View, l level, global bool, wanted func(i int) bool) []int {
	c := &v.m.columns
	rank := func(l level, row int) int {
		seen := map[int32]bool{}
		for _, other := range v.Rows() {
			sameParent := l == cellLevel || l == branchLevel && c.cell[other] == c.cell[row] || l == compLevel && c.branch[other] == c.branch[row]
			if sameParent && l.of(c, int32(other)) < l.of(c, int32(row)) {
				seen[l.of(c, int32(other))] = true
			}
		}
		return len(seen)
	}
	var rows []int
	for _, row := range v.Rows() {
		i := rank(l, row)
		if global {
			i = int(l.of(c, int32(row)))
		}
		if wanted(i) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Views of views select what the definition says, and the text of a path
// selects the same as the calls.
func TestViewsOfViewsAndPaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(1, 4), 1, 4), 1, 4).Draw(t, "cells")
		net := cellsOf(t, sizes...)
		for _, name := range []string{"a", "b"} {
			chosen := rapid.SliceOfN(rapid.Bool(), net.Len(), net.Len()).Draw(t, name)
			if slices.Contains(chosen, true) {
				require.NoError(t, net.Comp(All).Comp(chosen).AddToGroup(name))
			}
		}
		v := net
		for range rapid.IntRange(0, 5).Draw(t, "steps") {
			before := v
			switch step := rapid.IntRange(0, 7).Draw(t, "step"); step {
			case 0, 1, 2:
				l := level(step)
				list := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 3).Draw(t, "list")
				v = v.selectNumbers(l, []any{list})
				expected := oracle(before, l, before.scope == Global, func(i int) bool { return slices.Contains(list, i) })
				if v.Err() == nil {
					require.Equal(t, expected, v.Rows(), v.Path())
				}
			case 3:
				l := level(rapid.IntRange(0, 2).Draw(t, "level"))
				lo := rapid.IntRange(0, 3).Draw(t, "lo")
				hi := lo + rapid.IntRange(1, 3).Draw(t, "more")
				v = v.selectNumbers(l, []any{Range(lo, hi)})
				expected := oracle(before, l, before.scope == Global, func(i int) bool { return i >= lo && i < hi })
				if v.Err() == nil {
					require.Equal(t, expected, v.Rows(), v.Path())
				}
			case 4:
				v = v.Group(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "group"))
			case 5:
				v = v.Loc(rapid.Float64Range(0, 1).Draw(t, "loc"))
			case 6:
				v = v.Scope(rapid.SampledFrom([]Scope{Local, Global}).Draw(t, "scope"))
			case 7:
				l := level(rapid.IntRange(0, 2).Draw(t, "level"))
				v = v.selectNumbers(l, []any{All})
				require.Equal(t, before.Rows(), v.Rows())
			}
			if v.Err() != nil {
				require.Contains(t, v.Err().Error(), v.Path())
				v = before
			}
		}
		again := net.Select(v.Path())
		require.NoError(t, again.Err(), v.Path())
		require.Equal(t, v.Rows(), again.Rows(), v.Path())
		require.Equal(t, v.Path(), again.Path())
		require.Equal(t, v.shares, again.shares)
		for _, l := range []level{cellLevel, branchLevel, compLevel} {
			var all []int
			for item := range v.items(l) {
				require.Equal(t, item.Rows(), net.Select(item.Path()).Rows(), item.Path())
				all = append(all, item.Rows()...)
			}
			require.Equal(t, v.Rows(), all)
		}
	})
}

// A view of a million compartments takes milliseconds: a generous bound for a
// busy machine.
func TestViewsOfManyCompartments(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 500_000)
	require.NoError(t, err)
	started := time.Now()
	view := cell.Branch(1).Comp(Range(10, 400_000))
	require.Equal(t, 399_990, view.Len())
	require.Less(t, time.Since(started), 500*time.Millisecond)
	require.Nil(t, view.compartments.list, "a run of compartments holds no list")
}
