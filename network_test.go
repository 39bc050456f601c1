package golgi_test

import (
	"context"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
)

// runNet runs a network and returns its recordings.
func runNet(t require.TestingT, net *golgi.Network, o golgi.Options) *golgi.Result {
	result, err := net.Integrate(context.Background(), o)
	require.NoError(t, err)
	return result
}

// excitable makes a cell of the given tree with HH, at rest.
func excitable(t require.TestingT, parents []int, ncomp ...int) *golgi.Cell {
	cell, err := golgi.NewCellFromParents(parents, ncomp...)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.InitStates())
	return cell
}

func TestNetworkCopiesItsCells(t *testing.T) {
	a, b := excitable(t, []int{-1, 0, 0}, 2), excitable(t, []int{-1}, 3)
	require.NoError(t, a.Branch(1).AddToGroup("tuft"))
	require.NoError(t, b.AddToGroup("tuft"))
	require.NoError(t, b.Insert(library.Leak()))
	require.NoError(t, a.Branch(1).Set("HH_gNa", 0.3))
	net, err := golgi.NewNetwork(a, b, a)
	require.NoError(t, err)
	require.NoError(t, a.Set("HH_gNa", 0.9), "after the copy")
	cells, branches, compartments := net.Shape()
	require.Equal(t, []int{3, 7, 15}, []int{cells, branches, compartments})
	g, err := net.Get("HH_gNa")
	require.NoError(t, err)
	require.Equal(t, []float64{0.12, 0.12, 0.3, 0.3, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12, 0.3, 0.3, 0.12, 0.12}, g)
	require.Equal(t, []int{2, 3, 6, 7, 8, 11, 12}, net.Group("tuft").Rows())
	require.Equal(t, []int{6, 7, 8}, net.Mechanism("Leak").Rows())
	require.Equal(t, []int{9, 10, 11, 12, 13, 14}, net.At(2).Rows())
	require.Equal(t, []int{12}, net.At(2, 1, 1).Rows())
	require.Equal(t, []int{12}, net.Cell(2).At(1, 1).Rows())
	require.Equal(t, []int{12}, net.Cell(2).Branch(1).At(1).Rows())
	require.ErrorContains(t, net.Cell(2).Branch(1).Comp(1).At(0).Err(), "1 numbers for 0 levels below the view")
	one, err := golgi.NewNetwork(b)
	require.NoError(t, err)
	require.Equal(t, []int{1}, one.At(0, 0, 1).Rows(), "a network of one cell has its three levels too")
	require.Contains(t, net.String(), "network all: 3 cells, 7 branches, 15 compartments; mechanisms HH, Leak; groups tuft")

	require.NoError(t, net.Cell(0).SetNComp(4))
	require.NoError(t, net.Cell(2).Branch(1, 2).SetNComp(1))
	_, _, compartments = net.Shape()
	require.Equal(t, 12+3+4, compartments, "set_ncomp of a whole cell, and of several branches, in a network")

	for _, bad := range []func() error{
		func() error { _, err := golgi.NewNetwork(); return err },
		func() error { _, err := golgi.NewNetwork(a, nil); return err },
		func() error { _, err := golgi.NewNetworkOf(a, 0); return err },
	} {
		require.ErrorContains(t, bad(), "network: ")
	}
}

func TestNetworkKeepsCoordinatesOfCells(t *testing.T) {
	cell := neuron(t)
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	for _, key := range []string{"x", "y", "z", "area", "resistive_load_in"} {
		own, err := cell.Get(key)
		require.NoError(t, err)
		got, err := net.Cell(1).Get(key)
		require.NoError(t, err)
		require.Equal(t, own, got, key)
	}
	require.Equal(t, cell.Points()[3].Points, net.Cell(1).Points()[3].Points)
	require.Equal(t, cell.Groups(), net.Groups())
}

// TestNetworkWithoutSynapsesEqualsItsCells: to the last bit, on random trees.
func TestNetworkWithoutSynapsesEqualsItsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cells []*golgi.Cell
		for i := range rapid.IntRange(1, 4).Draw(t, "cells") {
			parents, ncomp := []int{-1}, []int{1 + i}
			for b := range rapid.IntRange(0, 4).Draw(t, "branches") {
				parents = append(parents, rapid.IntRange(0, b).Draw(t, "parent"))
				ncomp = append(ncomp, rapid.IntRange(1, 3).Draw(t, "ncomp"))
			}
			cell := excitable(t, parents, ncomp...)
			require.NoError(t, cell.Set("radius", rapid.Float64Range(0.3, 3).Draw(t, "radius")))
			cells = append(cells, cell)
		}
		net, err := golgi.NewNetwork(cells...)
		require.NoError(t, err)
		current := golgi.StepCurrent(0.5, 1, 0.1, 0.025, 3, 0)
		for i, cell := range cells {
			for _, v := range []*golgi.View{cell.View, net.Cell(i)} {
				require.NoError(t, v.Branch(0).Comp(0).Stimulate(current))
				require.NoError(t, v.Record("v"))
			}
		}
		whole := runNet(t, net, golgi.Options{TMax: 3})
		for _, cell := range cells {
			alone, err := cell.Integrate(context.Background(), golgi.Options{TMax: 3})
			require.NoError(t, err)
			require.Equal(t, alone.Recordings, whole.Recordings[:len(alone.Recordings)])
			whole.Recordings = whole.Recordings[len(alone.Recordings):]
		}
	})
}

// TestOrderOfSynapsesDoesNotMatter: currents are gathered in the order of the
// synapses, so another order changes the last bits of a sum and no more.
func TestOrderOfSynapsesDoesNotMatter(t *testing.T) {
	type wire struct{ kind, pre, post int }
	rapid.Check(t, func(t *rapid.T) {
		cell := excitable(t, []int{-1, 0}, 2)
		wires := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) wire {
			end := rapid.IntRange(0, 15)
			return wire{rapid.IntRange(0, 3).Draw(t, "type"), end.Draw(t, "pre"), end.Draw(t, "post")}
		}), 2, 12).Draw(t, "synapses")
		shuffled := append([]wire(nil), wires...)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(wires), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		run := func(wires []wire) *golgi.Result {
			net, err := golgi.NewNetworkOf(cell, 4)
			require.NoError(t, err)
			for _, w := range wires {
				synapse := synapseTypes()[w.kind]
				require.NoError(t, golgi.Connect(net.SelectRows(w.pre), net.SelectRows(w.post), synapse))
			}
			for _, name := range net.SynapseTypes() {
				key := name + "_gS"
				if name == "TestSynapse" {
					key = name + "_gC"
				}
				require.NoError(t, net.Set(key, 5e-4))
			}
			require.NoError(t, net.Cell(0).Stimulate(golgi.StepCurrent(0.5, 1, 0.2, 0.025, 6, 0)))
			require.NoError(t, net.Record("v"))
			return runNet(t, net, golgi.Options{TMax: 6})
		}
		a, b := run(wires), run(shuffled)
		for r := range a.Recordings {
			require.InDeltaSlice(t, a.Recordings[r], b.Recordings[r], 1e-9)
		}
	})
}

// TestReferenceNetworks compares two networks with reference traces of Jaxley,
// built by the calls a user would make.
func TestReferenceNetworks(t *testing.T) {
	t.Run("network_fully_connected", func(t *testing.T) {
		net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0, 0}, 2), 8)
		require.NoError(t, err)
		require.NoError(t, golgi.FullyConnect(net.Cell(golgi.Range(0, 5)), net.Cell(golgi.Range(5, 8)).Branch(1).Comp(1), library.IonotropicSynapse()))
		require.NoError(t, net.Set("IonotropicSynapse_gS", 2e-4))
		for i := range 5 {
			step := golgi.StepCurrent(1+0.3*float64(i), 2, 0.05+0.01*float64(i), 0.025, 15, 0)
			require.NoError(t, net.Cell(i).Branch(0).Comp(0).Stimulate(step))
		}
		require.NoError(t, net.Branch(0).Comp(0).Record("v"))
		sameAsReference(t, "network_fully_connected", runNet(t, net, golgi.Options{TMax: 15}))
	})
	t.Run("synapses_all_types", func(t *testing.T) {
		net, err := golgi.NewNetworkOf(excitable(t, []int{-1, 0}, 2), 4)
		require.NoError(t, err)
		connect := func(pre, post string, name string) {
			synapse, err := library.ByName(name)
			require.NoError(t, err)
			require.NoError(t, golgi.Connect(net.Select(pre), net.Select(post), synapse))
		}
		connect("cell(0).branch(1).loc(1)", "cell(1).branch(0).loc(0)", "IonotropicSynapse")
		connect("cell(1).branch(0).loc(0)", "cell(2).branch(1).loc(0.5)", "TanhRateSynapse")
		connect("cell(2).branch(0).loc(0)", "cell(3).branch(0).loc(0)", "TanhConductanceSynapse")
		connect("cell(3).branch(0).loc(0)", "cell(1).branch(1).loc(1)", "IonotropicSynapse")
		require.NoError(t, net.Set("IonotropicSynapse_gS", 5e-4))
		require.NoError(t, net.Set("TanhRateSynapse_gS", 1e-3))
		require.NoError(t, net.Set("TanhConductanceSynapse_gS", 1e-4))
		require.NoError(t, net.Cell(0).Branch(0).Loc(0).Stimulate(golgi.StepCurrent(1, 2, 0.05, 0.025, 15, 0)))
		require.NoError(t, net.Branch(0).Loc(0).Record("v"))
		require.NoError(t, net.Select("IonotropicSynapse.edge(0)").Record("IonotropicSynapse_s"))
		sameAsReference(t, "synapses_all_types", runNet(t, net, golgi.Options{TMax: 15}))
	})
}

// referenceFile is a file of the shared reference results; tests that need it
// are skipped without them.
func referenceFile(t testing.TB, parts ...string) string {
	path := filepath.Join(append([]string{"..", "shared", "reference"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("the reference results are not there: ", path)
	}
	return path
}

func sameAsReference(t *testing.T, name string, result *golgi.Result) {
	f, err := os.Open(referenceFile(t, name, "traces.csv"))
	require.NoError(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, len(result.Times)+1)
	largest := 0.0
	for k, line := range lines[1:] {
		for r, text := range line[1:] {
			want, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			largest = max(largest, abs(result.Recordings[r][k]-want))
		}
	}
	t.Log("largest deviation ", largest)
	require.Less(t, largest, 1e-6, "the tolerance of the reference results")
}

// synapseTypes are the synapses of the library.
func synapseTypes() []*mech.Mechanism {
	return []*mech.Mechanism{library.IonotropicSynapse(), library.TanhRateSynapse(), library.TanhConductanceSynapse(), library.TestSynapse()}
}

func abs(x float64) float64 { return max(x, -x) }

// simpleCell is a tree of nb branches, each but the first hanging on branch
// (b-1)/2, of nc default compartments, with HH at its default states.
func simpleCell(t require.TestingT, nb, nc int) *golgi.Cell {
	parents := make([]int, nb)
	for b := range parents {
		parents[b] = (b+1)/2 - 1
	}
	cell, err := golgi.NewCellFromParents(parents, nc)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	return cell
}

// sampled returns every n-th sample.
func sampled(trace []float64, n int) []float64 {
	var out []float64
	for k := 0; k < len(trace); k += n {
		out = append(out, trace[k])
	}
	return out
}

// TestTwoCells: two cells and a synapse, with the values of Jaxley's own
// regression test (tests/jaxley_identical, 0.14).
func TestTwoCells(t *testing.T) {
	net, err := golgi.NewNetworkOf(simpleCell(t, 3, 2), 2)
	require.NoError(t, err)
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Loc(0), net.Cell(1).Branch(0).Loc(0), library.IonotropicSynapse()))
	area := 20 * math.Pi
	require.NoError(t, net.Set("IonotropicSynapse_gS", 0.5*area/1e5))
	for cell := range net.Cells() {
		require.NoError(t, cell.Branch(1).Loc(0).Stimulate(golgi.StepCurrent(0.5, 1, 0.02, 0.025, 5, 0)))
		require.NoError(t, cell.Branch(1).Loc(0).Record("v"))
	}
	result := runNet(t, net, golgi.Options{})
	for i, want := range [][]float64{
		{-70, -66.53085703217415, -61.30007495702876, -57.72869617299199, -57.907984804456134, -56.54785861252702, -54.63372123466727,
			-51.29073832791313, -41.84338223543283, 12.629557592604355, 16.375747329556404},
		{-70, -66.16039111452706, -60.50177192696074, -56.47792566141247, -55.905759661906906, -52.98761212851238, -46.3513320143946,
			-13.082888133400296, 25.761263776404153, -4.627404050763336, -30.796093242248364},
	} {
		require.InDeltaSlice(t, want, sampled(result.Recordings[i], 20), 1e-8)
	}
}

// TestSevenCells: three layers, two synapse types, parameters set on some of
// their synapses, with the values of Jaxley's own regression test.
func TestSevenCells(t *testing.T) {
	net, err := golgi.NewNetworkOf(simpleCell(t, 5, 4), 7)
	require.NoError(t, err)
	type end [4]int // from cell; to cell, branch, compartment
	wires := map[string][]end{
		"IonotropicSynapse": {
			{0, 3, 3, 0}, {0, 4, 0, 3}, {0, 5, 2, 1}, {1, 3, 3, 3}, {1, 4, 0, 3}, {1, 5, 4, 3}, {2, 3, 0, 0}, {2, 4, 1, 3}, {2, 5, 4, 2},
			{3, 6, 3, 1}, {4, 6, 2, 0}, {5, 6, 2, 1},
		},
		"TestSynapse": {
			{0, 3, 1, 0}, {0, 4, 0, 1}, {0, 5, 3, 2}, {1, 3, 1, 2}, {1, 4, 1, 2}, {1, 5, 4, 1}, {2, 3, 3, 0}, {2, 4, 1, 3}, {2, 5, 1, 1},
			{3, 6, 4, 3}, {4, 6, 4, 0}, {5, 6, 4, 3},
		},
	}
	for name, ends := range wires {
		synapse, err := library.ByName(name)
		require.NoError(t, err)
		for _, e := range ends {
			require.NoError(t, golgi.Connect(net.At(e[0], 0, 0), net.At(e[1], e[2], e[3]), synapse))
		}
	}
	f := 20 * math.Pi / 1e5
	require.NoError(t, net.Set("IonotropicSynapse_gS", 0.44*f))
	require.NoError(t, net.Set("TestSynapse_gC", 0.62*f))
	require.NoError(t, net.Mechanism("IonotropicSynapse").Edge(0, 2, 4).Set("IonotropicSynapse_gS", 0.32*f))
	require.NoError(t, net.Mechanism("TestSynapse").Edge(0, 3, 5).Set("TestSynapse_gC", 0.24*f))
	require.NoError(t, net.Cell(0, 1, 2).Branch(0).Loc(0).Stimulate(golgi.StepCurrent(0.5, 0.5, 0.1, 0.025, 10, 0)))
	require.NoError(t, net.Cell(6).Branch(0).Loc(0).Record("v"))
	result := runNet(t, net, golgi.Options{})
	require.InDeltaSlice(t, []float64{-70, -64.5478417407739, -61.37506280116741, -58.27492707181707, -51.53610508254835, 31.739248535280243,
		-23.276048469250686, -73.58311542313007, -75.5489796956953, -74.69162422333675, -73.52874849932951}, sampled(result.Recordings[0], 40), 1e-8)
}
