package systems

import (
	"slices"

	"golgi/plan"
	"golgi/systems/lanes"
	"golgi/systems/tree"
	"golgi/topology"
)

// cablePart is one part of a cell that is cut.
type cablePart struct {
	cableRows
	number       int      // of its strips
	compartments tree.Run // of the cell
	meeting      tree.Run // its branchpoints, among those of the cell
	local        localPart
}

// partStrips makes the parts of a cell that is cut, and its places: those of compartments come first.
func (w *cable) partStrips(p *plan.Plan, cut *plan.CutCell, placeOf []int32) []cells {
	cell := cut.Cell
	compartments := int32(cell.Compartments.Len())
	place, branchpoint := int32(0), compartments
	for k := range placeOf {
		next := &place
		if p.Nodes().Compartment[cell.Nodes.Low+k] < 0 {
			next = &branchpoint
		}
		placeOf[k] = *next
		*next++
	}
	strips := &topology.Strips{Pieces: slices.Clone(cut.Strips.Pieces), Ends: cut.Strips.Ends}
	numbered := func(k int32) int32 { return cut.Nodes[k] - int32(cell.Nodes.Low) }
	for i := range strips.Pieces {
		piece := &strips.Pieces[i]
		piece.Nodes = slices.Clone(piece.Nodes)
		for k := range piece.Nodes {
			piece.Nodes[k] = numbered(piece.Nodes[k])
		}
		if piece.Parent >= 0 {
			piece.Parent = numbered(piece.Parent)
		}
	}
	w.strips = tree.LayStrips(strips, len(placeOf), cut.Ends)
	w.octets = []tree.Run{{High: int(compartments) / lanes.Width * lanes.Width}}
	return []cells{{nodes: tree.Run{High: len(placeOf)}, strips: w.strips}}
}

// layParts finds the rows of the parts.
func (w *cable) layParts(p *plan.Plan, cut *plan.CutCell) {
	low := cut.Cell.Compartments.Low
	met := 0
	for _, t := range p.PartsOf(cut.Cell) {
		part := cablePart{number: cut.Number(t), compartments: tree.Run{Low: t.Compartments.Low - low, High: t.Compartments.High - low}}
		part.place = w.place[part.compartments.Low:part.compartments.High]
		part.capacity = w.capacity[part.compartments.Low:part.compartments.High]
		part.octets = []tree.Run{wholeOctets(t.Compartments.Low, t.Compartments.Len())}
		n := 0
		for _, compartment := range p.Nodes().Compartment[t.Nodes.Low:t.Nodes.High] {
			if compartment < 0 {
				n++
			}
		}
		part.first, part.meeting = part.compartments.Low, tree.Run{Low: met, High: met + n}
		part.branchpoints = w.branchpoints[met : met+n]
		met += n
		w.parts = append(w.parts, part)
	}
}

// wholeOctets are the octets among so many rows, of which the first is this one of a column.
func wholeOctets(first, rows int) tree.Run {
	head := min((lanes.Width-first%lanes.Width)%lanes.Width, rows)
	return tree.Run{Low: head, High: head + (rows-head)/lanes.Width*lanes.Width}
}
