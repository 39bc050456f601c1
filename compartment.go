package golgi

import "golgi/topology"

// Compartment is one isopotential piece of membrane.
type Compartment struct{ *View }

// NewCompartment returns a cylinder of length 10 um and radius 1 um, with
// axial resistivity 5000 Ohm cm, capacitance 1 uF/cm2, voltage -70 mV and no
// mechanisms.
func NewCompartment() *Compartment {
	m, err := newTreeModule(compartmentModule, []int{-1}, []int{1})
	if err != nil {
		panic(err) // nothing in it depends on the user
	}
	return &Compartment{m.root}
}

// newTreeModule makes a module of one cell of default compartments.
func newTreeModule(kind moduleKind, parents, ncomp []int) (*module, error) {
	tree, err := topology.TreeFromParents(parents, ncomp)
	if err != nil {
		return nil, err
	}
	m, err := newModule(kind, []*topology.Tree{tree})
	if err != nil {
		return nil, err
	}
	return m, m.layOut()
}
