package topology_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"golgi/topology"
)

func TestOrderOfASmallTree(t *testing.T) {
	// Branch 1 on the middle of branch 0, 2 and 3 at its end, 4 at the start of 3.
	tr := tree(t, []topology.Attachment{rootStart, at(0, 0.3), at(0, 1), at(0, 1), at(3, 0)}, 2, 1, 2, 1, 1)
	o := tr.Order()
	require.Equal(t, []int32{0, 1, 7, 2, 3, 4, 5, 6}, o.Nodes)
	require.Equal(t, []int32{-1, 0, 0, 7, 3, 7, 7, 1}, o.Parent)
	var names [][]string
	for _, h := range o.Halves {
		names = append(names, halves(h[:]))
	}
	require.Equal(t, [][]string{nil, {"1i", "0o"}, {"2i"}, {"3i"}, {"4i", "3o"}, {"5i"}, {"6i"}, {"1o"}}, names)
}

// drawTree draws any tree: all places, several roots, 1 to 4 compartments a branch.
func drawTree(t *rapid.T) *topology.Tree {
	n := rapid.IntRange(1, 25).Draw(t, "branches")
	attachments := make([]topology.Attachment, n)
	ncomp := make([]int, n)
	for b := range n {
		attachments[b].Parent = -1
		if b > 0 {
			attachments[b].Parent = rapid.IntRange(-1, b-1).Draw(t, "parent")
		}
		attachments[b].At = rapid.SampledFrom([]float64{0, 1, 1, 1, 0.2, 0.5, 0.99}).Draw(t, "at")
		ncomp[b] = rapid.IntRange(1, 4).Draw(t, "ncomp")
	}
	tr, err := topology.NewTree(attachments, ncomp)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestOrderIsAHinesOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := drawTree(t)
		o := tr.Order()
		n := tr.NumNodes()
		require.Len(t, o.Nodes, n)
		place := make([]int, n)
		for i := range place {
			place[i] = -1
		}
		for i, node := range o.Nodes {
			require.Equal(t, -1, place[node], "node %d twice", node)
			place[node] = i
		}
		last := make([]int32, n) // last child seen of each node
		for i, node := range o.Nodes {
			p := o.Parent[node]
			if i == 0 {
				require.EqualValues(t, -1, p)
				continue
			}
			require.Less(t, place[p], i, "a parent stands before its children")
			if int(node) < tr.NumCompartments() {
				require.Greater(t, node+1, last[p], "children in ascending index order")
				last[p] = node + 1
			}
		}
		for b := range tr.NumBranches() {
			for c := tr.FirstCompartment(b); c < tr.LastCompartment(b); c++ {
				require.Equal(t, place[c]+1, place[c+1], "the compartments of a branch stand together")
			}
		}
		if tr.NumBranchpoints() > 0 && tr.BranchpointBranch(0) < 0 {
			require.EqualValues(t, tr.NumCompartments(), o.Nodes[0])
		} else {
			require.EqualValues(t, 0, o.Nodes[0])
		}
	})
}

// The couplings of the order must be those of the branches: the same dense
// Laplacian made without it, from the branchpoints and the chains of compartments.
func TestOrderCouplesWhatTheTreeCouples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := drawTree(t)
		n, nodes := tr.NumCompartments(), tr.NumNodes()
		positive := rapid.SliceOfN(rapid.Float64Range(0.1, 10), n, n)
		ra, in, out := positive.Draw(t, "ra"), positive.Draw(t, "in"), positive.Draw(t, "out")

		want := mat.NewSymDense(nodes, nil)
		couple := func(a, b int, resistance float64) {
			g := 100 / resistance
			want.SetSym(a, b, want.At(a, b)-g)
			want.SetSym(a, a, want.At(a, a)+g)
			want.SetSym(b, b, want.At(b, b)+g)
		}
		for b := range tr.NumBranches() {
			for c := tr.FirstCompartment(b) + 1; c <= tr.LastCompartment(b); c++ {
				couple(c-1, c, ra[c-1]*out[c-1]+ra[c]*in[c])
			}
			if a, c := tr.Attachment(b), tr.FirstCompartment(b); a.Parent >= 0 && tr.StartNode(b) >= 0 && tr.StartNode(b) < n {
				couple(tr.StartNode(b), c, ra[c]*in[c])
			}
		}
		for p := range tr.NumBranchpoints() {
			require.GreaterOrEqual(t, len(tr.BranchpointHalves(p)), 2)
			for _, h := range tr.BranchpointHalves(p) {
				load := in
				if h.Side == topology.Out {
					load = out
				}
				couple(n+p, int(h.Compartment), ra[h.Compartment]*load[h.Compartment])
			}
		}

		o := tr.Order()
		got := mat.NewSymDense(nodes, nil)
		g := o.CouplingConductances(nil, ra, in, out)
		for node, p := range o.Parent {
			if p < 0 {
				require.Zero(t, g[node])
				continue
			}
			got.SetSym(node, int(p), -g[node])
			got.SetSym(node, node, got.At(node, node)+g[node])
			got.SetSym(int(p), int(p), got.At(int(p), int(p))+g[node])
		}
		// Sums of at most 26 terms in another order: rounding only.
		require.True(t, mat.EqualApprox(want, got, 1e-12))
	})
}

func TestOrderOfLongAndWideTreesTakesLinearTime(t *testing.T) {
	const n = 100_000
	shapes := map[string]func(b int) int{
		"chain": func(b int) int { return b - 1 },
		"star":  func(int) int { return 0 },
		"comb":  func(b int) int { return max(0, b-1-b%2) },
	}
	for name, parent := range shapes {
		duration := func(n int) time.Duration {
			parents, ncomp := make([]int, n), make([]int, n)
			for b := range n {
				parents[b], ncomp[b] = parent(b), 1
			}
			parents[0] = -1
			start := time.Now()
			tr, err := topology.TreeFromParents(parents, ncomp)
			require.NoError(t, err)
			o := tr.Order()
			elapsed := time.Since(start)
			require.Len(t, o.Nodes, tr.NumNodes())
			return elapsed
		}
		// A quadratic method would need minutes; linear ones need some 10 ms.
		require.Less(t, duration(n), 3*time.Second, name)
	}
	tr, err := topology.TreeFromParents([]int{-1}, []int{n})
	require.NoError(t, err)
	require.Len(t, tr.Order().Nodes, n)
}

func BenchmarkOrder(b *testing.B) {
	const n = 100_000
	parents, ncomp := make([]int, n), make([]int, n)
	for i := range n {
		parents[i], ncomp[i] = (i-1)/2, 1
	}
	parents[0] = -1
	tr, err := topology.TreeFromParents(parents, ncomp)
	require.NoError(b, err)
	for b.Loop() {
		tr.Order()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(tr.NumNodes()), "ns/node")
}
