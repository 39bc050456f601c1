package main

import (
	"errors"

	"golgi"
	"golgi/mech/library"
)

// sites are where spikes are looked for.
var sites = []struct {
	name   string
	branch int
	loc    float64
}{
	{"soma", 0, 0.5},
	{"end of axon", 146, 1},
	{"middle of trunk", 71, 0.5},
	{"end of trunk", 91, 1},
	{"tip of tuft", 115, 1},
}

// newModel reads the cell and gives it channels.
func newModel(swc string) (*golgi.Cell, error) {
	cell, _, err := golgi.ReadSWC(swc, golgi.WithNComp(3))
	if err != nil {
		return nil, err
	}
	basal, apical, tuft := cell.Group("basal"), cell.Group("apical"), cell.Branch(golgi.Range(92, 124))
	return cell, errors.Join(
		cell.Insert(library.HH()),
		basal.Insert(library.Leak()), // the dendrites leak through Leak instead of through HH
		apical.Insert(library.Leak()),
		basal.Set("HH_gLeak", 0),
		apical.Set("HH_gLeak", 0),
		cell.Set("Leak_gLeak", 2e-4), // S/cm2
		cell.Set("Leak_eLeak", -60),  // mV
		cell.Set("axial_resistivity", 100),
		cell.Group("axon").Set("HH_gNa", 0.15),
		cell.Group("soma").Set("HH_gNa", 0.4),
		basal.Set("HH_gNa", 0.04), // sodium and potassium channels become fewer along the dendrites
		basal.Set("HH_gK", 0.018),
		apical.Set("HH_gNa", 0.04),
		apical.Set("HH_gK", 0.018),
		tuft.Set("HH_gNa", 0.006),
		tuft.Set("HH_gK", 0.005),
		cell.Set("v", -65),
		cell.InitStates(),
	)
}
