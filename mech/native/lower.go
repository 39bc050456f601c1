package native

import (
	"golgi/mech/form"
	"golgi/mech/native/amd64"
)

// lower makes the graph of the wanted outputs: values[i] is that of output i, none where it is not wanted.
func lower(width amd64.Width, code *form.Code, uniform, wanted []bool) (g *graph, values []ref) {
	g = &graph{known: map[node]ref{}, inputs: uniform, masks: width == amd64.AVX512}
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
			if code.Instructions[v].Type == form.Condition { // goes out as a number
				r = g.two(and, r, g.number(1))
			}
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

// simple is the one instruction that does what an operation does, if there is one.
func simple(o form.Op) (op, bool) {
	switch o {
	case form.Add:
		return add, true
	case form.Sub:
		return sub, true
	case form.Mul:
		return mul, true
	case form.Div:
		return div, true
	case form.Min:
		return minimum, true
	case form.Max:
		return maximum, true
	case form.And:
		return and, true
	case form.Or:
		return or, true
	case form.MulAdd:
		return mulAdd, true
	case form.MulSub:
		return mulSub, true
	case form.NegMulAdd:
		return negMulAdd, true
	case form.Sqrt:
		return squareRoot, true
	case form.Floor:
		return floor, true
	}
	return 0, false
}

func (g *graph) instruction(in *form.Instruction, place []ref) ref {
	operand := [3]ref{none, none, none}
	for i, o := range in.Operands() {
		operand[i] = place[o]
	}
	a, b := operand[0], operand[1]
	if o, ok := simple(in.Op); ok {
		return g.three(o, a, b, operand[2])
	}
	switch in.Op {
	case form.Less:
		return g.compare(amd64.Less, a, b)
	case form.LessEqual:
		return g.compare(amd64.LessEqual, a, b)
	case form.Equal:
		return g.compare(amd64.Equal, a, b)
	case form.NotEqual:
		return g.compare(amd64.NotEqual, a, b)
	case form.Input:
		return g.insert(newNode(input, uint64(in.Index)))
	case form.Constant:
		if in.Type == form.Condition { // kept as a number, 0 or 1
			if in.Constant != 0 {
				return g.word(^uint64(0))
			}
			return g.word(0)
		}
		return g.number(in.Constant)
	case form.Select:
		return g.choose(a, b, operand[2])
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
		switch in.Index {
		case 0:
			return g.exprelr(a)
		case 1:
			return g.exprelrSlope(a)
		}
		return g.exprelrCurve(int(in.Index), a)
	case form.Pow:
		return g.pow(a, b)
	case form.Sin:
		return g.sin(a)
	case form.Cos:
		return g.cos(a)
	}
	panic("native: no code for " + in.Op.String())
}
