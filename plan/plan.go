package plan

import (
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/topology"
)

// Plan is the frozen structure of a model: the order of its rows, the tiles,
// the compiled kernels. It holds no values and is immutable, but for the derived
// kernels and the working memory that it keeps.
type Plan struct {
	groups    []Group
	cellPlace []cellPlace // of each cell in model order
	toModel   []int32     // model compartment of each plan compartment
	fromModel []int32
	nodes     Nodes
	tiles     []Tile
	units     []Range // of tiles: one, or all parts of a cell that is cut
	cuts      []*CutCell
	uncut     []wholeCell // large ones
	whole     Tile        // all rows, what a serial system is given
	engine    string
	compiler  mech.Engine
	vectors   vectors.Set

	mechanisms []*MechanismPlan
	columns    []ColumnInfo
	index      map[Column]int

	stimuli       []int32   // plan compartment of each stimulus
	tileStimuli   [][]int32 // stimuli of each tile, in order
	clamps        []ClampPlan
	tileClamps    [][]int32
	recordings    []RecordingPlan
	tileRecords   [][]int32
	published     []int32          // plan compartment of each row of the exchange column
	publishedRuns [][]publishedRun // of each tile
	crossing      bool             // some synapse reads a voltage of another tile

	ions         []IonPlan
	readCurrents []Column
	writers      []int // mechanisms that write the voltage
	currentOrder []int // mechanisms in the order in which their currents are computed
	bytes        int   // see Footprint

	derived  sync.Map // derivedKey -> *derivedKernel
	codeMade atomic.Bool
	spare    spareMemory
}

// Nodes are the unknowns of the voltage solve, compartments and branchpoints. A node's index in these lists is its place. The places of a
// group of cells are contiguous and in elimination order, a parent before its children. In a cell that is cut they go part by part instead, leaves
// first, and [CutCell].Strips has the elimination order.
type Nodes struct {
	// Compartment is the plan row at each place, -1 for a branchpoint.
	Compartment []int32
	// Parent is the place of the parent, -1 at the root of a cell.
	Parent []int32
	// Halves are the one or two half-compartment axial loads in series that
	// couple a node to its parent, by plan row; Compartment -1 where there is none.
	Halves [][2]topology.Half
}

// Target is one value of a State: a row of a column.
type Target struct {
	Key         Column
	Compartment int // in model order; of a synapse, the postsynaptic one
	Row         int // in plan order
	column      int // of the State
	mechanism   int // that the row belongs to, or -1
}

// RecordingPlan is where a recording finds its value.
type RecordingPlan struct{ Target }

// ClampPlan is what a clamp holds.
type ClampPlan struct {
	Target
	// Mechanism is the index of the mechanism whose state it is, -1 for the
	// voltage and for shared states.
	Mechanism int
}

// NumCompartments is the number of compartments.
func (p *Plan) NumCompartments() int { return len(p.toModel) }

// NumBranchpoints is the number of branchpoints, whose voltage is algebraic.
func (p *Plan) NumBranchpoints() int { return len(p.nodes.Compartment) - len(p.toModel) }

// NumCells is the number of cells.
func (p *Plan) NumCells() int { return len(p.cellPlace) }

// Tiles returns the tiles; the caller must not change them.
func (p *Plan) Tiles() []Tile { return p.tiles }

// Nodes returns the elimination order; the caller must not change it.
func (p *Plan) Nodes() *Nodes { return &p.nodes }

// Groups returns the groups of cells; the caller must not change them.
func (p *Plan) Groups() []Group { return p.groups }

// cellPlace is where one cell lies in the plan.
type cellPlace struct{ group, lane int32 }

// CellCompartments returns the plan rows of a cell, given in model order, in ascending order.
func (p *Plan) CellCompartments(cell int) []int {
	at := p.cellPlace[cell]
	g := &p.groups[at.group]
	return strided(g.Compartments, int(at.lane), g.Lanes)
}

// CellNodes returns the places of a cell's nodes in the order of their elimination.
func (p *Plan) CellNodes(cell int) []int {
	at := p.cellPlace[cell]
	g := &p.groups[at.group]
	for _, c := range p.cuts {
		if c.Cell.Groups.Low == int(at.group) {
			var list []int
			for _, k := range c.Nodes {
				list = append(list, int(k))
			}
			return list
		}
	}
	return strided(g.Nodes, int(at.lane), g.Lanes)
}

func strided(r Range, lane, lanes int) []int {
	var list []int
	for i := r.Low + lane; i < r.High; i += lanes {
		list = append(list, i)
	}
	return list
}

// CellOf returns the cell, in model order, of a plan compartment.
func (p *Plan) CellOf(compartment int) int {
	g := &p.groups[sort.Search(len(p.groups), func(i int) bool { return p.groups[i].Compartments.High > compartment })]
	return int(g.Cells[(compartment-g.Compartments.Low)%g.Lanes])
}

// ToModel returns the model compartment of a plan compartment.
func (p *Plan) ToModel(compartment int) int { return int(p.toModel[compartment]) }

// FromModel returns the plan compartment of a model compartment.
func (p *Plan) FromModel(compartment int) int { return int(p.fromModel[compartment]) }

// Mechanisms returns the mechanisms in order of insertion, synapse types last.
func (p *Plan) Mechanisms() []*MechanismPlan { return p.mechanisms }

// Vectors says which vector instructions the loops of systems may use: those that the engine allows beside it.
func (p *Plan) Vectors() vectors.Set { return p.vectors }

// Recordings returns where recordings find their values, in order.
func (p *Plan) Recordings() []RecordingPlan { return p.recordings }

// TileRecordings returns the recordings that lie in a tile.
func (p *Plan) TileRecordings(t Tile) []int32 { return p.inTile(p.tileRecords, t) }

// TileStimuli returns the stimuli that lie in a tile, in order of insertion.
func (p *Plan) TileStimuli(t Tile) []int32 { return p.inTile(p.tileStimuli, t) }

// StimulusCompartment returns the plan compartment of a stimulus.
func (p *Plan) StimulusCompartment(stimulus int32) int { return int(p.stimuli[stimulus]) }

// Clamps returns what is clamped, in order.
func (p *Plan) Clamps() []ClampPlan { return p.clamps }

// TileClamps returns the clamps that lie in a tile, in order.
func (p *Plan) TileClamps(t Tile) []int32 { return p.inTile(p.tileClamps, t) }

// inTile is what a list by tile has of one, of a whole cell that is cut in all its parts.
func (p *Plan) inTile(lists [][]int32, t Tile) []int32 {
	cut := p.CutOf(t)
	if cut == nil || t != cut.Cell {
		return lists[t.Index]
	}
	var all []int32
	for _, list := range lists[cut.Parts.Low:cut.Parts.High] {
		all = append(all, list...)
	}
	slices.Sort(all)
	return all
}

// Crossing reports whether synapses connect one tile with another.
func (p *Plan) Crossing() bool { return p.crossing }

// Published returns the model compartments whose voltage is in the exchange
// column, in the order of its rows.
func (p *Plan) Published() []int {
	out := make([]int, len(p.published))
	for i, c := range p.published {
		out[i] = int(p.toModel[c])
	}
	return out
}

// MechanismPlan is one mechanism with its rows in plan order.
type MechanismPlan struct {
	Mechanism *mech.Mechanism
	// Compartments is the plan compartment of each row, ascending; of a synapse
	// the postsynaptic one, which may have several.
	Compartments []int32
	// Pre says where a row of a synapse type finds its presynaptic voltage: a
	// row of the exchange column if the plan is Crossing, else a plan
	// compartment; of a junction always a plan compartment. nil for other
	// mechanisms.
	Pre []int32
	// Fused says that states and currents advance in one sweep: no other
	// mechanism reads its states or writes what it reads.
	Fused bool
	// Sweep, or Advance and Currents where not fused, Initialise and Assign are
	// the compiled programs; nil where there is nothing to compute. Currents is
	// always there for a mechanism with a current or flux.
	Sweep, Advance, Currents, Initialise, Assign *Kernel

	spans    int     // runs of contiguous compartments, cut at tiles
	tableRow []int32 // row of the blueprint's table
	modelRow []int32 // place in model order: by compartment; of a synapse its row in the table
}

// Kernel is a compiled program.
type Kernel struct {
	Program *mech.Program
	mech.Kernel
}

// rowAt returns the row at a plan compartment, or -1.
func (m *MechanismPlan) rowAt(compartment int) int {
	if m.IsSynapse() {
		return -1
	}
	row, found := slices.BinarySearch(m.Compartments, int32(compartment))
	if !found {
		return -1
	}
	return row
}

// tileRows returns the rows of a mechanism in a tile.
func (p *Plan) tileRows(mechanism int, t Tile) Range {
	c := p.mechanisms[mechanism].Compartments
	low, _ := slices.BinarySearch(c, int32(t.Compartments.Low))
	high, _ := slices.BinarySearch(c, int32(t.Compartments.High))
	return Range{low, high}
}

// modelRow maps rows of a column to their place in model order.
func (p *Plan) modelRow(info ColumnInfo) []int32 {
	if info.Domain == PerMechanismRow {
		return p.mechanisms[info.Mechanism].modelRow
	}
	return p.toModel
}

// IsSynapse reports whether it joins two compartments: a synapse type, or a
// type of junctions.
func (m *MechanismPlan) IsSynapse() bool { return m.Pre != nil }

// IsJunction reports whether it is a type of junctions, whose conductance is
// implicit for both sides.
func (m *MechanismPlan) IsJunction() bool { return m.Mechanism.Kind() == mech.JunctionKind }

// VoltageWriters returns the mechanisms that write the voltage, by index.
func (p *Plan) VoltageWriters() []int { return p.writers }

// CurrentOrder returns the mechanisms of the membrane, by index, in the order in which
// their currents are computed: those that read no current of this step first.
func (p *Plan) CurrentOrder() []int { return p.currentOrder }

// RowsAt returns the rows at a plan compartment: none or one of a channel, any
// number of a synapse type, whose postsynaptic side it is.
func (m *MechanismPlan) RowsAt(compartment int) Range {
	low, _ := slices.BinarySearch(m.Compartments, int32(compartment))
	high, _ := slices.BinarySearch(m.Compartments, int32(compartment+1))
	return Range{low, high}
}
