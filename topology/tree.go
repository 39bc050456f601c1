package topology

import (
	"fmt"
	"math"
	"sort"
)

// Tree is the branch structure of one cell with its compartments per branch.
// It never changes once made and may be shared between goroutines and cells.
//
// Compartments are numbered branch by branch, from the start of a branch to
// its end. Branchpoints are numbered after them (see [Tree.NumNodes]).
type Tree struct {
	attachments []Attachment // one for each branch
	first       []int32      // first compartment of each branch, then the number of compartments
	start       []int32      // node that the start of each branch is coupled to; none at a bare root point
	end         []int32      // branchpoint node at the end of each branch; none at a tip

	pointBranch []int32 // branch at whose end a branchpoint lies; none for the root point
	meetFirst   []int32 // first entry of meet for each branchpoint, then len(meet)
	meet        []Half  // half-compartments that meet at the branchpoints
}

// none marks the absence of a node, branch or compartment.
const none = -1

// NewTree checks attachments and makes a tree with ncomp[b] compartments in
// branch b. Both slices have one entry a branch and are copied.
//
// It returns an error if there is no branch, if the lengths differ, if branch
// 0 does not begin at the root point, if a parent does not have a lower index
// than its child, if a place lies outside 0 to 1, or if a branch has less than
// one compartment.
func NewTree(attachments []Attachment, ncomp []int) (*Tree, error) {
	first, err := firstCompartments(len(attachments), ncomp)
	if err != nil {
		return nil, err
	}
	for b, a := range attachments {
		if err := checkAttachment(b, a); err != nil {
			return nil, err
		}
	}
	t := &Tree{attachments: append([]Attachment(nil), attachments...), first: first}
	t.placeBranchpoints()
	return t, nil
}

// TreeFromParents makes a tree whose branches begin at the end of their
// parents: parents[b] is the parent of branch b, -1 at the root point. Errors
// are those of [NewTree].
func TreeFromParents(parents []int, ncomp []int) (*Tree, error) {
	attachments := make([]Attachment, len(parents))
	for b, p := range parents {
		attachments[b] = Attachment{Parent: p, At: 1}
	}
	return NewTree(attachments, ncomp)
}

func firstCompartments(branches int, ncomp []int) ([]int32, error) {
	if branches == 0 {
		return nil, fmt.Errorf("tree: no branches; a cell needs at least one")
	}
	if len(ncomp) != branches {
		return nil, fmt.Errorf("tree: %d compartment counts for %d branches; give one for each branch", len(ncomp), branches)
	}
	first := make([]int32, branches+1)
	total := 0
	for b, n := range ncomp {
		if n < 1 {
			return nil, fmt.Errorf("tree: branch %d has %d compartments; a branch needs at least 1", b, n)
		}
		// Compartments and branchpoints, at most one a branch and the root's, are numbered in 32 bits.
		if n > math.MaxInt32 || total+n > math.MaxInt32-branches-1 {
			return nil, fmt.Errorf("tree: branch %d brings the cell above %d compartments; use fewer", b, math.MaxInt32-branches-1)
		}
		total += n
		first[b+1] = int32(total)
	}
	return first, nil
}

func checkAttachment(b int, a Attachment) error {
	switch {
	case b == 0 && a.Parent != -1:
		return fmt.Errorf("tree: branch 0 has parent %d; branch 0 begins at the root point, its parent is -1", a.Parent)
	case a.Parent < -1:
		return fmt.Errorf("tree: branch %d has parent %d; give the index of a branch before it, or -1 for the root point", b, a.Parent)
	case a.Parent >= b:
		return fmt.Errorf("tree: branch %d has parent %d; a parent must have a lower index than its child: order the branches so", b, a.Parent)
	case a.Parent >= 0 && !(a.At >= 0 && a.At <= 1):
		return fmt.Errorf("tree: branch %d is attached at %g of branch %d; a place lies between 0 (start) and 1 (end)", b, a.At, a.Parent)
	}
	return nil
}

// NumBranches returns the number of branches.
func (t *Tree) NumBranches() int { return len(t.attachments) }

// NumCompartments returns the number of compartments of the cell.
func (t *Tree) NumCompartments() int { return int(t.first[len(t.attachments)]) }

// NumBranchpoints returns the number of branchpoints.
func (t *Tree) NumBranchpoints() int { return len(t.pointBranch) }

// NumNodes returns the number of nodes: compartments 0 to n-1, then the
// branchpoints n to NumNodes()-1.
func (t *Tree) NumNodes() int { return t.NumCompartments() + len(t.pointBranch) }

// NComp returns the number of compartments of branch b.
func (t *Tree) NComp(b int) int { return int(t.first[b+1] - t.first[b]) }

// FirstCompartment returns the first compartment of branch b.
func (t *Tree) FirstCompartment(b int) int { return int(t.first[b]) }

// LastCompartment returns the last compartment of branch b.
func (t *Tree) LastCompartment(b int) int { return int(t.first[b+1]) - 1 }

// Attachment returns where branch b begins.
func (t *Tree) Attachment(b int) Attachment { return t.attachments[b] }

// Attachments returns where each branch begins, in a new slice.
func (t *Tree) Attachments() []Attachment { return append([]Attachment(nil), t.attachments...) }

// Parents returns the parent of each branch, -1 at the root point, in a new slice.
func (t *Tree) Parents() []int {
	parents := make([]int, len(t.attachments))
	for b, a := range t.attachments {
		parents[b] = a.Parent
	}
	return parents
}

// NComps returns the number of compartments of each branch, in a new slice.
func (t *Tree) NComps() []int {
	n := make([]int, len(t.attachments))
	for b := range n {
		n[b] = t.NComp(b)
	}
	return n
}

// BranchOf returns the branch that holds a compartment, in time logarithmic in
// the number of branches.
func (t *Tree) BranchOf(compartment int) int {
	if compartment < 0 || compartment >= t.NumCompartments() {
		panic(fmt.Sprintf("topology: compartment %d of %d", compartment, t.NumCompartments()))
	}
	return sort.Search(len(t.attachments), func(b int) bool { return int(t.first[b+1]) > compartment })
}
