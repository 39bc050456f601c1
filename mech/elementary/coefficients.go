package elementary

// What engines that do the functions in their own way need to give the same bits.

// Bounds of common paths.
const (
	// ExpNormal is the largest |x| for which Exp(x) is a normal number without further ado.
	ExpNormal = expNormal
	// Expm1Direct is the largest |x| for which e^x - 1 is put together from its parts.
	Expm1Direct = expm1Direct
	// Tiny stands in for 0 in Exprelr.
	Tiny = tiny
)

// ExpCoefficients are those of (exp(r) - 1 - r)/r^2, the lowest power first.
func ExpCoefficients() [10]float64 {
	return [...]float64{exp2, exp3, exp4, exp5, exp6, exp7, exp8, exp9, exp10, exp11}
}

// ExpReduction are the constants of the reduction x = n ln2 + r: what is added to round x/ln2, 1/ln2, and ln2 in two parts.
func ExpReduction() (round, inverse, high, low float64) { return magic, log2e, ln2Hi, ln2Lo }

// LogCoefficients are those of the series of the logarithm, and ln2 in two parts.
func LogCoefficients() (series [7]float64, head, tail float64) {
	return [...]float64{log0, log1, log2, log3, log4, log5, log6}, ln2Head, ln2Tail
}

// SlopeCoefficients are those of the odd powers in the derivative of Exprelr, and the largest |x| that they are for.
func SlopeCoefficients() (c [10]float64, within float64) {
	return [...]float64{slope1, slope2, slope3, slope4, slope5, slope6, slope7, slope8, slope9, slope10}, slopeSeries
}

// ExprelrCoefficients are those of the even powers, from the second or fourth on, of a derivative of Exprelr of order 2, which is
// their sum, or 3, which is that times x; and the largest |x| that they are for.
func ExprelrCoefficients(order int) (c []float64, within float64) {
	for k := (order + 1) / 2; k < len(bernoulli); k++ {
		c = append(c, float64(bernoulli[k]*fallingFactorial(2*k, order)))
	}
	return c, exprelrSeries
}

// PowCoefficients are those of the logarithm in Pow after its first two terms, and 2/3 in two parts.
func PowCoefficients() (series [9]float64, high, low float64) {
	return [...]float64{pow0, pow1, pow2, pow3, pow4, pow5, pow6, pow7, pow8}, twoThirdsHi, twoThirdsLo
}

// QuarterReduction are the constants of the reduction x = n pi/2 + r: 2/pi, pi/2 in three parts, and the largest |x| that
// these are good for.
func QuarterReduction() (inverse, first, second, third, most float64) {
	return twoByPi, halfPi1, halfPi2, halfPi3, cwLimit
}

// SineCoefficients are those of Sin and Cos within a quarter, and the |x| below which Sin is x.
func SineCoefficients() (sine, cosine [6]float64, itself float64) {
	return [...]float64{sin0, sin1, sin2, sin3, sin4, sin5}, [...]float64{cos0, cos1, cos2, cos3, cos4, cos5}, sineItself
}
