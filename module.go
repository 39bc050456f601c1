package golgi

import (
	"golgi/ecs"
	"golgi/mech"
	"golgi/topology"
)

// moduleKind is what a module was made as.
type moduleKind string

const (
	compartmentModule moduleKind = "compartment"
	branchModule      moduleKind = "branch"
	cellModule        moduleKind = "cell"
	networkModule     moduleKind = "network"
)

// module is what compartments, branches, cells and networks have in common: a model
// under construction. Rows of all per-compartment data are compartments in
// model order: cell by cell, branch by branch, from a branch's start to its end.
type module struct {
	kind  moduleKind
	world *ecs.World
	kinds worldKinds
	// columns are the compartments' components as slices. Compartments are
	// created once with their world, so the slices stay valid; SetNComp makes
	// a new world.
	columns columns
	root    *View  // all compartments
	edition uint64 // grows when compartments are renumbered: older views are stale

	trees            []*topology.Tree // a cell each
	firstCompartment []int32          // of each cell, and the number of compartments at the end
	firstBranch      []int32          // of each cell, and the number of branches at the end
	startOfBranch    []int32          // first compartment of each branch, and the number of compartments at the end
	branches         []branchRecord   // of each branch
	members          []int32          // compartments that meet at the branchpoints, see components.FirstMember

	mechanisms []*insertion          // in order of first insertion
	byName     map[string]*insertion // the same by name of the mechanism
	// shared holds the keys that belong to no mechanism alone, a row a
	// compartment; nil while there are none.
	shared     *ecs.Table
	sharedKeys []*sharedKey // of each column of shared
	diffusions uint64       // grows when diffusion begins or ends somewhere

	groups []group // in order of creation
	traced bitset  // compartments whose area, volume and loads come from traced points

	celsius float64 // temperature, degC

	waveforms    [][]float64 // nA, a value a time step; see components.Waveform
	recordedKeys []string    // see components.State
	trainables   []*trainable

	synapses synapses

	clampWaveforms [][]float64 // a value a time step; see components.Waveform
	clampedKeys    []string    // of clamps, see components.State

	frozen frozenPlans // see freeze

	notices []string // what changed as a side effect, see View.Notices
}

// insertion is a mechanism with the compartments that have it.
type insertion struct {
	mechanism *mech.Mechanism
	// table holds the mechanism's own parameters and states by key, a row an
	// instance; shared keys are in module.shared.
	table *ecs.Table
	// compartments[row] is the compartment of a row of table.
	compartments []int32
	// row of each compartment of the module, -1 where the mechanism is absent.
	row []int32
}

// sharedKey is a key that mechanisms share.
type sharedKey struct {
	key     string
	state   bool   // a state of some mechanism, or diffusing, and so recordable
	present bitset // compartments with a mechanism that reads or writes it, or where it diffuses
	set     bitset // compartments where the user has set it
	// diffusionOf names the state whose diffusion constant this is, "" of
	// other keys.
	diffusionOf string
}

// group is a named set of compartments.
type group struct {
	name    string
	members bitset
}

// branchRecord is what is kept of a branch besides its compartments.
type branchRecord struct {
	swcType int // of a traced branch; -1 otherwise
	traced  bool
	// convention of a traced branch's reading.
	convention topology.Convention
	// points of the branch for pictures and for another number of
	// compartments; of a branch that is not traced its start and end, with
	// radius 0.
	points []topology.Point
}

// Defaults of a compartment.
const (
	defaultLength           = 10.0   // um
	defaultRadius           = 1.0    // um
	defaultAxialResistivity = 5000.0 // Ohm cm
	defaultCapacitance      = 1.0    // uF/cm2
	defaultVoltage          = -70.0  // mV
	defaultCelsius          = 6.3    // degC
)

// newModule makes a module of the given cells, with default compartments,
// no coordinates and branches without points.
func newModule(kind moduleKind, trees []*topology.Tree) (*module, error) {
	m := &module{kind: kind, trees: trees, byName: map[string]*insertion{}, celsius: defaultCelsius}
	m.firstCompartment, m.firstBranch = []int32{0}, []int32{0}
	compartments, branches := 0, 0
	for _, tree := range trees {
		for b := range tree.NumBranches() {
			m.startOfBranch = append(m.startOfBranch, int32(compartments+tree.FirstCompartment(b)))
		}
		compartments += tree.NumCompartments()
		branches += tree.NumBranches()
		m.firstCompartment = append(m.firstCompartment, int32(compartments))
		m.firstBranch = append(m.firstBranch, int32(branches))
	}
	m.startOfBranch = append(m.startOfBranch, int32(compartments))
	m.branches = make([]branchRecord, branches)
	for b := range m.branches {
		m.branches[b].swcType = -1
	}
	m.traced = newBitset(compartments)
	if err := m.populate(); err != nil {
		return nil, err
	}
	m.root = &View{m: m, compartments: rowRange(0, compartments)}
	return m, nil
}

func (m *module) numCompartments() int { return len(m.columns.length) }
func (m *module) numBranches() int     { return len(m.branches) }
func (m *module) numCells() int        { return len(m.trees) }

// branchOf returns the branch of a compartment, over all cells.
func (m *module) branchOf(compartment int32) int { return int(m.columns.branch[compartment]) }

// place describes a compartment for messages.
func (m *module) place(compartment int32) string {
	c, b := m.columns.cell[compartment], m.columns.branch[compartment]
	step := func(name string, i int32) string { return name + "(" + itoa(i) + ")" }
	text := step("branch", b-m.firstBranch[c]) + "." + step("comp", m.columns.index[compartment])
	if m.numCells() > 1 {
		text = step("cell", c) + "." + text
	}
	return text
}

// notice keeps a sentence for the user, once.
func (m *module) notice(text string) {
	for _, known := range m.notices {
		if known == text {
			return
		}
	}
	m.notices = append(m.notices, text)
}
