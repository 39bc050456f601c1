package native

import (
	"math"

	"golgi/mech/elementary"
	"golgi/mech/native/amd64"
)

// The functions do what those of package elementary do on their common path, operation by operation: what is rounded
// there is rounded here.

// polynomial is the one of elementary.Exp: (exp(r) - 1 - r)/r^2.
func (g *graph) polynomial(r, r2 ref) ref {
	c := elementary.ExpCoefficients()
	pair := func(k int) ref { return g.fma(g.number(c[k+1]), r, g.number(c[k])) }
	sum := pair(8)
	for k := 6; k >= 0; k -= 2 {
		sum = g.fma(sum, r2, pair(k))
	}
	return sum
}

// reduced is x = n ln2 + r: t has n in its low bits.
type reduced struct{ t, n, high, r ref }

func (g *graph) reduce(x ref) reduced {
	magic, log2e, high, low := elementary.ExpReduction()
	var v reduced
	v.t = g.fma(x, g.number(log2e), g.number(magic))
	v.n = g.two(sub, v.t, g.number(magic))
	v.high = g.three(negMulAdd, v.n, g.number(high), x)
	v.r = g.three(negMulAdd, v.n, g.number(low), v.high)
	return v
}

// bounded leaves rows where |x| is above a limit, or x is NaN.
func (g *graph) bounded(x ref, limit float64) {
	g.leave(amd64.NotLessEqual, g.absolute(x), g.number(limit))
}

// expWithin is elementary.Exp for |x| <= elementary.ExpNormal.
func (g *graph) expWithin(x ref) ref {
	v := g.reduce(x)
	p := g.polynomial(v.r, g.two(mul, v.r, v.r))
	p = g.fma(g.fma(p, v.r, g.number(1)), v.r, g.number(1))
	return g.two(addInteger, p, g.shift(shiftLeft, v.t, 52))
}

func (g *graph) exp(x ref) ref {
	g.bounded(x, elementary.ExpNormal)
	return g.expWithin(x)
}

// expm1Core is e^x - 1 for |x| <= elementary.Expm1Direct.
func (g *graph) expm1Core(x ref) ref {
	_, _, _, low := elementary.ExpReduction()
	v := g.reduce(x)
	rest := g.three(negMulAdd, v.n, g.number(low), g.two(sub, v.high, v.r))
	r2 := g.two(mul, v.r, v.r)
	s := g.fma(r2, g.polynomial(v.r, r2), rest)
	power := g.two(addInteger, g.shift(shiftLeft, v.t, 52), g.word(1023<<52))
	return g.fma(power, s, g.fma(power, v.r, g.two(sub, power, g.number(1))))
}

// expm1 takes both ways and chooses.
func (g *graph) expm1(x ref) ref {
	g.bounded(x, elementary.ExpNormal)
	far := g.two(sub, g.expWithin(x), g.number(1))
	near := g.compare(amd64.LessEqual, g.absolute(x), g.number(elementary.Expm1Direct))
	value := g.choose(near, g.expm1Core(x), far)
	return g.choose(g.compare(amd64.Equal, x, g.number(0)), x, value)
}

func (g *graph) tanh(x ref) ref {
	t := g.expm1(g.two(mul, g.number(2), g.absolute(x)))
	size := g.two(div, t, g.two(add, t, g.number(2)))
	sign := g.word(1 << 63)
	return g.two(or, g.two(andNot, sign, size), g.two(and, sign, x))
}

func (g *graph) exprelr(x ref) ref {
	g.bounded(x, elementary.Expm1Direct)
	x = g.choose(g.compare(amd64.Equal, x, g.number(0)), g.number(elementary.Tiny), x)
	return g.two(div, x, g.expm1Core(x))
}

// exprelrSlope takes the series near 0 and the quotient elsewhere, and chooses.
func (g *graph) exprelrSlope(x ref) ref {
	c, within := elementary.SlopeCoefficients()
	y := g.absolute(x)
	g.leave(amd64.NotLessEqual, y, g.number(elementary.ExpNormal))
	z := g.two(mul, x, x)
	z2 := g.two(mul, z, z)
	pair := func(k int) ref { return g.fma(g.number(c[k+1]), z, g.number(c[k])) }
	sum := g.fma(pair(8), z2, pair(6))
	for k := 4; k >= 0; k -= 2 {
		sum = g.fma(sum, z2, pair(k))
	}
	near := g.fma(sum, x, g.number(-0.5))

	less := g.negative(y)
	e := g.expWithin(less)
	q := g.two(div, g.number(1), g.two(sub, g.number(1), e))
	far := g.two(mul, g.two(mul, e, q), g.fma(less, q, g.number(1)))
	mirrored := g.two(sub, g.number(-1), far)
	far = g.choose(g.compare(amd64.Less, x, g.number(0)), mirrored, far)
	return g.choose(g.compare(amd64.LessEqual, y, g.number(within)), near, far)
}

// splitExponent writes a normal x as 2^k (1 + f).
func (g *graph) splitExponent(x ref) (k, f ref) {
	const offset = 0x3ff0000000000000 - 0x3fe6a09e667f3bcd
	biased := g.shift(shiftRight, g.two(addInteger, x, g.word(offset)), 52)
	// the exponent, biased by 1023, as the low bits of a number of the size of 2^52
	k = g.two(sub, g.two(or, biased, g.word(math.Float64bits(0x1p52))), g.number(0x1p52+1023))
	whole := g.two(subInteger, g.shift(shiftLeft, biased, 52), g.word(1023<<52))
	return k, g.two(sub, g.two(subInteger, x, whole), g.number(1))
}

// logSum is k ln2 + log(1 + f) + c.
func (g *graph) logSum(k, f, c ref) ref {
	series, head, tail := elementary.LogCoefficients()
	s := g.two(div, f, g.two(add, g.number(2), f))
	z := g.two(mul, s, s)
	w := g.two(mul, z, z)
	odd := g.fma(g.fma(g.number(series[5]), w, g.number(series[3])), w, g.number(series[1]))
	even := g.fma(g.fma(g.fma(g.number(series[6]), w, g.number(series[4])), w, g.number(series[2])), w, g.number(series[0]))
	rest := g.two(mul, z, g.fma(odd, z, even))
	half := g.two(mul, g.two(mul, g.number(0.5), f), f)
	low := g.fma(k, g.number(tail), c)
	inner := g.two(sub, half, g.fma(s, g.two(add, half, rest), low))
	return g.fma(k, g.number(head), g.two(sub, f, inner))
}

func (g *graph) log(x ref) ref {
	g.normal(x)
	k, f := g.splitExponent(x)
	return g.logSum(k, f, g.number(0))
}

// log1p takes both ways and chooses.
func (g *graph) log1p(x ref) ref {
	g.leave(amd64.NotLess, g.number(-1), x)
	g.leave(amd64.NotLessEqual, x, g.number(math.MaxFloat64))
	direct := g.logSum(g.number(0), x, g.number(0))
	u := g.two(add, g.number(1), x)
	below := g.two(sub, x, g.two(sub, u, g.number(1)))
	above := g.two(sub, g.number(1), g.two(sub, u, x))
	c := g.choose(g.compare(amd64.Less, g.number(1), x), above, below)
	k, f := g.splitExponent(u)
	far := g.logSum(k, f, g.two(div, c, u))
	middle := g.two(and, g.compare(amd64.Less, g.number(-0.29), x), g.compare(amd64.Less, x, g.number(0.41)))
	value := g.choose(middle, direct, far)
	return g.choose(g.compare(amd64.Less, g.absolute(x), g.number(0x1p-54)), x, value)
}
