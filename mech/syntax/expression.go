package syntax

// maxDepth bounds the nesting of expressions.
const maxDepth = 500

// binding powers of the infix operators, loosest first; 0 is none.
func power(t token) int {
	if t.kind != mark {
		return 0
	}
	switch t.text {
	case "||":
		return 1
	case "&&":
		return 2
	case "<", "<=", ">", ">=", "==", "!=":
		return 3
	case "+", "-":
		return 4
	case "*", "/":
		return 5
	case "^":
		return 7
	}
	return 0
}

// prefixPower is that of - and !: between * and ^, so that -x^2 is -(x^2).
const prefixPower = 6

// expression reads operators that bind at least as tightly as least.
func (p *parser) expression(least int) *Node {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.fail(p.peek().Position, "expression nested more than %d deep", maxDepth)
	}
	left := p.operand()
	for {
		p.continued()
		t := p.peek()
		b := power(t)
		if b == 0 || b < least {
			return left
		}
		p.next()
		p.skipNewlines()
		tighter := b + 1
		if t.text == "^" {
			tighter = prefixPower // to the right, and a sign may follow
		}
		right := p.expression(tighter)
		left = &Node{Kind: Infix, Text: t.text, Operands: []*Node{left, right}, Position: t.Position}
		if b == 3 {
			if after := p.peek(); power(after) == 3 {
				p.fail(after.Position, "comparisons cannot be chained; join them by && or ||")
			}
		}
	}
}

// operand reads a number, a name, a call, brackets, a sign, or an if.
func (p *parser) operand() *Node {
	t := p.peek()
	switch {
	case t.kind == number:
		p.next()
		n := &Node{Kind: Number, Value: t.value, Position: t.Position}
		if p.is("(") && !p.bareNumbers {
			n.Unit = p.unit()
		}
		return n
	case t.kind == name && t.text == "if":
		return p.conditional()
	case t.kind == name && (t.text == "then" || t.text == "else"):
		p.fail(t.Position, "%q without if", t.text)
	case t.kind == name:
		p.next()
		if p.is("(") && (!p.peek().spaced || p.functions[t.text]) {
			return &Node{Kind: Call, Text: t.text, Operands: p.arguments(), Position: t.Position}
		}
		return &Node{Kind: Name, Text: t.text, Position: t.Position}
	case t.kind == mark && (t.text == "-" || t.text == "!"):
		p.next()
		return &Node{Kind: Prefix, Text: t.text, Operands: []*Node{p.expression(prefixPower)}, Position: t.Position}
	case t.kind == mark && t.text == "+":
		p.next()
		return p.expression(prefixPower)
	case t.kind == mark && t.text == "(":
		p.open()
		n := p.expression(0)
		p.close(")")
		return n
	}
	p.unexpected("an expression")
	return nil
}

// conditional reads if C then A else B.
func (p *parser) conditional() *Node {
	n := &Node{Kind: If, Position: p.next().Position}
	condition := p.expression(0)
	p.continued()
	p.word("then")
	p.skipNewlines()
	yes := p.expression(0)
	p.continued()
	p.word("else")
	p.skipNewlines()
	n.Operands = []*Node{condition, yes, p.expression(0)}
	return n
}

// arguments reads (A, B, ...).
func (p *parser) arguments() []*Node {
	outer := p.bareNumbers
	p.bareNumbers = false
	defer func() { p.bareNumbers = outer }()
	p.open()
	var list []*Node
	for !p.is(")") {
		list = append(list, p.expression(0))
		if !p.is(",") {
			break
		}
		p.next()
	}
	p.close(")")
	return list
}
