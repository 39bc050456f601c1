package elementary

import "math"

// The functions over complex numbers are the analytic continuations of the real ones, with branches by the real part. They serve
// derivatives by complex step: with an imaginary part of 1e-30 or so the real part is that of the real function to a few ulp, and the
// imaginary part the derivative times the step, to about 1e-15 of the function's scale. Off the real axis they are good to about 1e-14.

// cosMinus1 is cos(b) - 1 without cancellation.
func cosMinus1(b float64) float64 {
	s := Sin(float64(0.5 * b))
	return float64(-2 * s * s)
}

// ComplexExp is e^z, saturating as [Exp] does.
func ComplexExp(z complex128) complex128 {
	e := Exp(real(z))
	return complex(float64(e*Cos(imag(z))), float64(e*Sin(imag(z))))
}

// ComplexExpm1 is e^z - 1, accurate near 0.
func ComplexExpm1(z complex128) complex128 {
	a, b := real(z), imag(z)
	e := Exp(a)
	return complex(Expm1(a)+float64(e*cosMinus1(b)), float64(e*Sin(b)))
}

// ComplexLog is the principal logarithm.
func ComplexLog(z complex128) complex128 {
	a, b := real(z), imag(z)
	if b == 0 && a > 0 {
		return complex(Log(a), b)
	}
	if r := b / a; a > 0 && math.Abs(r) < 0x1p-20 {
		return complex(Log(a)+float64(0.5*Log1p(float64(r*r))), math.Atan2(b, a))
	}
	return complex(Log(math.Hypot(a, b)), math.Atan2(b, a))
}

// ComplexLog1p is log(1 + z), accurate near 0.
func ComplexLog1p(z complex128) complex128 {
	a, b := real(z), imag(z)
	if 1+a <= 0 {
		return ComplexLog(1 + z)
	}
	r := b / (1 + a)
	return complex(Log1p(a)+float64(0.5*Log1p(float64(r*r))), math.Atan2(b, 1+a))
}

// ComplexSin is the sine.
func ComplexSin(z complex128) complex128 {
	sinh, cosh := sinhCosh(imag(z))
	return complex(float64(Sin(real(z))*cosh), float64(Cos(real(z))*sinh))
}

// ComplexCos is the cosine.
func ComplexCos(z complex128) complex128 {
	sinh, cosh := sinhCosh(imag(z))
	return complex(float64(Cos(real(z))*cosh), -float64(Sin(real(z))*sinh))
}

// sinhCosh are the hyperbolic sine and cosine.
func sinhCosh(b float64) (sinh, cosh float64) {
	t := Expm1(b)
	u := t / (t + 1)
	return 0.5 * (t + u), 1 + float64(0.5*(t-u))
}

// ComplexTanh is the hyperbolic tangent.
func ComplexTanh(z complex128) complex128 {
	a, b := real(z), imag(z)
	// tanh(a + ib) = (t + i s)/(1 + i t s) with t = tanh a, s = tan b, for a where 1 - t^2 needs care: by exp(-2|a|)
	e := Exp(float64(-2 * math.Abs(a)))
	sech2 := float64(4*e) / float64((1+e)*(1+e))
	t, s := Tanh(a), Sin(b)/Cos(b)
	d := 1 + float64(float64(t*t)*float64(s*s))
	return complex(float64(t*(1+float64(s*s)))/d, float64(s*sech2)/d)
}

// ComplexPow is x^y; whole real powers of a negative real part are continued analytically too.
func ComplexPow(x, y complex128) complex128 {
	switch {
	case y == 0:
		return 1
	case real(x) == 0 && imag(x) == 0:
		return complex(Pow(0, real(y)), 0)
	case imag(x) == 0 && imag(y) == 0:
		return complex(Pow(real(x), real(y)), 0)
	case real(x) < 0 && imag(y) == 0 && math.Floor(real(y)) == real(y):
		magnitude := ComplexPow(-x, y)
		if half := 0.5 * real(y); math.Floor(half) != half {
			return -magnitude
		}
		return magnitude
	case real(x) < 0 && math.Abs(imag(x)) < -1e-10*real(x):
		return complex(math.NaN(), math.NaN())
	case imag(y) == 0 && math.Abs(imag(x)) < 1e-10*real(x):
		// The real part as Pow has it; the direction from the logarithm.
		angle := float64(real(y) * math.Atan2(imag(x), real(x)))
		r := Pow(real(x), real(y))
		return complex(float64(r*Cos(angle)), float64(r*Sin(angle)))
	}
	return ComplexExp(y * ComplexLog(x))
}

// ComplexExprelr is derivative number order, 0 to MaxExprelrOrder, of z/(exp(z) - 1), without a hole at 0.
func ComplexExprelr(order int, z complex128) complex128 {
	if math.Hypot(real(z), imag(z)) <= exprelrSeries {
		return complexExprelrSeries(order, z)
	}
	if real(z) < 0 {
		// E(z) = E(-z) - z, and its derivatives.
		w := ComplexExprelr(order, -z)
		switch order {
		case 0:
			return w - z
		case 1:
			return -1 - w
		case 2:
			return w
		}
		return -w
	}
	e := ComplexExp(-z)
	a := z * e / (1 - e)
	if order == 0 {
		return a
	}
	b := a + z
	first := a * (1 - b) / z
	if order == 1 {
		return first
	}
	second := -(first*(a+b) + a) / z
	if order == 2 {
		return second
	}
	return -(second*(a+b+1) + 2*first*(first+1)) / z
}

// complexExprelrSeries is ComplexExprelr near 0.
func complexExprelrSeries(order int, z complex128) complex128 {
	w := z * z
	var sum complex128
	for k := len(bernoulli) - 1; k >= (order+1)/2; k-- {
		sum = sum*w + complex(bernoulli[k]*fallingFactorial(2*k, order), 0)
	}
	if order%2 == 1 {
		sum *= z
	}
	switch order {
	case 0:
		sum -= z / 2
	case 1:
		sum -= 0.5
	}
	return sum
}
