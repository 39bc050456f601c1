package golgi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
)

// TestNamesThatAreTaken: groups, mechanisms and keys do not share names, since a
// path or a table could mean either.
func TestNamesThatAreTaken(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1})
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	for name, what := range map[string]string{
		"HH": "a mechanism", "HH_gNa": "a key", "length": "a key", "x": "a key", "injected": "a key", "all": "the whole model",
		"parent_loc": "a column of the nodes table",
	} {
		require.EqualError(t, cell.AddToGroup(name), "add to group: \""+name+"\" is the name of "+what+"; give the group another")
	}
	require.NoError(t, cell.AddToGroup("Leak"))
	require.EqualError(t, cell.Insert(library.Leak()), "insert Leak: a group has that name; give the mechanism another with Renamed")
	for current, want := range map[string]string{
		"injected": `insert X: "injected" is a name that golgi uses in every compartment; call it something else in its equations`,
		"HH_m":     `insert X: its current "HH_m" has the name of a parameter or state; call it something else in its equations`,
	} {
		m, err := mech.Channel("X").Param("g", 1, "S/cm2").Current(current, "g*(v + 70)").Build()
		require.NoError(t, err)
		require.EqualError(t, cell.Insert(m), want)
	}
	shared, err := mech.Channel("Y").Shared("slope", 1, "S/cm2").Current("i_Y", "slope*(v + 70)").Build()
	require.NoError(t, err)
	require.ErrorContains(t, cell.Insert(shared), `"slope" is a name that golgi uses`)
}
