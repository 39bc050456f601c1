package golgi_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/mech/library"
)

// bare makes a network of n cells of three branches of two compartments.
func bare(t require.TestingT, n int) *golgi.Network {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(cell, n)
	require.NoError(t, err)
	return net
}

// pairs lists the compartments that synapses join, in order.
func pairs(v *golgi.View) [][2]int {
	list := [][2]int{}
	for _, s := range v.Synapses() {
		list = append(list, [2]int{s.Pre, s.Post})
	}
	return list
}

func TestConnectOneToOne(t *testing.T) {
	net := bare(t, 4)
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(1).Loc(1), net.Cell(1).Branch(0).Loc(0), library.IonotropicSynapse()))
	require.NoError(t, golgi.Connect(net.Cell(1, 2), net.Cell(2, 3), library.TanhRateSynapse()))
	require.NoError(t, golgi.Connect(net.Cell(3).Branch(2), net.Cell(0).Branch(2), library.IonotropicSynapse()))
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(0).Branch(0).Comp(0), library.IonotropicSynapse()), "an autapse")
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(0).Branch(0).Comp(0), library.IonotropicSynapse()), "and another of the same pair")
	require.Equal(t, []golgi.Synapse{
		{Index: 0, Type: "IonotropicSynapse", Row: 0, Pre: 3, Post: 6},
		{Index: 1, Type: "TanhRateSynapse", Row: 0, Pre: 6, Post: 12}, // whole cells: the first compartment of each
		{Index: 2, Type: "TanhRateSynapse", Row: 1, Pre: 12, Post: 18},
		{Index: 3, Type: "IonotropicSynapse", Row: 1, Pre: 22, Post: 4},
		{Index: 4, Type: "IonotropicSynapse", Row: 2, Pre: 23, Post: 5},
		{Index: 5, Type: "IonotropicSynapse", Row: 3, Pre: 0, Post: 0},
		{Index: 6, Type: "IonotropicSynapse", Row: 4, Pre: 0, Post: 0},
	}, net.Synapses())
	require.Equal(t, []string{"IonotropicSynapse", "TanhRateSynapse"}, net.SynapseTypes())
	require.Equal(t, []string{"TanhRateSynapse"}, net.Cell(1, 2, 3).SynapseTypes())
}

func TestFullyConnectGoesPreByPre(t *testing.T) {
	net := bare(t, 5)
	require.NoError(t, golgi.FullyConnect(net.Cell(golgi.Range(0, 2)), net.Cell(golgi.Range(2, 5)), library.IonotropicSynapse()))
	require.Equal(t, [][2]int{{0, 12}, {0, 18}, {0, 24}, {6, 12}, {6, 18}, {6, 24}}, pairs(net.View))
	more := bare(t, 5)
	require.NoError(t, golgi.FullyConnect(more.Cell(0, 1).Branch(0).Comp(0), more.Cell(2).Branch(1), library.IonotropicSynapse()))
	require.Equal(t, [][2]int{{0, 14}, {0, 15}, {6, 14}, {6, 15}}, pairs(more.View))
	self := bare(t, 3)
	require.NoError(t, golgi.FullyConnect(self.View, self.View, library.IonotropicSynapse()))
	require.Equal(t, [][2]int{{0, 0}, {0, 6}, {0, 12}, {6, 0}, {6, 6}, {6, 12}, {12, 0}, {12, 6}, {12, 12}}, pairs(self.View), "autapses are among them")
}

func TestConnectMatrix(t *testing.T) {
	net := bare(t, 5)
	matrix := [][]bool{{true, false, true}, {false, false, false}, {false, true, false}}
	require.NoError(t, golgi.ConnectMatrix(net.Cell(0, 1, 2), net.Cell(2, 3, 4), library.IonotropicSynapse(), matrix))
	require.Equal(t, [][2]int{{0, 12}, {0, 24}, {12, 18}}, pairs(net.View))
	require.EqualError(t, golgi.ConnectMatrix(net.Cell(0, 1), net.Cell(2, 3, 4), library.IonotropicSynapse(), matrix),
		"connect matrix with IonotropicSynapse: the matrix has 3 rows for 2 presynaptic compartments")
	require.EqualError(t, golgi.ConnectMatrix(net.Cell(0, 1, 2), net.Cell(2, 3), library.IonotropicSynapse(), matrix),
		"connect matrix with IonotropicSynapse: row 0 of the matrix has 3 values for 2 postsynaptic compartments")
	require.Equal(t, 3, net.NumSynapses(), "an error makes none")
}

// TestSparseConnectIsBernoulli: numbers of synapses, of each row and of each
// quarter of the pairs lie within five standard deviations of the binomial.
func TestSparseConnectIsBernoulli(t *testing.T) {
	const n, p = 300, 0.1
	point, err := golgi.NewCellFromParents([]int{-1})
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(point, n)
	require.NoError(t, err)
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), p, 7))
	within := func(count, of int, what string) {
		require.InDelta(t, p*float64(of), float64(count), 5*math.Sqrt(p*(1-p)*float64(of)), what)
	}
	list := pairs(net.View)
	within(len(list), n*n, "all pairs")
	var from, to [n]int
	autapses, quarter := 0, [2][2]int{}
	last := [2]int{-1, -1}
	for _, pair := range list {
		require.True(t, pair[0] > last[0] || pair[0] == last[0] && pair[1] > last[1], "ordered by pre, then post, so no pair twice")
		last = pair
		from[pair[0]]++
		to[pair[1]]++
		quarter[2*pair[0]/n][2*pair[1]/n]++
		if pair[0] == pair[1] {
			autapses++
		}
	}
	// The variance of the counts of rows and columns is that of a binomial:
	// sum of squares over n, relative standard deviation sqrt(2/n) = 8 %.
	for _, counts := range [2][n]int{from, to} {
		variance := 0.0
		for _, c := range counts {
			variance += math.Pow(float64(c)-p*n, 2) / n
		}
		require.InEpsilon(t, p*(1-p)*n, variance, 0.4)
	}
	for i := range quarter {
		for j := range quarter[i] {
			within(quarter[i][j], n*n/4, "a quarter")
		}
	}
	within(autapses, n, "autapses")

	again, err := golgi.NewNetworkOf(point, n)
	require.NoError(t, err)
	require.NoError(t, golgi.SparseConnect(again.View, again.View, library.IonotropicSynapse(), p, 7))
	require.Equal(t, list, pairs(again.View), "the same seed")
	require.NoError(t, again.Delete(library.IonotropicSynapse()))
	require.NoError(t, golgi.SparseConnect(again.View, again.View, library.IonotropicSynapse(), p, 8))
	require.NotEqual(t, list, pairs(again.View))
}

func TestSparseConnectAtTheEnds(t *testing.T) {
	net, full := bare(t, 6), bare(t, 6)
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), 0, 1))
	require.Zero(t, net.NumSynapses())
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), 1, 1))
	require.NoError(t, golgi.FullyConnect(full.View, full.View, library.IonotropicSynapse()))
	require.Equal(t, pairs(full.View), pairs(net.View), "p = 1 is all pairs, each once, in the same order")
	for _, p := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		require.ErrorContains(t, golgi.SparseConnect(net.View, net.View, library.IonotropicSynapse(), p, 1), "is no probability; give one from 0 to 1")
	}
	require.NoError(t, golgi.SparseConnect(net.View, net.View, library.TestSynapse(), 1, 3, golgi.WithDuplicates()))
	drawn := pairs(net.Mechanism("TestSynapse"))
	require.Len(t, drawn, 36, "a binomial number of 36 at p = 1")
	seen := map[[2]int]bool{}
	for _, pair := range drawn {
		seen[pair] = true
	}
	require.Less(t, len(seen), 36, "drawn with replacement")
}

func TestRandomPostCompartments(t *testing.T) {
	net := bare(t, 40)
	require.NoError(t, golgi.FullyConnect(net.Cell(golgi.Range(0, 20)), net.Cell(golgi.Range(20, 40)), library.IonotropicSynapse(), golgi.WithRandomPost(5)))
	var counts [6]int
	for i, pair := range pairs(net.View) {
		require.Equal(t, 6*(i/20), pair[0])
		require.Equal(t, 20+i%20, pair[1]/6, "the cells are those of FullyConnect")
		counts[pair[1]%6]++
	}
	for _, c := range counts {
		require.InDelta(t, 400.0/6, c, 5*math.Sqrt(400.0*5/36), "each compartment as often as another, within five standard deviations")
	}
	some := bare(t, 3)
	require.NoError(t, golgi.FullyConnect(some.Cell(0), some.Cell(1, 2).Branch(1), library.IonotropicSynapse(), golgi.WithRandomPost(5)))
	for i, pair := range pairs(some.View) {
		require.Contains(t, [][]int{{8, 9}, {14, 15}}[i], pair[1], "one of those in view")
	}
}

func TestConnectErrors(t *testing.T) {
	net, other := bare(t, 3), bare(t, 3)
	synapse := library.IonotropicSynapse()
	for message, err := range map[string]error{
		"connect with IonotropicSynapse: the views are of two models; put the cells into one network with NewNetwork and select from it": golgi.Connect(net.Cell(0), other.Cell(1), synapse),
		"connect with IonotropicSynapse: 1 presynaptic and 2 postsynaptic compartments; one to one needs as many of each":                golgi.Connect(net.Cell(0), net.Cell(1, 2), synapse),
		"connect with HH: it is a channel, not a synapse; put it into compartments with Insert":                                          golgi.Connect(net.Cell(0), net.Cell(1), library.HH()),
		"connect: no synapse given": golgi.Connect(net.Cell(0), net.Cell(1), nil),
		"fully connect with IonotropicSynapse: presynaptic view: cell(7): no such cell (the view has 3)":          golgi.FullyConnect(net.Cell(7), net.Cell(1), synapse),
		"fully connect with IonotropicSynapse: postsynaptic view: group(exc): no such group; there are no groups": golgi.FullyConnect(net.Cell(0), net.Group("exc"), synapse),
		"insert IonotropicSynapse: it is a synapse; make it with Connect":                                         net.Insert(synapse),
	} {
		require.EqualError(t, err, message)
	}
	require.Zero(t, net.NumSynapses())
	require.NoError(t, golgi.Connect(net.Cell(0), net.Cell(1), synapse))
	renamed, err := library.TanhRateSynapse().Renamed("IonotropicSynapse")
	require.NoError(t, err)
	require.ErrorContains(t, golgi.Connect(net.Cell(0), net.Cell(1), renamed), "another synapse of that name, with other equations, is there already")
	channel, err := library.Leak().Renamed("IonotropicSynapse")
	require.NoError(t, err)
	require.ErrorContains(t, net.Insert(channel), "a synapse has that name")
	require.NoError(t, net.Insert(library.Leak()))
	leaky, err := synapse.Renamed("Leak")
	require.NoError(t, err)
	require.ErrorContains(t, golgi.Connect(net.Cell(0), net.Cell(1), leaky), "a mechanism of the membrane has that name")
}

// TestConnectionsByProperty: on random networks the functions agree with their
// definition over all pairs.
func TestConnectionsByProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net := bare(t, rapid.IntRange(2, 6).Draw(t, "cells"))
		cells, _, _ := net.Shape()
		pick := func(name string) []int {
			return rapid.SliceOfNDistinct(rapid.IntRange(0, cells-1), 1, cells, rapid.ID).Draw(t, name)
		}
		pre, post := net.Cell(pick("pre")), net.Cell(pick("post"))
		var from, to []int
		for cell := range pre.Cells() {
			from = append(from, cell.Rows()[0])
		}
		for cell := range post.Cells() {
			to = append(to, cell.Rows()[0])
		}
		matrix := make([][]bool, len(from))
		want := [][2]int{}
		for i := range matrix {
			matrix[i] = rapid.SliceOfN(rapid.Bool(), len(to), len(to)).Draw(t, "row")
			for j, wanted := range matrix[i] {
				if wanted {
					want = append(want, [2]int{from[i], to[j]})
				}
			}
		}
		require.NoError(t, golgi.ConnectMatrix(pre, post, library.TestSynapse(), matrix))
		require.Equal(t, want, pairs(net.View))
		require.NoError(t, golgi.FullyConnect(pre, post, library.TanhRateSynapse()))
		require.Equal(t, len(want)+len(from)*len(to), net.NumSynapses())
	})
}

// TestEndsOfUnbranchedCells: compartments that a view names are meant one by
// one, also where they are all that their cells have.
func TestEndsOfUnbranchedCells(t *testing.T) {
	for want, ends := range map[int]func(v *golgi.View, cell int) *golgi.View{
		4: func(v *golgi.View, cell int) *golgi.View { return v.Cell(cell).Branch(0).Comp(golgi.Range(0, 4)) },
		1: func(v *golgi.View, cell int) *golgi.View { return v.Cell(cell) },
	} {
		stick, err := golgi.NewCellFromParents([]int{-1}, 4)
		require.NoError(t, err)
		net, err := golgi.NewNetworkOf(stick, 2)
		require.NoError(t, err)
		require.Equal(t, want, ends(net.View, 0).NumEnds())
		require.NoError(t, golgi.Connect(ends(net.View, 0), ends(net.View, 1), library.TestSynapse()))
		require.Equal(t, want, net.NumSynapses())
	}
}
