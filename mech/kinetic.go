package mech

import (
	"slices"
	"strings"

	"golgi/mech/form"
	"golgi/mech/syntax"
)

// maxSchemeStates bounds a scheme: its elimination may take the cube of that many operations.
const maxSchemeStates = 50

// scheme is a set of states that kinetic statements join, in the order of their declarations.
type scheme struct {
	states   []*syntax.Statement
	joins    []*syntax.Statement
	conserve *syntax.Statement // or nil: the steady state is open
}

func (s *scheme) index(name string) int {
	return slices.IndexFunc(s.states, func(x *syntax.Statement) bool { return x.Name == name })
}

// kinetic checks the states and rates of a scheme's arrow.
func (a *analysis) kinetic(s *syntax.Statement) {
	left := a.symbolQuantity(a.state(s, s.Name, s.NamePosition))
	right := a.symbolQuantity(a.state(s, s.Writes[0].Text, s.Writes[0].Position))
	if !left.open && !right.open && !left.unit.Same(right.unit) {
		a.fail(s.NamePosition, "%s is %s and %s is %s: the states of a scheme must be of one unit", s.Name, left.describe(), s.Writes[0].Text, right.describe())
	}
	for i, n := range s.Rates {
		a.need(n, a.quantity(n, nil), a.known("1/ms"), [2]string{"forward", "backward"}[i]+" of "+written(s))
	}
}

// conserve checks the sum that a scheme keeps.
func (a *analysis) conserve(s *syntax.Statement) {
	q := a.unitOf(s, a.quantity(s.Expression, nil))
	for i, w := range s.Reads {
		entry := a.state(s, w.Text, w.Position)
		if e := a.equations[w.Text]; e == nil || e.Keyword != "kinetic" {
			a.fail(w.Position, "conserve is of the states of a kinetic scheme, and %s is in none: write kinetic A <-> B { forward = ..., backward = ... }", w.Text)
		}
		if want := a.symbolQuantity(entry); i == 0 && !want.open {
			a.need(s.Expression, q, want.unit, "conserve "+w.Text+" + ...")
		}
	}
}

// join collects the schemes: what arrows connect.
func (a *analysis) join() {
	parent := map[string]string{}
	var root func(name string) string
	root = func(name string) string {
		if p, ok := parent[name]; ok && p != name {
			return root(p)
		}
		return name
	}
	a.each(func(s *syntax.Statement) { parent[root(s.Name)] = root(s.Writes[0].Text) }, "kinetic")
	place := map[string]int{}
	a.each(func(s *syntax.Statement) {
		if e := a.equations[s.Name]; e == nil || e.Keyword != "kinetic" {
			return
		}
		k, ok := place[root(s.Name)]
		if !ok {
			k = len(a.schemes)
			a.schemes = append(a.schemes, scheme{})
			place[root(s.Name)] = k
		}
		if a.schemes[k].states = append(a.schemes[k].states, s); len(a.schemes[k].states) > maxSchemeStates {
			a.fail(s.NamePosition, "a scheme of more than %d states", maxSchemeStates)
		}
	}, "state")
	a.each(func(s *syntax.Statement) {
		k := place[root(s.Name)]
		a.schemes[k].joins = append(a.schemes[k].joins, s)
	}, "kinetic")
	a.each(func(s *syntax.Statement) {
		sc := &a.schemes[place[root(s.Name)]]
		var missing []string
		for _, x := range sc.states {
			if !contains(s.Reads, x.Name) {
				missing = append(missing, x.Name)
			}
		}
		switch {
		case sc.conserve != nil:
			a.fail(s.Position, "a second conserve for the scheme of %s; the first is on line %d", s.Name, sc.conserve.Line)
		case len(missing) > 0:
			a.fail(s.NamePosition, "the scheme of %s moves %s too: add it to the sum", s.Name, strings.Join(missing, ", "))
		}
		for i, w := range s.Reads {
			if sc.index(w.Text) < 0 {
				a.fail(w.Position, "%s is of another scheme than %s: give each its own conserve", w.Text, s.Name)
			}
			if contains(s.Reads[:i], w.Text) {
				a.fail(w.Position, "%s stands twice in the sum", w.Text)
			}
		}
		sc.conserve = s
	}, "conserve")
}

// flows gives the rate from state j to state i at [i][j], 1/ms; form.None where there is none. It fails where a rate depends on the
// scheme's own states: the scheme would not be linear.
func (l *lowering) flows(sc *scheme) [][]form.Value {
	n := len(sc.states)
	rates := make([][]form.Value, n)
	for i := range rates {
		rates[i] = slices.Repeat([]form.Value{form.None}, n)
	}
	for _, s := range sc.joins {
		left, right := sc.index(s.Name), sc.index(s.Writes[0].Text)
		for k, e := range s.Rates {
			rate := l.value(e, nil)
			for _, x := range sc.states {
				if l.reads(e, x.Name) {
					l.fail(start(e), "%s of %s reads %s, a state of the scheme, which must be linear in its states: write differential equations, %s' = ...",
						[2]string{"forward", "backward"}[k], written(s), x.Name, x.Name)
				}
			}
			if z, ok := l.graph.Literal(rate); ok && z == 0 {
				continue
			}
			to, from := right, left
			if k == 1 {
				to, from = left, right
			}
			rates[to][from] = l.plus(rates[to][from], rate)
		}
	}
	return rates
}

// plus is a sum in which form.None is nothing.
func (l *lowering) plus(x, y form.Value) form.Value {
	switch {
	case x == form.None:
		return y
	case y == form.None:
		return x
	}
	return l.graph.Binary(form.Add, x, y)
}

// times is a product in which form.None is nothing.
func (l *lowering) times(x, y form.Value) form.Value {
	if x == form.None || y == form.None {
		return form.None
	}
	return l.graph.Binary(form.Mul, x, y)
}

// eliminate reduces the system state by state, without a subtraction, so that no sum of it loses digits (Grassmann, Taksar & Heyman
// 1985, Operations Research 33:1107-1116). flows[i][j] is what goes from j to i; excess[j] is by how much column j outweighs its flows
// (1 where a step of backward Euler is solved, nothing for a steady state); right is the right side. It leaves the pivots, form.None
// for the last of a steady state.
func (l *lowering) eliminate(flows [][]form.Value, excess, right []form.Value) (pivots []form.Value) {
	n := len(flows)
	for p := range n {
		pivot := excess[p]
		for i := p + 1; i < n; i++ {
			pivot = l.plus(pivot, flows[i][p])
		}
		pivots = append(pivots, pivot)
		if pivot == form.None {
			continue
		}
		over := func(x form.Value) form.Value {
			if x == form.None {
				return x
			}
			return l.graph.Binary(form.Div, x, pivot)
		}
		left := over(excess[p])
		for j := p + 1; j < n; j++ {
			excess[j] = l.plus(excess[j], l.times(flows[p][j], left))
		}
		for i := p + 1; i < n; i++ {
			share := over(flows[i][p])
			if share == form.None {
				continue
			}
			right[i] = l.plus(right[i], l.times(right[p], share))
			for j := p + 1; j < n; j++ {
				if j != i {
					flows[i][j] = l.plus(flows[i][j], l.times(flows[p][j], share))
				}
			}
		}
	}
	return pivots
}

// schemeStep is a step of backward Euler of a whole scheme: (1 - dt Q) y = x.
func (l *lowering) schemeStep(sc *scheme) []form.Value {
	g := &l.graph
	n := len(sc.states)
	flows := l.flows(sc)
	dt := l.input("dt", TimeStep)
	excess, y := make([]form.Value, n), make([]form.Value, n)
	for i := range n {
		excess[i] = g.Number(1)
		y[i] = l.stateInput(sc.states[i])
		for j := range n {
			flows[i][j] = l.times(flows[i][j], dt)
		}
	}
	pivots := l.eliminate(flows, excess, y)
	for p := n - 1; p >= 0; p-- {
		for j := p + 1; j < n; j++ {
			y[p] = l.plus(y[p], l.times(flows[p][j], y[j]))
		}
		y[p] = g.Binary(form.Div, y[p], pivots[p])
	}
	return y
}

// schemeSteady is the steady state of a scheme with its conserved sum.
func (l *lowering) schemeSteady(sc *scheme) []form.Value {
	g := &l.graph
	n := len(sc.states)
	flows := l.flows(sc)
	none := slices.Repeat([]form.Value{form.None}, n)
	pivots := l.eliminate(flows, slices.Clone(none), slices.Clone(none))
	y := slices.Clone(none)
	y[n-1] = g.Number(1)
	sum := y[n-1]
	for p := n - 2; p >= 0; p-- {
		if pivots[p] == form.None {
			l.fail(sc.conserve.Position, "the scheme has no single steady state: nothing leaves %s; drop conserve, and give its states `start`s", sc.states[p].Name)
		}
		for j := p + 1; j < n; j++ {
			y[p] = l.plus(y[p], l.times(flows[p][j], y[j]))
		}
		if y[p] == form.None {
			y[p] = g.Number(0)
		} else {
			y[p] = g.Binary(form.Div, y[p], pivots[p])
		}
		sum = g.Binary(form.Add, sum, y[p])
	}
	for _, x := range sc.states {
		if l.reads(sc.conserve.Expression, x.Name) {
			l.fail(start(sc.conserve.Expression), "the conserved sum reads %s, one of its own states", x.Name)
		}
	}
	scale := g.Binary(form.Div, l.value(sc.conserve.Expression, nil), sum)
	for i := range y {
		y[i] = g.Binary(form.Mul, y[i], scale)
	}
	return y
}

// reads says whether an expression depends on a name, itself or by the names and functions in it.
func (a *analysis) reads(n *syntax.Node, name string) bool {
	seen := map[string]bool{}
	var walk func(n *syntax.Node) bool
	walk = func(n *syntax.Node) bool {
		if n.Kind == syntax.Name || n.Kind == syntax.Call {
			if n.Kind == syntax.Name && n.Text == name {
				return true
			}
			if s, ok := a.symbols[n.Text]; ok && !seen[n.Text] && (s.kind == localSymbol || s.kind == functionSymbol) {
				seen[n.Text] = true
				if walk(s.statement.Expression) {
					return true
				}
			}
		}
		return slices.ContainsFunc(n.Operands, walk)
	}
	return walk(n)
}
