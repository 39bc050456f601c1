package plan

import "golgi/topology"

// Group is some cells of the same structure whose rows are interleaved: node k of the
// lane l stands at Nodes.Low + k*Lanes + l, and so do compartments, so that what is done for one
// node is done for the same node of all of them at once. A cell that is like no other is a group of one.
type Group struct {
	Lanes        int
	Cells        []int32 // in model order, one a lane
	Compartments Range   // rows of PerCompartment columns
	Nodes        Range   // places of their nodes: indices of the lists of [Nodes]
}

// MostLanes is the number of lanes of a full group: the numbers in the widest vectors there are.
const MostLanes = 8

// GroupCompartments is the most compartments of a group where many are the same. Eight cells of up to 1,536
// compartments, about 2 MB, cost less a step interleaved than alone; beyond, what the solve gains is lost to the cache
// that eight cells share.
const GroupCompartments = 6 * TileCompartments

// leastLarge is how many groups larger than a tile a structure must make for them to be made: workers share tiles, and
// eight cells in one are for one worker.
const leastLarge = 8

// lanesInTile is the number of cells of so many compartments to interleave in a tile of the usual size.
func lanesInTile(compartments int) int {
	for lanes := MostLanes; lanes > 1; lanes /= 2 {
		if lanes*compartments <= TileCompartments {
			return lanes
		}
	}
	return 1
}

// unconnected tells whether no compartment reads the voltage of another one that it does not touch, as across a synapse. Where some do, groups
// are no larger than a tile: derivatives of one voltage are added up in the order of tiles and rows, which must not change.
func (b *Blueprint) unconnected() bool {
	for _, s := range b.Synapses {
		if len(s.Pre) > 0 {
			return false
		}
	}
	return len(b.Published) == 0
}

// structure tells cells apart that cannot share a group: other trees, or mechanisms in other
// compartments, whose rows would lie scattered.
type structure struct {
	tree       *topology.Tree
	mechanisms uint64
}

// structures returns the structure of each cell.
func structures(b *Blueprint, first []int) []structure {
	list := make([]structure, len(b.Trees))
	for cell, tree := range b.Trees {
		list[cell].tree = tree
	}
	for i, insertion := range b.Mechanisms {
		cell := 0
		for _, c := range insertion.Compartments { // mostly ascending
			for cell > 0 && int(c) < first[cell] {
				cell--
			}
			for cell+1 < len(first) && int(c) >= first[cell+1] {
				cell++
			}
			if int(c) >= 0 && cell < len(list) {
				list[cell].mechanisms += mix(uint64(i+1)<<32 | uint64(int(c)-first[cell])) // a sum: in any order
			}
		}
	}
	return list
}

// mix spreads the bits of a number (the finaliser of SplitMix64: Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// alike are the cells of one structure.
type alike struct {
	large   bool // whether groups may be larger than a tile
	waiting int  // cells that are in no full group yet
	lanes   int  // of the group that is being filled
	open    []int32
}

// groupCells puts cells of one structure together, in the order in which groups fill up; cells that
// junctions join stay alone and in order.
func groupCells(b *Blueprint, first []int, joined []bool) (groups [][]int32, groupJoined []bool) {
	put := func(cells []int32, joined bool) {
		groups, groupJoined = append(groups, cells), append(groupJoined, joined)
	}
	list, of := b.alike(first)
	for cell, tree := range b.Trees {
		if joined[cell] || cell+1 < len(joined) && joined[cell+1] {
			put([]int32{int32(cell)}, joined[cell])
			continue
		}
		a := &list[of[cell]]
		if a.open == nil {
			a.lanes = lanesInTile(tree.NumCompartments())
			if a.large && a.waiting >= MostLanes {
				a.lanes = MostLanes
			}
			a.open = make([]int32, 0, a.lanes)
		}
		a.open = append(a.open, int32(cell))
		if len(a.open) == a.lanes {
			put(a.open, false)
			a.waiting, a.open = a.waiting-a.lanes, nil
		}
	}
	for i := range list {
		if list[i].open != nil {
			put(list[i].open, false)
		}
	}
	return groups, groupJoined
}

// alike lists the structures that there are, by their first cell, and says which of them each cell has.
func (b *Blueprint) alike(first []int) (list []alike, of []int32) {
	numbers := map[structure]int32{}
	of = make([]int32, len(b.Trees))
	for cell, s := range structures(b, first) {
		number, known := numbers[s]
		if !known {
			number = int32(len(list))
			numbers[s], list = number, append(list, alike{})
		}
		of[cell] = number
		list[number].waiting++
	}
	unconnected := b.unconnected()
	for s, number := range numbers {
		a := &list[number]
		enough := MostLanes // cells
		if !b.Batch {
			enough *= leastLarge
		}
		a.large = unconnected && a.waiting >= enough && MostLanes*s.tree.NumCompartments() <= GroupCompartments
	}
	return list, of
}
