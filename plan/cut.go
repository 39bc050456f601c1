package plan

import (
	"fmt"
	"slices"
	"sort"

	"golgi/mech"
	"golgi/topology"
)

// CutCell is a large cell that is cut into parts, each a tile of its own. A step takes all parts once from the leaves to the root, and
// once back. The parts stand leaves first: those of the limbs, which do not depend on one another, then those of the trunk, on which all limbs end.
type CutCell struct {
	Cell  Tile    // the whole cell; its Index is that of the first part
	Parts Range   // the tiles of all parts, by Index
	Limbs []Range // the tiles of each limb
	Trunk Range   // the tiles of the trunk, which are the last
	// Strips is the order in which the nodes are eliminated, and Ends the end of the strips of each part.
	Strips *topology.Strips
	Ends   []int32
	// Nodes is the place (see Tile.Nodes) of each node that Strips names. Strips numbers nodes as topology.Tree.Order does.
	Nodes []int32
}

// Number is the number of a part in its cell: its index in Ends.
func (c *CutCell) Number(t Tile) int { return t.Index - c.Parts.Low }

// Rows are the plan rows of the compartments among the nodes of a part. They may begin in the tile before, see addParts.
func (c *CutCell) Rows(p *Plan, t Tile) Range {
	rows := Range{-1, -1}
	for _, compartment := range p.nodes.Compartment[t.Nodes.Low:t.Nodes.High] {
		if compartment >= 0 {
			if rows.Low < 0 {
				rows.Low = int(compartment)
			}
			rows.High = int(compartment) + 1
		}
	}
	if rows.Low < 0 {
		return Range{t.Compartments.Low, t.Compartments.Low}
	}
	return rows
}

// cellOrder is the order of the nodes of cells of one tree, whole and in parts.
type cellOrder struct {
	*topology.Order
	tried    bool
	parts    *topology.Cut
	partwise []int32 // the nodes
}

// cut cuts the cells, once; nil if they are not to be.
func (o *cellOrder) cut(sizes topology.CutSizes) *topology.Cut {
	if o.tried {
		return o.parts
	}
	o.tried = true
	place := make([]int32, len(o.Nodes))
	for k, node := range o.Nodes {
		place[node] = int32(k)
	}
	parent := make([]int32, len(o.Nodes))
	for k, node := range o.Nodes {
		if parent[k] = o.Parent[node]; parent[k] >= 0 {
			parent[k] = place[parent[k]]
		}
	}
	if o.parts = topology.NewCut(parent, sizes); o.parts != nil {
		for _, k := range o.parts.Nodes {
			o.partwise = append(o.partwise, o.Nodes[k])
		}
	}
	return o.parts
}

// addParts makes the tiles of a cell that is cut. Inside a limb, and inside the trunk, the rows of a tile end where a vector ends. So the first
// few compartments of a part may be rows of the tile before. A step still finds them done: on the way up the
// tile before is taken first, and on the way down the part that has their nodes is.
func (p *Plan) addParts(group int, parts *topology.Cut) {
	g := &p.groups[group]
	c := &CutCell{Cell: p.groupTile(group, group+1), Strips: parts.Strips, Ends: parts.Ends, Nodes: make([]int32, len(parts.Nodes))}
	for k, place := range parts.Nodes {
		c.Nodes[place] = int32(g.Nodes.Low + k)
	}
	first := len(p.tiles)
	c.Parts = Range{first, first + len(parts.Ends)}
	c.Trunk = c.Parts
	for _, end := range parts.Limbs {
		c.Limbs = append(c.Limbs, Range{c.Trunk.Low, first + int(end)})
		c.Trunk.Low = first + int(end)
	}
	compartment, node, low := g.Compartments.Low, g.Nodes.Low, g.Compartments.Low
	for i, size := range parts.Sizes {
		t := Tile{Index: len(p.tiles), Groups: Range{group, group + 1}, Nodes: Range{node, node + int(size)}}
		for ; node < t.Nodes.High; node++ {
			if p.nodes.Compartment[node] >= 0 {
				compartment++
			}
		}
		t.Compartments = Range{low, compartment}
		if next := t.Index + 1; next < c.Trunk.Low && !slices.ContainsFunc(c.Limbs, func(r Range) bool { return r.High == next }) || next > c.Trunk.Low && i < len(parts.Sizes)-1 {
			whole := (compartment + MostLanes - 1) / MostLanes * MostLanes
			t.Compartments.High = min(whole, compartment+p.compartmentsOf(node, int(parts.Sizes[i+1])))
		}
		low = t.Compartments.High
		p.tiles = append(p.tiles, t)
	}
	p.units = append(p.units, c.Parts)
	p.cuts = append(p.cuts, c)
}

// compartmentsOf is the number of compartments among so many nodes.
func (p *Plan) compartmentsOf(node, nodes int) int {
	n := 0
	for _, compartment := range p.nodes.Compartment[node : node+nodes] {
		if compartment >= 0 {
			n++
		}
	}
	return n
}

// Cuts returns the cells that are cut. Only tests ask for all of them; systems use CutOf and PartsOf. The caller must not change them.
func (p *Plan) Cuts() []*CutCell { return p.cuts }

// CutOf returns the cell that a tile is a part, or all, of; nil if it is not cut.
func (p *Plan) CutOf(t Tile) *CutCell {
	i := sort.Search(len(p.cuts), func(i int) bool { return p.cuts[i].Parts.High > t.Index })
	if t.Index >= 0 && i < len(p.cuts) && p.cuts[i].Parts.Low <= t.Index {
		return p.cuts[i]
	}
	return nil
}

// PartsOf returns the tiles that a tile consists of: a whole cell that is cut has several.
func (p *Plan) PartsOf(t Tile) []Tile {
	if c := p.CutOf(t); c != nil && t == c.Cell {
		return p.tiles[c.Parts.Low:c.Parts.High]
	}
	return []Tile{t}
}

// wholeCell is a large cell that is not cut, and why.
type wholeCell struct {
	cell int32
	why  string
}

// wholeCells says of each cell why it is not cut whatever its size, "" if it may be: two sides of a junction are solved together;
// a clamped voltage, or any clamp beside ions that diffuse, reaches from part to part; a voltage that a mechanism writes is
// found anew for all; and the derivatives of voltages that synapses read are summed in the order of the rows that these end on.
func wholeCells(b *Blueprint, first []int, joined []bool) ([]string, error) {
	why := make([]string, len(b.Trees))
	if !slices.ContainsFunc(b.Trees, func(t *topology.Tree) bool { return b.Cuts.Large(t.NumNodes()) }) {
		return why, nil
	}
	mark := func(compartment int, reason string) {
		if compartment >= 0 && compartment < len(b.Voltage) {
			why[cellAt(first, compartment)] = reason
		}
	}
	for _, type_ := range b.Synapses {
		for _, compartment := range type_.Post {
			mark(int(compartment), "synapses end on it")
		}
	}
	for _, clamp := range b.Clamps {
		switch {
		case clamp.Key == string(Voltage):
			mark(clamp.Compartment, "its voltage is clamped")
		case len(b.Diffused) > 0:
			mark(clamp.Compartment, "it has a clamp, and ions diffuse")
		}
	}
	for _, insertion := range b.Mechanisms {
		program, err := insertion.Mechanism.Program(mech.Advance)
		if err != nil {
			return nil, fmt.Errorf("freeze: mechanism %s: %w", insertion.Mechanism.Name(), err)
		}
		for _, out := range program.Outputs {
			if out.Role == mech.Voltage {
				for _, compartment := range insertion.Compartments {
					mark(int(compartment), insertion.Mechanism.Name()+" writes its voltage")
				}
			}
		}
	}
	const junction = "junctions join it or compartments of it"
	for cell := range why {
		if joined[cell] || cell+1 < len(joined) && joined[cell+1] {
			why[cell] = junction
		}
	}
	for _, type_ := range b.Synapses {
		if type_.Mechanism.Kind() == mech.JunctionKind {
			for row := range min(len(type_.Pre), len(type_.Post)) {
				mark(int(type_.Pre[row]), junction)
				mark(int(type_.Post[row]), junction)
			}
		}
	}
	return why, nil
}

// cellAt is the cell of a compartment in model order.
func cellAt(first []int, compartment int) int {
	return sort.Search(len(first), func(cell int) bool { return first[cell] > compartment }) - 1
}
