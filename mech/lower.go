package mech

import (
	"math"
	"slices"

	"golgi/mech/form"
	"golgi/mech/syntax"
)

// lowering turns checked expressions into values of a graph.
type lowering struct {
	*analysis
	graph        form.Graph
	inputs       []Input
	indices      map[Input]int
	states       map[string]form.Value // states that stand for something else than their input
	locals       map[string]form.Value // local names already lowered
	literalsOnly bool                  // the value must not depend on any input
	thisStep     bool                  // the currents of this step are known
}

func newLowering(a *analysis) *lowering {
	return &lowering{analysis: a, indices: map[Input]int{}, states: map[string]form.Value{}, locals: map[string]form.Value{}}
}

// input is the value of an input, new or known.
func (l *lowering) input(key string, role Role) form.Value {
	in := Input{Key: key, Role: role}
	i, ok := l.indices[in]
	if !ok {
		i = len(l.inputs)
		l.inputs = append(l.inputs, in)
		l.indices[in] = i
	}
	return l.graph.Input(i)
}

// stateInput is the input of a state's old value.
func (l *lowering) stateInput(s *syntax.Statement) form.Value {
	return l.input(l.key(s), l.symbols[s.Name].role)
}

// value lowers an expression. scope holds the parameters of the function it stands in.
func (l *lowering) value(n *syntax.Node, scope map[string]form.Value) form.Value {
	l.spend(n)
	g := &l.graph
	of := func(i int) form.Value { return l.value(n.Operands[i], scope) }
	switch n.Kind {
	case syntax.Number:
		return g.Number(n.Value)
	case syntax.Name:
		if v, ok := scope[n.Text]; ok {
			return v
		}
		return l.name(n)
	case syntax.Prefix:
		if n.Text == "!" {
			return g.Unary(form.Not, of(0))
		}
		return g.Unary(form.Neg, of(0))
	case syntax.Infix:
		x, y := of(0), of(1)
		switch n.Text {
		case ">":
			return g.Binary(form.Less, y, x)
		case ">=":
			return g.Binary(form.LessEqual, y, x)
		}
		return g.Binary(infixOp(n.Text), x, y)
	case syntax.If:
		return g.Choose(of(0), of(1), of(2))
	}
	if n.Text == "previous" {
		if l.literalsOnly {
			l.fail(n.Position, "a default must be made of numbers and constants; %s is neither", n)
		}
		return l.input(l.key(l.symbols[n.Operands[0].Text].statement), PreviousCurrent)
	}
	x := make([]form.Value, len(n.Operands))
	for i := range x {
		x[i] = of(i)
	}
	return l.call(n, x)
}

func infixOp(text string) form.Op {
	switch text {
	case "+":
		return form.Add
	case "-":
		return form.Sub
	case "*":
		return form.Mul
	case "/":
		return form.Div
	case "^":
		return form.Pow
	case "<":
		return form.Less
	case "<=":
		return form.LessEqual
	case "==":
		return form.Equal
	case "!=":
		return form.NotEqual
	case "&&":
		return form.And
	case "||":
		return form.Or
	}
	panic("mech: no operator " + text)
}

func (l *lowering) name(n *syntax.Node) form.Value {
	entry := l.symbols[n.Text]
	if l.literalsOnly && entry.kind != constantSymbol {
		l.fail(n.Position, "a default must be made of numbers and constants; %q is neither", n.Text)
	}
	switch entry.kind {
	case givenSymbol:
		return l.input(entry.key, entry.role)
	case constantSymbol:
		if l.literalsOnly { // the constant itself may not be worked out yet
			l.enter(entry, n)
			defer l.leave(entry)
			return l.value(entry.statement.Expression, nil)
		}
		return l.graph.Number(entry.value)
	case stateSymbol:
		if v, ok := l.states[n.Text]; ok {
			return v
		}
		return l.input(l.key(entry.statement), entry.role)
	case readSymbol:
		if !l.thisStep {
			l.fail(n.Position, "states are advanced before the currents of the step are known: write previous(%s) for that of the step before", n.Text)
		}
		return l.input(l.key(entry.statement), CurrentOf)
	case parameterSymbol:
		return l.input(l.key(entry.statement), entry.role)
	}
	v, ok := l.locals[n.Text]
	if !ok {
		v = l.value(entry.statement.Expression, nil)
		l.locals[n.Text] = v
	}
	return v
}

func (l *lowering) call(n *syntax.Node, x []form.Value) form.Value {
	g := &l.graph
	if s, ok := l.symbols[n.Text]; ok && s.kind == functionSymbol {
		scope := map[string]form.Value{}
		for i, p := range s.statement.Parameters {
			scope[p] = x[i]
		}
		l.enter(s, n)
		defer l.leave(s)
		return l.value(s.statement.Expression, scope)
	}
	if v, ok := l.abbreviation(n.Text, x); ok {
		return v
	}
	switch n.Text {
	case "step":
		return l.step(x[0])
	case "exprelr":
		return g.Exprelr(0, x[0])
	case "pow":
		return g.Binary(form.Pow, x[0], x[1])
	case "min":
		return g.Binary(form.Min, x[0], x[1])
	case "max":
		return g.Binary(form.Max, x[0], x[1])
	case "select":
		return g.Choose(x[0], x[1], x[2])
	}
	return g.Unary(unaryOp(n.Text), x[0])
}

// shape is the surrogate of the mechanism's steps, as the form numbers them.
func (a *analysis) shape() int {
	if a.surrogate == nil {
		return 0
	}
	return slices.Index(syntax.Surrogates(), a.surrogate.Name)
}

// step is 1 where x >= 0, else 0, with the slope of the mechanism's surrogate.
func (l *lowering) step(x form.Value) form.Value {
	shape := l.shape()
	if shape != 0 {
		x = l.graph.Binary(form.Mul, x, l.graph.Number(l.constant(l.surrogate.Expression)))
	}
	return l.graph.Step(shape, x)
}

// abbreviation is a function of the language that is made of others: finite where its value is, and smooth.
func (l *lowering) abbreviation(name string, x []form.Value) (v form.Value, ok bool) {
	g := &l.graph
	of := func(op form.Op, x form.Value) form.Value { return g.Unary(op, x) }
	negative := func() form.Value { return of(form.Neg, x[0]) }
	switch name {
	case "log10":
		return g.Binary(form.Mul, of(form.Log, x[0]), g.Number(math.Log10E)), true
	case "tan":
		return g.Binary(form.Div, of(form.Sin, x[0]), of(form.Cos, x[0])), true
	case "sinh":
		return g.Binary(form.Mul, g.Binary(form.Sub, of(form.Expm1, x[0]), of(form.Expm1, negative())), g.Number(0.5)), true
	case "cosh":
		return g.Binary(form.Mul, g.Binary(form.Add, of(form.Exp, x[0]), of(form.Exp, negative())), g.Number(0.5)), true
	case "sigmoid":
		return g.Binary(form.Div, g.Number(1), g.Binary(form.Add, of(form.Exp, negative()), g.Number(1))), true
	case "ceil":
		return of(form.Neg, of(form.Floor, negative())), true
	case "vtrap":
		return g.Binary(form.Mul, x[1], g.Exprelr(0, g.Binary(form.Div, x[0], x[1]))), true
	}
	return form.None, false
}

func unaryOp(name string) form.Op {
	switch name {
	case "exp":
		return form.Exp
	case "expm1":
		return form.Expm1
	case "log":
		return form.Log
	case "log1p":
		return form.Log1p
	case "sin":
		return form.Sin
	case "cos":
		return form.Cos
	case "tanh":
		return form.Tanh
	case "sqrt":
		return form.Sqrt
	case "floor":
		return form.Floor
	case "abs", "fabs":
		return form.Abs
	}
	panic("mech: no function " + name)
}
