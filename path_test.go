package golgi

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPathsThatCannotBeRead(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	cases := map[string]string{
		"":                       "it is empty",
		"cell":                   "cell needs something in parentheses",
		"cell(0":                 "cell( has no closing parenthesis",
		"cell(0)branch(1)":       `"branch(1)" after step cell`,
		"cell(0).":               "step 2 has no name",
		".cell(0)":               "step 1 has no name",
		"cell(x)":                `"x" is no number`,
		"cell([0,1)":             "the list has no closing bracket",
		"cell([])":               `"" is no number`,
		"cell(0:)":               `"" is no number`,
		"cell(1e3)":              `"1e3" is no number`,
		"branch(99999999999999)": "is no number",
		"loc(0.5,0.7)":           "several places stand in brackets",
		"loc([0.5)":              "the list has no closing bracket",
		"loc(half)":              `"half" is no place`,
		"rows(all)":              "numbers are needed",
		"sell(0)":                "there is no step sell(...)",
		"cell(0).all":            "all stands at the beginning only",
		"rows(0:9000000000)":     "is no number",
	}
	for path, message := range cases {
		view := cell.Select(path)
		require.ErrorContains(t, view.Err(), message, path)
		require.ErrorContains(t, view.Err(), `path "`+path+`"`)
	}
	require.ErrorContains(t, cell.Select("rows(0:900000000)").Err(), "the model has 6 compartments")
	require.ErrorContains(t, cell.Select("branch(7).comp(0)").Err(), "branch(7): no such branch (the cell has 3)")
}

func TestPathsMayHoldBlanks(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).AddToGroup("upper part"))
	for path, rows := range map[string][]int{
		" branch( [1, 2] ) . comp( 0 )": {2, 4},
		"all":                           {0, 1, 2, 3, 4, 5},
		"all.branch(0)":                 {0, 1},
		"group(upper part).comp(0:1)":   {2},
		"branch(1 : 3)":                 {2, 3, 4, 5},
		"loc(all)":                      {0, 1, 2, 3, 4, 5},
		"branch(1).loc([0, 1])":         {2, 3},
	} {
		view := cell.Select(path)
		require.NoError(t, view.Err(), path)
		require.Equal(t, rows, view.Rows(), path)
	}
}

func FuzzSelect(f *testing.F) {
	for _, path := range []string{"all", "cell(0).branch([1,2]).loc(0.5)", "group(soma)", "HH", "comp(0:5)", "scope(global).rows([1,2])", "edge(all)", "loc([0,1e-3])"} {
		f.Add(path)
	}
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(f, err)
	require.NoError(f, cell.Branch(1).AddToGroup("soma"))
	f.Fuzz(func(t *testing.T, path string) {
		view := cell.Select(path)
		if view.Err() != nil {
			require.Zero(t, view.Len())
			return
		}
		again := cell.Select(view.Path())
		require.NoError(t, again.Err(), view.Path())
		require.Equal(t, view.Rows(), again.Rows())
	})
}
