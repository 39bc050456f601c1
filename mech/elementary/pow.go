package elementary

import "math"

// Minimax coefficients of the logarithm's series after its first two terms, and 2/3 in two parts.
const (
	pow0        = 0x1.999999999999ap-2
	pow1        = 0x1.249249249246fp-2
	pow2        = 0x1.c71c71c722800p-3
	pow3        = 0x1.745d174179732p-3
	pow4        = 0x1.3b13b313b8b4dp-3
	pow5        = 0x1.111093df1ecfep-3
	pow6        = 0x1.e20b9e0f76564p-4
	pow7        = 0x1.aae9cfeffbe0bp-4
	pow8        = 0x1.c32ba2aec14cep-4
	twoThirdsHi = 0x1.5555555555555p-1
	twoThirdsLo = 0x1.5555555555555p-55
)

// extendedLog is log(x), x positive and finite, as a sum of two floats; relative error about 2^-64.
func extendedLog(x float64) (high, low float64) {
	k, f := splitExponent(x)
	// s = f/(2+f) in two parts
	d := 2 + f
	dLow := f - (d - 2)
	s := f / d
	sLow := (math.FMA(-s, d, f) - float64(s*dLow)) / d
	// z = s^2 in two parts
	z := float64(s * s)
	zLow := math.FMA(s, s, -z) + float64(float64(2*s)*sLow)
	p := math.FMA(pow8, z, pow7)
	p = math.FMA(p, z, pow6)
	p = math.FMA(p, z, pow5)
	p = math.FMA(p, z, pow4)
	p = math.FMA(p, z, pow3)
	p = math.FMA(p, z, pow2)
	p = math.FMA(p, z, pow1)
	p = math.FMA(p, z, pow0)
	// a = 2/3 + z p in two parts
	t := float64(z * p)
	a := twoThirdsHi + t
	aLow := (twoThirdsHi - a) + t + (twoThirdsLo + math.FMA(z, p, -t))
	// b = z a, c = s b
	b := float64(z * a)
	bLow := math.FMA(z, a, -b) + math.FMA(z, aLow, float64(zLow*a))
	c := float64(s * b)
	cLow := math.FMA(s, b, -c) + math.FMA(s, bLow, float64(sLow*b))
	// k ln2 + 2 s + c, largest first
	high, low = fastTwoSum(2*s, c)
	low += 2*sLow + cLow
	if k != 0 {
		var e float64
		high, e = fastTwoSum(float64(k*ln2Head), high)
		low += e + float64(k*ln2Tail)
	}
	return fastTwoSum(high, low)
}

// fastTwoSum is a + b and its rounding error, for |a| >= |b|.
func fastTwoSum(a, b float64) (sum, rest float64) {
	sum = a + b
	return sum, b - (sum - a)
}

// Pow is x^y = exp(y log x). It is 1 where y is 0 or x is 1; 0^y is 0 for positive and the largest float for negative y, at which
// every overflow saturates. A negative x takes whole y only and is NaN otherwise. Error below 1 ulp where the result is normal.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case math.IsNaN(x) || math.IsNaN(y):
		return math.NaN()
	case x < 0:
		if math.Floor(y) != y {
			return math.NaN()
		}
		magnitude := Pow(-x, y)
		if half := float64(0.5 * y); math.Floor(half) != half {
			return -magnitude
		}
		return magnitude
	case x == 0 && y > 0, math.IsInf(x, 1) && y < 0:
		return 0
	case x == 0, math.IsInf(x, 1):
		return math.MaxFloat64
	}
	logHigh, logLow := extendedLog(x)
	high := float64(y * logHigh)
	switch {
	case high > 710:
		return math.MaxFloat64
	case high < -746:
		return 0
	}
	low := math.FMA(y, logHigh, -high) + float64(y*logLow)
	return expTimes(high, low, 1)
}
