package elementary

import "math"

// Coefficients of the odd powers of x in the derivative of [Exprelr]: 2k B(2k)/(2k)!. Ten of them give it to 2^-57 where |x| <= slopeSeries.
const (
	slope1  = 0x1.5555555555555p-3
	slope2  = -0x1.6c16c16c16c17p-8
	slope3  = 0x1.a01a01a01a01ap-13
	slope4  = -0x1.bbd779334ef0bp-18
	slope5  = 0x1.c0532f6f4d26dp-23
	slope6  = -0x1.b3c08c16639bep-28
	slope7  = 0x1.9bffc6c447f36p-33
	slope8  = -0x1.7da4e1f79955cp-38
	slope9  = 0x1.5c0380111d471p-43
	slope10 = -0x1.396e7e17eac16p-48

	slopeSeries = 1.0
)

// exprelrSlope is the first derivative of Exprelr: -1/2 and an odd series near 0; beyond, with e = exp(-|x|),
// e/(1-e) (1 - |x|/(1-e)), from which that at -x follows. Error below 7 ulp where it is not subnormal.
func exprelrSlope(x float64) float64 {
	y := math.Abs(x)
	switch {
	case y <= slopeSeries:
		z := float64(x * x)
		z2 := float64(z * z)
		a := math.FMA(slope2, z, slope1)
		b := math.FMA(slope4, z, slope3)
		c := math.FMA(slope6, z, slope5)
		d := math.FMA(slope8, z, slope7)
		d = math.FMA(math.FMA(slope10, z, slope9), z2, d)
		c = math.FMA(d, z2, c)
		b = math.FMA(c, z2, b)
		a = math.FMA(b, z2, a)
		return math.FMA(a, x, -0.5)
	case y > 1000:
		y = 1000 // nothing is left of exp(-y)
	}
	e := Exp(-y)
	q := 1 / (1 - e)
	slope := float64(e*q) * math.FMA(-y, q, 1)
	if x < 0 {
		return -1 - slope
	}
	return slope // NaN passes
}

// ExprelrSlopeBlock puts the first derivative of Exprelr at src[i] into dst[i].
func ExprelrSlopeBlock(dst, src []float64) {
	src = src[:len(dst)]
	for i := range dst {
		x := src[i]
		y := math.Abs(x)
		if y <= slopeSeries {
			z := float64(x * x)
			z2 := float64(z * z)
			a := math.FMA(slope2, z, slope1)
			b := math.FMA(slope4, z, slope3)
			c := math.FMA(slope6, z, slope5)
			d := math.FMA(slope8, z, slope7)
			d = math.FMA(math.FMA(slope10, z, slope9), z2, d)
			c = math.FMA(d, z2, c)
			b = math.FMA(c, z2, b)
			a = math.FMA(b, z2, a)
			dst[i] = math.FMA(a, x, -0.5)
			continue
		}
		if !(y <= expNormal) {
			dst[i] = exprelrSlope(x)
			continue
		}
		t := math.FMA(-y, log2e, magic)
		n := t - magic
		r := math.FMA(n, -ln2Hi, -y)
		r = math.FMA(n, -ln2Lo, r)
		r2 := float64(r * r)
		a := math.FMA(exp3, r, exp2)
		b := math.FMA(exp5, r, exp4)
		c := math.FMA(exp7, r, exp6)
		d := math.FMA(exp9, r, exp8)
		d = math.FMA(math.FMA(exp11, r, exp10), r2, d)
		c = math.FMA(d, r2, c)
		b = math.FMA(c, r2, b)
		a = math.FMA(b, r2, a)
		p := math.FMA(math.FMA(a, r, 1), r, 1)
		e := math.Float64frombits(math.Float64bits(p) + math.Float64bits(t)<<52)
		q := 1 / (1 - e)
		slope := float64(e*q) * math.FMA(-y, q, 1)
		if x < 0 {
			slope = -1 - slope
		}
		dst[i] = slope
	}
}
