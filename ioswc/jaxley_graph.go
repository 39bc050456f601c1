package ioswc

import (
	"fmt"
	"slices"

	"golgi/topology"
)

// shortestEdge, um: no traced length is below it in the Jaxley convention.
const shortestEdge = 1e-5

// edge leads from a node of a graph to a neighbour.
type edge struct {
	to      int
	forward bool // the file has the edge in this direction, parent to child
	length  float64
}

// graph is a file as Jaxley 0.14 sees it: one node a number, in ascending
// order, the last row of a number giving its data; every row's edge is kept.
type graph struct {
	options Options
	number  []int64
	kind    []int
	point   []topology.Point
	line    []int
	edges   [][]edge // by node, neighbours in ascending order
	ignored []bool   // soma nodes left out of the points of branches that begin there
	added   bool     // node 0 of a single-point soma was added
}

func (g *graph) fail(line int, remedy, format string, args ...any) error {
	return &ParseError{Name: g.options.Name, Line: line, Reason: fmt.Sprintf(format, args...), Remedy: remedy}
}

// newGraph follows rule A1 of the convention.
func newGraph(rows []row, options Options, report *Report) (*graph, error) {
	g := &graph{options: options}
	if len(rows) < 2 {
		return nil, g.fail(rows[0].line, "use the default convention", "a single row; the Jaxley convention needs two")
	}
	index := g.addNodes(rows, report)
	if _, ok := index[1]; !ok {
		return nil, g.fail(0, "number the points from 1, or use the default convention", "no point is numbered 1, which the Jaxley convention needs")
	}
	return g, g.addEdges(rows, index)
}

func (g *graph) addNodes(rows []row, report *Report) map[int64]int {
	sorted := make([]int, len(rows))
	for i := range sorted {
		sorted[i] = i
	}
	slices.SortStableFunc(sorted, func(a, b int) int { return byID(rows[a], rows[b]) })
	index := make(map[int64]int, len(rows))
	for _, i := range sorted {
		r := rows[i]
		at, repeated := index[r.id]
		if repeated {
			report.depart(RuleJaxleyRepeated, r.line)
			g.kind[at], g.point[at], g.line[at] = r.kind, r.point, r.line
			continue
		}
		index[r.id] = len(g.number)
		g.number = append(g.number, r.id)
		g.kind, g.point, g.line = append(g.kind, r.kind), append(g.point, r.point), append(g.line, r.line)
	}
	g.edges = make([][]edge, len(g.number))
	return index
}

func (g *graph) addEdges(rows []row, index map[int64]int) error {
	count := 0
	for _, r := range rows {
		if r.parent == -1 {
			continue
		}
		p, ok := index[r.parent]
		if !ok {
			remedy := "correct the parent, or mark a root with -1"
			return g.fail(r.line, remedy, "parent %d of point %d does not exist", r.parent, r.id)
		}
		i := index[r.id]
		if p == i {
			return g.fail(r.line, "mark a root with -1", "point %d is its own parent (a cycle)", r.id)
		}
		g.connect(p, i, max(distance(g.point[p], g.point[i]), shortestEdge))
		count++
	}
	if count == 0 {
		return g.fail(0, "use the default convention", "no point has a parent; the Jaxley convention needs an edge")
	}
	for i := range g.edges {
		g.sortEdges(i)
	}
	return g.refuseCycle()
}

// connect adds the edge from parent to child in both neighbourhoods.
func (g *graph) connect(parent, child int, length float64) {
	g.edges[parent] = append(g.edges[parent], edge{child, true, length})
	g.edges[child] = append(g.edges[child], edge{parent, false, length})
}

// sortEdges orders the neighbours of a node and drops repeated rows.
func (g *graph) sortEdges(i int) {
	slices.SortStableFunc(g.edges[i], func(a, b edge) int { return a.to - b.to })
	g.edges[i] = slices.Compact(g.edges[i])
}

// refuseCycle joins the ends of each edge; an edge within one set closes a cycle.
func (g *graph) refuseCycle() error {
	set := make([]int, len(g.edges))
	for i := range set {
		set[i] = i
	}
	find := func(i int) int {
		for set[i] != i {
			set[i] = set[set[i]]
			i = set[i]
		}
		return i
	}
	for i := range g.edges {
		for _, e := range g.edges[i] {
			if !e.forward {
				continue
			}
			a, b := find(i), find(e.to)
			if a == b {
				return g.fail(g.line[e.to], "cut it: give one of its points another parent, or -1",
					"point %d closes a cycle", g.number[e.to])
			}
			set[max(a, b)] = min(a, b)
		}
	}
	return nil
}

// treatSoma follows rule A2.
func (g *graph) treatSoma(report *Report) error {
	g.ignored = make([]bool, len(g.number))
	single, somata := -1, 0
	for i, kind := range g.kind {
		if kind == 1 {
			single = i
			somata++
		}
	}
	if somata == 1 {
		return g.growSoma(single, report)
	}
	for i, kind := range g.kind {
		if kind != 1 {
			continue
		}
		soma := 0
		for _, e := range g.edges[i] {
			if g.kind[e.to] == 1 {
				soma++
			}
		}
		if soma < 2 || soma == len(g.edges[i]) {
			continue
		}
		g.ignored[i] = true
		for _, e := range g.edges[i] {
			if g.kind[e.to] != 1 {
				g.shorten(i, e.to)
				report.depart(RuleJaxleyZeroedEdge, g.line[e.to])
			}
		}
	}
	return nil
}

// shorten makes the length of the edge between two nodes zero.
func (g *graph) shorten(i, j int) {
	for k := range g.edges[i] {
		if g.edges[i][k].to == j {
			g.edges[i][k].length = 0
		}
	}
	for k := range g.edges[j] {
		if g.edges[j][k].to == i {
			g.edges[j][k].length = 0
		}
	}
}

// growSoma gives a single-point soma s a second node, numbered 0, with the data
// of the node numbered 1.
func (g *graph) growSoma(s int, report *Report) error {
	one, _ := slices.BinarySearch(g.number, 1)
	zero, found := slices.BinarySearch(g.number, 0)
	if found {
		return g.fail(g.line[zero], "number the points from 1, or use the default convention",
			"a point numbered 0 beside a soma of one point, where the Jaxley convention puts a point of its own")
	}
	for k := range g.edges[s] {
		g.shorten(s, g.edges[s][k].to)
	}
	if one != s {
		report.depart(RuleJaxleySomaNotFirst, g.line[s])
	}
	kind, point, line := g.kind[one], g.point[one], g.line[one]
	g.number = slices.Insert(g.number, zero, 0)
	g.kind = slices.Insert(g.kind, zero, kind)
	g.point = slices.Insert(g.point, zero, point)
	g.line = slices.Insert(g.line, zero, line)
	g.edges = slices.Insert(g.edges, zero, []edge(nil))
	for i := range g.edges {
		for k := range g.edges[i] {
			if g.edges[i][k].to >= zero {
				g.edges[i][k].to++
			}
		}
	}
	s++
	g.connect(zero, s, 2*g.point[s].Radius)
	g.sortEdges(s)
	g.ignored = make([]bool, len(g.number))
	g.ignored[zero], g.ignored[s] = true, true
	g.added = true
	return nil
}
