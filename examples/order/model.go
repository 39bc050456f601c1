package main

import (
	"errors"
	"math"
	"math/rand/v2"

	"golgi"
	"golgi/mech/library"
)

// Cells of the network: inputs that are made to fire, a recurrent layer of excitatory and
// inhibitory cells, and two readouts that do not fire, one for each class.
const (
	inputs     = 4
	excitatory = 4
	inhibitory = 2
)

var classes = []string{"forwards", "backwards"}

// newNetwork makes the network with conductances about 1.5 nS, log-normal, all of them trainable.
func newNetwork(random *rand.Rand) (*golgi.Network, error) {
	spiking, err := newCell()
	if err != nil {
		return nil, err
	}
	readout, err := newCell()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(
		spiking.Insert(library.HH()), spiking.InitStates(),
		readout.Insert(library.Leak()), readout.Set("Leak_eLeak", -65), // mV
	); err != nil {
		return nil, err
	}
	var cells []*golgi.Cell
	for range inputs + excitatory + inhibitory {
		cells = append(cells, spiking)
	}
	net, err := golgi.NewNetwork(append(cells, readout, readout)...)
	if err != nil {
		return nil, err
	}
	return net, errors.Join(connect(net, random), net.Cell(golgi.Range(inputs+excitatory+inhibitory, len(cells)+2)).Record("v"))
}

// newCell makes a cell of one compartment of 1257 um2.
func newCell() (*golgi.Cell, error) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	if err != nil {
		return nil, err
	}
	return cell, errors.Join(cell.Set("length", 20), cell.Set("radius", 10), cell.Set("v", -65))
}

// connect lets inputs excite the recurrent layer, and that layer itself and the readouts.
func connect(net *golgi.Network, random *rand.Rand) error {
	excitation, err := library.IonotropicSynapse().Renamed("Excitation")
	if err != nil {
		return err
	}
	inhibition, err := library.IonotropicSynapse().Renamed("Inhibition")
	if err != nil {
		return err
	}
	layer, all := inputs+excitatory+inhibitory, inputs+excitatory+inhibitory+len(classes)
	recurrent, after := net.Cell(golgi.Range(inputs, layer)), net.Cell(golgi.Range(inputs, all))
	if err := errors.Join(
		golgi.FullyConnect(net.Cell(golgi.Range(0, inputs)), recurrent, excitation),
		golgi.FullyConnect(net.Cell(golgi.Range(inputs, inputs+excitatory)), after, excitation),
		golgi.FullyConnect(net.Cell(golgi.Range(inputs+excitatory, layer)), after, inhibition),
		net.Set("Excitation_k_minus", 0.3), net.Set("Inhibition_k_minus", 0.15), // 1/ms
		net.Set("Inhibition_e_syn", -80), // mV
		net.Set("Excitation_s", 0), net.Set("Inhibition_s", 0),
	); err != nil {
		return err
	}
	excite := inputs*(excitatory+inhibitory) + excitatory*(excitatory+inhibitory+len(classes))
	inhibit := inhibitory * (excitatory + inhibitory + len(classes))
	return errors.Join(
		net.Set("Excitation_gS", drawn(excite, random)...), net.Set("Inhibition_gS", drawn(inhibit, random)...),
		net.Edge(golgi.Range(0, excite)).MakeTrainable("Excitation_gS"),
		net.Edge(golgi.Range(excite, excite+inhibit)).MakeTrainable("Inhibition_gS"),
	)
}

// drawn are n conductances, uS.
func drawn(n int, random *rand.Rand) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = 1.5e-3 * math.Exp(0.7*random.NormFloat64())
	}
	return values
}

// volley lets each input cell fire once, 2.5 ms one after the other, in the order of a
// class, with a jitter of up to 0.6 ms.
func volley(net *golgi.Network, class int, random *rand.Rand) golgi.Override {
	var currents [][]float64
	for i := range inputs {
		place := i
		if class == 1 {
			place = inputs - 1 - i
		}
		start := 1 + 2.5*float64(place) + 0.6*(2*random.Float64()-1)
		currents = append(currents, golgi.StepCurrent(start, 1, 0.5, dt, duration, 0)) // nA
	}
	return net.Cell(golgi.Range(0, inputs)).DataStimulate(currents...)
}
