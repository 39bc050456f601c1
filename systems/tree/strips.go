package tree

import (
	"container/heap"
	"slices"

	"golgi/systems/lanes"
)

// mostPositions is how many places in strips a node may take up for them to pay: with more, most lanes are empty.
const mostPositions = 3

// CutStrips finds an order in which a run of nodes, whole cells, is solved chain by chain and eight chains side by side: nil
// if that does not pay. A parent stands before its children.
func CutStrips(parent []int32, run Run) *lanes.Strips {
	strips := cutStrips(parent, run)
	if len(strips.Node) > mostPositions*(run.High-run.Low) {
		return nil
	}
	return strips
}

// InStrips solves a run of nodes in strips, which must be those of its forest, if its nodes are numbered anew: numbers has
// the new number, within the run, of each node of the system, and Parent and Coupling hold what they are
// of then. The bits are what they are without, though a parent need not stand before its children any more. The other
// ways of solving know nothing of this, and want the order.
func (s *System) InStrips(run Run, strips *lanes.Strips, numbers []int32, vectors lanes.Vectors) {
	for _, list := range [][]int32{strips.Node, strips.Parent} {
		for i, k := range list {
			if int(k) < len(numbers) {
				list[i] = numbers[k]
			}
		}
	}
	strips.Coupling = make([]float64, len(strips.Node))
	for i, k := range strips.Node {
		strips.Coupling[i] = lanes.Neutral
		if int(k) < len(s.Parent) && s.Parent[k] >= 0 {
			strips.Coupling[i] = s.Coupling[k]
		}
	}
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
	below    int     // nodes between the root and its bottom: what waits for it
	top      int32   // entry of Less and More
}

// chains cuts the nodes of a run into chains, the last of which comes first: a chain stands behind those below it.
func chains(parent []int32, run Run) []chain {
	n := run.High - run.Low
	parent = parent[run.Low:run.High]
	above := func(k int) int { return int(parent[k]) - run.Low } // negative at a root
	children := make([]int32, n)                                 // their number
	for k := range n {
		if p := above(k); p >= 0 {
			children[p]++
		}
	}
	of := make([]int32, n) // the chain of each node
	var length []int32
	for k := n - 1; k >= 0; k-- {
		if children[k] != 1 {
			of[k] = int32(len(length))
			length = append(length, 0)
		}
		length[of[k]]++
		if p := above(k); p >= 0 && children[p] == 1 {
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
		c.nodes = append(c.nodes, int32(k+run.Low))
		c.parent, c.above = -1, -1
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

// cutStrips finds the strips of a run.
func cutStrips(parent []int32, run Run) *lanes.Strips {
	list := chains(parent, run)
	ready := &readyChains{list: list}
	for c := range list {
		if list[c].waiting == 0 {
			ready.order = append(ready.order, int32(c))
		}
	}
	heap.Init(ready)
	strips := &lanes.Strips{}
	b := stripBuilder{list: list, strips: strips, padding: int32(len(parent))}
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
			node := b.padding
			if lane < len(taken) {
				c := &b.list[taken[lane]]
				if i := k - int(head.Length) + len(c.nodes); i >= 0 {
					node = c.nodes[i]
				}
			}
			st.Node = append(st.Node, node)
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
