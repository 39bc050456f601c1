package ioswc

import "golgi/topology"

// Arrays are a morphology as plain arrays, one entry a branch, as older
// versions of Jaxley's swc_to_jaxley return them.
type Arrays struct {
	// Parents are indices of branches; -1 for a branch that begins at the root
	// point. Where on the parent a branch begins stands in At.
	Parents []int
	At      []float64
	// Lengths, um.
	Lengths []float64
	// Types are SWC types.
	Types []int
	// XYZR are the traced points of each branch: x, y, z and radius, um.
	XYZR [][][4]float64
}

// ToArrays returns parents, lengths, types and coordinates of a morphology.
// Lengths are those that the compartments of its convention add up to. Unlike
// the function it is named after, it adds no branch of 0.1 um where several
// branches begin at the root: At tells them apart.
func ToArrays(m *topology.Morphology) Arrays {
	n := len(m.Branches)
	a := Arrays{
		Parents: make([]int, n), At: make([]float64, n), Lengths: make([]float64, n),
		Types: make([]int, n), XYZR: make([][][4]float64, n),
	}
	for i := range m.Branches {
		b := &m.Branches[i]
		a.Parents[i], a.At[i], a.Types[i] = b.Parent, b.At, b.Type
		points := b.Points
		if b.Traced != nil {
			points = b.Traced.Nodes
			a.Lengths[i], _ = jaxleyLengthAndArea(b)
		} else {
			a.Lengths[i], _ = lengthAndArea(points)
		}
		a.XYZR[i] = make([][4]float64, len(points))
		for k, p := range points {
			a.XYZR[i][k] = [4]float64{p.X, p.Y, p.Z, p.Radius}
		}
	}
	return a
}
