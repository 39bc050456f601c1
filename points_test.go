package golgi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/topology/synth"
)

func TestPointsSayWhatBecameACylinder(t *testing.T) {
	cell, err := golgi.NewCellFromMorphology(synth.Pyramidal(7), golgi.WithNComp(4))
	require.NoError(t, err)
	for _, o := range cell.Points() {
		require.Nil(t, o.Cylinders)
		require.Equal(t, 4, o.NComp)
	}
	require.NoError(t, cell.Branch(5).Comp(2).Set("radius", 3))
	require.NoError(t, cell.Branch(7).Set("length", 30))
	outlines := cell.Points()
	require.Nil(t, outlines[4].Cylinders)
	require.Equal(t, []bool{false, false, true, false}, outlines[5].Cylinders)
	require.Equal(t, []bool{true, true, true, true}, outlines[7].Cylinders)
	part := cell.Branch(5).Comp(1, 2).Points()
	require.Len(t, part, 1)
	require.Equal(t, []bool{false, true}, part[0].Cylinders)
	require.Equal(t, 4, part[0].NComp)
	require.Nil(t, cell.Branch(5).Comp(0).Points()[0].Cylinders)

	built, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, built.Set("radius", 3))
	require.Nil(t, built.Points()[0].Cylinders, "it was never anything else")
	require.Nil(t, built.Branch(9).Points())
}

func TestStimulated(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 3)
	require.NoError(t, err)
	require.Empty(t, cell.Stimulated())
	for _, row := range []int{7, 2, 7} {
		require.NoError(t, cell.SelectRows(row).Stimulate([]float64{1}))
	}
	require.Equal(t, []int{2, 7}, cell.Stimulated())
	require.Equal(t, []int{7}, cell.Branch(2).Stimulated())
	require.Empty(t, cell.Branch(1).Stimulated())
	require.Nil(t, cell.Branch(9).Stimulated())
}
