package form

import (
	"fmt"
	"math"
	"slices"
)

// Code gives the outputs as a straight line without dead instructions, over the given number of inputs.
func (g *Graph) Code(inputs int, outputs []Value) Code {
	return Code{Inputs: inputs, Instructions: g.instructions, Outputs: outputs}.Live()
}

// FusedAfter is Code, then Fuse of all but the first values: those keep their bits, as values of an appended code must.
func (g *Graph) FusedAfter(first, inputs int, outputs []Value) Code {
	c := Code{Inputs: inputs, Instructions: g.instructions, Outputs: outputs}
	kept := 0
	for _, needed := range c.needed()[:first] {
		kept += bit(needed)
	}
	return c.Live().fuse(kept)
}

// needed marks the instructions that the outputs need.
func (c Code) needed() []bool {
	needed := make([]bool, len(c.Instructions))
	for _, v := range c.Outputs {
		needed[v] = true
	}
	for v := len(c.Instructions) - 1; v >= 0; v-- {
		if needed[v] {
			for _, o := range c.Instructions[v].Operands() {
				needed[o] = true
			}
		}
	}
	return needed
}

// Live drops the instructions that no output needs.
func (c Code) Live() Code {
	needed := c.needed()
	place := make([]Value, len(c.Instructions))
	live := Code{Inputs: c.Inputs}
	for v, in := range c.Instructions {
		if needed[v] {
			place[v] = Value(len(live.Instructions))
			live.Instructions = append(live.Instructions, in.moved(place))
		}
	}
	for _, v := range c.Outputs {
		live.Outputs = append(live.Outputs, place[v])
	}
	return live
}

// moved is the instruction with its operands at their new places.
func (in Instruction) moved(place []Value) Instruction {
	for _, o := range []*Value{&in.A, &in.B, &in.C}[:in.Op.Arity()] {
		*o = place[*o]
	}
	return in
}

// Uses counts how often each value is used, by instructions and outputs.
func (c Code) Uses() []int {
	uses := make([]int, len(c.Instructions))
	for i := range c.Instructions {
		for _, o := range c.Instructions[i].Operands() {
			uses[o]++
		}
	}
	for _, v := range c.Outputs {
		uses[v]++
	}
	return uses
}

// Fuse makes a product that is used once, in a sum or difference, part of it: rounded once. The second operand comes first if both are
// such products.
func (c Code) Fuse() Code { return c.fuse(0) }

// fuse is Fuse that leaves the sums and differences among the first values as they are.
func (c Code) fuse(first int) Code {
	uses := c.Uses()
	product := func(v Value) bool { return c.Instructions[v].Op == Mul && uses[v] == 1 }
	fused := Code{Inputs: c.Inputs, Outputs: c.Outputs, Instructions: append([]Instruction(nil), c.Instructions...)}
	for i := first; i < len(fused.Instructions); i++ {
		in := &fused.Instructions[i]
		if in.Op != Add && in.Op != Sub {
			continue
		}
		rest, op := in.A, MulAdd
		factor := in.B
		switch {
		case product(in.B) && in.Op == Sub:
			op = NegMulAdd
		case product(in.B):
		case product(in.A):
			rest, factor = in.B, in.A
			if in.Op == Sub {
				op = MulSub
			}
		default:
			continue
		}
		p := c.Instructions[factor]
		*in = Instruction{Op: op, A: p.A, B: p.B, C: rest}
	}
	return fused.Live()
}

// Append puts the instructions of code into the graph as they are, equal ones shared, with its inputs replaced by the given values,
// and returns its outputs. No rule is applied: the bits of code stay.
func (g *Graph) Append(code Code, inputs []Value) []Value {
	place := make([]Value, len(code.Instructions))
	for i, in := range code.Instructions {
		if in.Op == Input {
			place[i] = inputs[in.Index]
			continue
		}
		place[i] = g.insert(in.moved(place))
	}
	outputs := make([]Value, len(code.Outputs))
	for i, v := range code.Outputs {
		outputs[i] = place[v]
	}
	return outputs
}

// Substitute is [Graph.Append] where some inputs have become literals: what they make trivial is simplified, and the rest keeps its
// bits.
func (g *Graph) Substitute(code Code, inputs []Value) []Value {
	place := make([]Value, len(code.Instructions))
	literal := make([]bool, len(code.Instructions))
	for i, in := range code.Instructions {
		if in.Op == Input {
			place[i] = inputs[in.Index]
			_, literal[i] = g.Literal(place[i])
			continue
		}
		changed := false
		for _, o := range in.Operands() {
			changed = changed || literal[o]
		}
		moved := in.moved(place)
		if place[i] = g.insertOrMake(moved, changed); changed {
			_, literal[i] = g.Literal(place[i])
		}
	}
	outputs := make([]Value, len(code.Outputs))
	for i, v := range code.Outputs {
		outputs[i] = place[v]
	}
	return outputs
}

func (g *Graph) insertOrMake(in Instruction, simplify bool) Value {
	if simplify {
		return g.make(in.Op, in.Index, in.A, in.B, in.C)
	}
	return g.insert(in)
}

// Check says what is wrong with a code: an operand that is missing, later than its use, or of the wrong type.
func (c Code) Check() error {
	for i := range c.Instructions {
		in := &c.Instructions[i]
		if in.Op >= operations {
			return fmt.Errorf("instruction %d: no operation %d", i, in.Op)
		}
		if in.Op == Input && (in.Index < 0 || int(in.Index) >= c.Inputs) {
			return fmt.Errorf("instruction %d: no input %d (there are %d)", i, in.Index, c.Inputs)
		}
		if in.Op == Step && (in.Index < 0 || in.Index >= surrogates) {
			return fmt.Errorf("instruction %d: no surrogate %d", i, in.Index)
		}
		for k, o := range in.Operands() {
			if o < 0 || int(o) >= i {
				return fmt.Errorf("instruction %d, %s: operand %d is value %d, not one made before", i, in.Op, k, o)
			}
			condition := in.Op == And || in.Op == Or || in.Op == Not || in.Op == Select && k == 0
			if (c.Instructions[o].Type == Condition) != condition {
				return fmt.Errorf("instruction %d, %s: operand %d has the wrong type", i, in.Op, k)
			}
		}
	}
	for k, v := range c.Outputs {
		if v < 0 || int(v) >= len(c.Instructions) {
			return fmt.Errorf("output %d is value %d of %d", k, v, len(c.Instructions))
		}
	}
	return nil
}

// Same says whether two codes are the same, literals by their bits.
func (c Code) Same(d Code) bool {
	return c.Inputs == d.Inputs && slices.Equal(c.Outputs, d.Outputs) && slices.EqualFunc(c.Instructions, d.Instructions, func(x, y Instruction) bool {
		bits := math.Float64bits(x.Constant) == math.Float64bits(y.Constant)
		x.Constant, y.Constant = 0, 0
		return bits && x == y
	})
}
