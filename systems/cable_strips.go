package systems

import (
	"slices"

	"golgi/plan"
	"golgi/systems/lanes"
	"golgi/systems/tree"
)

// cells are neighbours in a tile that are solved in strips.
type cells struct {
	nodes, compartments tree.Run // of the tile
	strips              *lanes.Strips
}

// joined says whether junctions join compartments of a tile: their solve wants the nodes in the order of elimination.
func joined(p *plan.Plan, t plan.Tile) bool {
	for _, m := range p.Mechanisms() {
		if !m.IsJunction() {
			continue
		}
		row, _ := slices.BinarySearch(m.Compartments, int32(t.Compartments.Low))
		if row < len(m.Compartments) && int(m.Compartments[row]) < t.Compartments.High {
			return true
		}
	}
	return false
}

// cutStrips finds the cells of a tile that are solved in strips, and makes their places: those of compartments come first.
func (w *cable) cutStrips(p *plan.Plan, t plan.Tile, placeOf []int32) []cells {
	var list []cells
	for _, g := range p.Groups()[t.Groups.Low:t.Groups.High] {
		if g.Lanes == lanes.Width {
			continue
		}
		nodes := tree.Run{Low: g.Nodes.Low - t.Nodes.Low, High: g.Nodes.High - t.Nodes.Low}
		compartments := tree.Run{Low: g.Compartments.Low - t.Compartments.Low, High: g.Compartments.High - t.Compartments.Low}
		if n := len(list); n > 0 && list[n-1].nodes.High == nodes.Low {
			list[n-1].nodes.High, list[n-1].compartments.High = nodes.High, compartments.High
		} else {
			list = append(list, cells{nodes: nodes, compartments: compartments})
		}
	}
	order := p.Nodes()
	parent := make([]int32, t.Nodes.Len())
	for k := range parent {
		parent[k] = max(order.Parent[t.Nodes.Low+k]-int32(t.Nodes.Low), -1)
	}
	for i := range list {
		list[i].strips = tree.CutStrips(parent, list[i].nodes)
	}
	list = slices.DeleteFunc(list, func(c cells) bool { return c.strips == nil })
	for _, c := range list {
		place, branchpoint := c.nodes.Low, c.nodes.Low+c.compartments.High-c.compartments.Low
		for k := c.nodes.Low; k < c.nodes.High; k++ {
			next := &place
			if order.Compartment[t.Nodes.Low+k] < 0 {
				next = &branchpoint
			}
			placeOf[k] = int32(*next)
			*next++
		}
		whole := (c.compartments.High - c.compartments.Low) / lanes.Width * lanes.Width
		w.octets = append(w.octets, tree.Run{Low: c.compartments.Low, High: c.compartments.Low + whole})
	}
	return list
}
