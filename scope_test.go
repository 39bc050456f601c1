package golgi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
)

func TestSetScope(t *testing.T) {
	net := bare(t, 3)
	before := net.Cell(1)
	require.NoError(t, net.SetScope(golgi.Global))
	require.Equal(t, []int{8, 9}, net.Branch(4).Rows())
	require.Equal(t, "scope(global).branch(4)", net.Branch(4).Path())
	require.Equal(t, []int{9}, net.Branch(4).Scope(golgi.Local).Comp(1).Rows())
	require.Equal(t, []int{8, 9}, before.Branch(1).Rows(), "a view selected before keeps its scope")
	require.Equal(t, net.Branch(4).Rows(), bare(t, 3).Select(net.Branch(4).Path()).Rows())
	require.NoError(t, net.SetScope("local"))
	require.Equal(t, "all", net.Path())
	require.Equal(t, []int{2, 3, 8, 9, 14, 15}, net.Branch(1).Rows())
	require.EqualError(t, net.SetScope("wide"), "set scope: scope(wide): there are the scopes local and global")
	require.Equal(t, "all", net.Path(), "an error changes nothing")

	cell := bare(t, 1).Cell(0)
	require.Equal(t, []int{5}, cell.Scope("global").Branch(2).Scope("local").Comp(1).Rows(), "the example of the reference")
	require.Equal(t, "cell(0)", cell.Scope("global").Scope("local").Path())
}

// TestScopeOfSynapses: edges count in the view, or over the model.
func TestScopeOfSynapses(t *testing.T) {
	net := wired(t)
	require.Equal(t, 4, net.Cell(0).Edge(0).Synapses()[0].Index)
	require.Equal(t, 4, net.Cell(0).Scope(golgi.Global).Edge(4).Synapses()[0].Index)
	require.EqualError(t, net.Cell(0).Scope(golgi.Global).Edge(0, 4).Err(), "cell(0).scope(global).edge([0,4]): synapse 0 is not in view")
	require.Error(t, net.Cell(0).Scope(golgi.Global).Edge(0).Err())
}
