package enginetest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"golgi/mech"
)

// Mechanism draws the text of a mechanism of any kind: gates by rates and by steady states, differential equations, schemes, states that
// are updated or follow at once, shared keys, currents, fluxes, currents of others and of the step before, a voltage that is written.
// Its equations are of every function and operation of the language.
func Mechanism(r *rapid.T) string {
	w := &mechanismText{T: r, kind: rapid.SampledFrom([]mech.Kind{mech.ChannelKind, mech.PumpKind, mech.PointKind, mech.SynapseKind, mech.JunctionKind}).Draw(r, "kind")}
	w.line("%s Random", w.kind)
	w.line("units off")
	w.names()
	w.functions()
	for i := range w.number("locals", 0, 3) {
		w.line("x%d = %s", i, w.expression(3))
		w.leaves = append(w.leaves, fmt.Sprint("x", i))
	}
	w.states()
	if w.kind == mech.JunctionKind {
		w.line("conductance g = %s", w.expression(3))
	} else {
		w.currents()
	}
	return w.text.String()
}

type mechanismText struct {
	*rapid.T
	kind      mech.Kind
	text      strings.Builder
	leaves    []string // what expressions are made of
	called    []string // functions of two values
	scheme    []string // states that no rate of a scheme may read
	previous  string   // a current that is read
	unstepped []string // what only currents and fluxes may read
}

func (w *mechanismText) line(format string, arguments ...any) {
	fmt.Fprintf(&w.text, format+"\n", arguments...)
}

// number is drawn evenly, unlike those of rapid, which are small.
func (w *mechanismText) number(name string, low, high int) int {
	list := make([]int, high-low+1)
	for i := range list {
		list[i] = low + i
	}
	return rapid.SampledFrom(list).Draw(w.T, name)
}

func (w *mechanismText) chance(name string, of int) bool { return w.number(name, 1, of) == 1 }

func (w *mechanismText) one(name string, list ...string) string {
	return rapid.SampledFrom(list).Draw(w.T, name)
}

func (w *mechanismText) membrane() bool {
	return slices.Contains([]mech.Kind{mech.ChannelKind, mech.PumpKind, mech.PointKind}, w.kind)
}

// names declares what the equations are made of.
func (w *mechanismText) names() {
	w.leaves = []string{"t", "dt", "celsius"}
	if w.membrane() {
		w.leaves = append(w.leaves, "v", "v", "v", "area", "volume", "length", "radius", "capacitance", "axial_resistivity")
	} else {
		w.leaves = append(w.leaves, "v_pre", "v_pre", "v_pre", "v_post", "v_post", "v")
	}
	for i := range w.number("parameters", 1, 4) {
		w.line("param p%d = %s", i, w.one("default", "0.3", "1", "-2", "40", "1e-4"))
		w.leaves = append(w.leaves, fmt.Sprint("p", i), fmt.Sprint("p", i))
	}
	w.line("const k = 3.7")
	w.leaves = append(w.leaves, "k")
	if !w.membrane() {
		return
	}
	if w.chance("shared parameter", 2) {
		w.line("shared eX = -77")
		w.leaves = append(w.leaves, "eX", "eX")
	}
	if w.chance("reads", 2) {
		w.line("read i_Ca = 1e-8")
		w.previous = "i_Ca"
		w.leaves = append(w.leaves, "previous(i_Ca)", "previous(i_Ca)")
		w.unstepped = []string{"i_Ca", "i_Ca", "i_Ca"}
	}
	if w.chance("surrogate", 2) {
		w.line("surrogate %s %s", w.one("shape", "sigmoid", "fast_sigmoid", "arctan", "triangle"), w.one("slope", "1", "0.2", "5"))
	}
}

func (w *mechanismText) functions() {
	if !w.chance("function", 3) {
		return
	}
	w.line("function f(a, b) = %s", w.one("body", "a*exp(-abs(b)/9)", "if a < b then a - b else b/(1 + a*a)", "a + max(b, 0.5)*a", "sqrt(a*a + b*b)"))
	w.called = append(w.called, "f")
}

// states declares states, each with its equation.
func (w *mechanismText) states() {
	n := w.number("states", 0, 4)
	var kinds []string
	for i := range n {
		name := fmt.Sprint("s", i)
		kind := w.one("equation", "rates", "steady state", "derivative", "linear", "update", "assign", "scheme")
		if kind == "scheme" && len(w.scheme) > 0 {
			kind = "update" // one is enough
		}
		kinds = append(kinds, kind)
		shared := w.membrane() && w.chance("shared state", 3) && kind != "rates" && kind != "steady state"
		switch {
		case kind == "scheme":
			w.line("state %s = 0.4\nstate %sb = 0.6", name, name)
			w.scheme = []string{name, name + "b"}
		case shared:
			w.line("shared state %s = 0.2", name)
		case kind != "rates" && kind != "steady state":
			w.line("state %s = %s", name, w.one("default", "0.2", "0", "-1.5"))
		}
	}
	leaves := w.leaves // of schemes, which must be linear in their states
	for i, kind := range kinds {
		w.leaves = append(w.leaves, fmt.Sprint("s", i), fmt.Sprint("s", i))
		if kind == "scheme" {
			w.leaves = append(w.leaves, w.scheme[1])
		}
	}
	everything := w.leaves
	for i, kind := range kinds {
		name := fmt.Sprint("s", i)
		switch kind {
		case "rates":
			w.line("gate %s = 0.3 { alpha = %s, beta = %s }", name, w.expression(3), w.expression(2))
		case "steady state":
			w.line("gate %s { inf = %s, tau = %s }", name, w.expression(3), w.expression(2))
		case "derivative":
			w.line("%s' = %s", name, w.expression(3))
		case "linear":
			w.line("%s' = (%s - %s)/(1 + abs(%s))", name, w.leaf(), name, w.leaf())
		case "update":
			w.line("update %s = %s", name, w.expression(3))
		case "assign":
			w.line("assign %s = %s", name, w.expression(3))
		case "scheme":
			w.leaves = leaves
			w.line("kinetic %s <-> %s { forward = 0.1 + abs(%s), backward = %s }", w.scheme[0], w.scheme[1], w.expression(2), w.expression(2))
			w.leaves = everything
			if w.chance("conserve", 2) {
				w.line("conserve %s + %s = 1", w.scheme[0], w.scheme[1])
			}
		}
		if kind == "update" && w.chance("start", 2) || kind == "derivative" && w.chance("start", 3) {
			w.line("start %s = %s", name, w.expression(2))
		}
	}
	if w.membrane() && w.chance("voltage", 3) {
		w.line("update v = %s", w.expression(3))
	}
}

func (w *mechanismText) currents() {
	w.leaves = append(w.leaves, w.unstepped...)
	for i := range w.number("currents", 0, 2) {
		e := "v"
		if !w.membrane() {
			e = "v_post"
		}
		if w.chance("driving force", 2) {
			w.line("current i_R%d = %s*(%s - p0) outward", i, w.one("factor", w.leaf(), "("+w.expression(2)+")"), e)
			continue
		}
		w.line("current i_R%d = %s %s", i, w.expression(3), w.one("sign", "outward", "inward"))
	}
	if w.membrane() && w.kind != mech.PointKind && w.chance("flux", 2) {
		w.line("shared state XCon_i = 5e-5")
		w.leaves = append(w.leaves, "XCon_i", "XCon_i")
		w.line("flux XCon_i = %s", w.expression(3))
	}
}

func (w *mechanismText) leaf() string {
	if w.chance("literal", 6) {
		return w.one("literal value", "0", "0.5", "1", "2", "-40", "1e-9", "25")
	}
	return w.one("leaf", w.leaves...)
}

func (w *mechanismText) condition(depth int) string {
	x := func() string { return w.expression(depth) }
	switch w.number("condition", 0, 4) {
	case 0:
		return fmt.Sprintf("(%s > %s && %s <= %s)", w.leaf(), x(), w.leaf(), w.leaf())
	case 1:
		return fmt.Sprintf("(%s < %s || !(%s >= %s))", x(), w.leaf(), w.leaf(), w.leaf())
	}
	return fmt.Sprintf("%s %s %s", x(), w.one("comparison", "<", "<=", ">", ">=", "==", "!="), w.leaf())
}

// expression draws one of at most so many operations in one another; most keep their arguments where functions have values.
func (w *mechanismText) expression(depth int) string {
	if depth == 0 || w.chance("leaf", 6) {
		return w.leaf()
	}
	x := func() string { return w.expression(depth - 1) }
	switch w.number("operation", 0, 14) {
	case 0, 1:
		return "(" + x() + w.one("sum", " + ", " - ") + x() + ")"
	case 2, 3:
		return "(" + x() + ")*(" + x() + ")"
	case 4:
		return "(" + x() + ")/(1 + abs(" + x() + "))"
	case 5:
		return "(" + x() + ")/(" + x() + ")"
	case 6:
		return w.one("tame", "exp(-abs(", "exp((", "exprelr((", "expm1((", "sinh((", "tanh((", "sigmoid((", "cosh((") + x() + ")/20)"
	case 7:
		return w.one("tame", "log(1 + (", "sqrt(0.1 + (", "log10(3 + (", "log1p((") + x() + ")^2)"
	case 8:
		return w.one("wild", "exp", "expm1", "log", "log1p", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "exprelr", "sigmoid",
			"floor", "ceil", "abs", "step", "-") + "(" + x() + ")"
	case 9:
		return w.one("two", "min", "max", "pow", "vtrap") + "(" + x() + ", " + x() + ")"
	case 10:
		return "(" + x() + ")^" + w.one("exponent", "2", "3", "4", "(-2)", "0.5", "1.3", "p0")
	case 11:
		return "(0.1 + abs(" + x() + "))^" + w.one("exponent", "0.7", "p0", "(-1.5)", "(dt - 1)")
	case 12:
		return "(if " + w.condition(depth-1) + " then " + x() + " else " + x() + ")"
	case 13:
		return "select(" + w.condition(depth-1) + ", " + x() + ", " + x() + ")"
	default:
		if len(w.called) > 0 {
			return w.one("function", w.called...) + "(" + x() + ", " + x() + ")"
		}
		return w.one("periodic", "sin", "cos") + "(" + x() + ")"
	}
}
