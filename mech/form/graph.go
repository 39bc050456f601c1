package form

import "math"

// Graph builds values. Equal terms are shared, constants are folded by [Apply], and what a literal makes trivial is simplified;
// nothing is re-associated, and no rule looks at anything but literals and the shape of a term. The zero value is empty and ready.
type Graph struct {
	instructions []Instruction
	known        map[key]Value
}

// key identifies a term: constants by their bits, so that 0 and -0 and NaN are told apart.
type key struct {
	op      Op
	kind    Type // of a literal: number or condition
	index   int32
	a, b, c Value
	bits    uint64
}

// Len is how many values there are.
func (g *Graph) Len() int { return len(g.instructions) }

// At is the instruction that makes a value.
func (g *Graph) At(v Value) *Instruction { return &g.instructions[v] }

// insert adds an instruction as it stands, or finds the same one.
func (g *Graph) insert(in Instruction) Value {
	k := key{in.Op, in.Type, in.Index, in.A, in.B, in.C, math.Float64bits(in.Constant)}
	if (in.Op == Add || in.Op == Mul) && k.a > k.b {
		k.a, k.b = k.b, k.a
	}
	if v, ok := g.known[k]; ok {
		return v
	}
	if g.known == nil {
		g.known = map[key]Value{}
	}
	v := Value(len(g.instructions))
	g.instructions = append(g.instructions, in)
	g.known[k] = v
	return v
}

// Input is input number i.
func (g *Graph) Input(i int) Value {
	return g.insert(Instruction{Op: Input, Index: int32(i), A: None, B: None, C: None})
}

// Number is a literal.
func (g *Graph) Number(x float64) Value {
	return g.insert(Instruction{Op: Constant, Constant: x, A: None, B: None, C: None})
}

// Literal says whether v is a literal, and which.
func (g *Graph) Literal(v Value) (float64, bool) {
	in := g.At(v)
	return in.Constant, in.Op == Constant
}

func (g *Graph) isLiteral(v Value, x float64) bool {
	c, ok := g.Literal(v)
	return ok && c == x
}

// Unary is an operation of one operand.
func (g *Graph) Unary(op Op, x Value) Value { return g.make(op, 0, x, None, None) }

// Binary is an operation of two operands.
func (g *Graph) Binary(op Op, x, y Value) Value { return g.make(op, 0, x, y, None) }

// Choose is y where condition holds and z elsewhere.
func (g *Graph) Choose(condition, y, z Value) Value { return g.make(Select, 0, condition, y, z) }

// Exprelr is the derivative of the given order of x/(exp(x) - 1).
func (g *Graph) Exprelr(order int, x Value) Value {
	return g.make(Exprelr, int32(order), x, None, None)
}

// Step is 1 where x >= 0 and 0 elsewhere, differentiated as the surrogate says.
func (g *Graph) Step(surrogate int, x Value) Value {
	return g.make(Step, int32(surrogate), x, None, None)
}

// make simplifies, folds and shares.
func (g *Graph) make(op Op, index int32, a, b, c Value) Value {
	in := Instruction{Op: op, Type: op.Type(), Index: index, A: a, B: b, C: c}
	if v, ok := g.fold(&in); ok {
		return v
	}
	if v, ok := g.simplify(&in); ok {
		return v
	}
	return g.insert(in)
}

// fold evaluates an operation on literals.
func (g *Graph) fold(in *Instruction) (Value, bool) {
	var x [3]float64
	for i, v := range in.Operands() {
		c, ok := g.Literal(v)
		if !ok {
			return None, false
		}
		x[i] = c
	}
	value := Apply(in, x[0], x[1], x[2])
	return g.insert(Instruction{Op: Constant, Type: in.Type, Constant: value, A: None, B: None, C: None}), true
}
