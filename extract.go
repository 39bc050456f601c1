package golgi

import (
	"fmt"

	"golgi/topology"
)

// partsOf returns a cell of the module as it is.
func (m *module) partsOf(cell int) cellParts {
	first := m.firstBranch[cell]
	c := cellParts{attachments: m.trees[cell].Attachments()}
	for b := range c.attachments {
		branch := first + int32(b)
		c.parts = append(c.parts, branchPart{from: m, branch: branch, lo: m.startOfBranch[branch], hi: m.startOfBranch[branch+1]})
	}
	return c
}

// meeting is where a branch begins: at the root point, at the end of a branch,
// or at a compartment of one.
type meeting struct {
	branch int // within the cell; -1 at the root point
	inside bool
	at     float64 // of inside: the place
	own    bool    // an end that meets nothing else, of the branch itself
}

// meetingOf returns where a branch begins. A branch attached at the start of
// another begins where that one does.
func meetingOf(attachments []topology.Attachment, branch int) meeting {
	for {
		a := attachments[branch]
		switch {
		case a.Parent < 0:
			return meeting{branch: -1}
		case a.At == 0:
			branch = a.Parent
		default:
			return meeting{branch: a.Parent, inside: a.At != 1, at: a.At}
		}
	}
}

// kept returns what is left of a cell of the module if only the compartments
// for which keep holds stay. Branches keep their order. Errors: nothing is
// left of the cell, the compartments left of a branch are no single run, or
// what is left falls apart.
func (m *module) kept(cell int, keep rowSet) (cellParts, error) {
	whole := m.partsOf(cell)
	number := make([]int, len(whole.parts)) // of the branches that stay, -1 of the others
	var left cellParts
	for b, part := range whole.parts {
		number[b] = -1
		run := keep.between(part.lo, part.hi)
		if run.len() == 0 {
			continue
		}
		if run.list != nil {
			return left, fmt.Errorf("the compartments of %s are not one run; take neighbours", m.branchPlace(part.branch))
		}
		number[b] = len(left.parts)
		part.lo, part.hi = run.lo, run.hi
		left.parts = append(left.parts, part)
	}
	if len(left.parts) == 0 {
		return left, fmt.Errorf("nothing of %s is left", m.cellPlace(cell))
	}
	var root meeting
	var rootBranch int32 = -1
	for b, n := range number {
		if n < 0 {
			continue
		}
		attachment, point := m.reattach(whole, left, number, b)
		left.attachments = append(left.attachments, attachment)
		if attachment.Parent >= 0 {
			continue
		}
		if rootBranch >= 0 && point != root {
			return left, fmt.Errorf("%s and %s would not hang together; take also what lies between, or leave out one of them",
				m.branchPlace(rootBranch), m.branchPlace(whole.parts[b].branch))
		}
		root, rootBranch = point, whole.parts[b].branch
	}
	return left, nil
}

// reattach returns where a branch that stays begins in what is left and, if
// that is the root point, which point that was.
func (m *module) reattach(whole, left cellParts, number []int, b int) (topology.Attachment, meeting) {
	atRoot := topology.Attachment{Parent: -1, At: 1}
	part := left.parts[number[b]]
	if part.lo != whole.parts[b].lo {
		return atRoot, meeting{branch: b, own: true}
	}
	if a := whole.attachments[b]; a.Parent >= 0 && a.At == 0 && number[a.Parent] >= 0 && left.parts[number[a.Parent]].lo == whole.parts[a.Parent].lo {
		return topology.Attachment{Parent: number[a.Parent], At: 0}, meeting{}
	}
	point := meetingOf(whole.attachments, b)
	if point.branch < 0 {
		if whole.attachments[b].Parent < 0 {
			atRoot = whole.attachments[b]
		}
		return atRoot, point
	}
	old, n := whole.parts[point.branch], number[point.branch]
	if !point.inside {
		if n >= 0 && left.parts[n].hi == old.hi {
			return topology.Attachment{Parent: n, At: 1}, meeting{}
		}
		return atRoot, point
	}
	k, _ := topology.LocalIndexOfLoc(point.at, int(old.hi-old.lo)) // the place is on the branch
	at := old.lo + int32(k)
	if n < 0 || at < left.parts[n].lo || at >= left.parts[n].hi {
		return atRoot, meeting{branch: b, own: true}
	}
	if stays := left.parts[n]; !stays.whole() {
		point.at = insideLoc(int(at-stays.lo), int(stays.hi-stays.lo))
	}
	return topology.Attachment{Parent: n, At: point.at}, meeting{}
}

// insideLoc is the place of the centre of a compartment, which is never an end
// of the branch.
func insideLoc(k, ncomp int) float64 { return topology.LocOfIndex(k, ncomp) }

// rerooted returns the cell with its root point at the end, or the start, of a
// branch. Branches between there and the old root point run the other way and
// come first; the others keep their order.
func (c cellParts) rerooted(branch int, atEnd bool) (cellParts, error) {
	name := func(b int) string { return c.parts[b].from.branchPlace(c.parts[b].branch) }
	var way []int // from the new root point to the old one
	point := meeting{branch: branch}
	if !atEnd {
		point = meetingOf(c.attachments, branch)
	}
	for last := branch; point.branch >= 0; point = meetingOf(c.attachments, point.branch) {
		if point.inside {
			return c, fmt.Errorf("%s begins between the ends of %s, so the cell cannot be turned to begin there; exchange the two cells, or use another end",
				name(last), name(point.branch))
		}
		last = point.branch
		way = append(way, last)
	}
	if len(way) == 0 {
		return c, nil
	}
	turned := cellParts{}
	number := make([]int, len(c.parts))
	place := make([]int, len(c.parts)) // on the way, -1 off it
	for b := range place {
		place[b] = -1
	}
	for i, b := range way {
		place[b], number[b] = i, i
		part := c.parts[b]
		part.reversed = !part.reversed
		turned.parts = append(turned.parts, part)
		turned.attachments = append(turned.attachments, topology.Attachment{Parent: i - 1, At: 1})
	}
	for b, part := range c.parts {
		if place[b] >= 0 {
			continue
		}
		number[b] = len(turned.parts)
		turned.parts = append(turned.parts, part)
		turned.attachments = append(turned.attachments, c.turn(b, place, number, len(way)))
	}
	return turned, nil
}

// turn returns where a branch off the way begins in the turned cell.
func (c cellParts) turn(b int, place, number []int, steps int) topology.Attachment {
	if a := c.attachments[b]; a.Parent >= 0 && a.At == 0 && place[a.Parent] < 0 {
		return topology.Attachment{Parent: number[a.Parent], At: 0}
	}
	point := meetingOf(c.attachments, b)
	switch {
	case point.branch < 0:
		return topology.Attachment{Parent: steps - 1, At: 1}
	case place[point.branch] < 0 && point.inside:
		return topology.Attachment{Parent: number[point.branch], At: point.at}
	case place[point.branch] < 0:
		return topology.Attachment{Parent: number[point.branch], At: 1}
	case point.inside:
		part := c.parts[point.branch]
		n := int(part.hi - part.lo)
		k, _ := topology.LocalIndexOfLoc(point.at, n) // the place is on the branch
		return topology.Attachment{Parent: place[point.branch], At: insideLoc(n-1-k, n)}
	}
	return topology.Attachment{Parent: place[point.branch] - 1, At: 1}
}

// joined returns the cell with another one hung on a place of a branch by its
// root point.
func (c cellParts) joined(branch int, at float64, other cellParts) cellParts {
	first := len(c.parts)
	for b, a := range other.attachments {
		if a.Parent < 0 {
			a = topology.Attachment{Parent: branch, At: at}
		} else {
			a.Parent += first
		}
		c.attachments, c.parts = append(c.attachments, a), append(c.parts, other.parts[b])
	}
	return c
}

// branchPlace describes a branch for messages.
func (m *module) branchPlace(branch int32) string {
	cell := m.columns.cell[m.startOfBranch[branch]]
	name := "branch(" + itoa(branch-m.firstBranch[cell]) + ")"
	if m.numCells() > 1 {
		return m.cellPlace(int(cell)) + "." + name
	}
	return name
}

func (m *module) cellPlace(cell int) string {
	if m.numCells() == 1 {
		return "the cell"
	}
	return "cell(" + itoa(int32(cell)) + ")"
}
