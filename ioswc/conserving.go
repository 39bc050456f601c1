package ioswc

import (
	"fmt"

	"golgi/topology"
)

// readConserving makes the morphology of the default convention: length and
// membrane area conserved, branches where NEURON has sections.
func readConserving(rows []row, options Options, report *Report) (*topology.Morphology, error) {
	n, err := order(rows, options, report)
	if err != nil {
		return nil, err
	}
	report.Roots = len(n.trees) - 1
	if options.MinRadius > 0 {
		n.raise(options.MinRadius, report)
	}
	b := &builder{nodes: n, options: options, report: report}
	for tree := range len(n.trees) - 1 {
		if err := b.add(cutSections(n, tree, options.typeKey(), report)); err != nil {
			return nil, err
		}
	}
	m := &topology.Morphology{Convention: topology.Conserving, Branches: b.branches}
	report.lookAt(n, m)
	return m, nil
}

// raise lifts radii to the minimal radius.
func (n *nodes) raise(minimum float64, report *Report) {
	for i := range n.point {
		if n.point[i].Radius < minimum {
			n.point[i].Radius = minimum
			report.add(RuleMinRadius, n.line[i])
		}
	}
}

// builder makes branches of sections, one tree after the other.
type builder struct {
	*nodes
	options  Options
	report   *Report
	branches []topology.Branch
	soma     int // first soma branch of the first tree, -1 without
}

// add makes the branches of one tree. A section without length becomes no
// branch: what is attached to it moves to its parent.
func (b *builder) add(sections []section) error {
	attached := make([]topology.Attachment, len(sections)) // the branch of a section, or where it would be
	firstTree := len(b.branches) == 0
	if firstTree {
		b.soma = -1
	}
	for k := range sections {
		s := &sections[k]
		at := topology.Attachment{Parent: -1}
		switch {
		case s.parent >= 0 && sections[s.parent].end == sections[s.parent].first:
			at = attached[s.parent]
		case s.parent >= 0:
			at = topology.Attachment{Parent: attached[s.parent].Parent, At: s.at}
		case !firstTree:
			at = b.place(s)
		}
		if err := b.repairTips(s, sections); err != nil {
			return err
		}
		points := b.points(s)
		length, _ := lengthAndArea(points)
		switch {
		case length >= tinyLength:
		case s.parent >= 0:
			b.report.add(RuleZeroLength, b.line[s.first])
			s.end = s.first // marks it as dropped
			attached[k] = at
			continue
		default:
			b.report.add(RuleZeroLengthRoot, b.line[s.first])
			points = sphere(widest(points))
			s.ball = true
		}
		attached[k] = topology.Attachment{Parent: len(b.branches)}
		if firstTree && b.soma < 0 && b.kind[s.first] == 1 {
			b.soma = len(b.branches)
		}
		b.branches = append(b.branches, topology.Branch{Attachment: at, Type: b.kind[s.first], Points: points})
	}
	return nil
}

// place attaches a further tree: a neurite to the middle of the soma, anything
// else to the root point. The gap has no membrane and no resistance.
func (b *builder) place(s *section) topology.Attachment {
	if b.soma >= 0 && b.kind[s.first] != 1 {
		return topology.Attachment{Parent: b.soma, At: 0.5}
	}
	return topology.Attachment{Parent: -1}
}

// points of a section: a copy of the point it is attached at, unless a wire
// leads there, and its own.
func (b *builder) points(s *section) []topology.Point {
	own := b.point[s.first:s.end]
	if s.ball {
		return sphere(own[0])
	}
	points := make([]topology.Point, 0, len(own)+1)
	if s.from >= 0 && !s.wired {
		start := b.point[s.from]
		if s.tapered {
			start.Radius = own[0].Radius
		}
		points = append(points, start)
	}
	return append(points, own...)
}

func widest(points []topology.Point) topology.Point {
	p := points[0]
	for _, q := range points {
		if q.Radius > p.Radius {
			p = q
		}
	}
	return p
}

// repairTips gives points of radius zero at a free end of a section the
// nearest positive radius of the section, and refuses all others.
func (b *builder) repairTips(s *section, sections []section) error {
	zero := func(i int) bool { return b.point[i].Radius < tinyRadius }
	if b.childless[s.end-1] && zero(s.end-1) {
		i := s.end - 1
		for i > s.first && zero(i) {
			i--
		}
		r := b.point[i].Radius
		if zero(i) && s.from >= 0 && !s.tapered && !s.wired {
			r = b.point[s.from].Radius
			i--
		}
		for j := i + 1; r >= tinyRadius && j < s.end; j++ {
			b.point[j].Radius = r
			b.report.add(RuleZeroTip, b.line[j])
		}
	}
	if s.parent < 0 && zero(s.first) && s.end-s.first > 1 && !b.branchesAtRoot(s, sections) {
		i := s.first
		for i < s.end-1 && zero(i) {
			i++
		}
		r := b.point[i].Radius
		for j := s.first; r >= tinyRadius && j < i; j++ {
			b.point[j].Radius = r
			b.report.add(RuleZeroTip, b.line[j])
		}
	}
	for i := s.first; i < s.end; i++ {
		if zero(i) {
			return &ParseError{Name: b.options.Name, Line: b.line[i],
				Reason: fmt.Sprintf("radius %g um", b.point[i].Radius),
				Remedy: "correct it, or set a minimal radius"}
		}
	}
	return nil
}

// branchesAtRoot: more than one branch begins at the root node of a tree.
func (b *builder) branchesAtRoot(root *section, sections []section) bool {
	for k := range sections {
		if sections[k].from == root.first {
			return true
		}
	}
	return false
}
