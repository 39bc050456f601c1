package form

import (
	"fmt"

	"golgi/mech/elementary"
)

// Derivative gives d(of)/d(by) as a value of the graph: [Graph.Tangent] in the direction of one value.
func (g *Graph) Derivative(of, by Value) (Value, error) {
	d, err := g.Tangent([]Value{of}, []Value{by}, []Value{g.Number(1)})
	if err != nil {
		return None, err
	}
	return d[0], nil
}

// Tangent gives the derivative of each output where the inputs move by the given tangents, by forward differentiation: of the arm
// taken where there is a choice. Inputs may be any values; what they are made of stands still. The result can be differentiated
// again, as far as derivatives of exprelr are known (elementary.MaxExprelrOrder).
func (g *Graph) Tangent(outputs, inputs, tangents []Value) ([]Value, error) {
	zero := g.Number(0)
	needed := g.ancestors(outputs)
	d := make([]Value, len(needed)) // derivative of each value that the outputs need
	for v := range d {
		d[v] = zero
	}
	leaf := make([]bool, len(needed))
	for i, v := range inputs {
		if int(v) < len(leaf) {
			leaf[v], d[v] = true, tangents[i]
		}
	}
	for v := range d {
		if !needed[v] || leaf[v] {
			continue
		}
		in := *g.At(Value(v))
		var operand [3]Value
		moving := false
		for i, o := range in.Operands() {
			operand[i] = d[o]
			moving = moving || d[o] != zero
		}
		if in.flat() || !moving {
			continue
		}
		if err := in.differentiable(); err != nil {
			return nil, err
		}
		d[v] = g.chain(Value(v), &in, operand)
	}
	result := make([]Value, len(outputs))
	for i, v := range outputs {
		result[i] = d[v]
	}
	return result, nil
}

// flat says whether the value does not change with its operands, or changes in jumps alone.
func (in *Instruction) flat() bool {
	switch in.Op {
	case Input, Constant, Floor:
		return true
	case Step:
		return in.Index == NoSurrogate
	}
	return in.Type == Condition
}

// differentiable says whether a derivative of the operation is known.
func (in *Instruction) differentiable() error {
	if in.Op == Exprelr && in.Index >= elementary.MaxExprelrOrder {
		return fmt.Errorf("exprelr cannot be differentiated more than %d times", elementary.MaxExprelrOrder)
	}
	return nil
}

// ancestors marks the values and what they are made of.
func (g *Graph) ancestors(values []Value) []bool {
	var last Value = -1
	for _, v := range values {
		last = max(last, v)
	}
	needed := make([]bool, last+1)
	for _, v := range values {
		needed[v] = true
	}
	for v := last; v >= 0; v-- {
		if needed[v] {
			for _, o := range g.At(v).Operands() {
				needed[o] = true
			}
		}
	}
	return needed
}

// chain is the derivative of value v = in, given those of its operands.
func (g *Graph) chain(v Value, in *Instruction, d [3]Value) Value {
	a, b := in.A, in.B
	mul := func(x, y Value) Value { return g.Binary(Mul, x, y) }
	add := func(x, y Value) Value { return g.Binary(Add, x, y) }
	sub := func(x, y Value) Value { return g.Binary(Sub, x, y) }
	switch in.Op {
	case Neg:
		return g.Unary(Neg, d[0])
	case Add:
		return add(d[0], d[1])
	case Sub:
		return sub(d[0], d[1])
	case Mul:
		return add(mul(d[0], b), mul(a, d[1]))
	case Div:
		if inverse, ok := g.inverse(v, in); ok {
			return g.Unary(Neg, mul(mul(v, d[1]), inverse))
		}
		return g.Binary(Div, sub(d[0], mul(v, d[1])), b)
	case MulAdd:
		return add(add(mul(d[0], b), mul(a, d[1])), d[2])
	case MulSub:
		return sub(add(mul(d[0], b), mul(a, d[1])), d[2])
	case NegMulAdd:
		return sub(d[2], add(mul(d[0], b), mul(a, d[1])))
	case Pow:
		var base, exponent Value = d[0], d[1]
		if !g.isLiteral(base, 0) {
			base = mul(g.powerInBase(v, in), base)
		}
		if !g.isLiteral(exponent, 0) {
			exponent = mul(g.powerInExponent(v, in), exponent)
		}
		return add(base, exponent)
	case Abs:
		return g.Choose(g.Binary(Less, a, g.Number(0)), g.Unary(Neg, d[0]), d[0])
	case Min, Max, Select:
		condition, y, z := g.choice(in, d)
		return g.Choose(condition, y, z)
	case Log:
		return g.Binary(Div, d[0], a)
	case Log1p:
		return g.Binary(Div, d[0], add(a, g.Number(1)))
	case Sqrt:
		return g.Binary(Div, d[0], g.twiceRoot(v))
	case Cos:
		return g.Unary(Neg, mul(g.Unary(Sin, a), d[0]))
	}
	return mul(g.slope(v, in), d[0])
}

// slope is the derivative of an operation of one operand that is a factor by itself.
func (g *Graph) slope(v Value, in *Instruction) Value {
	one := g.Number(1)
	switch in.Op {
	case Exp:
		return v
	case Expm1:
		return g.Binary(Add, v, one)
	case Sin:
		return g.Unary(Cos, in.A)
	case Tanh:
		return g.Binary(Mul, g.Binary(Sub, one, v), g.Binary(Add, v, one))
	case Exprelr:
		return g.Exprelr(int(in.Index)+1, in.A)
	case Step:
		return g.surrogate(in.Index, in.A)
	}
	panic("form: no derivative of operation " + in.Op.String())
}

// choice tells a choice's condition, and what belongs to its arms: of x, one for each operand.
func (g *Graph) choice(in *Instruction, x [3]Value) (condition, y, z Value) {
	switch in.Op {
	case Min:
		return g.Binary(Less, in.A, in.B), x[0], x[1]
	case Max:
		return g.Binary(Less, in.B, in.A), x[0], x[1]
	}
	return in.A, x[1], x[2]
}

// inverse gives 1/b where v is a literal over b: without a division.
func (g *Graph) inverse(v Value, in *Instruction) (Value, bool) {
	c, ok := g.Literal(in.A)
	if !ok || !normal(c) || !normal(1/c) {
		return None, false
	}
	return g.Binary(Mul, v, g.Number(1/c)), true
}

// twiceRoot is 2 v for v = sqrt(x), kept from 0, so that the derivative at 0 is finite (as that of x^0.5 is) and 0 times it is 0.
func (g *Graph) twiceRoot(v Value) Value {
	const belowAll = 0x1p-538 // roots of positive numbers are larger
	return g.Binary(Mul, g.Binary(Max, g.Number(belowAll), v), g.Number(2))
}

// powerInBase is d(a^b)/da. Of a literal exponent it is b v/a, and at 0 its limit, saturating as pow does.
func (g *Graph) powerInBase(v Value, in *Instruction) Value {
	a, b := in.A, in.B
	if c, ok := g.Literal(b); ok && c != 0 {
		limit := c * Apply(&Instruction{Op: Pow}, 0, c-1, 0)
		nonzero := g.Binary(Mul, g.Binary(Div, v, a), b)
		return g.Choose(g.Binary(Equal, a, g.Number(0)), g.Number(limit), nonzero)
	}
	return g.Binary(Mul, b, g.Binary(Pow, a, g.Binary(Sub, b, g.Number(1))))
}

// powerInExponent is d(a^b)/db: v log(a), and 0 where a is not positive, where that is the limit or there is none.
func (g *Graph) powerInExponent(v Value, in *Instruction) Value {
	zero := g.Number(0)
	return g.Choose(g.Binary(Less, zero, in.A), g.Binary(Mul, v, g.Unary(Log, in.A)), zero)
}
