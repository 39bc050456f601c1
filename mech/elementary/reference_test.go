package elementary

import "math"

// dd is a sum of two floats, about 106 bits: the reference of the accuracy tests, itself checked against 40-digit values.
type dd struct{ hi, lo float64 }

func twoSum(a, b float64) dd {
	s := a + b
	t := s - a
	return dd{s, (a - (s - t)) + (b - t)}
}

func (a dd) add(b dd) dd {
	s, t := twoSum(a.hi, b.hi), twoSum(a.lo, b.lo)
	u := twoSum(s.hi, s.lo+t.hi)
	return twoSum(u.hi, u.lo+t.lo)
}

func (a dd) neg() dd { return dd{-a.hi, -a.lo} }

func (a dd) mul(b dd) dd {
	p := a.hi * b.hi
	e := math.FMA(a.hi, b.hi, -p)
	return twoSum(p, e+(float64(a.hi*b.lo)+float64(a.lo*b.hi)))
}

func (a dd) div(b dd) dd {
	q := a.hi / b.hi
	r := a.add(b.mul(dd{q, 0}).neg())
	q2 := r.hi / b.hi
	r = r.add(b.mul(dd{q2, 0}).neg())
	return twoSum(q, q2).add(dd{r.hi / b.hi, 0})
}

func (a dd) ldexp(n int) dd { return dd{math.Ldexp(a.hi, n), math.Ldexp(a.lo, n)} }

var (
	ddLn2    = dd{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}
	ddHalfPi = dd{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54}
)

// ddExpm1 is e^x - 1 without scaling: the exponent is returned apart, e^x = (1 + y) 2^n.
func ddExpm1(x dd) (y dd, n int) {
	k := math.RoundToEven(x.hi / math.Ln2)
	// k ln2 with a third part, so that 106 bits of the remainder are right
	r := x.add(dd{k, 0}.mul(ddLn2).neg()).add(dd{-k * 0x1.7b57a079a1934p-111, 0})
	r = r.ldexp(-6)
	sum, term := dd{}, dd{1, 0}
	for i := 1; i < 14; i++ {
		term = term.mul(r).div(dd{float64(i), 0})
		sum = sum.add(term)
	}
	for range 6 { // (1+s)^2 - 1 = 2s + s^2
		sum = sum.add(sum).add(sum.mul(sum))
	}
	return sum, int(k)
}

// ddExp is e^x as m*2^n.
func ddExp(x dd) (m dd, n int) {
	y, n := ddExpm1(x)
	return y.add(dd{1, 0}), n
}

// ddLog is log(x) for normal x by two Newton steps on exp.
func ddLog(x float64) dd {
	frac, e := math.Frexp(x)
	if frac < math.Sqrt2/2 {
		frac, e = frac*2, e-1
	}
	y := dd{math.Log(frac), 0}
	for range 2 { // y += (x - e^y)/e^y
		m, n := ddExp(y)
		m = m.ldexp(n)
		y = y.add(dd{frac, 0}.add(m.neg()).div(m))
	}
	return y.add(dd{float64(e), 0}.mul(ddLn2))
}

// ddSinCos are sine and cosine for |x| <= 1e5 by Taylor series.
func ddSinCos(x float64) (sin, cos dd) {
	k := math.RoundToEven(x / (math.Pi / 2))
	r := dd{x, 0}.add(dd{k, 0}.mul(ddHalfPi).neg()).add(dd{k * 0x1.f1976b7ed8fbcp-110, 0})
	z := r.mul(r)
	s, c := r, dd{1, 0}
	ts, tc := r, dd{1, 0}
	for i := 1; i < 16; i++ {
		a := float64(2 * i)
		tc = tc.mul(z).div(dd{-a * (a - 1), 0})
		ts = ts.mul(z).div(dd{-a * (a + 1), 0})
		s, c = s.add(ts), c.add(tc)
	}
	switch ((int64(k) % 4) + 4) % 4 {
	case 1:
		return c, s.neg()
	case 2:
		return s.neg(), c.neg()
	case 3:
		return c.neg(), s
	}
	return s, c
}

// ulps is the distance of got from m*2^n in units in the last place of the latter, subnormal range included.
func ulps(got float64, m dd, n int) float64 {
	want := math.Ldexp(m.hi, n)
	_, e := math.Frexp(m.hi)
	e += n
	unit := max(e-53, -1074) // exponent of the last place
	if math.Abs(want) == math.Ldexp(0.5, e) && m.lo*m.hi < 0 {
		unit = max(unit-1, -1074) // just below a power of two
	}
	// got*2^-n - m, exact enough, in units 2^(unit-n); got is scaled in two steps so that nothing overflows
	g := math.Ldexp(math.Ldexp(got, -n/2), -n-(-n/2))
	d := dd{g, 0}.add(m.neg())
	return math.Abs(math.Ldexp(d.hi, n-unit))
}
