package form

import (
	"math"

	"golgi/mech/elementary"
)

// Apply is the meaning of an operation over numbers; conditions are 0 or 1. Operands that the operation does not have are ignored.
func Apply(in *Instruction, x, y, z float64) float64 {
	switch in.Op {
	case Constant:
		return in.Constant
	case Neg:
		return -x
	case Add:
		return x + y
	case Sub:
		return x - y
	case Mul:
		return x * y
	case Div:
		return x / y
	case MulAdd:
		return math.FMA(x, y, z)
	case MulSub:
		return math.FMA(x, y, -z)
	case NegMulAdd:
		return math.FMA(-x, y, z)
	case Pow:
		return elementary.Pow(x, y)
	case Exp:
		return elementary.Exp(x)
	case Expm1:
		return elementary.Expm1(x)
	case Log:
		return elementary.Log(x)
	case Log1p:
		return elementary.Log1p(x)
	case Sin:
		return elementary.Sin(x)
	case Cos:
		return elementary.Cos(x)
	case Tanh:
		return elementary.Tanh(x)
	case Exprelr:
		return elementary.ExprelrDerivative(int(in.Index), x)
	case Sqrt:
		return math.Sqrt(x)
	case Step:
		return number(x >= 0)
	case Floor:
		return math.Floor(x)
	case Abs:
		return math.Abs(x)
	case Min:
		if x < y {
			return x
		}
		return y
	case Max:
		if x > y {
			return x
		}
		return y
	case Less:
		return number(x < y)
	case LessEqual:
		return number(x <= y)
	case Equal:
		return number(x == y)
	case NotEqual:
		return number(x != y)
	case And:
		return number(x != 0 && y != 0)
	case Or:
		return number(x != 0 || y != 0)
	case Not:
		return number(x == 0)
	case Select:
		if x != 0 {
			return y
		}
		return z
	}
	panic("form: no meaning for operation " + in.Op.String())
}

func number(condition bool) float64 {
	if condition {
		return 1
	}
	return 0
}

// ApplyComplex continues Apply analytically: comparisons, step, floor, abs, min and max go by the real part.
func ApplyComplex(in *Instruction, x, y, z complex128) complex128 {
	switch in.Op {
	case Neg:
		return -x
	case Add:
		return x + y
	case Sub:
		return x - y
	case Mul:
		return x * y
	case Div:
		return divide(x, y)
	case MulAdd:
		return mulAdd(x, y, z)
	case MulSub:
		return mulAdd(x, y, -z)
	case NegMulAdd:
		return mulAdd(-x, y, z)
	case Pow:
		return elementary.ComplexPow(x, y)
	case Exp:
		return elementary.ComplexExp(x)
	case Expm1:
		return elementary.ComplexExpm1(x)
	case Log:
		return elementary.ComplexLog(x)
	case Log1p:
		return elementary.ComplexLog1p(x)
	case Sin:
		return elementary.ComplexSin(x)
	case Cos:
		return elementary.ComplexCos(x)
	case Tanh:
		return elementary.ComplexTanh(x)
	case Exprelr:
		return elementary.ComplexExprelr(int(in.Index), x)
	case Sqrt:
		return complexSqrt(x)
	case Abs:
		if real(x) < 0 {
			return -x
		}
		return x
	case Min:
		if real(x) < real(y) {
			return x
		}
		return y
	case Max:
		if real(x) > real(y) {
			return x
		}
		return y
	case Select:
		if real(x) != 0 {
			return y
		}
		return z
	}
	return complex(Apply(in, real(x), real(y), real(z)), 0)
}

// mulAdd is x*y + z, with the real part of math.FMA near the real axis.
func mulAdd(x, y, z complex128) complex128 {
	re := math.FMA(real(x), real(y), real(z)-float64(imag(x)*imag(y)))
	im := math.FMA(real(x), imag(y), math.FMA(imag(x), real(y), imag(z)))
	return complex(re, im)
}

// divide is x/y, by the real rules where nothing is imaginary.
func divide(x, y complex128) complex128 {
	if imag(y) == 0 {
		return complex(real(x)/real(y), imag(x)/real(y))
	}
	return x / y
}

// complexSqrt is the principal root, with the real part of math.Sqrt near the real axis.
func complexSqrt(x complex128) complex128 {
	if a := real(x); a > 0 && math.Abs(imag(x)) < 1e-10*a {
		s := math.Sqrt(a)
		return complex(s, imag(x)/(2*s))
	}
	if imag(x) == 0 {
		return complex(math.Sqrt(real(x)), 0)
	}
	r := math.Hypot(real(x), imag(x))
	return complex(math.Sqrt(0.5*(r+real(x))), math.Copysign(math.Sqrt(0.5*(r-real(x))), imag(x)))
}
