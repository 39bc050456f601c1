package form

import (
	"fmt"

	"golgi/mech/elementary"
)

// Derivative gives d(of)/d(by) as a value of the graph, by forward differentiation: of the arm taken where there is a choice. It can
// be differentiated again, as far as derivatives of exprelr are known (elementary.MaxExprelrOrder).
func (g *Graph) Derivative(of, by Value) (Value, error) {
	zero := g.Number(0)
	needed := g.ancestors(of)
	d := make([]Value, of+1) // derivative of each value that of needs
	for v := range d {
		if !needed[v] {
			continue
		}
		switch in := *g.At(Value(v)); {
		case Value(v) == by:
			d[v] = g.Number(1)
		case in.Type == Condition || in.Op == Input || in.Op == Constant || in.Op == Floor:
			d[v] = zero
		default:
			var operand [3]Value
			moving := false
			for i, o := range in.Operands() {
				operand[i] = d[o]
				moving = moving || d[o] != zero
			}
			if !moving {
				d[v] = zero
				continue
			}
			if in.Op == Exprelr && in.Index >= elementary.MaxExprelrOrder {
				return None, fmt.Errorf("exprelr cannot be differentiated more than %d times", elementary.MaxExprelrOrder)
			}
			d[v] = g.chain(Value(v), &in, operand)
		}
	}
	return d[of], nil
}

// ancestors marks what v is made of, and v.
func (g *Graph) ancestors(v Value) []bool {
	needed := make([]bool, v+1)
	needed[v] = true
	for ; v >= 0; v-- {
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
	one := g.Number(1)
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
		return g.Binary(Div, sub(d[0], mul(v, d[1])), b)
	case MulAdd:
		return add(add(mul(d[0], b), mul(a, d[1])), d[2])
	case MulSub:
		return sub(add(mul(d[0], b), mul(a, d[1])), d[2])
	case NegMulAdd:
		return sub(d[2], add(mul(d[0], b), mul(a, d[1])))
	case Pow:
		base := mul(mul(b, g.Binary(Pow, a, sub(b, one))), d[0])
		if g.isLiteral(d[1], 0) {
			return base
		}
		exponent := mul(mul(v, g.Unary(Log, a)), d[1])
		if g.isLiteral(d[0], 0) {
			return exponent
		}
		return add(base, exponent)
	case Exp:
		return mul(v, d[0])
	case Expm1:
		return mul(add(v, one), d[0])
	case Log:
		return g.Binary(Div, d[0], a)
	case Log1p:
		return g.Binary(Div, d[0], add(a, one))
	case Sin:
		return mul(g.Unary(Cos, a), d[0])
	case Cos:
		return g.Unary(Neg, mul(g.Unary(Sin, a), d[0]))
	case Tanh:
		return mul(mul(sub(one, v), add(v, one)), d[0])
	case Exprelr:
		return mul(g.Exprelr(int(in.Index)+1, a), d[0])
	case Sqrt:
		return g.Binary(Div, d[0], mul(v, g.Number(2)))
	case Abs:
		return g.Choose(g.Binary(Less, a, g.Number(0)), g.Unary(Neg, d[0]), d[0])
	case Min:
		return g.Choose(g.Binary(Less, a, b), d[0], d[1])
	case Max:
		return g.Choose(g.Binary(Less, b, a), d[0], d[1])
	case Select:
		return g.Choose(a, d[1], d[2])
	}
	panic("form: no derivative of operation " + in.Op.String())
}
