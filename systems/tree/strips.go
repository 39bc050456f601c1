package tree

import (
	"container/heap"
	"slices"

	"golgi/systems/lanes"
)

// mostPositions is how many places in strips a node may take up for them to pay: with more, most lanes are empty.
const mostPositions = 3

// InStrips takes the nodes of a run, whole cells, chain by chain and eight chains side by side, if that is faster. Solve alone does so. sequence
// is the order that fixes the rounding: a parent stands before its children there, and what the children of
// a node bring is added up from the last to the first. In a run that is in strips (true is returned) nodes may have any numbers. Coupling is
// what it stays.
func (s *System) InStrips(run Run, sequence []int32, vectors lanes.Vectors) bool {
	if !vectors.HasStrips() {
		return false
	}
	strips := s.cutStrips(run, sequence)
	if len(strips.Node) > mostPositions*(run.High-run.Low) {
		return false
	}
	s.addStrips(run, strips, vectors)
	return true
}

func (s *System) addStrips(run Run, strips *lanes.Strips, vectors lanes.Vectors) {
	s.vectors = vectors
	s.parts = append(s.parts, part{Run: run, strips: strips})
	slices.SortFunc(s.parts, func(a, b part) int { return a.Low - b.Low })
}

// chain is nodes of which all but the bottom have one child.
type chain struct {
	nodes    []int32 // from the bottom to the top
	parent   int32   // node above the top, or -1
	above    int32   // the chain that this node is the bottom of, or -1
	children []int32 // chains, from the last to the first
	waiting  int     // children that stand in no strip yet
	below    int     // nodes from the root to its bottom: what waits for it
	top      int32   // entry of Less and More
}

// chains cuts the nodes of a run into chains, the last in the sequence first.
func (s *System) chains(run Run, sequence []int32) []chain {
	n := run.High - run.Low
	children := make([]int32, n) // their number
	for _, k := range sequence {
		if p := s.Parent[k]; p >= 0 {
			children[int(p)-run.Low]++
		}
	}
	of := make([]int32, n) // the chain of each node
	number := int32(0)
	for i := len(sequence) - 1; i >= 0; i-- {
		k := int(sequence[i]) - run.Low
		if children[k] != 1 {
			of[k] = number
			number++
		}
		if p := int(s.Parent[sequence[i]]) - run.Low; p >= 0 && children[p] == 1 {
			of[p] = of[k]
		}
	}
	list := make([]chain, number)
	nodes := make([]int32, 0, n)
	length := make([]int32, number)
	for _, k := range sequence {
		length[of[int(k)-run.Low]]++
	}
	for c := range list {
		at := len(nodes)
		nodes = nodes[:at+int(length[c])]
		list[c].nodes = nodes[at : at : at+int(length[c])]
	}
	for i := len(sequence) - 1; i >= 0; i-- {
		k := sequence[i]
		own := of[int(k)-run.Low]
		c := &list[own]
		c.nodes = append(c.nodes, k)
		c.parent, c.above = s.Parent[k], -1
		if c.parent >= 0 {
			if above := of[int(c.parent)-run.Low]; above != own {
				c.above = above
				list[above].children = append(list[above].children, own)
				list[above].waiting++
			}
		}
	}
	for c := len(list) - 1; c >= 0; c-- {
		list[c].below = len(list[c].nodes)
	}
	return list
}

// cutStrips finds the strips of a run.
func (s *System) cutStrips(run Run, sequence []int32) *lanes.Strips {
	list := s.chains(run, sequence)
	// bottoms come from the last to the first in the sequence, so that a chain stands behind those below it
	for c := len(list) - 1; c >= 0; c-- {
		if above := list[c].above; above >= 0 {
			list[c].below += list[above].below
		}
	}
	ready := &readyChains{list: list}
	for c := range list {
		if list[c].waiting == 0 {
			ready.order = append(ready.order, int32(c))
		}
	}
	heap.Init(ready)
	strips := &lanes.Strips{}
	b := stripBuilder{system: s, list: list, strips: strips, padding: int32(len(s.Parent))}
	var freed, waiting []int32
	for ready.Len() > 0 || len(waiting) > 0 {
		if ready.Len() < lanes.Width { // else what the strip before has freed comes later, and need not wait for it
			for _, c := range waiting {
				heap.Push(ready, c)
			}
			waiting = waiting[:0]
		}
		freed = b.add(ready.take(), freed[:0])
		for _, c := range waiting {
			heap.Push(ready, c)
		}
		waiting = append(waiting[:0], freed...)
	}
	b.finish()
	return strips
}

// stripBuilder appends strips.
type stripBuilder struct {
	system  *System
	list    []chain
	strips  *lanes.Strips
	padding int32 // a node that changes nothing; the next is above roots
}

// add makes a strip of at most eight chains, the longest of which is the first, and lists those that wait for nothing then.
func (b *stripBuilder) add(taken, freed []int32) []int32 {
	st, head := b.strips, lanes.Strip{}
	for _, c := range taken {
		head.Length = max(head.Length, int32(len(b.list[c].nodes)))
		head.Children = max(head.Children, int32(len(b.list[c].children)))
	}
	for k := range int(head.Length) {
		for lane := range lanes.Width {
			node, coupling := b.padding, lanes.Neutral
			if lane < len(taken) {
				c := &b.list[taken[lane]]
				if i := k - int(head.Length) + len(c.nodes); i >= 0 {
					node = c.nodes[i]
					if b.system.Parent[node] >= 0 {
						coupling = b.system.Coupling[node]
					}
				}
			}
			st.Node, st.Coupling = append(st.Node, node), append(st.Coupling, coupling)
		}
	}
	for lane := range lanes.Width {
		parent := b.padding + 1
		if lane < len(taken) {
			c := &b.list[taken[lane]]
			c.top = int32(len(st.Heads)*lanes.Width + lane)
			if c.parent >= 0 {
				parent = c.parent
			}
		}
		st.Parent = append(st.Parent, parent)
	}
	for k := range int(head.Children) {
		for lane := range lanes.Width {
			top := int32(-1)
			if lane < len(taken) && k < len(b.list[taken[lane]].children) {
				top = b.list[b.list[taken[lane]].children[k]].top
			}
			st.Child = append(st.Child, top)
		}
	}
	st.Heads = append(st.Heads, head)
	for _, c := range taken {
		if above := b.list[c].above; above >= 0 {
			if b.list[above].waiting--; b.list[above].waiting == 0 {
				freed = append(freed, above)
			}
		}
	}
	return freed
}

// finish makes the working memory.
func (b *stripBuilder) finish() {
	st := b.strips
	n, tops := len(st.Node), len(st.Heads)*lanes.Width
	work := make([]float64, 2*n+2*(tops+1))
	st.Reciprocal, work = work[:n:n], work[n:]
	st.Right, work = work[:n:n], work[n:]
	st.Less, st.More = work[:tops+1:tops+1], work[tops+1:]
	st.More[tops] = lanes.Neutral
	for i, top := range st.Child {
		if top < 0 {
			st.Child[i] = int32(tops)
		}
	}
	if len(st.Child) == 0 {
		st.Child = make([]int32, lanes.Width) // not read
	}
}

// readyChains are the chains that wait for nothing, the one first that most waits for.
type readyChains struct {
	list  []chain
	order []int32
	later []int32
	taken []int32
}

func (r *readyChains) Len() int { return len(r.order) }
func (r *readyChains) Less(i, j int) bool {
	a, b := r.order[i], r.order[j]
	if r.list[a].below != r.list[b].below {
		return r.list[a].below > r.list[b].below
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
const mostLooked = 4 * lanes.Width

// take removes the first chain, and seven more of its length, or shorter ones without children: children are those of the
// first position.
func (r *readyChains) take() []int32 {
	first := heap.Pop(r).(int32)
	length := len(r.list[first].nodes)
	r.taken, r.later = append(r.taken[:0], first), r.later[:0]
	for r.Len() > 0 && len(r.taken) < lanes.Width && len(r.later) < mostLooked {
		c := heap.Pop(r).(int32)
		if len(r.list[c].nodes) == length {
			r.taken = append(r.taken, c)
		} else {
			r.later = append(r.later, c)
		}
	}
	for _, c := range r.later {
		if len(r.taken) < lanes.Width && len(r.list[c].nodes) < length && len(r.list[c].children) == 0 {
			r.taken = append(r.taken, c)
		} else {
			heap.Push(r, c)
		}
	}
	return r.taken
}
