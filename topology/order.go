package topology

// Order is the Hines order (Hines 1984) of the nodes of one cell: a parent
// before its children, with one root. Eliminating the nodes from the last to
// the first creates no new couplings.
//
// Branches come depth first, siblings by index; the compartments of a branch
// stand together, in ascending order, and the branchpoint at its end follows
// the last of them.
type Order struct {
	// Nodes holds the node at each place of the order; Nodes[0] is the root:
	// the branchpoint at the root point if there is one, else compartment 0.
	Nodes []int32
	// Parent holds, for each node, its parent node, -1 at the root.
	Parent []int32
	// Halves holds, for each node, the one or two half-compartment loads in
	// series that couple it to its parent. Where there is no second (or, at
	// the root, no first) its Compartment is -1.
	Halves [][2]Half
}

var noHalf = Half{Compartment: none}

// Order makes the elimination order, in linear time and without recursion.
func (t *Tree) Order() *Order {
	nodes := t.NumNodes()
	o := &Order{
		Nodes:  make([]int32, 0, nodes),
		Parent: make([]int32, nodes),
		Halves: make([][2]Half, nodes),
	}
	if len(t.pointBranch) > 0 && t.pointBranch[0] == none {
		o.add(int32(t.NumCompartments()), none, noHalf, noHalf)
	}
	firstChild, child := t.orderChildren()
	stack := make([]int32, 0, 64)
	push := func(parent int) { // parent -1: the root point
		for i := firstChild[parent+2] - 1; i >= firstChild[parent+1]; i-- {
			stack = append(stack, child[i])
		}
	}
	push(none)
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		o.addBranch(t, b)
		push(int(b))
	}
	return o
}

func (o *Order) add(node, parent int32, first, second Half) {
	o.Nodes = append(o.Nodes, node)
	o.Parent[node] = parent
	o.Halves[node] = [2]Half{first, second}
}

func (o *Order) addBranch(t *Tree, b int32) {
	first, last := t.first[b], t.first[b+1]-1
	if t.start[b] == none {
		o.add(first, none, noHalf, noHalf)
	} else {
		o.add(first, t.start[b], Half{first, In}, noHalf)
	}
	for c := first + 1; c <= last; c++ {
		o.add(c, c-1, Half{c, In}, Half{c - 1, Out})
	}
	if t.end[b] != none {
		o.add(t.end[b], last, Half{last, Out}, noHalf)
	}
}

// orderChildren lists, for the root point (entry 0) and for each branch b
// (entry b+1), the branches whose start is coupled to it, in index order. A
// child attached at 0 of its parent is here a sibling of its parent.
func (t *Tree) orderChildren() (firstChild, child []int32) {
	branches, n := t.NumBranches(), t.NumCompartments()
	owner := make([]int32, branches) // entry of firstChild
	firstChild = make([]int32, branches+2)
	for b, node := range t.start {
		switch {
		case node == none:
			owner[b] = 0
		case int(node) >= n:
			owner[b] = t.pointBranch[int(node)-n] + 1
		default:
			owner[b] = int32(t.BranchOf(int(node)) + 1)
		}
		firstChild[owner[b]+1]++
	}
	for i := range branches + 1 {
		firstChild[i+1] += firstChild[i]
	}
	next := append([]int32(nil), firstChild...)
	child = make([]int32, branches)
	for b, i := range owner {
		child[next[i]] = int32(b)
		next[i]++
	}
	return firstChild, child
}
