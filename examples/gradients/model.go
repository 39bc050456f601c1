// Package gradients holds the code of docs/gradients.md.
package gradients

import (
	"errors"

	"golgi"
	"golgi/mech/library"
)

// neuron is a soma with two dendrites that fires while current flows into the soma.
func neuron() (*golgi.Cell, error) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 4)
	if err != nil {
		return nil, err
	}
	return cell, errors.Join(
		cell.Branch(0).AddToGroup("soma"),
		cell.Branch(1, 2).AddToGroup("dendrites"),
		cell.Insert(library.HH()),
		cell.Set("length", 40),             // um
		cell.Set("axial_resistivity", 200), // Ohm cm
		cell.InitStates(),
		cell.Group("soma").Loc(0.5).Stimulate(golgi.StepCurrent(1, 9, 0.3, 0.025, 10, 0)), // ms, ms, nA, ms, ms
		cell.Group("soma").Loc(0.5).Record("v"),
		cell.Branch(1).Loc(1).Record("v"),
		cell.Group("soma").MakeTrainable("HH_gNa"),      // one value, S/cm2
		cell.Group("dendrites").MakeTrainable("HH_gNa"), // another
		cell.MakeTrainable("capacitance"),               // uF/cm2
	)
}
