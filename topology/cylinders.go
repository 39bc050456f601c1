package topology

// The conductances below are those between cylinders, divided by the membrane
// area they act on. Radii and lengths are in um, axial resistivities in ohm cm.
// https://en.wikipedia.org/wiki/Compartmental_neuron_models

// ComputeCouplingCond returns the axial conductance (mS/cm2) between two
// cylinders, over the membrane area of the first.
func ComputeCouplingCond(radius1, radius2, axialResistivity1, axialResistivity2, length1, length2 float64) float64 {
	across := float64(axialResistivity1*radius2*radius2*length1) + float64(axialResistivity2*radius1*radius1*length2)
	return radius1 * radius2 * radius2 / across / length1 * 1e7
}

// ComputeCouplingCondBranchpoint returns the axial conductance (mS/cm2) from a
// cylinder to a branchpoint at its end, over the cylinder's membrane area.
func ComputeCouplingCondBranchpoint(radius, axialResistivity, length float64) float64 {
	return radius / axialResistivity / (length * length) * 1e7
}

// ComputeImpactOnNode returns the weight of a cylinder in the current balance
// of the branchpoint at its end, proportional to its axial conductance:
// radius^2/(Ra*length). Only the ratios of weights matter.
func ComputeImpactOnNode(radius, axialResistivity, length float64) float64 {
	return radius * radius / axialResistivity / length
}
