package golgi

import (
	"golgi/components"
	"golgi/ecs"
)

// worldKinds are the kinds of entities of a module, and the components they
// are read by.
type worldKinds struct {
	compartment, branchpoint, instance, synapse, stimulus, clamp, recording *ecs.Kind

	atCompartment ecs.Component[components.Compartment]
	mechanism     ecs.Component[components.Mechanism]
	row           ecs.Component[components.Row]
	waveform      ecs.Component[components.Waveform]
	state         ecs.Component[components.State]
	pre           ecs.Component[components.Pre]
	post          ecs.Component[components.Post]
	synapseType   ecs.Component[components.SynapseType]
	atSynapse     ecs.Component[components.Synapse]
}

// columns are the components of compartments as slices, a value a
// compartment; units as in package components.
type columns struct {
	cell, branch, index                            []int32 // branch over all cells, index within the branch
	length, radius, area, volume                   []float64
	loadIn, loadOut, axialResistivity, capacitance []float64
	voltage, x, y, z                               []float64
}

// registrar registers components and keeps the first error.
type registrar struct {
	world *ecs.World
	err   error
}

func register[T any](r *registrar) ecs.Component[T] {
	c, err := ecs.Register[T](r.world)
	if r.err == nil {
		r.err = err
	}
	return c
}

func (r *registrar) kind(name string, parts ...ecs.AnyComponent) *ecs.Kind {
	return r.made(r.world.NewKind, name, parts)
}

// bulkKind makes a kind of which a model may have millions. Single entities are not removed from it: a model clears the kind and makes it
// anew. (ecs allows it, but then keeps 12 bytes and more for each entity.)
func (r *registrar) bulkKind(name string, parts ...ecs.AnyComponent) *ecs.Kind {
	return r.made(r.world.NewBulkKind, name, parts)
}

func (r *registrar) made(kind func(string, ...ecs.AnyComponent) (*ecs.Kind, error), name string, parts []ecs.AnyComponent) *ecs.Kind {
	if r.err != nil {
		return nil
	}
	k, err := kind(name, parts...)
	r.err = err
	return k
}

func floats[T ~float64](r *registrar, k *ecs.Kind, c ecs.Component[T]) []float64 {
	values, err := ecs.Floats(ecs.View(k, c))
	if r.err == nil {
		r.err = err
	}
	return values
}

func integers[T ~int32](r *registrar, k *ecs.Kind, c ecs.Component[T]) []int32 {
	values, err := ecs.Integers(ecs.View(k, c))
	if r.err == nil {
		r.err = err
	}
	return values
}

// populate makes the world of a module: its compartments, with defaults, and
// its branchpoints.
func (m *module) populate() error {
	n := int(m.firstCompartment[len(m.trees)])
	m.world = ecs.NewWorld(ecs.CapacityFor(n + n/64 + 16)) // and some for what is injected, clamped and recorded: the index of all is doubled with them
	r := &registrar{world: m.world}
	cell, branch, index := register[components.Cell](r), register[components.Branch](r), register[components.Index](r)
	length, radius := register[components.Length](r), register[components.Radius](r)
	area, volume := register[components.Area](r), register[components.Volume](r)
	loadIn, loadOut := register[components.LoadIn](r), register[components.LoadOut](r)
	resistivity, capacitance := register[components.AxialResistivity](r), register[components.Capacitance](r)
	voltage := register[components.Voltage](r)
	x, y, z := register[components.X](r), register[components.Y](r), register[components.Z](r)
	node, firstMember, members := register[components.Node](r), register[components.FirstMember](r), register[components.Members](r)
	k := &m.kinds
	k.atCompartment, k.mechanism, k.row = register[components.Compartment](r), register[components.Mechanism](r), register[components.Row](r)
	k.waveform, k.state = register[components.Waveform](r), register[components.State](r)
	k.pre, k.post = register[components.Pre](r), register[components.Post](r)
	k.synapseType, k.atSynapse = register[components.SynapseType](r), register[components.Synapse](r)

	k.compartment = r.kind("compartment", cell, branch, index, length, radius, area, volume, loadIn, loadOut, resistivity, capacitance, voltage, x, y, z)
	k.branchpoint = r.bulkKind("branchpoint", cell, node, firstMember, members, x, y, z)
	k.instance = r.bulkKind("mechanism instance", k.mechanism, k.atCompartment, k.row)
	k.stimulus = r.kind("stimulus", k.atCompartment, k.waveform)
	k.synapse = r.bulkKind("synapse", k.pre, k.post, k.synapseType, k.row)
	k.clamp = r.kind("clamp", k.state, k.atCompartment, k.atSynapse, k.waveform)
	k.recording = r.kind("recording", k.state, k.atCompartment, k.atSynapse, k.row)
	if r.err != nil {
		return r.err
	}
	if _, err := k.compartment.NewBatch(n); err != nil {
		return err
	}
	at := k.compartment
	m.columns = columns{
		cell: integers(r, at, cell), branch: integers(r, at, branch), index: integers(r, at, index),
		length: floats(r, at, length), radius: floats(r, at, radius), area: floats(r, at, area), volume: floats(r, at, volume),
		loadIn: floats(r, at, loadIn), loadOut: floats(r, at, loadOut),
		axialResistivity: floats(r, at, resistivity), capacitance: floats(r, at, capacitance), voltage: floats(r, at, voltage),
		x: floats(r, at, x), y: floats(r, at, y), z: floats(r, at, z),
	}
	m.fillDefaults()
	points := 0
	for _, tree := range m.trees {
		points += tree.NumBranchpoints()
	}
	if _, err := k.branchpoint.NewBatch(points); err != nil {
		return err
	}
	cells, nodes := integers(r, k.branchpoint, cell), integers(r, k.branchpoint, node)
	first, count := integers(r, k.branchpoint, firstMember), integers(r, k.branchpoint, members)
	p := 0
	for c, tree := range m.trees {
		for i := range tree.NumBranchpoints() {
			halves := tree.BranchpointHalves(i)
			cells[p], nodes[p] = int32(c), int32(tree.NumCompartments()+i)
			first[p], count[p] = int32(len(m.members)), int32(len(halves))
			for _, half := range halves {
				m.members = append(m.members, m.firstCompartment[c]+half.Compartment)
			}
			p++
		}
	}
	return r.err
}

// placeBranchpoints gives branchpoints the mean of the centres of the
// compartments that meet there.
func (m *module) placeBranchpoints() error {
	r := &registrar{world: m.world}
	at := m.kinds.branchpoint
	px := floats(r, at, register[components.X](r))
	py := floats(r, at, register[components.Y](r))
	pz := floats(r, at, register[components.Z](r))
	p := 0
	for c, tree := range m.trees {
		lo, hi := m.firstCompartment[c], m.firstCompartment[c+1]
		x, y, z := tree.BranchpointCentres(m.columns.x[lo:hi], m.columns.y[lo:hi], m.columns.z[lo:hi])
		copy(px[p:], x)
		copy(py[p:], y)
		copy(pz[p:], z)
		p += len(x)
	}
	return r.err
}

// fillDefaults gives compartments their indices and the default values.
func (m *module) fillDefaults() {
	c := &m.columns
	for cell, tree := range m.trees {
		for b := range tree.NumBranches() {
			branch := m.firstBranch[cell] + int32(b)
			for i := m.startOfBranch[branch]; i < m.startOfBranch[branch+1]; i++ {
				c.cell[i], c.branch[i], c.index[i] = int32(cell), branch, i-m.startOfBranch[branch]
			}
		}
	}
	for i := range c.length {
		c.length[i], c.radius[i] = defaultLength, defaultRadius
		m.makeCylinder(int32(i))
		c.axialResistivity[i], c.capacitance[i], c.voltage[i] = defaultAxialResistivity, defaultCapacitance, defaultVoltage
	}
}
