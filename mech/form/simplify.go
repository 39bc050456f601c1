package form

import "math"

// maxPower is the largest literal exponent that becomes multiplications.
const maxPower = 1024

// simplify gives the value of an instruction that a rule makes simpler. Every rule is exact, but for the sign of a zero, 0 times an
// infinity, and a division by a literal, which becomes a multiplication by its rounded inverse.
func (g *Graph) simplify(in *Instruction) (Value, bool) {
	a, b := in.A, in.B
	switch in.Op {
	case Neg:
		return g.simplifyNeg(a)
	case Add:
		return g.simplifyAdd(in)
	case Sub:
		switch {
		case g.isLiteral(b, 0):
			return a, true
		case g.isLiteral(a, 0):
			return g.Unary(Neg, b), true
		case g.At(b).Op == Neg:
			return g.Binary(Add, a, g.At(b).A), true
		}
	case Mul:
		return g.simplifyMul(in)
	case Div:
		return g.simplifyDiv(a, b)
	case MulAdd, MulSub, NegMulAdd:
		return g.simplifyFused(in)
	case Pow:
		return g.simplifyPow(a, b)
	case Not:
		if g.At(a).Op == Not {
			return g.At(a).A, true
		}
	case And, Or:
		// a literal decides, or drops out
		decides := number(in.Op == Or)
		for _, side := range [][2]Value{{a, b}, {b, a}} {
			if c, ok := g.Literal(side[0]); ok {
				if c == decides {
					return side[0], true
				}
				return side[1], true
			}
		}
	case Select:
		if c, ok := g.Literal(a); ok {
			if c != 0 {
				return b, true
			}
			return in.C, true
		}
		if b == in.C {
			return b, true
		}
		if g.At(a).Op == Not {
			return g.Choose(g.At(a).A, in.C, b), true
		}
	}
	return None, false
}

func (g *Graph) simplifyNeg(a Value) (Value, bool) {
	switch in := *g.At(a); in.Op {
	case Neg:
		return in.A, true
	case Mul:
		if c, ok := g.Literal(in.B); ok {
			return g.Binary(Mul, in.A, g.Number(-c)), true
		}
	case Div:
		if c, ok := g.Literal(in.A); ok {
			return g.Binary(Div, g.Number(-c), in.B), true
		}
	}
	return None, false
}

func (g *Graph) simplifyAdd(in *Instruction) (Value, bool) {
	if _, ok := g.Literal(in.A); ok { // literals stand second
		in.A, in.B = in.B, in.A
	}
	a, b := in.A, in.B
	switch {
	case g.isLiteral(b, 0):
		return a, true
	case g.At(b).Op == Neg:
		return g.Binary(Sub, a, g.At(b).A), true
	case g.At(a).Op == Neg:
		return g.Binary(Sub, b, g.At(a).A), true
	}
	return None, false
}

func (g *Graph) simplifyMul(in *Instruction) (Value, bool) {
	if _, ok := g.Literal(in.A); ok {
		in.A, in.B = in.B, in.A
	}
	a, b := in.A, in.B
	if c, ok := g.Literal(b); ok {
		switch {
		case c == 0:
			return g.Number(0), true
		case c == 1:
			return a, true
		case c == -1:
			return g.Unary(Neg, a), true
		case g.At(a).Op == Neg:
			return g.Binary(Mul, g.At(a).A, g.Number(-c)), true
		}
		return None, false
	}
	if g.At(a).Op == Neg && g.At(b).Op == Neg {
		return g.Binary(Mul, g.At(a).A, g.At(b).A), true
	}
	return None, false
}

func (g *Graph) simplifyDiv(a, b Value) (Value, bool) {
	if c, ok := g.Literal(b); ok {
		if inverse := 1 / c; normal(inverse) {
			return g.Binary(Mul, a, g.Number(inverse)), true
		}
		return None, false
	}
	switch {
	case g.isLiteral(a, 0):
		return g.Number(0), true
	case g.At(a).Op == Neg && g.At(b).Op == Neg:
		return g.Binary(Div, g.At(a).A, g.At(b).A), true
	}
	return None, false
}

// simplifyFused undoes a fused operation that a literal 0 makes simpler.
func (g *Graph) simplifyFused(in *Instruction) (Value, bool) {
	switch {
	case g.isLiteral(in.A, 0) || g.isLiteral(in.B, 0):
		if in.Op == MulSub {
			return g.Unary(Neg, in.C), true
		}
		return in.C, true
	case g.isLiteral(in.C, 0):
		product := g.Binary(Mul, in.A, in.B)
		if in.Op == NegMulAdd {
			return g.Unary(Neg, product), true
		}
		return product, true
	}
	return None, false
}

// normal says whether x is neither 0 nor subnormal, infinite or NaN.
func normal(x float64) bool { return math.Abs(x) >= 0x1p-1022 && math.Abs(x) <= math.MaxFloat64 }

// simplifyPow makes multiplications of whole literal powers, a root of a half.
func (g *Graph) simplifyPow(a, b Value) (Value, bool) {
	c, ok := g.Literal(b)
	switch {
	case !ok:
		return None, false
	case c == 0.5:
		return g.Unary(Sqrt, a), true
	case c != math.Floor(c) || math.Abs(c) > maxPower:
		return None, false
	case c == 0:
		return g.Number(1), true
	case c < 0:
		return g.Binary(Div, g.Number(1), g.power(a, int(-c))), true
	}
	return g.power(a, int(c)), true
}

// power is a^n, n > 0, by squaring: a^(2k) = (a^k)^2, a^(2k+1) = a^(2k) a.
func (g *Graph) power(a Value, n int) Value {
	switch {
	case n == 1:
		return a
	case n%2 == 1:
		return g.Binary(Mul, g.power(a, n-1), a)
	}
	half := g.power(a, n/2)
	return g.Binary(Mul, half, half)
}
