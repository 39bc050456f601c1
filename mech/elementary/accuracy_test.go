package elementary

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// worst runs error over n arguments and returns the largest, with where it is.
func worst(n int, argument func(i int) float64, ulp func(x float64) float64) (largest, at float64) {
	for i := range n {
		x := argument(i)
		if u := ulp(x); !(u <= largest) {
			largest, at = u, x
		}
	}
	return largest, at
}

// mixed gives arguments spread evenly over [a, b], then by magnitude down to 2^-60 of the range.
func mixed(a, b float64, n int) func(i int) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	return func(i int) float64 {
		if i%2 == 0 {
			return a + (b-a)*r.Float64()
		}
		side := a
		if r.IntN(2) == 0 {
			side = b
		}
		return side * math.Exp2(-60*r.Float64())
	}
}

// nearTies gives arguments next to the borders of the reduction, n ln2 +- ln2/2, and next to n ln2, where cancellation is worst.
func nearTies(i int) float64 {
	n := float64(i%2100) - 1060
	x := (n + 0.5*float64(i%2)) * math.Ln2
	return math.Float64frombits(math.Float64bits(x) + uint64(i/2100) - 30)
}

// TestAccuracy holds the errors stated in the comments, against double-double arithmetic.
func TestAccuracy(t *testing.T) {
	const n = 170_000
	exp := func(x float64) float64 {
		if x > expOverflow || x < expUnderflow {
			return 0
		}
		m, k := ddExp(dd{x, 0})
		return ulps(Exp(x), m, k)
	}
	expm1 := func(x float64) float64 {
		y, k := ddExpm1(dd{x, 0})
		y = y.ldexp(k).add(dd{math.Ldexp(1, k), 0}).add(dd{-1, 0})
		return ulps(Expm1(x), y, 0)
	}
	exprelr := func(x float64) float64 {
		if x == 0 {
			return math.Abs(Exprelr(x) - 1)
		}
		if x > 600 { // e^x would overflow the reference's 2^k: x e^-x there
			m, k := ddExp(dd{-x, 0})
			return ulps(Exprelr(x), m.mul(dd{x, 0}), k)
		}
		y, k := ddExpm1(dd{x, 0})
		y = y.ldexp(k).add(dd{math.Ldexp(1, k), 0}).add(dd{-1, 0})
		return ulps(Exprelr(x), dd{x, 0}.div(y), 0)
	}
	exprelrSlope := func(x float64) float64 { // (y - x(y + 1))/y^2 with y = expm1(x)
		if math.Abs(x) < 1e-3 {
			return 0 // too much cancels in the reference
		}
		y, k := ddExpm1(dd{x, 0})
		y = y.ldexp(k).add(dd{math.Ldexp(1, k), 0}).add(dd{-1, 0})
		slope := y.add(dd{x, 0}.mul(y.add(dd{1, 0})).neg()).div(y.mul(y))
		return ulps(ExprelrDerivative(1, x), slope, 0)
	}
	tanh := func(x float64) float64 {
		y, k := ddExpm1(dd{2 * x, 0})
		y = y.ldexp(k).add(dd{math.Ldexp(1, k), 0}).add(dd{-1, 0})
		return ulps(Tanh(x), y.div(y.add(dd{2, 0})), 0)
	}
	log1p := func(x float64) float64 {
		// log(1+x) by two Newton steps on expm1 from the double value
		y := dd{math.Log1p(x), 0}
		for range 2 {
			e, k := ddExpm1(y)
			e = e.ldexp(k).add(dd{math.Ldexp(1, k), 0}).add(dd{-1, 0})
			y = y.add(dd{x, 0}.add(e.neg()).div(e.add(dd{1, 0})))
		}
		return ulps(Log1p(x), y, 0)
	}
	sin := func(x float64) float64 { s, _ := ddSinCos(x); return ulps(Sin(x), s, 0) }
	cos := func(x float64) float64 { _, c := ddSinCos(x); return ulps(Cos(x), c, 0) }
	for _, c := range []struct {
		name     string
		n        int
		argument func(int) float64
		ulp      func(float64) float64
		bound    float64
	}{
		{"exp", 2 * n, mixed(-745.2, 709.8, n), exp, 0.95},
		{"exp small", 2 * n, mixed(-12, 12, n), exp, 0.95},
		{"exp ties", n, nearTies, exp, 0.95},
		{"exp subnormal", n, mixed(-745.13, -708, n), exp, 0.95},
		{"expm1", n / 2, mixed(-50, 700, n), expm1, 1.3},
		{"expm1 small", n, mixed(-3, 3, n), expm1, 1.3},
		{"exprelr", n / 2, mixed(-750, 700, n), exprelr, 2.3},
		{"exprelr small", n, mixed(-40, 40, n), exprelr, 2.3},
		{"exprelr slope", n / 2, mixed(-200, 200, n), exprelrSlope, 7},
		{"exprelr slope small", n / 2, mixed(-3, 3, n), exprelrSlope, 7},
		{"tanh", n / 2, mixed(-20, 20, n), tanh, 2.6},
		{"tanh small", n / 2, mixed(-2, 2, n), tanh, 2.6},
		{"log1p", n / 4, mixed(-0.999999, 5, n), log1p, 1.1},
		{"sin", n / 2, mixed(-100, 100, n), sin, 0.9},
		{"cos", n / 2, mixed(-100, 100, n), cos, 0.9},
		{"sin large", n / 2, mixed(-1e5, 1e5, n), sin, 0.9},
	} {
		largest, at := worst(c.n, c.argument, c.ulp)
		t.Logf("%-14s %.3f ulp at %v", c.name, largest, at)
		assert.LessOrEqual(t, largest, c.bound, "%s at %v (%x)", c.name, at, at)
	}
}

func TestAccuracyLogPow(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	anyPositive := func(int) float64 { return math.Float64frombits(r.Uint64N(0x7fefffffffffffff-1<<52) + 1<<52) }
	log := func(x float64) float64 { return ulps(Log(x), ddLog(x), 0) }
	for _, c := range []struct {
		name     string
		argument func(int) float64
		bound    float64
	}{
		{"log", anyPositive, 0.9},
		{"log near 1", func(int) float64 { return 1 + math.Ldexp(r.Float64()-0.5, -r.IntN(50)) }, 0.9},
		{"log 0.5 to 2", func(int) float64 { return math.Exp2(2*r.Float64() - 1) }, 0.9},
	} {
		largest, at := worst(60_000, c.argument, log)
		t.Logf("%-14s %.3f ulp at %v", c.name, largest, at)
		require.LessOrEqual(t, largest, c.bound, "%s at %v", c.name, at)
	}
	var largest float64
	for i := range 60_000 {
		x := math.Exp2(40*r.Float64() - 20)
		y := 100*r.Float64() - 50
		if i%3 == 0 {
			x = anyPositive(i)
			y = 2*r.Float64() - 1
		}
		l := ddLog(x).mul(dd{y, 0})
		if math.Abs(l.hi) > 700 {
			continue
		}
		m, k := ddExp(l)
		u := ulps(Pow(x, y), m, k)
		require.LessOrEqual(t, u, 1.0, "pow(%v, %v)", x, y)
		largest = max(largest, u)
	}
	t.Logf("pow            %.3f ulp", largest)
}
