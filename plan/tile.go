package plan

import "golgi/mech"

// Range is a half-open range of rows.
type Range struct{ Low, High int }

// Len is the number of rows.
func (r Range) Len() int { return r.High - r.Low }

// Tile is a run of whole cells that fits the cache: the unit that systems are
// given. Rows of one tile are contiguous in every column.
type Tile struct {
	Index        int
	Cells        Range // cells of the plan
	Compartments Range // rows of PerCompartment columns
	Nodes        Range // places in the elimination order, branchpoints included
}

// tileCompartments is the most compartments a tile of several cells holds: at
// about 300 bytes each, they stay in a second-level cache of 1 MiB.
const tileCompartments = 2048

// cutTiles puts whole cells together until a tile is full. The cut depends on
// the model alone, never on the number of workers. joined[k] says that cell k
// is solved together with the one before it and must be in its tile.
func cutTiles(cells []cellPlan, joined []bool) []Tile {
	groupEnd := func(cell int) int {
		for cell++; cell < len(joined) && joined[cell]; cell++ {
		}
		return cell
	}
	var tiles []Tile
	for low := 0; low < len(cells); {
		high := groupEnd(low)
		for high < len(cells) {
			end := groupEnd(high)
			if cells[end-1].compartments.High-cells[low].compartments.Low > tileCompartments {
				break
			}
			high = end
		}
		tiles = append(tiles, Tile{
			Index:        len(tiles),
			Cells:        Range{low, high},
			Compartments: Range{cells[low].compartments.Low, cells[high-1].compartments.High},
			Nodes:        Range{cells[low].nodes.Low, cells[high-1].nodes.High},
		})
		low = high
	}
	return tiles
}

// cellPlan is where one cell lies in the plan.
type cellPlan struct {
	compartments Range // plan order
	nodes        Range
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

// joined tells of each cell whether a junction spans the boundary before it: the
// two sides of a junction are unknowns of one system.
func (p *Plan) joined(b *Blueprint) []bool {
	joined := make([]bool, len(p.cells))
	reach := make([]int, len(p.cells)) // the last cell that one at or before this is joined to
	for _, type_ := range b.Synapses {
		if type_.Mechanism.Kind() != mech.JunctionKind {
			continue
		}
		for row := range min(len(type_.Pre), len(type_.Post)) {
			n := int32(p.NumCompartments())
			if pre, post := type_.Pre[row], type_.Post[row]; pre >= 0 && post >= 0 && pre < n && post < n {
				a, c := p.CellOf(int(p.fromModel[pre])), p.CellOf(int(p.fromModel[post]))
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
