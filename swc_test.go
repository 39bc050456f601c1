package golgi

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

// A soma of one point, a dendrite that branches, and an axon.
const smallNeuron = `# a test cell
1 1 0 0 0 5 -1
2 3 5 0 0 1 1
3 3 105 0 0 1 2
4 3 205 50 0 0.5 3
5 3 205 -50 0 0.5 3
6 2 -5 0 0 0.5 1
7 2 -85 0 0 0.5 6
`

func TestReadSWC(t *testing.T) {
	file := filepath.Join(t.TempDir(), "small.swc")
	require.NoError(t, os.WriteFile(file, []byte(smallNeuron), 0o600))
	cell, report, err := ReadSWC(file, WithNComp(2))
	require.NoError(t, err)
	require.Equal(t, 7, report.Points)
	require.Equal(t, []string{"axon", "basal", "soma"}, cell.Groups())
	_, branches, compartments := cell.Shape()
	require.Equal(t, 2*branches, compartments)
	total := func(key string, view *View) float64 {
		values, err := view.Get(key)
		require.NoError(t, err)
		sum := 0.0
		for _, value := range values {
			sum += value
		}
		return sum
	}
	require.InDelta(t, 4*math.Pi*25, total("area", cell.Group("soma")), 1e-10)
	require.InDelta(t, report.Length, total("length", cell.View), 1e-10)
	require.InDelta(t, report.Area, total("area", cell.View), 1e-9)
	require.Equal(t, branches, len(cell.Points()))
	require.Equal(t, 1, cell.Group("soma").Points()[0].SWCType)
	require.True(t, cell.Points()[0].Traced)

	named, _, err := ReadSWCFrom(strings.NewReader(smallNeuron), "small", WithNComp(2))
	require.NoError(t, err)
	require.Equal(t, cell.Rows(), named.Rows())
}

func TestSWCOptions(t *testing.T) {
	read := func(options ...SWCOption) *Cell {
		cell, _, err := ReadSWCFrom(strings.NewReader(smallNeuron), "small", options...)
		require.NoError(t, err)
		return cell
	}
	_, branches, _ := read().Shape()
	ncomp := make([]int, branches)
	for b := range ncomp {
		ncomp[b] = b + 1
	}
	require.Equal(t, ncomp, read(WithNComp(ncomp...)).m.trees[0].NComps())

	for b, n := range read(WithNCompRule(DLambda(0.1, 100, 5000, 1))).m.trees[0].NComps() {
		require.Equal(t, 1, n%2, "branch %d", b)
	}
	fine := read(WithNCompRule(DLambda(0.05, 100, 5000, 1))).Len()
	require.Greater(t, fine, read(WithNCompRule(DLambda(0.1, 100, 5000, 1))).Len())

	short := read(WithMaxBranchLength(30))
	lengths, err := short.Get("length")
	require.NoError(t, err)
	for _, length := range lengths {
		require.LessOrEqual(t, length, 30*(1+1e-12)) // rounding of equal pieces
	}
	radii, err := read(WithMinRadius(0.75)).Get("radius")
	require.NoError(t, err)
	for _, radius := range radii {
		require.GreaterOrEqual(t, radius, 0.75*(1-1e-12))
	}
	require.Equal(t, topology.Jaxley, read(WithConvention(topology.Jaxley)).m.branches[0].convention)
}

func TestReadSWCErrors(t *testing.T) {
	_, _, err := ReadSWC(filepath.Join(t.TempDir(), "none.swc"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, _, err = ReadSWCFrom(strings.NewReader(smallNeuron), "small", WithNComp(1, 2))
	require.ErrorContains(t, err, "small: 2 numbers of compartments for")
	_, _, err = ReadSWCFrom(strings.NewReader(smallNeuron), "small", WithNComp(0))
	require.ErrorContains(t, err, "small: ")
	_, _, err = ReadSWCFrom(strings.NewReader("1 1 0 0"), "small")
	require.ErrorContains(t, err, "small:1")
	_, _, err = ReadSWCFrom(strings.NewReader(smallNeuron), "small", WithNCompRule(func(*topology.Morphology) ([]int, error) { return []int{1}, nil }))
	require.Error(t, err, "a rule with too few numbers")
	_, err = NewCellFromMorphology(&topology.Morphology{})
	require.ErrorContains(t, err, "cell: ")
}

// A dendrite whose points change their type is cut there only if the types are told apart.
func TestTypesThatAreToldApart(t *testing.T) {
	const text = "1 1 0 0 0 5 -1\n2 3 5 0 0 0.5 1\n3 3 50 0 0 0.5 2\n4 4 100 0 0 0.5 3\n5 4 150 0 0 0.5 4\n"
	branches := func(options ...SWCOption) int {
		cell, _, err := ReadSWCFrom(strings.NewReader(text), "dendrite", options...)
		require.NoError(t, err)
		_, n, _ := cell.Shape()
		return n
	}
	require.Equal(t, branches(WithTypes(1, 2))+1, branches())
	require.Equal(t, branches(WithTypes(1, 3)), branches())
}
