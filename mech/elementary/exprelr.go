package elementary

import "math"

// tiny stands in for 0 in the quotient x/(exp(x) - 1): the result, 1, is exact.
const tiny = 0x1p-100

// Exprelr is x/(exp(x) - 1), with 1 at 0; the linear-exponential rate of Hodgkin and Huxley without its hole. Error below 2.3 ulp
// wherever the result is normal; 0 at +Inf.
func Exprelr(x float64) float64 {
	if !(math.Abs(x) <= expm1Direct) {
		return exprelrEdge(x)
	}
	if x == 0 {
		x = tiny
	}
	return x / expm1Core(x)
}

// exprelrEdge is Exprelr for large |x| and NaN.
func exprelrEdge(x float64) float64 {
	switch {
	case x > 1000:
		return 0
	case x > 0:
		return expTimes(-x, 0, x)
	default:
		return -x // NaN passes
	}
}

// bernoulli holds B(2k)/(2k)!: the coefficients of x^(2k) in Exprelr(x) + x/2, an even function.
var bernoulli = [...]float64{
	0x1.0000000000000p+0, 0x1.5555555555555p-4, -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15, -0x1.bbd779334ef0bp-21,
	0x1.66a8f2bf70ebep-26, -0x1.22805d644267fp-31, 0x1.d6db2c4e09162p-37, -0x1.7da4e1f79955cp-42, 0x1.355871d652e9ep-47,
	-0x1.f57d968caacf1p-53, 0x1.967e1f09c376fp-58, -0x1.497d9033a2b5cp-63, 0x1.0b132d7c6ad06p-68, -0x1.b0f72d59f1c16p-74,
	0x1.5ef2da4cca26dp-79, -0x1.1c77df96de38bp-84, 0x1.cd299de521b62p-90, -0x1.75cde656574a7p-95, 0x1.2efe8db3b4adfp-100,
}

// exprelrSeries bounds |x| up to where derivatives come from the series.
const exprelrSeries = 1.5

// MaxExprelrOrder is the highest derivative of Exprelr there is.
const MaxExprelrOrder = 3

// ExprelrDerivative is the derivative of [Exprelr] of the given order, 0 to MaxExprelrOrder. Relative error below 1e-14 for |x| < 30;
// beyond, absolute error below 1e-14 of the function's own size.
func ExprelrDerivative(order int, x float64) float64 {
	switch order {
	case 0:
		return Exprelr(x)
	case 1:
		return exprelrSlope(x)
	}
	if math.Abs(x) <= exprelrSeries {
		return exprelrDerivativeSeries(order, x)
	}
	// With A = Exprelr(|x|) and B = A + |x|: A' = A(1-B)/|x|, and by differentiating |x| A' = A(1-B) again, A” and A”'.
	// A + x/2 is even, which gives negative x.
	y := math.Abs(x)
	a := Exprelr(y)
	b := a + y
	if y > 1000 {
		a, b = 0, y
	}
	first := float64(a*(1-b)) / y
	second := -(float64(first*(a+b)) + a) / y
	third := -(float64(second*(a+b+1)) + float64(float64(2*first)*(first+1))) / y
	switch {
	case math.IsNaN(x):
		return x
	case order == 2:
		return second
	case x < 0:
		return -third
	}
	return third
}

// exprelrDerivativeSeries is ExprelrDerivative near 0 by the series of the even part.
func exprelrDerivativeSeries(order int, x float64) float64 {
	z := float64(x * x)
	first := (order + 1) / 2 // the first term that survives
	sum := 0.0
	for k := len(bernoulli) - 1; k >= first; k-- {
		sum = math.FMA(sum, z, float64(bernoulli[k]*fallingFactorial(2*k, order)))
	}
	if order%2 == 1 {
		sum = float64(sum * x)
	}
	if order == 1 {
		sum -= 0.5
	}
	return sum
}

// fallingFactorial is n(n-1)...(n-k+1).
func fallingFactorial(n, k int) float64 {
	product := 1.0
	for i := range k {
		product = float64(product * float64(n-i))
	}
	return product
}
