package plan

import "golgi/topology"

// Group is some cells of the same structure whose rows are interleaved: node k of the
// lane l stands at Nodes.Low + k*Lanes + l, and so do compartments, so that what is done for one
// node is done for the same node of all of them at once. A cell that is like no other is a group of one.
type Group struct {
	Lanes        int
	Cells        []int32 // in model order, one a lane
	Compartments Range   // rows of PerCompartment columns
	Nodes        Range   // places in the elimination order
}

// MostLanes is the number of lanes of a full group: the numbers in the widest vectors there are.
const MostLanes = 8

// lanesFor is the number of cells of so many compartments to interleave: as many as fit the cache
// together, or one.
func lanesFor(compartments int) int {
	for lanes := MostLanes; lanes > 1; lanes /= 2 {
		if lanes*compartments <= TileCompartments {
			return lanes
		}
	}
	return 1
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

// groupCells puts cells of one structure together, in the order in which groups fill up; cells that
// junctions join stay alone and in order.
func groupCells(b *Blueprint, first []int, joined []bool) (groups [][]int32, groupJoined []bool) {
	like := structures(b, first)
	open := map[structure][]int32{}
	var order []structure // of open groups, by their first cell
	put := func(cells []int32, joined bool) {
		groups, groupJoined = append(groups, cells), append(groupJoined, joined)
	}
	for cell := range b.Trees {
		if joined[cell] || cell+1 < len(joined) && joined[cell+1] {
			put([]int32{int32(cell)}, joined[cell])
			continue
		}
		s := like[cell]
		if open[s] == nil {
			order = append(order, s)
		}
		open[s] = append(open[s], int32(cell))
		if len(open[s]) == lanesFor(s.tree.NumCompartments()) {
			put(open[s], false)
			delete(open, s)
		}
	}
	for _, s := range order {
		if cells := open[s]; cells != nil {
			put(cells, false)
			delete(open, s)
		}
	}
	return groups, groupJoined
}
