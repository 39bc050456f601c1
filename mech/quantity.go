package mech

import (
	"golgi/internal/nearest"
	"golgi/mech/syntax"
	"golgi/mech/unit"
)

// quantity is the type of an expression: a condition, a number with a unit, or a number whose unit is open because a literal without
// one has part in it.
type quantity struct {
	condition bool
	open      bool
	unit      unit.Unit
}

var openNumber = quantity{open: true, unit: unit.One()}

func measured(u unit.Unit) quantity { return quantity{unit: u} }

// measured is a quantity of a unit, or of any where the text says `units off`.
func (a *analysis) measured(u unit.Unit) quantity {
	if a.unitsOff {
		return openNumber
	}
	return measured(u)
}

// fits says whether the quantity can stand where u is needed.
func (q quantity) fits(u unit.Unit) bool { return !q.condition && (q.open || q.unit.Same(u)) }

func (q quantity) describe() string {
	switch {
	case q.condition:
		return "a condition"
	case q.open:
		return "a number"
	case q.unit.Same(unit.One()):
		return "a pure number"
	}
	return "in " + q.unit.String()
}

// quantity gives the type of an expression, and fails where its parts do not go together. locals are the parameters of a function.
func (a *analysis) quantity(n *syntax.Node, locals map[string]quantity) quantity {
	a.spend(n)
	of := func(i int) quantity { return a.quantity(n.Operands[i], locals) }
	switch n.Kind {
	case syntax.Number:
		if n.Unit == nil {
			return openNumber
		}
		return a.measured(a.unit(n.Unit))
	case syntax.Name:
		if q, ok := locals[n.Text]; ok {
			return q
		}
		return a.nameQuantity(n, locals != nil)
	case syntax.Prefix:
		q := of(0)
		if q.condition != (n.Text == "!") {
			a.fail(n.Position, "%q needs a %s, and %s is %s", n.Text, wanted(n.Text == "!"), n.Operands[0], q.describe())
		}
		return q
	case syntax.Infix:
		return a.infix(n, of(0), of(1))
	case syntax.If:
		return a.choice(n, of(0), of(1), of(2))
	}
	if n.Text == "previous" {
		return a.previous(n)
	}
	operands := make([]quantity, len(n.Operands))
	for i := range operands {
		operands[i] = of(i)
	}
	return a.call(n, operands)
}

func wanted(condition bool) string {
	if condition {
		return "condition, such as v < -40"
	}
	return "number"
}

// same joins two quantities that must be of one unit, in a sum, a comparison, a choice.
func (a *analysis) same(n *syntax.Node, x, y quantity, left, right *syntax.Node) quantity {
	a.number(left, x)
	a.number(right, y)
	switch {
	case x.open:
		return y
	case y.open || x.unit.Same(y.unit):
		return x
	case x.unit.SameDimension(y.unit):
		a.fail(n.Position, "%s is %s and %s is %s: multiply the one by %v (%s) to make them alike", left, x.describe(), right, y.describe(),
			x.unit.Factor(y.unit), y.unit.Over(x.unit))
	}
	a.fail(n.Position, "%s is %s and %s is %s: they cannot be joined by %q", left, x.describe(), right, y.describe(), n.Text)
	return x
}

func (a *analysis) number(n *syntax.Node, q quantity) {
	if q.condition {
		a.fail(start(n), "%s is a condition where a number is needed", n)
	}
}

func (a *analysis) infix(n *syntax.Node, x, y quantity) quantity {
	left, right := n.Operands[0], n.Operands[1]
	switch n.Text {
	case "&&", "||":
		for i, q := range []quantity{x, y} {
			if !q.condition {
				a.fail(start(n.Operands[i]), "%q needs conditions, and %s is %s", n.Text, n.Operands[i], q.describe())
			}
		}
		return x
	case "<", "<=", ">", ">=", "==", "!=":
		a.same(n, x, y, left, right)
		return quantity{condition: true}
	case "+", "-":
		return a.same(n, x, y, left, right)
	case "^":
		return a.power(n, x, y)
	}
	a.number(left, x)
	a.number(right, y)
	switch {
	case x.open || y.open:
		return openNumber
	case n.Text == "*":
		return measured(x.unit.Times(y.unit))
	}
	return measured(x.unit.Over(y.unit))
}

// power is the quantity of x^y.
func (a *analysis) power(n *syntax.Node, x, y quantity) quantity {
	base, exponent := n.Operands[0], n.Operands[1]
	a.number(base, x)
	a.number(exponent, y)
	if !y.fits(unit.One()) {
		a.fail(start(exponent), "the exponent %s is %s; it must be a pure number", exponent, y.describe())
	}
	if x.open || x.unit.Same(unit.One()) {
		return x
	}
	if p, ok := literal(exponent); ok {
		if u, ok := x.unit.Power(p); ok {
			return measured(u)
		}
	}
	a.fail(start(base), "%s is %s: only a pure number can be raised to the power %s; divide it by a number first", base, x.describe(), exponent)
	return x
}

// literal is the value of a number with its sign.
func literal(n *syntax.Node) (float64, bool) {
	switch {
	case n.Kind == syntax.Number:
		return n.Value, true
	case n.Kind == syntax.Prefix && n.Text == "-" && n.Operands[0].Kind == syntax.Number:
		return -n.Operands[0].Value, true
	}
	return 0, false
}

func (a *analysis) choice(n *syntax.Node, c, y, z quantity) quantity {
	if !c.condition {
		a.fail(start(n.Operands[0]), "%s is %s where a condition such as v < -40 is needed", n.Operands[0], c.describe())
	}
	return a.same(&syntax.Node{Text: "else", Position: n.Position}, y, z, n.Operands[1], n.Operands[2])
}

// call is the quantity of a function of the language or of the text.
func (a *analysis) call(n *syntax.Node, x []quantity) quantity {
	if s, ok := a.symbols[n.Text]; ok && s.kind == functionSymbol {
		a.arity(n, len(s.statement.Parameters))
		locals := map[string]quantity{}
		for i, p := range s.statement.Parameters {
			locals[p] = x[i]
		}
		a.enter(s, n)
		defer a.leave(s)
		return a.quantity(s.statement.Expression, locals)
	}
	arity, ok := syntax.Arity(n.Text)
	if !ok {
		if _, ok := a.symbols[n.Text]; ok {
			a.fail(n.Position, "%q is not a function; write %s*(...) to multiply", n.Text, n.Text)
		}
		a.fail(n.Position, "no function %q%s", n.Text, nearest.Suggestion(n.Text, append(a.names(functionSymbol), syntax.Functions()...)))
	}
	a.arity(n, arity)
	if n.Text != "select" {
		for i, q := range x {
			a.number(n.Operands[i], q)
		}
	}
	switch n.Text {
	case "select":
		return a.choice(n, x[0], x[1], x[2])
	case "min", "max", "vtrap":
		return a.same(n, x[0], x[1], n.Operands[0], n.Operands[1])
	case "pow":
		return a.power(n, x[0], x[1])
	case "abs", "fabs", "floor", "ceil":
		return x[0]
	case "step":
		return a.measured(unit.One())
	case "sqrt":
		if x[0].open {
			return x[0]
		}
		if u, ok := x[0].unit.Power(0.5); ok {
			return measured(u)
		}
		a.fail(start(n.Operands[0]), "%s is %s, which has no square root", n.Operands[0], x[0].describe())
	}
	if !x[0].fits(unit.One()) {
		a.fail(start(n.Operands[0]), "%s of %s, which is %s: divide it by a number, or by a parameter of the same unit, first",
			n.Text, n.Operands[0], x[0].describe())
	}
	return x[0]
}

func (a *analysis) arity(n *syntax.Node, want int) {
	if got := len(n.Operands); got != want {
		plural := "s"
		if want == 1 {
			plural = ""
		}
		a.fail(n.Position, "%s takes %d value%s, and %d are given", n.Text, want, plural, got)
	}
}

// start is where an expression begins.
func start(n *syntax.Node) syntax.Position {
	for n.Kind == syntax.Infix {
		n = n.Operands[0]
	}
	return n.Position
}
