package form

// Evaluate walks the code over one row of inputs and returns the outputs: the oracle of every engine.
func (c Code) Evaluate(inputs []float64) []float64 {
	return walk(c, inputs, Apply, func(x float64) float64 { return x })
}

// EvaluateComplex is Evaluate over complex numbers, compare and select by the real part.
func (c Code) EvaluateComplex(inputs []complex128) []complex128 {
	return walk(c, inputs, ApplyComplex, func(x float64) complex128 { return complex(x, 0) })
}

func walk[T float64 | complex128](c Code, inputs []T, apply func(*Instruction, T, T, T) T, literal func(float64) T) []T {
	values := make([]T, len(c.Instructions))
	for i := range c.Instructions {
		in := &c.Instructions[i]
		switch in.Op {
		case Input:
			values[i] = inputs[in.Index]
		case Constant:
			values[i] = literal(in.Constant)
		default:
			var x [3]T
			for k, o := range in.Operands() {
				x[k] = values[o]
			}
			values[i] = apply(in, x[0], x[1], x[2])
		}
	}
	outputs := make([]T, len(c.Outputs))
	for i, v := range c.Outputs {
		outputs[i] = values[v]
	}
	return outputs
}
