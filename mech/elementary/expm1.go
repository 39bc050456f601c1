package elementary

import "math"

// expm1Direct bounds |x| up to where e^x - 1 is put together from its parts; beyond, the 1 is below the last place of the one or the other.
const expm1Direct = 40.0

// expm1Core is e^x - 1 for |x| <= expm1Direct: (2^n - 1) + 2^n r + 2^n s with e^r = 1 + r + s.
func expm1Core(x float64) float64 {
	t := math.FMA(x, log2e, magic)
	n := t - magic
	high := math.FMA(n, -ln2Hi, x)
	r := math.FMA(n, -ln2Lo, high)
	rest := math.FMA(n, -ln2Lo, high-r)
	r2 := r * r
	s := math.FMA(r2, expPolynomial(r, r2), rest)
	power := math.Float64frombits(math.Float64bits(t)<<52 + 1023<<52)
	return math.FMA(power, s, math.FMA(power, r, power-1))
}

// Expm1 is e^x - 1, accurate near 0, saturating as [Exp] does. Error below 1.3 ulp.
func Expm1(x float64) float64 {
	if !(math.Abs(x) <= expm1Direct) {
		return Exp(x) - 1
	}
	if x == 0 {
		return x // keeps the sign of 0
	}
	return expm1Core(x)
}
