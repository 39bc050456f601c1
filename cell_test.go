package golgi

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

func TestConstituentsAreCopiedByValue(t *testing.T) {
	na, k := sharingChannels(t)
	soma, dendrite := NewCompartment(), NewCompartment()
	require.NoError(t, soma.Insert(na))
	require.NoError(t, soma.Set("eX", 44))
	require.NoError(t, soma.Set("Na_gNa", 0.7))
	require.NoError(t, soma.AddToGroup("soma"))
	require.NoError(t, dendrite.Insert(k))
	require.NoError(t, dendrite.Set("radius", 0.5))
	require.NoError(t, dendrite.Set("v", -66))
	body, err := NewBranchOf(soma, 2)
	require.NoError(t, err)
	mixed, err := NewBranch(dendrite, soma, dendrite)
	require.NoError(t, err)
	cell, err := NewCell([]*Branch{body, mixed, body}, []int{-1, 0, 0})
	require.NoError(t, err)
	require.NoError(t, soma.Set("Na_gNa", 0.1), "after the copy")

	require.Equal(t, 7, cell.Len())
	require.Equal(t, []int{0, 1, 3, 5, 6}, cell.Mechanism("Na").Rows())
	require.Equal(t, []int{0, 1, 3, 5, 6}, cell.Group("soma").Rows())
	require.Equal(t, []int{2, 4}, cell.Mechanism("K").Rows())
	for key, expected := range map[string][]float64{
		"eX": {44, 44, -90, 44, -90, 44, 44}, "v": {-70, -70, -66, -70, -66, -70, -70}, "radius": {1, 1, 0.5, 1, 0.5, 1, 1},
	} {
		values, err := cell.Get(key)
		require.NoError(t, err)
		require.Equal(t, expected, values, key)
	}
	values, _ := cell.Mechanism("Na").Get("Na_gNa")
	require.Equal(t, []float64{0.7, 0.7, 0.7, 0.7, 0.7}, values)
	value, uniform := cell.m.byName["Na"].table.Uniform(0)
	require.True(t, uniform)
	require.Equal(t, 0.7, value)
	require.Equal(t, []*mech.Mechanism{na, k}, cell.Mechanisms())
	require.Equal(t, 1, cell.m.trees[0].NumBranchpoints())
	require.Equal(t, []int32{1, 2, 5}, cell.m.members)
}

func TestConstituentsKeepTheirProtocolToThemselves(t *testing.T) {
	branch, err := NewBranchOf(NewCompartment(), 2)
	require.NoError(t, err)
	require.NoError(t, branch.Record("v"))
	cell, err := NewCellOf(branch, []int{-1, 0})
	require.NoError(t, err)
	require.Empty(t, cell.Recordings())
	require.Equal(t, []string{"stimuli, clamps, recordings and trainables of a branch are not taken over by the cell made of it; set them there"}, cell.Notices())
}

func TestConstructionErrors(t *testing.T) {
	branch, err := NewBranchOf(NewCompartment(), 2)
	require.NoError(t, err)
	fail := func(_ any, err error) string {
		require.Error(t, err)
		return err.Error()
	}
	require.Contains(t, fail(NewBranch()), "at least one compartment")
	require.Contains(t, fail(NewBranch(nil)), "compartment 0 is empty")
	require.Contains(t, fail(NewBranch(&Compartment{})), "compartment 0 is empty")
	require.Contains(t, fail(NewBranchOf(NewCompartment(), 0)), "at least one compartment, not 0")
	require.Contains(t, fail(NewCell(nil, nil)), "at least one branch")
	require.Contains(t, fail(NewCell([]*Branch{branch}, []int{-1, 0})), "2 parents for 1 branches")
	require.Contains(t, fail(NewCell([]*Branch{nil}, []int{-1})), "branch 0 is empty")
	require.Contains(t, fail(NewCellOf(branch, []int{0})), "cell: ")
	require.Contains(t, fail(NewCellOf(branch, []int{-1, 2, 0})), "cell: ")
	require.Contains(t, fail(NewCellFromParents([]int{-1, 0, 0}, 1, 2)), "2 numbers of compartments for 3 branches")
	require.Contains(t, fail(NewCellFromParents([]int{-1}, 0)), "cell: ")

	a, b := NewCompartment(), NewCompartment()
	require.NoError(t, a.Insert(library.HH()))
	other, err := mech.Channel("HH").Param("g", 1, "S/cm2").Current("i_HH", "g*v").Build()
	require.NoError(t, err)
	require.NoError(t, b.Insert(other))
	require.Contains(t, fail(NewBranch(a, b)), "branch: part 1: its mechanism HH has other equations")
	require.NoError(t, NewCompartment().SetCelsius(20))
	c := NewCompartment()
	require.NoError(t, c.SetCelsius(20))
	require.Contains(t, fail(NewBranch(a, c)), "part 1 has 20 degC, part 0 6.3")
}

func TestNodesTable(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).AddToGroup("zeta"))
	require.NoError(t, cell.Branch(0).AddToGroup("alpha"))
	nodes, err := cell.Nodes()
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, nodes.WriteCSV(&text))
	rows, err := csv.NewReader(&text).ReadAll()
	require.NoError(t, err)
	require.Equal(t, strings.Split("global_cell_index,global_branch_index,global_comp_index,length,radius,area,volume,resistive_load_in,resistive_load_out,axial_resistivity,capacitance,v,x,y,z,parent_branch_index,parent_loc,alpha,zeta", ","), rows[0])
	require.Len(t, rows, 7)
	require.Equal(t, []string{"0", "1", "3", "10", "1", "62.83185307179586", "31.41592653589793"}, rows[4][:7])
	require.Equal(t, []string{"-1", "0", "True", "False"}, rows[1][15:])
	require.Equal(t, []string{"0", "1", "False", "True"}, rows[3][15:])
	part, err := cell.Group("zeta").Nodes()
	require.NoError(t, err)
	require.Len(t, part.Rows, 2)
	_, err = cell.Branch(9).Nodes()
	require.ErrorContains(t, err, "no such branch")
}

func TestStringIsATable(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 5)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(library.Leak()))
	require.NoError(t, cell.Branch(1).AddToGroup("g"))
	text := cell.String()
	require.Contains(t, text, "cell all: 3 branches, 15 compartments; mechanisms Leak; groups g\n")
	require.Contains(t, text, "Leak_gLeak")
	require.Contains(t, text, "... and 3 compartments more")
	require.NotContains(t, cell.Branch(0).String(), "Leak")
	require.Contains(t, cell.Branch(1).Comp(1).String(), "cell branch(1).comp(1): 1 branch, 1 compartment; mechanisms Leak; groups g\n")
}

func TestGroups(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0, 1}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).AddToGroup("apical"))
	require.NoError(t, cell.Branch(3).AddToGroup("apical"))
	require.NoError(t, cell.Comp(0).AddToGroup("first"))
	require.Equal(t, []int{2, 3, 6, 7}, cell.Group("apical").Rows())
	require.Equal(t, []int{2, 6}, cell.Group("apical").Group("first").Rows())
	require.Equal(t, []int{6}, cell.Group("apical").Branch(1).Comp(0).Rows(), "local numbers count within the group")
	require.Equal(t, []string{"apical", "first"}, cell.Groups())
	require.Equal(t, []string{"first"}, cell.Branch(0).Groups())
	for _, name := range []string{"", " a", "a)", "a,b", "a\n"} {
		require.ErrorContains(t, cell.AddToGroup(name), "no name for a group")
	}
	require.Error(t, cell.Branch(9).AddToGroup("x"))
}
