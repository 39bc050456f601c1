package topology

// Point is a traced point: coordinates and radius in um.
type Point struct{ X, Y, Z, Radius float64 }

// Attachment says where a branch begins.
type Attachment struct {
	// Parent is the index of the parent branch, lower than the branch's own
	// index; -1 for a branch that begins at the root point of the cell.
	Parent int
	// At is the place on the parent: 0 its start, 1 its end, a value between
	// the centre of the compartment that holds it. Of no meaning at the root.
	At float64
}

// Convention names the rules by which points become compartments.
type Convention int

const (
	// Conserving cuts branches into frusta exactly: length, membrane area and
	// volume of the traced points are conserved.
	Conserving Convention = iota
	// Jaxley follows Jaxley 0.14 to the last digit, its faults included.
	Jaxley
)

// Branch is one unbranched stretch of a traced neuron, of one type.
type Branch struct {
	Attachment
	// Type is the SWC type: 0 undefined, 1 soma, 2 axon, 3 basal, 4 apical, others custom.
	Type int
	// Points run from the attachment outwards and give length, area, volume
	// and loads.
	Points []Point
	// Traced is what the Jaxley convention needs besides; nil otherwise.
	Traced *Traced
}

// Traced keeps, for the Jaxley convention, the nodes of a branch from which
// its length and its compartment centres are taken. They differ from Points
// where a somatic point was dropped or an edge was given length zero.
type Traced struct {
	// Path is the traced length from the first node, um, one for each of Nodes.
	Path []float64
	// Nodes are all nodes of the branch.
	Nodes []Point
}

// Morphology is a traced cell: its branches in order, a parent before its children.
type Morphology struct {
	Convention Convention
	Branches   []Branch
}
