package golgi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// TestDeleteEqualsNeverInserted: to the last bit, shared keys of others kept.
func TestDeleteEqualsNeverInserted(t *testing.T) {
	build := func() *golgi.Cell {
		cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
		require.NoError(t, err)
		require.NoError(t, cell.Record("v"))
		require.NoError(t, cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.5, 1, 0.1, 0.025, 4, 0)))
		return cell
	}
	plain, deleted := build(), build()
	require.NoError(t, plain.Branch(0).Insert(library.Na()))
	require.NoError(t, plain.Insert(library.K()))
	require.NoError(t, plain.Insert(library.Leak()))

	require.NoError(t, deleted.Insert(library.HH()))
	require.NoError(t, deleted.Insert(library.Na()))
	require.NoError(t, deleted.Insert(library.K()))
	require.NoError(t, deleted.Insert(library.Leak()))
	require.NoError(t, deleted.Delete(library.HH()))
	require.NoError(t, deleted.Branch(1, 2).Delete(library.Na()))
	require.Equal(t, []int{0, 1}, deleted.Mechanism("Na").Rows())
	require.Len(t, deleted.Mechanisms(), 3)
	for _, key := range []string{"vt", "eK"} {
		want, err := plain.Get(key)
		require.NoError(t, err)
		got, err := deleted.Get(key)
		require.NoError(t, err)
		require.Equal(t, want, got, "%s is shared with K, which is everywhere", key)
	}
	require.ErrorContains(t, deleted.Branch(1).Set("eNa", 50), `no compartment in view branch(1) has "eNa"`)
	require.Equal(t, integrate(t, plain, golgi.Options{}).Hash, integrate(t, deleted, golgi.Options{}).Hash)

	require.NoError(t, deleted.Delete(library.Na()))
	require.NotContains(t, deleted.Keys(), "eNa", "nothing has it any more")
	require.Contains(t, deleted.Keys(), "vt")
	for _, mechanism := range deleted.Mechanisms() {
		require.NoError(t, deleted.Delete(mechanism))
	}
	require.Len(t, deleted.Keys(), 12, "those of every compartment")
	require.NoError(t, deleted.Insert(library.HH()), "and back again")
	require.Len(t, integrate(t, deleted, golgi.Options{}).Recordings, 6)
}

func TestDeleteTakesItsProtocolAlong(t *testing.T) {
	cell := excitable(t, []int{-1, 0}, 2)
	require.NoError(t, cell.Record("HH_m"))
	require.NoError(t, cell.Record("v"))
	require.NoError(t, cell.Branch(1).Clamp("HH_h", ramp(4, 0, 1)))
	require.NoError(t, cell.Branch(golgi.All).MakeTrainable("HH_gNa"))
	require.NoError(t, cell.Branch(1).MakeTrainable("HH_gK"))
	require.NoError(t, cell.MakeTrainable("radius"))
	require.NoError(t, cell.Branch(1).Delete(library.HH()))
	require.Len(t, cell.Recordings(), 6)
	require.Empty(t, cell.Clamps())
	require.Equal(t, []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0.12}}, {Key: "radius", Values: []float64{1}}}, cell.GetParameters())
	require.Equal(t, []string{"delete HH: gone with it: 2 recordings, 2 clamps, 1 trainable"}, cell.Notices())
	require.EqualError(t, cell.Branch(1).Delete(library.HH()), "delete HH: no compartment in view branch(1) has it")
	require.EqualError(t, cell.Delete(library.Leak()), "delete Leak: no such mechanism in the model; mechanisms: HH")
	require.EqualError(t, cell.Delete(nil), "delete: no mechanism given")
}

func TestDeleteSynapses(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Set("IonotropicSynapse_gS", 1, 2, 3))
	require.NoError(t, net.Set("TestSynapse_gC", 4, 5))
	require.NoError(t, net.Record("IonotropicSynapse_s"))
	require.NoError(t, net.Record("TestSynapse_c"))
	require.NoError(t, net.Mechanism("TestSynapse").Edge(1).Clamp("TestSynapse_c", ramp(4, 0, 1)))
	require.NoError(t, net.Edge(golgi.All).MakeTrainable("IonotropicSynapse_gS"))
	view := net.Edge(4)
	require.NoError(t, net.Edge(0, 2).Delete(library.IonotropicSynapse()))
	require.Equal(t, [][2]int{{6, 12}, {2, 16}, {3, 17}, {0, 5}}, pairs(net.View))
	require.EqualError(t, view.Err(), "edge(4): the view is older than a deletion of synapses; select again")
	require.NoError(t, net.Edge(1).Delete(library.TestSynapse()))
	require.Equal(t, [][2]int{{6, 12}, {3, 17}, {0, 5}}, pairs(net.View))
	g, err := net.Mechanism("IonotropicSynapse").Get("IonotropicSynapse_gS")
	require.NoError(t, err)
	require.Equal(t, []float64{2, 3}, g)
	require.Equal(t, []float64{2, 3}, net.GetParameters()[0].Values)
	var places []string
	for _, r := range net.Recordings() {
		places = append(places, r.Place)
	}
	require.Equal(t, []string{"IonotropicSynapse.edge(0)", "IonotropicSynapse.edge(1)", "TestSynapse.edge(0)"}, places)
	require.Equal(t, "TestSynapse.edge(0)", net.Clamps()[0].Place)
	runNet(t, net, golgi.Options{TMax: 0.1})

	require.NoError(t, net.Delete(library.IonotropicSynapse()))
	require.Equal(t, []string{"TestSynapse"}, net.SynapseTypes())
	require.Empty(t, net.GetParameters())
	require.ErrorContains(t, net.Set("IonotropicSynapse_gS", 1), "no parameter")
	require.EqualError(t, net.Cell(1).Delete(library.TestSynapse()), "delete TestSynapse: no synapse of the type in view cell(1)")
	require.NoError(t, net.Delete(library.TestSynapse()))
	require.Zero(t, net.NumSynapses())
	require.NoError(t, golgi.Connect(net.Cell(0), net.Cell(1), library.IonotropicSynapse()), "and back again")
}
