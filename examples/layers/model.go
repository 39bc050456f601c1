package main

import (
	"errors"
	"math"

	"golgi"
	"golgi/mech/library"
	"golgi/topology"
)

// layer is a row of cells of the network.
type layer struct {
	name  string
	cells golgi.IndexRange
}

// The network is made in this order, from the top to the bottom of the picture.
var layers = []layer{
	{"input", golgi.Range(0, 7)},
	{"pyramidal", golgi.Range(7, 12)},
	{"inhibitory", golgi.Range(12, 16)},
}

// Places on the pyramidal cells where synapses end.
const (
	trunk = 91 // branch at the end of the apical trunk, where the tuft begins
	soma  = 0
)

// newNetwork makes three layers of cells: the input drives the tufts of the
// pyramidal cells, these drive inhibitory cells, which inhibit their somata.
func newNetwork(swc string) (*golgi.Network, error) {
	pyramidal, err := newPyramidal(swc)
	if err != nil {
		return nil, err
	}
	small, err := newSmall()
	if err != nil {
		return nil, err
	}
	var cells []*golgi.Cell
	numbers := make([]int, len(layers))
	for i, l := range layers {
		numbers[i] = l.cells.Hi - l.cells.Lo
		for range numbers[i] {
			if l.name == "pyramidal" {
				cells = append(cells, pyramidal)
			} else {
				cells = append(cells, small)
			}
		}
	}
	net, err := golgi.NewNetwork(cells...)
	if err != nil {
		return nil, err
	}
	for _, l := range layers {
		if err := net.Cell(l.cells).AddToGroup(l.name); err != nil {
			return nil, err
		}
	}
	return net, errors.Join(
		net.ArrangeInLayers(numbers, 260, 800, true), // um between cells, and between layers
		connect(net),
		net.Set("v", -65),
		net.InitStates(),
	)
}

// connect makes the synapses.
func connect(net *golgi.Network) error {
	input, pyramidal, inhibitory := net.Cell(layers[0].cells), net.Cell(layers[1].cells), net.Cell(layers[2].cells)
	for _, c := range []struct {
		name                           string
		pre, post                      *golgi.View
		p                              float64 // probability of a synapse
		conductance, reversal, closing float64 // uS, mV, 1/ms
	}{
		{"Excitation", input, pyramidal.Branch(trunk).Loc(0.5), 0.5, 0.05, 0, 0.2},
		{"Recruitment", pyramidal, inhibitory, 1, 0.001, 0, 0.2},
		{"Inhibition", inhibitory, pyramidal.Branch(soma).Loc(0.5), 0.7, 0.2, -80, 0.05},
	} {
		// The same equations under three names are three types, each with values
		// of its own.
		synapse, err := library.IonotropicSynapse().Renamed(c.name)
		if err != nil {
			return err
		}
		if err := errors.Join(
			golgi.SparseConnect(c.pre, c.post, synapse, c.p, 1),
			net.Set(c.name+"_gS", c.conductance),
			net.Set(c.name+"_e_syn", c.reversal),
			net.Set(c.name+"_k_minus", c.closing),
			net.Set(c.name+"_s", 0), // closed at the start
		); err != nil {
			return err
		}
	}
	return nil
}

// newPyramidal reads the traced cell, with fewer channels in its dendrites.
func newPyramidal(swc string) (*golgi.Cell, error) {
	cell, _, err := golgi.ReadSWC(swc)
	if err != nil {
		return nil, err
	}
	return cell, errors.Join(
		cell.Insert(library.HH()),
		cell.Set("axial_resistivity", 100), // Ohm cm
		cell.Group("soma").Set("HH_gNa", 0.4),
		cell.Group("basal").Set("HH_gNa", 0.04), // S/cm2
		cell.Group("apical").Set("HH_gNa", 0.04),
	)
}

// newSmall makes a cell of a round soma and six straight dendrites.
func newSmall() (*golgi.Cell, error) {
	const radius, reach = 9.0, 80.0 // um
	parents := []int{-1}
	points := [][]topology.Point{{{Y: -radius, Radius: radius}, {Y: radius, Radius: radius}}}
	for i := range 6 {
		sin, cos := math.Sincos(math.Pi * (float64(i) + 0.5) / 3)
		parents = append(parents, soma)
		points = append(points, []topology.Point{
			{X: radius * cos, Y: radius * sin, Radius: 1.6},
			{X: reach * cos, Y: reach * sin, Radius: 0.8},
		})
	}
	cell, err := golgi.NewCellFromCoordinates(parents, points, golgi.WithNComp(1, 3, 3, 3, 3, 3, 3))
	if err != nil {
		return nil, err
	}
	return cell, errors.Join(cell.Insert(library.HH()), cell.Set("axial_resistivity", 100))
}
