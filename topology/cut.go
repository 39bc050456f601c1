package topology

import (
	"cmp"
	"slices"
)

// Cut is a large cell in parts: consecutive strips, eliminated part by part from the leaves to the root, limb by limb and the
// trunk last. Nothing in one limb depends on another, and the trunk is what is left.
type Cut struct {
	Strips *Strips
	Ends   []int32 // of each part, the end of its strips
	Limbs  []int32 // of each limb, the end of its parts; the trunk is all that comes behind
	Nodes  []int32 // all nodes, part by part, pieces together, in each part a parent before its children
	Sizes  []int32 // of each part, its nodes
}

// CutSizes say how a cell is cut; 0 stands for the default.
type CutSizes struct {
	Least int // nodes of a cell that is cut
	Part  int // the most nodes of a part
	Limb  int // the least nodes of a limb
}

// The default sizes. Parts are so large that columns are long where the processor fetches ahead, and so small that a last-level cache holds some.
const (
	leastCut  = 16384
	partNodes = 32768
	limbNodes = 4096
)

// Large says whether a cell of so many nodes may be cut.
func (s CutSizes) Large(nodes int) bool { return nodes >= s.orDefault().Least }

func (s CutSizes) orDefault() CutSizes {
	if s.Least == 0 {
		s.Least = leastCut
	}
	if s.Part == 0 {
		s.Part = partNodes
	}
	if s.Limb == 0 {
		s.Limb = limbNodes
	}
	return s
}

// mostLimbs is the number of limbs of a cell, which is how many workers it can be shared by.
const mostLimbs = 16

// NewCut cuts a tree of nodes, a parent before its children; nil if it is too small, or a chain most of the way, whose nodes wait for one another.
func NewCut(parent []int32, sizes CutSizes) *Cut {
	sizes = sizes.orDefault()
	n := len(parent)
	if !sizes.Large(n) {
		return nil
	}
	longest := max(1, sizes.Part/StripLanes)
	whole, _ := NewStrips(parent, 0, n, longest, nil)
	if !whole.Pay(n) {
		return nil
	}
	least := whole.Positions()
	size := subtreeSizes(parent)
	for limbs := mostLimbs; limbs > 1; limbs /= 2 {
		if limbs*sizes.Limb > n {
			continue
		}
		for subtrees := 8; subtrees > 1; subtrees /= 2 { // that would make up a limb if they were equal
			group, trunk := dealLimbs(parent, size, limbs, subtrees)
			if trunk > n/mostTrunk {
				continue
			}
			strips, ends := NewStrips(parent, 0, n, longest, group)
			if strips.Positions() <= least+least/mostWider && len(ends) == limbs+1 {
				return newCut(strips, ends, sizes.Part, n)
			}
		}
	}
	return newCut(whole, []int32{int32(len(whole.Ends))}, sizes.Part, n)
}

const (
	mostTrunk = 8 // the trunk, which one worker solves, is at most an eighth of the cell
	mostWider = 3 // limbs, in which fewer chains are side by side, take at most a third more places than the cell does without
)

// subtreeSizes are the numbers of nodes from each on down.
func subtreeSizes(parent []int32) []int32 {
	size := make([]int32, len(parent))
	for k := len(parent) - 1; k >= 0; k-- {
		size[k]++
		if p := parent[k]; p >= 0 {
			size[p] += size[k]
		}
	}
	return size
}

// dealLimbs puts the largest subtrees that are small enough into limbs of about equal size, and returns the limb of each node; the trunk
// is behind the limbs. It returns its number of nodes too.
func dealLimbs(parent, size []int32, limbs, subtrees int) (group []int32, trunk int) {
	group = make([]int32, len(parent))
	most := int32(len(parent) / (limbs * subtrees))
	var roots []int32
	for k, p := range parent {
		switch {
		case size[k] > most:
			group[k] = int32(limbs)
			trunk++
		case p < 0 || size[p] > most:
			roots = append(roots, int32(k))
		}
	}
	slices.SortStableFunc(roots, func(a, b int32) int { return cmp.Compare(size[b], size[a]) })
	load := make([]int, limbs)
	for _, k := range roots {
		limb := 0
		for i := range load {
			if load[i] < load[limb] {
				limb = i
			}
		}
		group[k] = int32(limb)
		load[limb] += int(size[k])
	}
	for k, p := range parent { // a parent's limb is known
		if size[k] <= most && p >= 0 && size[p] <= most {
			group[k] = group[p]
		}
	}
	return group, trunk
}

// newCut cuts strips into parts; ends are those of the limbs and the trunk.
func newCut(strips *Strips, ends []int32, most, nodes int) *Cut {
	c := &Cut{Strips: strips, Nodes: make([]int32, nodes)}
	strip, at := 0, 0 // in Nodes
	for i, high := range ends {
		for strip < int(high) {
			var pieces [][]int32
			size := 0
			for first := strip; strip < int(high); strip++ {
				more := 0
				for _, p := range strips.Strip(strip) {
					more += len(p.Nodes)
				}
				if strip > first && size+more > most {
					break
				}
				size += more
				for _, p := range strips.Strip(strip) {
					pieces = append(pieces, p.Nodes)
				}
			}
			// in the order that they had, so that a branch stays together
			slices.SortFunc(pieces, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
			for _, nodes := range pieces {
				for k := len(nodes) - 1; k >= 0; k-- {
					c.Nodes[at] = nodes[k]
					at++
				}
			}
			c.Ends, c.Sizes = append(c.Ends, int32(strip)), append(c.Sizes, int32(size))
		}
		if i < len(ends)-1 {
			c.Limbs = append(c.Limbs, int32(len(c.Ends)))
		}
	}
	return c
}
