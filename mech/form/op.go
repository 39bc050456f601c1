package form

// names of the operations, as printed.
var names = [operations]string{
	Input: "input", Constant: "constant", Neg: "neg", Add: "add", Sub: "sub", Mul: "mul", Div: "div",
	MulAdd: "muladd", MulSub: "mulsub", NegMulAdd: "negmuladd", Pow: "pow", Exp: "exp", Expm1: "expm1", Log: "log", Log1p: "log1p",
	Sin: "sin", Cos: "cos", Tanh: "tanh", Exprelr: "exprelr", Sqrt: "sqrt", Step: "step", Floor: "floor", Abs: "abs", Min: "min", Max: "max",
	Less: "less", LessEqual: "lessequal", Equal: "equal", NotEqual: "notequal", And: "and", Or: "or", Not: "not", Select: "select",
}

// arities: how many operands each operation takes.
var arities = [operations]int{
	Neg: 1, Add: 2, Sub: 2, Mul: 2, Div: 2, MulAdd: 3, MulSub: 3, NegMulAdd: 3, Pow: 2, Exp: 1, Expm1: 1, Log: 1, Log1p: 1,
	Sin: 1, Cos: 1, Tanh: 1, Exprelr: 1, Sqrt: 1, Step: 1, Floor: 1, Abs: 1, Min: 2, Max: 2,
	Less: 2, LessEqual: 2, Equal: 2, NotEqual: 2, And: 2, Or: 2, Not: 1, Select: 3,
}

// String is the operation's name.
func (op Op) String() string {
	if op < operations {
		return names[op]
	}
	return "unknown"
}

// Arity is the number of operands.
func (op Op) Arity() int { return arities[op] }

// Type is the type of the operation's value.
func (op Op) Type() Type {
	switch op {
	case Less, LessEqual, Equal, NotEqual, And, Or, Not:
		return Condition
	}
	return Real
}

// Operands gives the operands that the instruction has.
func (in *Instruction) Operands() []Value {
	all := [3]Value{in.A, in.B, in.C}
	return all[:in.Op.Arity()]
}
