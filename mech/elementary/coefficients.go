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
