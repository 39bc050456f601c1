package topology

// CouplingConductance returns the axial conductance, uS, between a node and its
// parent through the half-compartments between them:
//
//	g = 100 / sum(Ra*load)
//
// with the axial resistivity Ra of each compartment in ohm cm and the half
// loads of each compartment in 1/um. At the root, which has no parent, it is 0.
func CouplingConductance(halves [2]Half, axialResistivity, loadIn, loadOut []float64) float64 {
	if halves[0].Compartment < 0 {
		return 0
	}
	resistance := 0.0
	for _, h := range halves {
		if h.Compartment >= 0 {
			resistance += float64(axialResistivity[h.Compartment] * halfLoad(h, loadIn, loadOut))
		}
	}
	return 100 / resistance
}

// DiffusionConductance returns the conductance of an ion, um^3/ms, between a
// node and its parent through the half-compartments between them:
//
//	g = 1 / sum(load/D)
//
// with the diffusion constant D of each compartment in um^2/ms and the half
// loads in 1/um. Where D is 0 nothing passes. At the root it is 0.
func DiffusionConductance(halves [2]Half, diffusion, loadIn, loadOut []float64) float64 {
	if halves[0].Compartment < 0 {
		return 0
	}
	resistance := 0.0
	for _, h := range halves {
		if h.Compartment >= 0 {
			resistance += halfLoad(h, loadIn, loadOut) / diffusion[h.Compartment]
		}
	}
	return 1 / resistance
}

// CouplingConductances fills dst, one entry a node, with the conductance in uS
// between each node and its parent; see [CouplingConductance]. It returns dst,
// or a new slice if dst is nil.
func (o *Order) CouplingConductances(dst, axialResistivity, loadIn, loadOut []float64) []float64 {
	if dst == nil {
		dst = make([]float64, len(o.Halves))
	}
	for node, halves := range o.Halves {
		dst[node] = CouplingConductance(halves, axialResistivity, loadIn, loadOut)
	}
	return dst
}

func halfLoad(h Half, loadIn, loadOut []float64) float64 {
	if h.Side == In {
		return loadIn[h.Compartment]
	}
	return loadOut[h.Compartment]
}
