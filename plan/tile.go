package plan

import (
	"sort"

	"golgi/mech"
	"golgi/topology"
)

// Range is a half-open range of rows.
type Range struct{ Low, High int }

// Len is the number of rows.
func (r Range) Len() int { return r.High - r.Low }

// Tile is a run of whole groups of cells that fits the cache, or a part of a cell that does not (see [CutCell]): the unit
// that systems are given. A system with the Extent [WholeCells] is given all of such a cell as one tile (CutCell.Cell). Rows of one
// tile are contiguous in every column.
type Tile struct {
	Index        int
	Groups       Range // groups of cells of the plan
	Compartments Range // rows of PerCompartment columns
	Nodes        Range // places of its nodes, branchpoints included: indices of the lists of [Nodes]
}

// TileCompartments is the most compartments a tile of several cells holds: at
// about 300 bytes each, they stay in a second-level cache of 1 MiB.
const TileCompartments = 2048

// cutTiles puts whole groups together until a tile is full; cells that are cut have a tile for each part. The cut depends on
// the model alone, never on the number of workers. joined[k] says that group k
// is solved together with the one before it and must be in its tile.
func (p *Plan) cutTiles(joined []bool, cuts map[int]*topology.Cut) {
	unitEnd := func(group int) int {
		for group++; group < len(joined) && joined[group]; group++ {
		}
		return group
	}
	for low := 0; low < len(p.groups); {
		if cut := cuts[low]; cut != nil {
			p.addParts(low, cut)
			low++
			continue
		}
		high := unitEnd(low)
		for high < len(p.groups) && cuts[high] == nil {
			end := unitEnd(high)
			if p.groups[end-1].Compartments.High-p.groups[low].Compartments.Low > TileCompartments {
				break
			}
			high = end
		}
		p.tiles = append(p.tiles, p.groupTile(low, high))
		p.units = append(p.units, Range{len(p.tiles) - 1, len(p.tiles)})
		low = high
	}
}

// groupTile is a tile of whole groups, the next one.
func (p *Plan) groupTile(low, high int) Tile {
	return Tile{
		Index:        len(p.tiles),
		Groups:       Range{low, high},
		Compartments: Range{p.groups[low].Compartments.Low, p.groups[high-1].Compartments.High},
		Nodes:        Range{p.groups[low].Nodes.Low, p.groups[high-1].Nodes.High},
	}
}

// joinedCells tells of each cell whether a junction spans the boundary before it: the
// two sides of a junction are unknowns of one system. first is the first compartment of each cell.
func joinedCells(b *Blueprint, first []int) []bool {
	joined := make([]bool, len(b.Trees))
	reach := make([]int, len(b.Trees)) // the last cell that one at or before this is joined to
	n := int32(len(b.Voltage))
	cellOf := func(compartment int32) int {
		return sort.Search(len(first), func(cell int) bool { return first[cell] > int(compartment) }) - 1
	}
	for _, type_ := range b.Synapses {
		if type_.Mechanism.Kind() != mech.JunctionKind {
			continue
		}
		for row := range min(len(type_.Pre), len(type_.Post)) {
			if pre, post := type_.Pre[row], type_.Post[row]; pre >= 0 && post >= 0 && pre < n && post < n {
				a, c := cellOf(pre), cellOf(post)
				reach[min(a, c)] = max(reach[min(a, c)], max(a, c))
			}
		}
	}
	furthest := 0
	for k := range joined {
		joined[k] = furthest >= k && k > 0
		furthest = max(furthest, reach[k])
	}
	return joined
}
