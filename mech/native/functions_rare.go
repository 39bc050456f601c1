package native

import (
	"math"

	"golgi/mech/elementary"
	"golgi/mech/native/amd64"
)

// horner is c[0] + c[1] z + ..., from the last on.
func (g *graph) horner(c []float64, z ref) ref {
	sum := g.number(c[len(c)-1])
	for k := len(c) - 2; k >= 0; k-- {
		sum = g.fma(sum, z, g.number(c[k]))
	}
	return sum
}

// fastTwoSum is a + b and its rounding error, for |a| >= |b|.
func (g *graph) fastTwoSum(a, b ref) (sum, rest ref) {
	sum = g.two(add, a, b)
	return sum, g.two(sub, b, g.two(sub, sum, a))
}

// productRest is the rounding error of p = a*b.
func (g *graph) productRest(a, b, p ref) ref { return g.three(mulSub, a, b, p) }

// extendedLog is log(x) of a positive normal x as a sum of two.
func (g *graph) extendedLog(x ref) (high, low ref) {
	series, thirdsHigh, thirdsLow := elementary.PowCoefficients()
	_, head, tail := elementary.LogCoefficients()
	two := g.number(2)
	k, f := g.splitExponent(x)
	d := g.two(add, two, f)
	dLow := g.two(sub, f, g.two(sub, d, two))
	s := g.two(div, f, d)
	sLow := g.two(div, g.two(sub, g.three(negMulAdd, s, d, f), g.two(mul, s, dLow)), d)
	z := g.two(mul, s, s)
	zLow := g.two(add, g.productRest(s, s, z), g.two(mul, g.two(mul, two, s), sLow))
	p := g.horner(series[:], z)
	t := g.two(mul, z, p)
	a := g.two(add, g.number(thirdsHigh), t)
	aLow := g.two(add, g.two(add, g.two(sub, g.number(thirdsHigh), a), t), g.two(add, g.number(thirdsLow), g.productRest(z, p, t)))
	b := g.two(mul, z, a)
	bLow := g.two(add, g.productRest(z, a, b), g.fma(z, aLow, g.two(mul, zLow, a)))
	c := g.two(mul, s, b)
	cLow := g.two(add, g.productRest(s, b, c), g.fma(s, bLow, g.two(mul, sLow, b)))
	high, low = g.fastTwoSum(g.two(mul, two, s), c)
	low = g.two(add, low, g.two(add, g.two(mul, two, sLow), cLow))
	// without an exponent this adds zeros
	high, rest := g.fastTwoSum(g.two(mul, k, g.number(head)), high)
	low = g.two(add, low, g.two(add, rest, g.two(mul, k, g.number(tail))))
	return g.fastTwoSum(high, low)
}

// pow is elementary.Pow where x is positive and normal and the result too.
func (g *graph) pow(x, y ref) ref {
	g.normal(x)
	logHigh, logLow := g.extendedLog(x)
	product := g.two(mul, y, logHigh)
	g.bounded(product, elementary.ExpNormal)
	low := g.two(add, g.productRest(y, logHigh, product), g.two(mul, y, logLow))

	_, _, _, ln2Low := elementary.ExpReduction()
	v := g.reduce(product)
	low = g.three(negMulAdd, v.n, g.number(ln2Low), low)
	r := g.two(add, v.high, low)
	rest := g.two(add, g.two(sub, v.high, r), low)
	r2 := g.two(mul, r, r)
	p := g.two(add, g.number(1), g.two(add, r, g.fma(r2, g.polynomial(r, r2), rest)))
	return g.two(addInteger, p, g.shift(shiftLeft, v.t, 52))
}

// quarters is x = n pi/2 + r + low; t has n in its low bits.
func (g *graph) quarters(x ref) (t, r, low ref) {
	round, _, _, _ := elementary.ExpReduction()
	inverse, first, second, third, most := elementary.QuarterReduction()
	g.bounded(x, most)
	magic := g.number(round)
	t = g.fma(x, g.number(inverse), magic)
	n := g.two(sub, t, magic) // 0 up to pi/4, where r is x and low is 0
	a := g.three(negMulAdd, n, g.number(first), x)
	b := g.two(mul, n, g.number(second))
	bLow := g.productRest(n, g.number(second), b)
	r = g.two(sub, a, b)
	bb := g.two(sub, r, a)
	e := g.two(sub, g.two(sub, a, g.two(sub, r, bb)), g.two(add, b, bb))
	low = g.two(sub, g.two(sub, e, bLow), g.two(mul, n, g.number(third)))
	high := g.two(add, r, low)
	return t, high, g.two(add, g.two(sub, r, high), low)
}

// quarter is the sine of as many quarters as the low bits of t say, and r + low more.
func (g *graph) quarter(t, r, low ref) ref {
	sine, cosine, _ := elementary.SineCoefficients()
	z := g.two(mul, r, r)
	p := g.horner(sine[:], z)
	even := g.two(add, r, g.fma(g.two(mul, p, z), r, g.fma(g.two(mul, g.number(-0.5), z), low, low)))

	p = g.horner(cosine[:], z)
	one := g.number(1)
	half := g.two(mul, g.number(0.5), z)
	w := g.two(sub, one, half)
	rest := g.two(sub, g.two(sub, g.two(sub, one, w), half), g.two(mul, g.number(0.5), g.productRest(r, r, z)))
	odd := g.two(add, w, g.two(add, rest, g.three(mulSub, g.two(mul, z, z), p, g.two(mul, r, low))))

	isOdd := g.shift(shiftRight, g.shift(shiftLeft, t, 63), 1) // 2, or 0
	y := g.choose(g.compare(amd64.NotEqual, isOdd, g.number(0)), odd, even)
	return g.two(xor, y, g.two(and, g.shift(shiftLeft, t, 62), g.word(1<<63)))
}

func (g *graph) sin(x ref) ref {
	_, _, itself := elementary.SineCoefficients()
	y := g.quarter(g.quarters(x))
	return g.choose(g.compare(amd64.Less, g.absolute(x), g.number(itself)), x, y)
}

func (g *graph) cos(x ref) ref {
	t, r, low := g.quarters(x)
	return g.quarter(g.two(addInteger, t, g.word(1)), r, low)
}

// exprelrCurve is the second or third derivative of exprelr: the series near 0, what follows from |x| A' = A(1 - B) elsewhere.
func (g *graph) exprelrCurve(order int, x ref) ref {
	c, within := elementary.ExprelrCoefficients(order)
	near := g.horner(c, g.two(mul, x, x))
	if order == 3 {
		near = g.two(mul, near, x)
	}
	y, one := g.absolute(x), g.number(1)
	a := g.exprelr(y)
	b := g.two(add, a, y)
	first := g.two(div, g.two(mul, a, g.two(sub, one, b)), y)
	sum := g.two(add, a, b)
	far := g.two(div, g.negative(g.two(add, g.two(mul, first, sum), a)), y)
	if order == 3 {
		rest := g.two(mul, g.two(mul, g.number(2), first), g.two(add, first, one))
		far = g.two(div, g.negative(g.two(add, g.two(mul, far, g.two(add, sum, one)), rest)), y)
		far = g.choose(g.compare(amd64.Less, x, g.number(0)), g.negative(far), far)
	}
	return g.choose(g.compare(amd64.LessEqual, y, g.number(within)), near, far)
}

// normal leaves rows where x is not a positive normal number.
func (g *graph) normal(x ref) {
	g.leave(amd64.NotLessEqual, g.number(0x1p-1022), x)
	g.leave(amd64.NotLessEqual, x, g.number(math.MaxFloat64))
}
