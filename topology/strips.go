package topology

import "container/heap"

// StripLanes is the number of pieces of a strip.
const StripLanes = 8

// Strips is an order in which the nodes of a forest are eliminated chain by chain, eight chains side by side. A piece is a
// run of nodes each of which is the only child of the next: a chain from a node to its only child, and on, or a part of one. A
// strip is at most eight pieces that do not depend on one another, the longest first; those of children stand in strips before
// those of their parents.
type Strips struct {
	Pieces []Piece // strip by strip
	Ends   []int32 // of each strip, the end of its pieces
}

// Piece is a part of a chain.
type Piece struct {
	Nodes    []int32 // from the bottom to the top
	Parent   int32   // the node above the top, or -1
	Children []int32 // the pieces whose parent is the bottom, from the last node to the first; only the longest of a strip have any
}

// Strip returns the pieces of a strip.
func (s *Strips) Strip(i int) []Piece {
	first := int32(0)
	if i > 0 {
		first = s.Ends[i-1]
	}
	return s.Pieces[first:s.Ends[i]]
}

// Positions is the number of places that the nodes take up when each strip is as wide as eight pieces of its longest.
func (s *Strips) Positions() int {
	n := 0
	for i := range s.Ends {
		n += StripLanes * len(s.Strip(i)[0].Nodes)
	}
	return n
}

// mostPositions is how many places in strips a node may take up for them to pay: with more, most lanes are empty.
const mostPositions = 3

// Pay says whether it pays to solve so many nodes in the strips.
func (s *Strips) Pay(nodes int) bool { return s.Positions() <= mostPositions*nodes }

// Longest is the number of nodes of the longest piece.
func (s *Strips) Longest() int {
	n := 0
	for i := range s.Ends {
		n = max(n, len(s.Strip(i)[0].Nodes))
	}
	return n
}

// leastPiece is the least number of nodes of a piece that a chain is cut into for the sake of others: shorter ones cost more than they fill.
func leastPiece(longest int) int { return max(1, min(32, longest/4)) }

// NewStrips finds the strips of nodes low to high-1, whole trees; a parent stands before its children. No piece is longer than
// longest, if that is not 0: then longer chains are cut, also to the length of others beside them. Nodes of different groups, numbered
// from 0, have strips of their own, those of group after group, the ends of which are returned too: a parent's group must not be
// before that of a child. A nil group is one group.
func NewStrips(parent []int32, low, high, longest int, group []int32) (*Strips, []int32) {
	b := stripBuilder{strips: &Strips{}, longest: longest}
	b.ready.list = chains(parent, low, high, group)
	list := b.ready.list
	last := int32(0)
	for c := range list {
		last = max(last, list[c].group)
	}
	of := make([][]int32, last+1)
	for c := range list {
		of[list[c].group] = append(of[list[c].group], int32(c))
	}
	var ends []int32
	for g := range of {
		b.addGroup(of[g], int32(g))
		ends = append(ends, int32(len(b.strips.Ends)))
	}
	return b.strips, ends
}

// chain is nodes of which all but the bottom have one child.
type chain struct {
	nodes    []int32 // from the bottom to the top
	done     int     // of them stand in strips
	parent   int32   // node above the top, or -1
	above    int32   // the chain that this node is the bottom of, or -1
	children []int32 // chains, from the last to the first
	waiting  int     // children that stand in no strip yet
	below    int     // nodes between the root and its bottom: what waits for it
	piece    int32   // the last of its pieces
	group    int32
}

func (c *chain) left() int { return len(c.nodes) - c.done }

// chains cuts the nodes of a forest into chains, the last of which comes first: a chain stands behind those below it.
func chains(parent []int32, low, high int, group []int32) []chain {
	n := high - low
	parent = parent[low:high]
	above := func(k int) int { return int(parent[k]) - low } // negative at a root
	children := make([]int32, n)                             // their number
	for k := range n {
		if p := above(k); p >= 0 {
			children[p]++
		}
	}
	goesOn := func(k, p int) bool { // to its parent
		return p >= 0 && children[p] == 1 && (group == nil || group[low+k] == group[low+p])
	}
	of := make([]int32, n) // the chain of each node, or -1
	for k := range of {
		of[k] = -1
	}
	var length []int32
	for k := n - 1; k >= 0; k-- {
		if of[k] < 0 {
			of[k] = int32(len(length))
			length = append(length, 0)
		}
		length[of[k]]++
		if p := above(k); goesOn(k, p) {
			of[p] = of[k]
		}
	}
	list := make([]chain, len(length))
	nodes := make([]int32, n)
	for c := range list {
		list[c].nodes, nodes = nodes[:0:length[c]], nodes[length[c]:]
	}
	for k := n - 1; k >= 0; k-- {
		c := &list[of[k]]
		c.nodes = append(c.nodes, int32(k+low))
		c.parent, c.above = -1, -1
		if group != nil {
			c.group = group[low+k]
		}
		p := above(k)
		if p < 0 {
			continue
		}
		if c.parent = parent[k]; of[p] != of[k] {
			c.above = of[p]
			list[of[p]].children = append(list[of[p]].children, of[k])
			list[of[p]].waiting++
		}
	}
	for c := len(list) - 1; c >= 0; c-- {
		list[c].below = len(list[c].nodes)
		if above := list[c].above; above >= 0 {
			list[c].below += list[above].below
		}
	}
	return list
}

// stripBuilder appends strips.
type stripBuilder struct {
	strips  *Strips
	longest int
	ready   readyChains
}

// addGroup makes the strips of the chains of a group.
func (b *stripBuilder) addGroup(members []int32, group int32) {
	ready := &b.ready
	ready.order = ready.order[:0]
	for _, c := range members {
		if ready.list[c].waiting == 0 {
			ready.order = append(ready.order, c)
		}
	}
	heap.Init(ready)
	var freed, waiting []int32
	for ready.Len() > 0 || len(waiting) > 0 {
		if ready.Len() < StripLanes { // else what the strip before has freed comes later, and need not wait for it
			for _, c := range waiting {
				heap.Push(ready, c)
			}
			waiting = waiting[:0]
		}
		freed = b.add(ready.take(b.longest), group, freed[:0])
		for _, c := range waiting {
			heap.Push(ready, c)
		}
		waiting = append(waiting[:0], freed...)
	}
}

// add makes a strip of at most eight pieces, the longest of which is the first, and lists the chains of the group that wait for nothing then.
func (b *stripBuilder) add(taken []takenChain, group int32, freed []int32) []int32 {
	st, list := b.strips, b.ready.list
	for _, t := range taken {
		c := &list[t.chain]
		p := Piece{Nodes: c.nodes[c.done : c.done+t.length : c.done+t.length], Parent: c.parent}
		if c.done > 0 {
			p.Children = []int32{c.piece}
		} else {
			for _, child := range c.children {
				p.Children = append(p.Children, list[child].piece)
			}
		}
		if c.done += t.length; c.left() > 0 {
			p.Parent = c.nodes[c.done]
		}
		c.piece = int32(len(st.Pieces))
		st.Pieces = append(st.Pieces, p)
	}
	st.Ends = append(st.Ends, int32(len(st.Pieces)))
	for _, t := range taken {
		c := &list[t.chain]
		if c.left() > 0 {
			freed = append(freed, t.chain)
		} else if c.above >= 0 {
			if list[c.above].waiting--; list[c.above].waiting == 0 && list[c.above].group == group {
				freed = append(freed, c.above)
			}
		}
	}
	return freed
}

// readyChains are the chains that wait for nothing, the one first that most waits for.
type readyChains struct {
	list  []chain
	order []int32
	later []int32
	taken []takenChain
}

// takenChain says how many more nodes of a chain go into a strip.
type takenChain struct {
	chain  int32
	length int
}

func (r *readyChains) Len() int { return len(r.order) }
func (r *readyChains) Less(i, j int) bool {
	a, b := r.order[i], r.order[j]
	x, y := r.list[a].below-r.list[a].done, r.list[b].below-r.list[b].done
	if x != y {
		return x > y
	}
	return a < b
}
func (r *readyChains) Swap(i, j int) { r.order[i], r.order[j] = r.order[j], r.order[i] }
func (r *readyChains) Push(x any)    { r.order = append(r.order, x.(int32)) }
func (r *readyChains) Pop() any {
	last := r.order[len(r.order)-1]
	r.order = r.order[:len(r.order)-1]
	return last
}

// mostLooked is among how many chains the company of the first is looked for.
const mostLooked = 4 * StripLanes

// take removes the first chain, and seven more of its length, or shorter ones without children: children are those of the
// first position. Of chains that are too long it takes the lower end.
func (r *readyChains) take(longest int) []takenChain {
	first := heap.Pop(r).(int32)
	length := r.list[first].left()
	if longest > 0 && length > longest {
		pieces := (length + longest - 1) / longest
		length = (length + pieces - 1) / pieces
	}
	r.taken, r.later = append(r.taken[:0], takenChain{first, length}), r.later[:0]
	for r.Len() > 0 && len(r.taken) < StripLanes && len(r.later) < mostLooked {
		c := heap.Pop(r).(int32)
		more := r.list[c].left() - length
		if more == 0 || longest > 0 && min(length, more) >= leastPiece(longest) {
			r.taken = append(r.taken, takenChain{c, length})
		} else {
			r.later = append(r.later, c)
		}
	}
	for _, c := range r.later {
		chain := &r.list[c]
		if len(r.taken) < StripLanes && chain.left() < length && chain.done == 0 && len(chain.children) == 0 {
			r.taken = append(r.taken, takenChain{c, chain.left()})
		} else {
			heap.Push(r, c)
		}
	}
	return r.taken
}
