package ioswc

import (
	"math"

	"golgi/topology"
)

// step is one edge of the walk over a graph, from the nearer to the farther end.
type step struct {
	i, j    int
	length  float64
	forward bool
}

// stretch is a branch as it was closed: its edges and its type.
type stretch struct {
	steps []step
	kind  int
}

// readJaxley follows the reader of Jaxley 0.14.
func readJaxley(rows []row, options Options, report *Report) (*topology.Morphology, error) {
	g, err := newGraph(rows, options, report)
	if err != nil {
		return nil, err
	}
	if err := g.treatSoma(report); err != nil {
		return nil, err
	}
	stretches, err := g.trace(report)
	if err != nil {
		return nil, err
	}
	m := &topology.Morphology{Convention: topology.Jaxley}
	endsAt := make(map[int]int, len(stretches)) // branch that ends at a node
	for _, s := range stretches {
		for _, piece := range s.limit(options.MaxBranchLength) {
			last := piece[len(piece)-1]
			at := topology.Attachment{Parent: -1}
			if len(m.Branches) > 0 {
				parent, ok := endsAt[piece[0].i]
				if !ok {
					return nil, g.fail(g.line[piece[0].i], "use the default convention",
						"no branch ends at point %d, where one begins", g.number[piece[0].i])
				}
				at = topology.Attachment{Parent: parent, At: 1}
			}
			endsAt[last.j] = len(m.Branches)
			b := g.branch(piece, report)
			b.Attachment, b.Type = at, s.kind
			if path := b.Traced.Path; options.MaxBranchLength > 0 && path[len(path)-1] > options.MaxBranchLength {
				report.depart(RuleJaxleyTooLong, g.line[piece[0].j])
			}
			m.Branches = append(m.Branches, b)
		}
	}
	return m, nil
}

// trace follows rule A3: depth first from the lowest-numbered leaf.
func (g *graph) trace(report *Report) ([]stretch, error) {
	start := 0
	for start < len(g.edges) && len(g.edges[start]) >= 2 {
		start++
	}
	if len(g.edges[start]) == 0 {
		return nil, g.fail(g.line[start], "remove the point or use the default convention",
			"point %d stands alone, and the Jaxley convention begins there", g.number[start])
	}
	w := &walk{graph: g, key: g.options.typeKey(), report: report}
	visited := make([]bool, len(g.edges))
	visited[start] = true
	type place struct{ node, next int }
	stack := []place{{node: start}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == len(g.edges[top.node]) {
			stack = stack[:len(stack)-1]
			continue
		}
		e := g.edges[top.node][top.next]
		top.next++
		if visited[e.to] {
			continue
		}
		visited[e.to] = true
		w.take(step{top.node, e.to, e.length, e.forward})
		stack = append(stack, place{node: e.to})
	}
	for i, seen := range visited {
		if !seen {
			report.depart(RuleJaxleyLostTree, g.line[i])
		}
	}
	return w.closed, nil
}

// walk collects steps into branches.
type walk struct {
	*graph
	key     func(int) int
	report  *Report
	current []step
	closed  []stretch
}

func (w *walk) close(steps []step, kind int) {
	if len(steps) > 0 {
		w.closed = append(w.closed, stretch{steps, kind})
	}
	w.current = nil
}

// take applies the table of rule A3 to the next edge.
func (w *walk) take(s step) {
	w.current = append(w.current, s)
	if !s.forward {
		w.report.depart(RuleJaxleyBackwards, w.line[s.i])
	}
	current, last := w.current, len(w.current)-1
	same := w.key(w.kind[s.i]) == w.key(w.kind[s.j])
	switch degree := len(w.edges[s.j]); {
	case degree == 1 && same:
		w.close(current, w.kind[s.i])
	case degree == 1:
		w.close(current[:last], w.kind[s.i])
		w.close(current[last:], w.kind[s.j])
	case degree >= 3:
		if !same {
			w.report.depart(RuleJaxleyForkType, w.line[s.j])
		}
		w.close(current, w.kind[s.i])
	case same:
	case s.forward:
		w.close(current[:last], w.kind[s.i])
		w.current = current[last:]
	default:
		w.close(current, w.kind[s.i])
	}
}

// limit follows rule A4: a new piece begins where the running length enters
// another multiple of the maximal length.
func (s stretch) limit(maximum float64) [][]step {
	if maximum <= 0 {
		return [][]step{s.steps}
	}
	var pieces [][]step
	sum, before, from := 0.0, math.NaN(), 0
	for i, e := range s.steps {
		sum += e.length
		k := floorDivide(sum, maximum)
		if i > 0 && k != before {
			pieces = append(pieces, s.steps[from:i])
			from = i
		}
		before = k
	}
	return append(pieces, s.steps[from:])
}

// floorDivide is NumPy's floor division of positive numbers.
func floorDivide(a, b float64) float64 {
	q := (a - math.Mod(a, b)) / b
	f := math.Floor(q)
	if q-f > 0.5 {
		f++
	}
	return f
}

// branch follows rule A5, up to its points and traced nodes.
func (g *graph) branch(steps []step, report *Report) topology.Branch {
	nodes := make([]topology.Point, 0, len(steps)+1)
	path := make([]float64, 1, len(steps)+1)
	n0, n1 := steps[0].i, steps[0].j
	nodes = append(nodes, g.point[n0])
	for k, s := range steps {
		nodes = append(nodes, g.point[s.j])
		path = append(path, path[k]+s.length)
	}
	if g.kind[n0] != g.kind[n1] {
		nodes[0].Radius = nodes[1].Radius
	}
	own := nodes
	if g.ignored[n0] {
		own = nodes[1:]
		report.depart(RuleJaxleyDropped, g.line[n1])
	}
	if path[len(path)-1] < 1e-8 {
		report.depart(RuleJaxleyNoLength, g.line[n1])
	}
	return topology.Branch{Points: own, Traced: &topology.Traced{Path: path, Nodes: nodes}}
}
