package oracle

import (
	"math"
	"math/cmplx"

	"golgi/mech/form"
)

// evaluate computes the outputs of a program's code. Complex arithmetic makes
// NaN of infinities that real arithmetic is at ease with (x/Inf is 0). There the
// real rules count, and nothing moves: the value of an operation on an
// infinity that is finite, or becomes infinite, has run into its bound; so has
// an exponential that saturates, at the largest float.
func evaluate(c *form.Code, inputs []complex128) []complex128 {
	values := make([]complex128, len(c.Instructions))
	for i := range c.Instructions {
		in := &c.Instructions[i]
		if in.Op == form.Input {
			values[i] = inputs[in.Index]
			continue
		}
		var x [3]complex128
		for k, operand := range in.Operands() {
			x[k] = values[operand]
		}
		values[i] = form.ApplyComplex(in, x[0], x[1], x[2])
		if cmplx.IsNaN(values[i]) || math.Abs(real(values[i])) >= math.MaxFloat64 {
			values[i] = complex(form.Apply(in, real(x[0]), real(x[1]), real(x[2])), 0)
		}
	}
	outputs := make([]complex128, len(c.Outputs))
	for i, v := range c.Outputs {
		outputs[i] = values[v]
	}
	return outputs
}
