package ioswc

import (
	"slices"

	"golgi/topology"
)

// nodes are the points of a file, numbered so that a parent stands before its
// children and every tree is one stretch of numbers.
type nodes struct {
	kind   []int
	point  []topology.Point
	parent []int // -1 at a root
	line   []int
	trees  []int // first node of each tree, and the number of nodes

	childless []bool
}

// ordering carries the steps from rows to nodes.
type ordering struct {
	rows    []row
	parent  []int // index of the parent row, -1 at a root
	options Options
	report  *Report
}

// order checks that the rows form trees and numbers them: by id where each
// parent has a lower id (as NEURON does), else by row where each parent stands
// above its children, else depth first.
func order(rows []row, options Options, report *Report) (*nodes, error) {
	o := &ordering{rows: rows, options: options, report: report}
	if !slices.IsSortedFunc(rows, byID) {
		report.add(RuleUnsorted, rows[firstUnsorted(rows)].line)
	}
	if err := o.link(); err != nil {
		return nil, err
	}
	base := o.base()
	depth, err := o.depthFirst(base)
	if err != nil {
		return nil, err
	}
	if options.JoinJumps {
		return o.number(o.group(depth, report)), nil
	}
	n := o.number(o.group(o.sequence(base, depth), report))
	if at := n.runsOn(); at >= 0 {
		report.add(RuleRunOn, n.line[at])
		n = o.number(o.group(depth, newReport(options)))
	}
	return n, nil
}

// runsOn finds a node where NEURON's importer would run on to a node that is
// not connected: the first of a neurite, none of whose children comes next.
// -1 if there is none; depth first there is none.
func (n *nodes) runsOn() int {
	for t := range len(n.trees) - 1 {
		c := &cutter{nodes: n, lo: n.trees[t], hi: n.trees[t+1]}
		for i := c.lo; i < c.hi; i++ {
			if !n.childless[i] && !c.follows(i) && c.atNeck(i) {
				return i
			}
		}
	}
	return -1
}

func byID(a, b row) int {
	switch {
	case a.id < b.id:
		return -1
	case a.id > b.id:
		return 1
	}
	return 0
}

func firstUnsorted(rows []row) int {
	for i := 1; i < len(rows); i++ {
		if rows[i].id <= rows[i-1].id {
			return i
		}
	}
	return 0
}

// link finds the row of each parent.
func (o *ordering) link() error {
	index := make(map[int64]int, len(o.rows))
	for i, r := range o.rows {
		if before, ok := index[r.id]; ok {
			return o.fail(r, "give each point an id of its own, or use the Jaxley convention, which keeps the last",
				"id %d occurs twice, first in line %d", r.id, o.rows[before].line)
		}
		index[r.id] = i
	}
	o.parent = make([]int, len(o.rows))
	for i, r := range o.rows {
		p, ok := index[r.parent]
		switch {
		case r.parent < 0 && (r.parent == -1 || !ok):
			p = -1
			if r.parent != -1 {
				o.report.add(RuleRootMark, r.line)
			}
		case !ok && r.parent == 0:
			p = -1
			o.report.add(RuleRootMark, r.line)
		case !ok:
			return o.fail(r, "correct the parent, or mark a root with -1", "parent %d of point %d does not exist", r.parent, r.id)
		case p == i:
			return o.fail(r, "mark a root with -1", "point %d is its own parent (a cycle)", r.id)
		}
		o.parent[i] = p
	}
	return nil
}

func (o *ordering) fail(r row, remedy, format string, args ...any) error {
	p := parser{options: o.options, line: r.line}
	return p.fail(remedy, format, args...)
}

// base is the order of siblings: by id where each parent has a lower id than
// its children, else by row.
func (o *ordering) base() []int {
	base := make([]int, len(o.rows))
	for i := range base {
		base[i] = i
	}
	slices.SortStableFunc(base, func(a, b int) int { return byID(o.rows[a], o.rows[b]) })
	if !o.parentsFirst(base) {
		o.report.add(RuleIDsDescend, 0)
		slices.Sort(base)
	}
	return base
}

// sequence is the row of each node: base, or depth first where base puts a
// child before its parent.
func (o *ordering) sequence(base, depth []int) []int {
	if o.parentsFirst(base) {
		return base
	}
	o.report.add(RuleRenumberedDepthFirst, 0)
	return depth
}

func (o *ordering) parentsFirst(sequence []int) bool {
	place := make([]int, len(sequence))
	for at, i := range sequence {
		place[i] = at
	}
	for i, p := range o.parent {
		if p >= 0 && place[p] > place[i] {
			return false
		}
	}
	return true
}

// depthFirst walks from the roots, a soma's soma children first,
// so that a soma stays in one piece. What it cannot reach is a cycle.
// Siblings come in the order of base.
func (o *ordering) depthFirst(base []int) ([]int, error) {
	n := len(o.rows)
	first, next := make([]int, n), make([]int, n)
	for i := range first {
		first[i] = -1
	}
	// Pushed from the last to the first, so that the lists run forward.
	link := func(soma bool) {
		for k := n - 1; k >= 0; k-- {
			i := base[k]
			p := o.parent[i]
			if p >= 0 && soma == (o.rows[i].kind == 1 && o.rows[p].kind == 1) {
				next[i], first[p] = first[p], i
			}
		}
	}
	link(false)
	link(true)
	sequence := make([]int, 0, n)
	var stack []int
	for _, root := range base {
		if o.parent[root] >= 0 {
			continue
		}
		for at := root; ; {
			sequence = append(sequence, at)
			if at != root && next[at] >= 0 {
				stack = append(stack, next[at])
			}
			at = first[at]
			if at < 0 {
				if len(stack) == 0 {
					break
				}
				at, stack = stack[len(stack)-1], stack[:len(stack)-1]
			}
		}
	}
	if len(sequence) == n {
		return sequence, nil
	}
	return nil, o.cycle(sequence)
}

// cycle names the topmost row of a cycle that holds a row not reached.
func (o *ordering) cycle(reached []int) error {
	seen := make([]bool, len(o.rows))
	for _, i := range reached {
		seen[i] = true
	}
	at := slices.Index(seen, false)
	for !seen[at] {
		seen[at] = true
		at = o.parent[at]
	}
	top, size := at, 1
	for i := o.parent[at]; i != at; i = o.parent[i] {
		top = min(top, i)
		size++
	}
	return o.fail(o.rows[top], "cut it: give one of its points another parent, or -1",
		"point %d is its own ancestor (a cycle of %d points)", o.rows[top].id, size)
}

// group puts one tree after the other: first the tree whose root is soma, or
// that holds a soma at all; the others in their order.
func (o *ordering) group(sequence []int, report *Report) []int {
	tree := make([]int, len(o.rows)) // by row
	var roots []int
	for _, i := range sequence {
		if p := o.parent[i]; p >= 0 {
			tree[i] = tree[p]
		} else {
			tree[i] = len(roots)
			roots = append(roots, i)
		}
	}
	if len(roots) > 1 {
		rank := o.rankTrees(sequence, tree, roots, report)
		sequence = slices.Clone(sequence)
		slices.SortStableFunc(sequence, func(a, b int) int { return rank[tree[a]] - rank[tree[b]] })
	}
	return sequence
}

// number makes the nodes of a sequence of rows.
func (o *ordering) number(sequence []int) *nodes {
	count := len(sequence)
	place := make([]int, count)
	n := &nodes{
		kind: make([]int, count), point: make([]topology.Point, count), parent: make([]int, count),
		line: make([]int, count), childless: make([]bool, count),
	}
	for at, i := range sequence {
		place[i] = at
		r := &o.rows[i]
		n.kind[at], n.point[at], n.line[at] = r.kind, r.point, r.line
		n.childless[at] = true
		if p := o.parent[i]; p >= 0 {
			n.parent[at] = place[p]
			n.childless[place[p]] = false
		} else {
			n.parent[at] = -1
			n.trees = append(n.trees, at)
		}
	}
	n.trees = append(n.trees, count)
	return n
}

// rankTrees puts the tree that holds the cell's root first.
func (o *ordering) rankTrees(sequence, tree, roots []int, report *Report) []int {
	main := -1
	for t, root := range roots {
		if o.rows[root].kind == 1 {
			main = t
			break
		}
	}
	for _, i := range sequence {
		if main < 0 && o.rows[i].kind == 1 {
			main = tree[i]
		}
	}
	rank := make([]int, len(roots))
	for t, root := range roots {
		rank[t] = t + 1
		if t != max(main, 0) {
			report.add(RuleSeveralRoots, o.rows[root].line)
		}
	}
	if main > 0 {
		report.add(RuleSomaFirst, o.rows[roots[main]].line)
	}
	rank[max(main, 0)] = 0
	return rank
}
