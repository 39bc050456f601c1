// Package golgi builds, runs and records models of morphologically detailed
// neurons.
//
// A model is a [Compartment], a [Branch], a [Cell] or a [Network]. Everything is done
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
//     [NewCellOf], [NewCellFromParents], [NewCellFromCoordinates], [ReadSWC];
//     [NewNetwork], [NewNetworkOf]
//   - copy a model, or a view as a model of its own: [Cell.Clone],
//     [View.CopyAsCell], [View.CopyAsNetwork], [View.CopyAsBranch],
//     [View.CopyAsCompartment]; keep it in a file: [View.SaveFile], [LoadFile]
//   - compartments of branches: [View.SetNComp], [View.SetNComps], [View.DLambda]
//   - edit the morphology: [MorphDelete], [MorphConnect]; in place
//     [View.DeleteBranches], [View.Attach]
//   - coordinates: [View.ComputeXYZ], [View.ComputeCompartmentCentres],
//     [View.SetPoints], [View.Move], [View.MoveTo], [View.MoveEachTo],
//     [View.Rotate], [View.ArrangeInLayers]; distances: [View.DistanceDirect],
//     [View.DistancePathwise]
//   - connect: [Connect], [FullyConnect], [SparseConnect], [ConnectMatrix];
//     [WithRandomPost], [WithDuplicates]
//   - select: [View.Cell], [View.Branch], [View.Comp], [View.Loc],
//     [View.Group], [View.Mechanism], [View.Edge], [View.At], [View.Select],
//     [View.SelectRows], [View.SelectEdges], [View.Scope], [View.SetScope];
//     with a number, several, a list, a [Range], a mask, or [All]
//   - iterate: [View.Cells], [View.Branches], [View.Comps]
//   - parameters, geometry and initial states: [View.Set], [View.Get],
//     [View.Keys], [View.InitStates]
//   - mechanisms and groups: [View.Insert], [View.Delete], [View.AddToGroup]
//   - ions: [View.Diffuse], [View.DeleteDiffusion]; temperature: [View.SetCelsius]
//   - synapses: [View.Synapses], [View.SynapseTypes], [View.Edges],
//     [View.CopyNodePropertyToEdges]
//   - protocol: [View.Stimulate], [View.Clamp], [View.Record], and the deletion
//     of each; [StepCurrent], [SineCurrent],
//     [NoiseCurrent]
//   - recordings that do not fit in memory: Stream of [Options], which is given a [Block] after the other
//   - changes for one run: [View.DataSet], [View.DataStimulate], [View.DataClamp]
//   - many runs of one model side by side, with parameters, stimuli, seeds or
//     starts of their own: [View.IntegrateBatch]; ready, and for derivatives:
//     [View.PrepareBatch], [View.PrepareGradients], [Batch]
//   - trainable parameters: [View.MakeTrainable], [View.MakeTrainableShared],
//     [View.GetParameters], [View.WriteTrainables]
//   - look: [View.Nodes], [View.Show], [View.Shape], [View.String],
//     [View.Points], [View.Notices], [View.Footprint]; read and filter a [Table]
//   - plan ahead: [View.Initialize]; a run that is ready but not started, its
//     forks, and derivatives through what it was given: [View.Prepare],
//     [Simulation.Run], [Simulation.Fork], [Simulation.Pullback],
//     [Simulation.Pushforward]
//   - work on plain slices: [GroupAndSum], [GatherSynapses],
//     [ConvertPointProcessToDistributed], [QueryChannelStatesAndParams]; single
//     steps: [StepExponentialEuler], [SolveInfGateExponential], [SaveExp],
//     [VoltageVectorfield], [StepVoltageExplicit], [StepVoltageImplicit] of a
//     [BranchedCable]
//
// # Keys
//
// Values are named by keys, as users of the field know them: length, radius,
// area, volume, resistive_load_in, resistive_load_out, axial_resistivity,
// capacitance, v, x, y, z; parameters and states of a mechanism with its name
// in front (HH_gNa, HH_m, IonotropicSynapse_gS); keys that several mechanisms
// share without (eNa, CaCon_i); diffusion constants (axial_diffusion_CaCon_i,
// um2/ms).
//
// Units are ms, mV, nA, um, uF/cm2, S/cm2, Ohm cm, mM; conductances of
// synapses are in uS, their currents in nA.
package golgi
