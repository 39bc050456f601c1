package elementary

import "math"

// pi/2 in three parts, and its inverse.
const (
	halfPi1    = 0x1.921fb54442d18p+0
	halfPi2    = 0x1.1a62633145c07p-54
	halfPi3    = -0x1.f1976b7ed8fbcp-110
	twoByPi    = 0x1.45f306dc9c883p-1
	cwLimit    = 0x1p20 // up to here three parts of pi/2 suffice
	quarterPi  = math.Pi / 4
	sineItself = 0x1p-27 // below it sin x is x
)

// Minimax coefficients of (sin(r)/r - 1)/r^2 and (cos(r) - 1 + r^2/2)/r^4 in r^2 on |r| <= pi/4.
const (
	sin0 = -0x1.5555555555549p-3
	sin1 = 0x1.111111110f861p-7
	sin2 = -0x1.a01a019c0e4c4p-13
	sin3 = 0x1.71de3574ba809p-19
	sin4 = -0x1.ae5e63cda0f3fp-26
	sin5 = 0x1.5d9246d404576p-33

	cos0 = 0x1.555555555554cp-5
	cos1 = -0x1.6c16c16c15162p-10
	cos2 = 0x1.a01a019caef38p-16
	cos3 = -0x1.27e4f807d6346p-22
	cos4 = 0x1.1ee9ea6cd13c2p-29
	cos5 = -0x1.8fadd079112a4p-37
)

// Sin is the sine of x in radians; NaN for infinite x. Error below 0.9 ulp for every x.
func Sin(x float64) float64 {
	if math.Abs(x) < sineItself {
		return x
	}
	quadrant, r, low := reduceByHalfPi(x)
	return quarter(quadrant, r, low)
}

// Cos is the cosine of x in radians; NaN for infinite x. Error below 0.9 ulp for every x.
func Cos(x float64) float64 {
	quadrant, r, low := reduceByHalfPi(x)
	return quarter(quadrant+1, r, low)
}

// quarter is sin(quadrant*pi/2 + r + low).
func quarter(quadrant uint64, r, low float64) float64 {
	var y float64
	if quadrant&1 == 0 {
		y = sinCore(r, low)
	} else {
		y = cosCore(r, low)
	}
	if quadrant&2 != 0 {
		return -y
	}
	return y
}

// sinCore is sin(r + low), |r| <= pi/4.
func sinCore(r, low float64) float64 {
	z := float64(r * r)
	p := math.FMA(sin5, z, sin4)
	p = math.FMA(p, z, sin3)
	p = math.FMA(p, z, sin2)
	p = math.FMA(p, z, sin1)
	p = math.FMA(p, z, sin0)
	// sin(r + low) = sin r + low cos r
	return r + math.FMA(float64(p*z), r, math.FMA(float64(-0.5*z), low, low))
}

// cosCore is cos(r + low), |r| <= pi/4.
func cosCore(r, low float64) float64 {
	z := float64(r * r)
	p := math.FMA(cos5, z, cos4)
	p = math.FMA(p, z, cos3)
	p = math.FMA(p, z, cos2)
	p = math.FMA(p, z, cos1)
	p = math.FMA(p, z, cos0)
	half := float64(0.5 * z)
	w := 1 - half
	// the rounding of 1 - half, that of half itself, then r^4 p - r low
	rest := (1 - w) - half - float64(0.5*math.FMA(r, r, -z))
	return w + (rest + math.FMA(float64(z*z), p, -float64(r*low)))
}

// reduceByHalfPi writes x as quadrant*pi/2 + r + low, |r| <= pi/4; the quadrant is meant modulo 4.
func reduceByHalfPi(x float64) (quadrant uint64, r, low float64) {
	magnitude := math.Abs(x)
	switch {
	case magnitude <= quarterPi:
		return 0, x, 0
	case !(magnitude <= math.MaxFloat64):
		return 0, math.NaN(), 0
	case magnitude > cwLimit:
		return reduceLarge(x)
	}
	t := math.FMA(x, twoByPi, magic)
	n := t - magic
	a := math.FMA(-n, halfPi1, x) // exact
	b := float64(n * halfPi2)
	bLow := math.FMA(n, halfPi2, -b)
	// a - b and its rounding error
	r = a - b
	bb := r - a
	e := (a - (r - bb)) - (b + bb)
	low = e - bLow - float64(n*halfPi3)
	high := r + low
	return math.Float64bits(t), high, (r - high) + low
}
