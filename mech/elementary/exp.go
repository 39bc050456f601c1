package elementary

import "math"

// Constants of the argument reduction x = n ln2 + r, |r| <= ln2/2.
const (
	log2e = 0x1.71547652b82fep+0
	magic = 0x1.8p52 // adding it rounds to the nearest integer, which then lies in the low bits
	ln2Hi = 0x1.62e42fefa39efp-1
	ln2Lo = 0x1.abc9e3b39803fp-56
)

// Minimax coefficients of (exp(r) - 1 - r)/r^2 on |r| <= ln2/2; relative error of exp(r) 2^-58.
const (
	exp2  = 0x1.000000000000cp-1
	exp3  = 0x1.5555555555561p-3
	exp4  = 0x1.555555554ffe8p-5
	exp5  = 0x1.111111110d610p-7
	exp6  = 0x1.6c16c185b764fp-10
	exp7  = 0x1.a01a01baeff9fp-13
	exp8  = 0x1.a0199666f0b55p-16
	exp9  = 0x1.71dddfadb399fp-19
	exp10 = 0x1.28b0739d437c0p-22
	exp11 = 0x1.af85b6edf87a8p-26
)

// Limits of exp: above the one it saturates, below the other it is 0, and where |x| is at most the third the result is a normal number.
const (
	expOverflow  = 709.782712893384
	expUnderflow = -745.1332191019412
	expNormal    = 700.0
)

// expPolynomial is (exp(r) - 1 - r)/r^2 for |r| <= ln2/2; r2 is r*r. The order of evaluation is part of its meaning.
func expPolynomial(r, r2 float64) float64 {
	a := math.FMA(exp3, r, exp2)
	b := math.FMA(exp5, r, exp4)
	c := math.FMA(exp7, r, exp6)
	d := math.FMA(exp9, r, exp8)
	e := math.FMA(exp11, r, exp10)
	d = math.FMA(e, r2, d)
	c = math.FMA(d, r2, c)
	b = math.FMA(c, r2, b)
	return math.FMA(b, r2, a)
}

// Exp is e^x. It saturates at the largest float instead of overflowing, is 0 below -745.13, and NaN for NaN. Error below 0.95 ulp,
// subnormal results included.
func Exp(x float64) float64 {
	if !(math.Abs(x) <= expNormal) {
		return expEdge(x)
	}
	t := math.FMA(x, log2e, magic)
	n := t - magic
	r := math.FMA(n, -ln2Hi, x)
	r = math.FMA(n, -ln2Lo, r)
	a := expPolynomial(r, r*r)
	p := math.FMA(math.FMA(a, r, 1), r, 1)
	return math.Float64frombits(math.Float64bits(p) + math.Float64bits(t)<<52)
}

// expEdge is Exp where the result may be subnormal, saturated or NaN.
func expEdge(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > expOverflow:
		return math.MaxFloat64
	case x < expUnderflow:
		return 0
	}
	return expTimes(x, 0, 1)
}

// expTimes is e^(x + low)*factor for |x| < 1400, low a rounding error of x; rounded once where the result is subnormal.
func expTimes(x, low, factor float64) float64 {
	t := math.FMA(x, log2e, magic)
	n := t - magic
	high := math.FMA(n, -ln2Hi, x)
	low = math.FMA(n, -ln2Lo, low)
	r := high + low
	rest := (high - r) + low
	p := 1 + (r + math.FMA(r*r, expPolynomial(r, r*r), rest))
	return scale(float64(p*factor), int(n))
}

// scale is x*2^n, rounded once, saturating at the largest float; -2044 <= n <= 2046.
func scale(x float64, n int) float64 {
	half := n >> 1
	y := float64(float64(x*powerOfTwo(half)) * powerOfTwo(n-half))
	return min(y, math.MaxFloat64)
}

// powerOfTwo is 2^n, -1022 <= n <= 1023; n is clamped to that range.
func powerOfTwo(n int) float64 {
	n = max(-1022, min(n, 1023))
	return math.Float64frombits(uint64(n+1023) << 52)
}
