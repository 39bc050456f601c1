package topology_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

func tree(t *testing.T, attachments []topology.Attachment, ncomp ...int) *topology.Tree {
	t.Helper()
	tr, err := topology.NewTree(attachments, ncomp)
	require.NoError(t, err)
	return tr
}

var rootStart = topology.Attachment{Parent: -1}

func at(parent int, place float64) topology.Attachment {
	return topology.Attachment{Parent: parent, At: place}
}

func TestTreeNumbersCompartmentsBranchByBranch(t *testing.T) {
	tr, err := topology.TreeFromParents([]int{-1, 0, 0, 1}, []int{1, 2, 3, 4})
	require.NoError(t, err)
	require.Equal(t, 4, tr.NumBranches())
	require.Equal(t, 10, tr.NumCompartments())
	require.Equal(t, 2, tr.NumBranchpoints(), "the ends of branches 0 and 1")
	require.Equal(t, 12, tr.NumNodes())
	require.Equal(t, []int{-1, 0, 0, 1}, tr.Parents())
	require.Equal(t, []int{1, 2, 3, 4}, tr.NComps())
	require.Equal(t, topology.Attachment{Parent: 1, At: 1}, tr.Attachment(3))
	require.Equal(t, tr.Attachment(3), tr.Attachments()[3])
	for b, first := range []int{0, 1, 3, 6} {
		require.Equal(t, first, tr.FirstCompartment(b))
		require.Equal(t, first+tr.NComp(b)-1, tr.LastCompartment(b))
	}
	var of []int
	for c := range tr.NumCompartments() {
		of = append(of, tr.BranchOf(c))
	}
	require.Equal(t, []int{0, 1, 1, 2, 2, 2, 3, 3, 3, 3}, of)
	require.Panics(t, func() { tr.BranchOf(10) })
}

func TestTreeRefusesWhatIsNoTree(t *testing.T) {
	for name, c := range map[string]struct {
		attachments []topology.Attachment
		ncomp       []int
		message     string
	}{
		"nothing":       {nil, nil, "no branches"},
		"counts":        {[]topology.Attachment{rootStart}, []int{1, 2}, "2 compartment counts for 1 branches"},
		"empty branch":  {[]topology.Attachment{rootStart, at(0, 1)}, []int{1, 0}, "branch 1 has 0 compartments"},
		"too many":      {[]topology.Attachment{rootStart, at(0, 1)}, []int{1, 1<<31 - 2}, "branch 1 brings the cell above"},
		"first":         {[]topology.Attachment{at(0, 1)}, []int{1}, "branch 0 has parent 0"},
		"own parent":    {[]topology.Attachment{rootStart, at(1, 1)}, []int{1, 1}, "branch 1 has parent 1; a parent must have a lower index"},
		"later parent":  {[]topology.Attachment{rootStart, at(2, 1), at(0, 1)}, []int{1, 1, 1}, "branch 1 has parent 2"},
		"strange":       {[]topology.Attachment{rootStart, at(-2, 1)}, []int{1, 1}, "branch 1 has parent -2"},
		"outside":       {[]topology.Attachment{rootStart, at(0, 1.5)}, []int{1, 1}, "branch 1 is attached at 1.5 of branch 0"},
		"not a number":  {[]topology.Attachment{rootStart, at(0, nan)}, []int{1, 1}, "branch 1 is attached at NaN of branch 0"},
		"before a root": {[]topology.Attachment{rootStart, at(0, -0.1)}, []int{1, 1}, "branch 1 is attached at -0.1"},
	} {
		_, err := topology.NewTree(c.attachments, c.ncomp)
		require.ErrorContains(t, err, c.message, name)
	}
}

// halves names half-compartments as in the text of a test: 3o is the Out half of compartment 3.
func halves(of []topology.Half) []string {
	var names []string
	for _, h := range of {
		if h.Compartment < 0 {
			continue
		}
		side := "i"
		if h.Side == topology.Out {
			side = "o"
		}
		names = append(names, string(rune('0'+h.Compartment))+side)
	}
	return names
}

func TestBranchpointsStandWhereBranchEndsMeet(t *testing.T) {
	type point struct {
		branch int
		meet   []string
	}
	for name, c := range map[string]struct {
		tree   *topology.Tree
		points []point
		start  []int // node at the start of each branch
		end    []int // node at the end of each branch
	}{
		"one branch": {
			tree(t, []topology.Attachment{rootStart}, 3), nil, []int{-1}, []int{-1},
		},
		"a single child": {
			tree(t, []topology.Attachment{rootStart, at(0, 1)}, 1, 2),
			[]point{{0, []string{"0o", "1i"}}}, []int{-1, 3}, []int{3, -1},
		},
		"two roots": {
			tree(t, []topology.Attachment{rootStart, rootStart}, 1, 2),
			[]point{{-1, []string{"0i", "1i"}}}, []int{3, 3}, []int{-1, -1},
		},
		"a child at the start of the only root": {
			tree(t, []topology.Attachment{rootStart, at(0, 0)}, 2, 1),
			[]point{{-1, []string{"0i", "2i"}}}, []int{3, 3}, []int{-1, -1},
		},
		"a child at the start of a branch, at its parent's end": {
			tree(t, []topology.Attachment{rootStart, at(0, 1), at(1, 0), at(2, 0)}, 1, 1, 1, 1),
			[]point{{0, []string{"0o", "1i", "2i", "3i"}}}, []int{-1, 4, 4, 4}, []int{4, -1, -1, -1},
		},
		"between, and a child at the start of that": {
			tree(t, []topology.Attachment{rootStart, at(0, 0.5), at(1, 0), at(1, 1)}, 3, 1, 1, 1),
			[]point{{1, []string{"3o", "5i"}}}, []int{-1, 1, 1, 6}, []int{-1, 6, -1, -1},
		},
		"on the border of two compartments": {
			tree(t, []topology.Attachment{rootStart, at(0, 0.5), at(0, 0.51)}, 2, 1, 1),
			nil, []int{-1, 0, 1}, []int{-1, -1, -1},
		},
		"root first, then by parent branch": {
			tree(t, []topology.Attachment{rootStart, at(0, 1), at(1, 1), at(0, 1), rootStart}, 1, 1, 1, 1, 1),
			[]point{{-1, []string{"0i", "4i"}}, {0, []string{"0o", "1i", "3i"}}, {1, []string{"1o", "2i"}}},
			[]int{5, 6, 7, 6, 5}, []int{6, 7, -1, -1, -1},
		},
	} {
		var points []point
		for p := range c.tree.NumBranchpoints() {
			points = append(points, point{c.tree.BranchpointBranch(p), halves(c.tree.BranchpointHalves(p))})
		}
		require.Equal(t, c.points, points, name)
		for b := range c.tree.NumBranches() {
			require.Equal(t, c.start[b], c.tree.StartNode(b), "%s: start of branch %d", name, b)
			require.Equal(t, c.end[b], c.tree.EndNode(b), "%s: end of branch %d", name, b)
		}
	}
}
