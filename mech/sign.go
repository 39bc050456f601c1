package mech

import "golgi/mech/syntax"

// sense is the direction of a current as its expression shows it.
type sense int

const (
	inward  sense = -1 // a sum of terms with a factor (e - v)
	unclear sense = 0
	outward sense = 1 // a sum of terms with a factor (v - e)
)

// maxExpansions bounds how many names and calls are followed in search of a sense.
const maxExpansions = 10_000

// maxDepth bounds how many names in a row stand for the voltage.
const maxDepth = 100

// sign fails where it cannot be told which way a positive current flows.
func (a *analysis) sign(s *syntax.Statement) {
	if s.Sense != "" {
		return
	}
	search := senses{analysis: a}
	switch search.of(s.Expression, nil) {
	case inward:
		a.fail(start(s.Expression), "current %s has a factor (e - v), so it is positive where it flows into the cell: turn it round to (v - e), or write `inward` behind it", s.Name)
	case unclear:
		a.fail(start(s.Expression), "current %s has no sign convention: write `outward` behind it if it leaves the cell where positive, `inward` if it enters; "+
			"a sum of terms with a factor (v - e) needs no word", s.Name)
	}
}

// argument is the expression given for a parameter of a function, and where it stands.
type argument struct {
	node  *syntax.Node
	scope map[string]argument
}

type senses struct {
	*analysis
	expansions int
}

// of finds the sense of an expression; scope holds the parameters of the function it stands in.
func (f *senses) of(n *syntax.Node, scope map[string]argument) sense {
	if f.expansions++; f.expansions > maxExpansions {
		return unclear
	}
	switch n.Kind {
	case syntax.Name:
		return f.name(n, scope)
	case syntax.Prefix:
		return -f.of(n.Operands[0], scope)
	case syntax.Infix:
		return f.infix(n, scope)
	case syntax.If:
		return alike(f.of(n.Operands[1], scope), f.of(n.Operands[2], scope))
	case syntax.Call:
		if s, ok := f.symbols[n.Text]; ok && s.kind == functionSymbol {
			inner := map[string]argument{}
			for i, p := range s.statement.Parameters {
				inner[p] = argument{n.Operands[i], scope}
			}
			return f.of(s.statement.Expression, inner)
		}
		if n.Text == "select" {
			return alike(f.of(n.Operands[1], scope), f.of(n.Operands[2], scope))
		}
	}
	return unclear
}

func alike(x, y sense) sense {
	if x == y {
		return x
	}
	return unclear
}

func (f *senses) name(n *syntax.Node, scope map[string]argument) sense {
	if x, ok := scope[n.Text]; ok {
		return f.of(x.node, x.scope)
	}
	switch s := f.symbols[n.Text]; {
	case s.kind == givenSymbol && s.role == Voltage:
		return outward
	case s.kind == localSymbol:
		return f.of(s.statement.Expression, nil)
	}
	return unclear
}

func (f *senses) infix(n *syntax.Node, scope map[string]argument) sense {
	left, right := n.Operands[0], n.Operands[1]
	switch n.Text {
	case "+", "-":
		x, y := f.of(left, scope), f.of(right, scope)
		if n.Text == "-" {
			y = -y
		}
		switch { // v - e is a driving force; g*(v - e) + x is not one term more
		case x != unclear && y == unclear && f.voltage(left, scope):
			return x
		case y != unclear && x == unclear && f.voltage(right, scope):
			return y
		}
		return alike(x, y)
	case "*":
		x, y := f.of(left, scope), f.of(right, scope)
		switch {
		case x != unclear && y != unclear: // a rate written out, (v + 40)/(...), beside the driving force
			return alike(x, y)
		case x != unclear:
			return x * signOf(right)
		}
		return y * signOf(left)
	case "/":
		return f.of(left, scope) * signOf(right)
	}
	return unclear
}

// signOf is the sign that stands before a factor.
func signOf(n *syntax.Node) sense {
	switch {
	case n.Kind == syntax.Prefix && n.Text == "-":
		return -signOf(n.Operands[0])
	case n.Kind == syntax.Infix && (n.Text == "*" || n.Text == "/"):
		return signOf(n.Operands[0]) * signOf(n.Operands[1])
	}
	return outward
}

// voltage says whether an expression is the voltage itself.
func (f *senses) voltage(n *syntax.Node, scope map[string]argument) bool {
	for range maxDepth {
		if n.Kind != syntax.Name {
			return false
		}
		if x, ok := scope[n.Text]; ok {
			n, scope = x.node, x.scope
			continue
		}
		s := f.symbols[n.Text]
		if s.kind != localSymbol {
			return s.kind == givenSymbol && s.role == Voltage
		}
		n, scope = s.statement.Expression, nil
	}
	return false
}
