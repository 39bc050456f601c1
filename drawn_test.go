package golgi

import (
	"bytes"
	"context"
	"encoding/gob"
	"math"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/library"
	"golgi/topology"
)

// drawnCell draws a cell of 1 to 6 branches, attached at ends, starts and
// between, with uneven geometry, two mechanisms, groups and a protocol.
func drawnCell(t *rapid.T) *Cell {
	attachments, ncomp := []topology.Attachment{{Parent: -1, At: 1}}, []int{rapid.IntRange(1, 3).Draw(t, "ncomp")}
	for b := range rapid.IntRange(0, 5).Draw(t, "more branches") {
		at := rapid.SampledFrom([]float64{1, 1, 1, 0, 0.3, 0.5}).Draw(t, "at")
		attachments = append(attachments, topology.Attachment{Parent: rapid.IntRange(-1, b).Draw(t, "parent"), At: at})
		ncomp = append(ncomp, rapid.IntRange(1, 3).Draw(t, "ncomp"))
	}
	return cellOn(t, attachments, ncomp)
}

func cellOn(t *rapid.T, attachments []topology.Attachment, ncomp []int) *Cell {
	tree, err := topology.NewTree(attachments, ncomp)
	require.NoError(t, err)
	m, err := newModule(cellModule, []*topology.Tree{tree})
	require.NoError(t, err)
	cell := &Cell{m.root}
	for b := range ncomp {
		branch := cell.Branch(b)
		require.NoError(t, branch.Set("length", rapid.Float64Range(5, 60).Draw(t, "length")))
		require.NoError(t, branch.Set("radius", rapid.Float64Range(0.3, 3).Draw(t, "radius")))
	}
	require.NoError(t, m.layOut())
	require.NoError(t, cell.Set("axial_resistivity", 150))
	require.NoError(t, cell.Set("v", -60))
	require.NoError(t, cell.Insert(library.HH()))
	some := cell.Branch(rapid.IntRange(0, len(ncomp)-1).Draw(t, "leaky"))
	require.NoError(t, some.Insert(library.Leak()))
	require.NoError(t, some.Set("Leak_gLeak", 3e-4))
	require.NoError(t, some.AddToGroup("leaky"))
	require.NoError(t, some.Comp(0).Stimulate([]float64{0.2, 0.3, 0.1}))
	require.NoError(t, cell.Branch(0).Set("HH_gNa", 0.15))
	require.NoError(t, cell.Record("v"))
	require.NoError(t, some.Record("HH_m"))
	require.NoError(t, cell.Branch(All).MakeTrainable("capacitance"))
	require.NoError(t, cell.InitStates())
	return cell
}

// drawnNetwork draws a network of drawn cells with synapses of two types in
// and between them, clamps, and recordings of synapses.
func drawnNetwork(t *rapid.T) *Network {
	var cells []*Cell
	for range rapid.IntRange(1, 3).Draw(t, "cells") {
		cells = append(cells, drawnCell(t))
	}
	net, err := NewNetwork(cells...)
	require.NoError(t, err)
	compartment := rapid.IntRange(0, net.Len()-1)
	for range rapid.IntRange(0, 6).Draw(t, "synapses") {
		synapse := library.IonotropicSynapse()
		if rapid.Bool().Draw(t, "tanh") {
			synapse = library.TanhRateSynapse()
		}
		pre, post := net.SelectRows(compartment.Draw(t, "pre")), net.SelectRows(compartment.Draw(t, "post"))
		require.NoError(t, Connect(pre, post, synapse))
	}
	for _, name := range net.SynapseTypes() {
		edges := net.Mechanism(name)
		key := name + "_gS"
		values := rapid.SliceOfN(rapid.Float64Range(1e-4, 1e-3), edges.NumSynapses(), edges.NumSynapses()).Draw(t, "gS")
		require.NoError(t, edges.Set(key, values...))
		require.NoError(t, edges.Edge(0).MakeTrainable(key))
		require.NoError(t, edges.Record("i_"+name))
	}
	require.NoError(t, copyRadiusToEdges(net))
	at := net.SelectRows(compartment.Draw(t, "stimulated"))
	require.NoError(t, at.Stimulate([]float64{0.5, 0.5, 0.2, 0.1}))
	require.NoError(t, at.Clamp("HH_n", []float64{0.3, 0.31, 0.32, 0.33, 0.34, 0.35, 0.36, 0.37}))
	require.NoError(t, at.AddToGroup("driven"))
	require.NoError(t, net.Record("v"))
	return net
}

// copyRadiusToEdges copies a key to the synapses, if there are any.
func copyRadiusToEdges(n *Network) error {
	if n.NumSynapses() == 0 {
		return nil
	}
	return n.CopyNodePropertyToEdges([]string{"radius"}, Pre)
}

// requireSameModel compares everything that is saved of two models.
func requireSameModel(t require.TestingT, expected, got *module) {
	if encoded := [2][]byte{gobOf(t, expected), gobOf(t, got)}; !bytes.Equal(encoded[0], encoded[1]) {
		require.Equal(t, expected.saved(), got.saved())
		require.Fail(t, "the models differ in a bit")
	}
}

func gobOf(t require.TestingT, m *module) []byte {
	var b bytes.Buffer
	require.NoError(t, gob.NewEncoder(&b).Encode(m.saved()))
	return b.Bytes()
}

// runOf runs a model for 8 steps and returns its traces.
func runOf(t require.TestingT, m Module) *Result {
	result, err := m.Integrate(context.Background(), Options{TMax: 0.2, Workers: 1, ReturnStates: true})
	require.NoError(t, err)
	return result
}

// requireSameBits compares runs to the last bit.
func requireSameBits(t require.TestingT, expected, got *Result) {
	require.Equal(t, expected.Hash, got.Hash)
	require.Len(t, got.Recordings, len(expected.Recordings))
	for i, trace := range expected.Recordings {
		for k, value := range trace {
			require.Equal(t, math.Float64bits(value), math.Float64bits(got.Recordings[i][k]), "trace %d, sample %d", i, k)
		}
	}
}
