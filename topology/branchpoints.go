package topology

// Side names one end of a compartment.
type Side uint8

const (
	// In is the half of a compartment nearer to the start of its branch.
	In Side = iota
	// Out is the half nearer to the end of its branch.
	Out
)

// Half is the axial load of one half-compartment.
type Half struct {
	Compartment int32 // -1 where there is none
	Side        Side
}

// placeBranchpoints finds the node at the start and at the end of each branch.
//
// A branchpoint stands where two or more ends of branches meet: at the end of
// a branch with a child there, and at the root point if two or more branches
// begin there. A child attached at 0 begins where its parent begins.
func (t *Tree) placeBranchpoints() {
	branches, n := t.NumBranches(), t.NumCompartments()
	// A place is the root point (none), a compartment, or n + p: the end of branch p.
	place := make([]int, branches)
	hasChildren := make([]bool, branches)
	atRoot := 0
	for b, a := range t.attachments {
		switch {
		case a.Parent < 0:
			place[b] = none
		case a.At == 1:
			place[b] = n + a.Parent
		case a.At == 0:
			place[b] = place[a.Parent]
		default:
			place[b] = t.FirstCompartment(a.Parent) + localIndexOfLoc(a.At, t.NComp(a.Parent))
		}
		switch {
		case place[b] == none:
			atRoot++
		case place[b] >= n:
			hasChildren[place[b]-n] = true
		}
	}

	root := int32(none)
	if atRoot >= 2 {
		root = t.addBranchpoint(none)
	}
	t.end = make([]int32, branches)
	for b := range t.end {
		t.end[b] = none
		if hasChildren[b] {
			t.end[b] = t.addBranchpoint(b)
		}
	}
	t.start = make([]int32, branches)
	for b, p := range place {
		switch {
		case p == none:
			t.start[b] = root
		case p >= n:
			t.start[b] = t.end[p-n]
		default:
			t.start[b] = int32(p)
		}
	}
	t.collectMeetings()
}

func (t *Tree) addBranchpoint(branch int) int32 {
	node := int32(t.NumNodes())
	t.pointBranch = append(t.pointBranch, int32(branch))
	return node
}

// collectMeetings lists the half-compartments at each branchpoint: the end of
// the parent branch first, then the starts of branches in index order.
func (t *Tree) collectMeetings() {
	n := int32(t.NumCompartments())
	t.meetFirst = make([]int32, len(t.pointBranch)+1)
	count := func(node int32) {
		if node >= n {
			t.meetFirst[node-n+1]++
		}
	}
	for b := range t.attachments {
		count(t.end[b])
		count(t.start[b])
	}
	for p := range t.pointBranch {
		t.meetFirst[p+1] += t.meetFirst[p]
	}
	t.meet = make([]Half, t.meetFirst[len(t.pointBranch)])
	next := append([]int32(nil), t.meetFirst...)
	put := func(node int32, half Half) {
		if node >= n {
			t.meet[next[node-n]] = half
			next[node-n]++
		}
	}
	for b := range t.attachments {
		// A parent has a lower index than its children, so its end is put first.
		put(t.start[b], Half{Compartment: t.first[b], Side: In})
		put(t.end[b], Half{Compartment: t.first[b+1] - 1, Side: Out})
	}
}

// BranchpointBranch returns the branch at whose end branchpoint p lies, -1 for
// the root point. Branchpoints are numbered 0 to NumBranchpoints()-1; the node
// of p is NumCompartments()+p.
func (t *Tree) BranchpointBranch(p int) int { return int(t.pointBranch[p]) }

// BranchpointHalves returns the half-compartments that meet at branchpoint p:
// the end of the parent branch, then the starts of its children in index
// order. The slice must not be changed.
func (t *Tree) BranchpointHalves(p int) []Half { return t.meet[t.meetFirst[p]:t.meetFirst[p+1]] }

// StartNode returns the node that the start of branch b is coupled to: a
// branchpoint, a compartment of its parent, or -1 if it begins alone at the
// root point.
func (t *Tree) StartNode(b int) int { return int(t.start[b]) }

// EndNode returns the branchpoint node at the end of branch b, -1 at a tip.
func (t *Tree) EndNode(b int) int { return int(t.end[b]) }
