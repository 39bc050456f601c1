package bench_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech/library"
)

// TestGradientOfLargeCells: a cell too large for the dense propagator of exponential Euler, beside two equal ones that share theirs and of
// which one is trained. The oracle's is dense, so that differences of whole runs judge the large cell: to 1e-6 of the largest derivative.
func TestGradientOfLargeCells(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 700, 701, 702)
	require.NoError(t, err)
	must(t, cell.Set("axial_resistivity", 100), cell.Set("length", 20), cell.Insert(library.Leak()), cell.Branch(1).Comp(golgi.Range(0, 5)).Insert(library.HH()),
		cell.Branch(0).Comp(golgi.Range(690, 700)).Insert(library.CaPump()), cell.Branch(0).Comp(golgi.Range(690, 700)).Diffuse("CaCon_i"), cell.Branch(0).Comp(golgi.Range(690, 692)).Set("CaCon_i", 1e-3))
	must(t, cell.Branch(1).Comp(1).Stimulate(golgi.StepCurrent(0.1, 1, 0.3, 0.025, 2, 0)), cell.Branch([]int{0, 1, 2}).Comp(0).Record("v"), cell.Branch(0).Comp(golgi.Range(690, 694)).Record("CaCon_i"), cell.Branch(0).Comp(699).Record("v"))
	must(t, cell.Branch(1).Comp(golgi.Range(0, 5)).MakeTrainable("HH_gNa"), cell.Branch(golgi.All).MakeTrainable("axial_resistivity"), cell.Branch(golgi.All).MakeTrainable("radius"),
		cell.Branch(0).Comp(golgi.Range(690, 700)).MakeTrainable("axial_diffusion_CaCon_i"), cell.MakeTrainable("capacitance"), cell.Branch(1).Comp(3).MakeTrainable("v"))
	o := audit.Options{Grad: grad.Options{Run: golgi.Options{TMax: 0.25, Solver: golgi.ExponentialEuler}}, Method: audit.Central, Samples: 8}
	table := audit.Check(t, cell, nil, uneven, o)
	worst(t, table)
	for _, r := range table.Rows {
		require.Less(t, r.Allowed, 1e-4, "the differences of %s[%d] are worth something", r.Key, r.Index)
	}
}

// TestGradientOfEqualCells: cells that share a propagator while they are equal.
func TestGradientOfEqualCells(t *testing.T) {
	net := ring(t, 4, stick(t), library.IonotropicSynapse())
	must(t, net.Record("v"), net.Cell(1).MakeTrainable("radius"), net.Cell(2).Branch(golgi.All).MakeTrainable("axial_resistivity"), net.MakeTrainable("capacitance"), net.Cell(3).Branch(0).Comp(0).MakeTrainable("v"))
	worst(t, audit.Check(t, net, nil, uneven, audited(golgi.Options{TMax: 2, Solver: golgi.ExponentialEuler})))
}

// TestGradientOfManyJunctions: each of many cells joined to others at random. Elimination would fill the matrix, so that the solve iterates, forward and
// back.
func TestGradientOfManyJunctions(t *testing.T) {
	const n = 360
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	must(t, cell.Insert(library.Leak()))
	net, err := golgi.NewNetworkOf(cell, n)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(7, 3))
	for range 4 {
		pre, post := make([]int, n), random.Perm(n)
		for i := range pre {
			pre[i] = i
			if post[i] == i {
				post[i], post[(i+1)%n] = post[(i+1)%n], post[i]
			}
		}
		for i := range pre {
			if pre[i] != post[i] {
				must(t, golgi.Connect(net.SelectRows(pre[i]), net.SelectRows(post[i]), library.GapJunction()))
			}
		}
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = -70 + 20*random.Float64()
	}
	must(t, net.Set("v", values...), net.Mechanism("GapJunction").Set("GapJunction_gE", 0.02), net.Cell(3).Clamp("v", golgi.SineCurrent(0, 1, 300, 10, 0.025, 1, -60)))
	must(t, net.Cell(golgi.Range(0, 20)).Record("v"), net.Mechanism("GapJunction").Edge([]int{0, 5, 700}).MakeTrainable("GapJunction_gE"), net.Cell(golgi.Range(0, 3)).MakeTrainable("v"), net.MakeTrainable("Leak_gLeak"), net.Cell([]int{9, 300}).MakeTrainable("radius"))
	for _, solver := range []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson} {
		o := audited(golgi.Options{TMax: 0.05, Solver: solver})
		o.Grad.With = grad.Clamps
		o.Samples = 8
		worst(t, audit.Check(t, net, nil, uneven, o))
	}
}
