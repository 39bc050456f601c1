// Package golgi builds, runs and records models of morphologically detailed
// neurons.
//
// A model is a [Compartment], a [Branch] or a [Cell]. Everything is done
// through views: selections of compartments, from the whole model down to one
// compartment, that carry where they came from and what went wrong on the way.
//
//	cell, report, err := golgi.ReadSWC("neuron.swc", golgi.WithNComp(2))
//	err = cell.Insert(library.HH())
//	err = cell.Group("soma").Set("HH_gNa", 0.2)
//	err = cell.Branch(0).Loc(0.5).Stimulate(golgi.StepCurrent(1, 2, 0.1, 0.025, 20, 0))
//	err = cell.Branch(3).Loc(1.0).Record("v")
//
// # Index by task
//
//   - make a model: [NewCompartment], [NewBranch], [NewBranchOf], [NewCell],
//     [NewCellOf], [NewCellFromParents], [ReadSWC]
//   - select: [View.Cell], [View.Branch], [View.Comp], [View.Loc],
//     [View.Group], [View.Mechanism], [View.Edge], [View.At], [View.Select],
//     [View.Scope]; with a number, several, a list, a [Range], a mask, or [All]
//   - iterate: [View.Cells], [View.Branches], [View.Comps]
//   - parameters, geometry and initial states: [View.Set], [View.Get],
//     [View.Keys], [View.SetNComp], [View.InitStates]
//   - mechanisms and groups: [View.Insert], [View.AddToGroup]
//   - protocol: [View.Stimulate], [View.Record]; [StepCurrent], [SineCurrent]
//   - trainable parameters: [View.MakeTrainable], [View.GetParameters],
//     [View.WriteTrainables]
//   - look: [View.Nodes], [View.String], [View.Points], [View.Notices]
//
// # Keys
//
// Values are named by keys, as users of the field know them: length, radius,
// area, volume, resistive_load_in, resistive_load_out, axial_resistivity,
// capacitance, v, x, y, z; parameters and states of a mechanism with its name
// in front (HH_gNa, HH_m); keys that several mechanisms share without (eNa).
//
// Units are ms, mV, nA, um, uF/cm2, S/cm2, Ohm cm, mM.
package golgi
