package plan

import (
	"sort"

	"golgi/mech"
)

// Range is a half-open range of rows.
type Range struct{ Low, High int }

// Len is the number of rows.
func (r Range) Len() int { return r.High - r.Low }

// Tile is a run of whole groups of cells that fits the cache: the unit that systems are
// given. Rows of one tile are contiguous in every column.
type Tile struct {
	Index        int
	Groups       Range // groups of cells of the plan
	Compartments Range // rows of PerCompartment columns
	Nodes        Range // places in the elimination order, branchpoints included
}

// TileCompartments is the most compartments a tile of several cells holds: at
// about 300 bytes each, they stay in a second-level cache of 1 MiB.
const TileCompartments = 2048

// cutTiles puts whole groups together until a tile is full. The cut depends on
// the model alone, never on the number of workers. joined[k] says that group k
// is solved together with the one before it and must be in its tile.
func cutTiles(groups []Group, joined []bool) []Tile {
	unitEnd := func(group int) int {
		for group++; group < len(joined) && joined[group]; group++ {
		}
		return group
	}
	var tiles []Tile
	for low := 0; low < len(groups); {
		high := unitEnd(low)
		for high < len(groups) {
			end := unitEnd(high)
			if groups[end-1].Compartments.High-groups[low].Compartments.Low > TileCompartments {
				break
			}
			high = end
		}
		tiles = append(tiles, Tile{
			Index:        len(tiles),
			Groups:       Range{low, high},
			Compartments: Range{groups[low].Compartments.Low, groups[high-1].Compartments.High},
			Nodes:        Range{groups[low].Nodes.Low, groups[high-1].Nodes.High},
		})
		low = high
	}
	return tiles
}

// split deals the tiles to workers in contiguous shares of about equal work.
// It is fixed for a run, so that a tile stays in the cache of one worker.
func split(tiles []Tile, workers int) [][]Tile {
	shares := make([][]Tile, 0, workers)
	total := 0
	for _, t := range tiles {
		total += t.Nodes.Len()
	}
	done, low := 0, 0
	for w := 0; w < workers && low < len(tiles); w++ {
		target := (total - done) / (workers - w)
		high, got := low, 0
		for high < len(tiles) && (high == low || got+tiles[high].Nodes.Len()/2 <= target) {
			got += tiles[high].Nodes.Len()
			high++
		}
		if w == workers-1 {
			for ; high < len(tiles); high++ {
				got += tiles[high].Nodes.Len()
			}
		}
		shares = append(shares, tiles[low:high])
		done += got
		low = high
	}
	return shares
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
