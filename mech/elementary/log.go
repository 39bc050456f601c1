package elementary

import "math"

// ln2 in two parts, the first short enough that its product with any exponent is exact.
const (
	ln2Head = 0x1.62e42fefa2000p-1
	ln2Tail = 0x1.9ef35793c7673p-41
)

// Minimax coefficients of (log((1+s)/(1-s))/s - 2)/s^2 in s^2.
const (
	log0 = 0x1.5555555555593p-1
	log1 = 0x1.999999997fb31p-2
	log2 = 0x1.2492494217a8bp-2
	log3 = 0x1.c71c51e7f3125p-3
	log4 = 0x1.7466462d33713p-3
	log5 = 0x1.39a0f4f5f828fp-3
	log6 = 0x1.2f0d8ef234f70p-3
)

// splitExponent writes x > 0 as 2^k (1 + f), 1 + f from sqrt(1/2) to sqrt(2).
func splitExponent(x float64) (k, f float64) {
	shift := 0
	if x < 0x1p-1022 {
		x *= 0x1p54
		shift = 54
	}
	bits := math.Float64bits(x)
	// Adding 1 - sqrt(1/2) in the bits moves the exponent's step to sqrt(1/2).
	const offset = 0x3ff0000000000000 - 0x3fe6a09e667f3bcd
	exponent := int((bits+offset)>>52) - 1023
	bits -= uint64(exponent) << 52
	return float64(exponent - shift), math.Float64frombits(bits) - 1
}

// logSum is k ln2 + log(1 + f) + c for a rounding error c.
func logSum(k, f, c float64) float64 {
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	odd := math.FMA(math.FMA(log5, w, log3), w, log1)
	even := math.FMA(math.FMA(math.FMA(log6, w, log4), w, log2), w, log0)
	tail := float64(z * math.FMA(odd, z, even))
	half := float64(float64(0.5*f) * f)
	// log(1+f) = f - (f^2/2 - s (f^2/2 + tail))
	low := math.FMA(k, ln2Tail, c)
	return math.FMA(k, ln2Head, f-(half-math.FMA(s, half+tail, low)))
}

// Log is the natural logarithm: -Inf at 0, NaN below. Error below 0.9 ulp.
func Log(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case !(x > 0):
		return math.NaN()
	case x > math.MaxFloat64:
		return x
	}
	k, f := splitExponent(x)
	return logSum(k, f, 0)
}

// Log1p is log(1 + x), accurate near 0. Error below 1.1 ulp.
func Log1p(x float64) float64 {
	switch {
	case x > -0.29 && x < 0.41:
		if math.Abs(x) < 0x1p-54 {
			return x // keeps the sign of 0 and the bits of subnormals
		}
		return logSum(0, x, 0)
	case x == -1:
		return math.Inf(-1)
	case !(x > -1):
		return math.NaN()
	case x > math.MaxFloat64:
		return x
	}
	u := 1 + x
	c := x - (u - 1)
	if x > 1 {
		c = 1 - (u - x)
	}
	k, f := splitExponent(u)
	return logSum(k, f, c/u)
}
