// Package topology holds the shape of single cells: traced points, branches
// and where they are attached, compartments, branchpoints, the elimination
// order, axial couplings, distances and coordinates. It knows nothing of
// mechanisms, files or time, and imports only the standard library.
//
// Units: um, um2, um3; axial loads 1/um; axial resistivity ohm cm;
// conductances uS.
//
// Index by task:
//
//   - describe a traced cell: [Morphology], [Branch], [Point], [Attachment]
//   - make the branch structure: [NewTree], [TreeFromParents], [Morphology.Tree]
//   - ask about branches: [Tree.NumBranches], [Tree.NComp], [Tree.FirstCompartment],
//     [Tree.LastCompartment], [Tree.Attachment], [Tree.Parents], [Tree.BranchOf]
//   - ask about branchpoints: [Tree.NumBranchpoints], [Tree.BranchpointHalves],
//     [Tree.BranchpointBranch], [Tree.StartNode], [Tree.EndNode]
//   - cut branches into compartments: [Morphology.Discretise], [Cylinder],
//     [Branch.StoredPoints], [RecutJaxley]
//   - choose how many: [Morphology.DLambda], [DLambda], [LambdaF]
//   - order the nodes for the solve: [Tree.Order]
//   - order them so that eight chains are solved side by side: [NewStrips], [Strips]
//   - cut a large cell into parts and limbs: [NewCut], [Cut], [CutSizes]
//   - couple them: [CouplingConductance], [Order.CouplingConductances], [DiffusionConductance]
//   - find a place: [Tree.Compartment], [LocalIndexOfLoc], [IndexOfLoc], [LocOfIndex], [InterpolateXYZ]
//   - lay out a cell without coordinates: [Tree.ComputeXYZ], [CompartmentCentres], [Tree.BranchpointCentres]; cut a path: [CutPath]
//   - measure distances: [Order.PathDistances], [Compartments.DirectDistances]
//   - work on lists of parents: [ComputeChildrenIndices], [BranchLevels], [BranchesInLevels],
//     [NumNeighbours], [ComputeMorphologyIndicesInLevels], [MergeCells], [RemapToConsecutive]
//   - set properties branch by branch: [EqualSegments], [LinearSegments]
//   - couple cylinders by radius and length: [ComputeCouplingCond],
//     [ComputeCouplingCondBranchpoint], [ComputeImpactOnNode]
//
// # Trees
//
// A branch begins at the end of its parent (place 1), at its start (place 0),
// at the root point (parent -1), or between: then at the centre of the
// compartment that holds the place. Where two or more ends of branches meet
// there is a branchpoint, a node without membrane; a branch attached between
// has none and its first half-compartment alone couples it to its parent.
//
// # Reproducible results
//
// Sums run in a fixed order and no multiplication is left to be fused with an
// addition, so that results are the same bits on every machine.
package topology
