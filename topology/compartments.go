package topology

import (
	"fmt"
	"math"
)

// Compartments is the geometry of the compartments of a cell, a struct of
// arrays with one entry a compartment, branch by branch.
type Compartments struct {
	Length  []float64 // um
	Radius  []float64 // um, mean over the compartment
	Area    []float64 // membrane area, um^2
	Volume  []float64 // um^3
	LoadIn  []float64 // axial load of the half nearer to the start of the branch, 1/um
	LoadOut []float64 // axial load of the half nearer to the end of the branch, 1/um
	X, Y, Z []float64 // centre, um
}

// NewCompartments returns the columns of n compartments, all 0.
func NewCompartments(n int) *Compartments {
	block := make([]float64, 9*n)
	column := func(i int) []float64 { return block[i*n : (i+1)*n : (i+1)*n] }
	return &Compartments{
		Length: column(0), Radius: column(1), Area: column(2), Volume: column(3),
		LoadIn: column(4), LoadOut: column(5), X: column(6), Y: column(7), Z: column(8),
	}
}

// Cylinder returns the lateral area (um^2), the volume (um^3) and the axial
// loads of the two halves (1/um) of a cylinder of the given length and radius
// (um). The load of a stretch is the integral of ds/(pi r^2): its resistance
// for an axial resistivity of one.
func Cylinder(length, radius float64) (area, volume, loadIn, loadOut float64) {
	section := math.Pi * radius * radius
	load := length / 2 / section
	return 2 * math.Pi * radius * length, section * length, load, load
}

// Discretise cuts each branch into ncomp[b] compartments of equal length, by
// the rules of the morphology's [Convention].
//
// Conserving: a compartment's area, volume and loads are the exact sums over
// its stretch of the traced frusta, its radius is the length-weighted mean,
// its centre the middle of its path. Points thinner than minRadius (um) are
// first raised to it; 0 raises none.
//
// Jaxley: the rules of Jaxley 0.14; minRadius replaces the reported radius only.
//
// It returns an error that names the branch if a radius is not positive, a
// branch has no length (Conserving), an area is 0 or a load is not finite.
func (m *Morphology) Discretise(ncomp []int, minRadius float64) (*Compartments, error) {
	first, err := firstCompartments(len(m.Branches), ncomp)
	if err != nil {
		return nil, err
	}
	if !(minRadius >= 0) || math.IsInf(minRadius, 1) {
		return nil, fmt.Errorf("discretise: minimal radius %g um; give a positive number, or 0 for none", minRadius)
	}
	c := NewCompartments(int(first[len(ncomp)]))
	for b := range m.Branches {
		if m.Convention == Jaxley {
			err = discretiseJaxley(c, &m.Branches[b], int(first[b]), ncomp[b], minRadius)
		} else {
			err = discretiseFrusta(c, &m.Branches[b], int(first[b]), ncomp[b], minRadius)
		}
		if err == nil {
			err = c.check(int(first[b]), ncomp[b])
		}
		if err != nil {
			return nil, fmt.Errorf("discretise: branch %d: %w", b, err)
		}
	}
	return c, nil
}

// check refuses compartments that cannot be simulated.
func (c *Compartments) check(first, ncomp int) error {
	for k := range ncomp {
		i := first + k
		if !(c.Area[i] > 0) || math.IsInf(c.Area[i], 1) || math.IsInf(c.Volume[i], 1) {
			return fmt.Errorf("compartment %d has a membrane area of %g um2 and a volume of %g um3; correct the traced radii and lengths there", k, c.Area[i], c.Volume[i])
		}
		for _, load := range [2]float64{c.LoadIn[i], c.LoadOut[i]} {
			if math.IsNaN(load) || math.IsInf(load, 0) {
				return fmt.Errorf("compartment %d has an axial load of %g per um, as of a radius of 0; correct the traced radii there", k, load)
			}
		}
	}
	return nil
}

// Tree returns the branch structure with ncomp[b] compartments in branch b.
func (m *Morphology) Tree(ncomp []int) (*Tree, error) {
	attachments := make([]Attachment, len(m.Branches))
	for b := range m.Branches {
		attachments[b] = m.Branches[b].Attachment
	}
	return NewTree(attachments, ncomp)
}
