package native

import (
	"golgi/mech/form"
	"golgi/mech/native/amd64"
)

// unsupported names an operation that has no code here; "" if all have.
func unsupported(code *form.Code) string {
	for i := range code.Instructions {
		switch in := &code.Instructions[i]; in.Op {
		case form.Pow, form.Sin, form.Cos:
			return in.Op.String()
		case form.Exprelr:
			if in.Index > 1 {
				return "a higher derivative of exprelr"
			}
		}
	}
	return ""
}

// lower makes the graph of the wanted outputs: values[i] is that of output i, none where it is not wanted.
func lower(code *form.Code, uniform, wanted []bool) (g *graph, values []ref) {
	g = &graph{known: map[node]ref{}, inputs: uniform}
	needed := neededBy(code, wanted)
	place := make([]ref, len(code.Instructions))
	for i := range code.Instructions {
		if needed[i] {
			place[i] = g.instruction(&code.Instructions[i], place)
		}
	}
	for i, v := range code.Outputs {
		r := none
		if wanted[i] {
			r = place[v]
		}
		values = append(values, r)
	}
	return g, values
}

// neededBy marks the instructions that wanted outputs are made of.
func neededBy(code *form.Code, wanted []bool) []bool {
	needed := make([]bool, len(code.Instructions))
	for i, v := range code.Outputs {
		needed[v] = needed[v] || wanted[i]
	}
	for i := len(code.Instructions) - 1; i >= 0; i-- {
		if needed[i] {
			for _, o := range code.Instructions[i].Operands() {
				needed[o] = true
			}
		}
	}
	return needed
}

// arithmetic are the operations that are one instruction.
var arithmetic = map[form.Op]op{
	form.Add: add, form.Sub: sub, form.Mul: mul, form.Div: div, form.Min: minimum, form.Max: maximum, form.And: and, form.Or: or,
	form.MulAdd: mulAdd, form.MulSub: mulSub, form.NegMulAdd: negMulAdd, form.Sqrt: squareRoot, form.Floor: floor, form.Select: choose,
}

var conditions = map[form.Op]amd64.Condition{
	form.Less: amd64.Less, form.LessEqual: amd64.LessEqual, form.Equal: amd64.Equal, form.NotEqual: amd64.NotEqual,
}

func (g *graph) instruction(in *form.Instruction, place []ref) ref {
	operand := [3]ref{none, none, none}
	for i, o := range in.Operands() {
		operand[i] = place[o]
	}
	a, b := operand[0], operand[1]
	if o, ok := arithmetic[in.Op]; ok {
		return g.three(o, a, b, operand[2])
	}
	if c, ok := conditions[in.Op]; ok {
		return g.compare(c, a, b)
	}
	switch in.Op {
	case form.Input:
		return g.insert(node{input, none, none, none, uint64(in.Index)})
	case form.Constant:
		if in.Type == form.Condition { // kept as a number, 0 or 1
			if in.Constant != 0 {
				return g.word(^uint64(0))
			}
			return g.word(0)
		}
		return g.number(in.Constant)
	case form.Neg:
		return g.negative(a)
	case form.Abs:
		return g.absolute(a)
	case form.Not:
		return g.two(xor, a, g.word(^uint64(0)))
	case form.Step:
		return g.two(and, g.compare(amd64.LessEqual, g.number(0), a), g.number(1))
	case form.Exp:
		return g.exp(a)
	case form.Expm1:
		return g.expm1(a)
	case form.Log:
		return g.log(a)
	case form.Log1p:
		return g.log1p(a)
	case form.Tanh:
		return g.tanh(a)
	case form.Exprelr:
		if in.Index == 1 {
			return g.exprelrSlope(a)
		}
		return g.exprelr(a)
	}
	panic("native: no code for " + in.Op.String())
}
