package elementary

import "math"

// The block functions give the same bits as the functions of one value. They hold the common path in the loop, where the processor
// overlaps the iterations, and call the function of one value outside it. dst may be src; len(dst) values are made.

// ExpBlock puts Exp(src[i]) into dst[i].
func ExpBlock(dst, src []float64) {
	src = src[:len(dst)]
	for i := range dst {
		x := src[i]
		if !(math.Abs(x) <= expNormal) {
			dst[i] = expEdge(x)
			continue
		}
		t := math.FMA(x, log2e, magic)
		n := t - magic
		r := math.FMA(n, -ln2Hi, x)
		r = math.FMA(n, -ln2Lo, r)
		r2 := r * r
		a := math.FMA(exp3, r, exp2)
		b := math.FMA(exp5, r, exp4)
		c := math.FMA(exp7, r, exp6)
		d := math.FMA(exp9, r, exp8)
		e := math.FMA(exp11, r, exp10)
		d = math.FMA(e, r2, d)
		c = math.FMA(d, r2, c)
		b = math.FMA(c, r2, b)
		a = math.FMA(b, r2, a)
		p := math.FMA(math.FMA(a, r, 1), r, 1)
		dst[i] = math.Float64frombits(math.Float64bits(p) + math.Float64bits(t)<<52)
	}
}

// ExpScaledBlock puts Exp(src[i]*factor) into dst[i].
func ExpScaledBlock(dst, src []float64, factor float64) {
	src = src[:len(dst)]
	for i := range dst {
		x := float64(src[i] * factor)
		if !(math.Abs(x) <= expNormal) {
			dst[i] = expEdge(x)
			continue
		}
		t := math.FMA(x, log2e, magic)
		n := t - magic
		r := math.FMA(n, -ln2Hi, x)
		r = math.FMA(n, -ln2Lo, r)
		r2 := r * r
		a := math.FMA(exp3, r, exp2)
		b := math.FMA(exp5, r, exp4)
		c := math.FMA(exp7, r, exp6)
		d := math.FMA(exp9, r, exp8)
		e := math.FMA(exp11, r, exp10)
		d = math.FMA(e, r2, d)
		c = math.FMA(d, r2, c)
		b = math.FMA(c, r2, b)
		a = math.FMA(b, r2, a)
		p := math.FMA(math.FMA(a, r, 1), r, 1)
		dst[i] = math.Float64frombits(math.Float64bits(p) + math.Float64bits(t)<<52)
	}
}

// ExprelrBlock puts Exprelr(src[i]) into dst[i].
func ExprelrBlock(dst, src []float64) { ExprelrScaledBlock(dst, src, 1) }

// ExprelrScaledBlock puts Exprelr(src[i]*factor) into dst[i].
func ExprelrScaledBlock(dst, src []float64, factor float64) {
	src = src[:len(dst)]
	for i := range dst {
		x := float64(src[i] * factor)
		if !(math.Abs(x) <= expm1Direct) {
			dst[i] = exprelrEdge(x)
			continue
		}
		if x == 0 {
			x = tiny
		}
		t := math.FMA(x, log2e, magic)
		n := t - magic
		high := math.FMA(n, -ln2Hi, x)
		r := math.FMA(n, -ln2Lo, high)
		rest := math.FMA(n, -ln2Lo, high-r)
		r2 := r * r
		a := math.FMA(exp3, r, exp2)
		b := math.FMA(exp5, r, exp4)
		c := math.FMA(exp7, r, exp6)
		d := math.FMA(exp9, r, exp8)
		e := math.FMA(exp11, r, exp10)
		d = math.FMA(e, r2, d)
		c = math.FMA(d, r2, c)
		b = math.FMA(c, r2, b)
		a = math.FMA(b, r2, a)
		s := math.FMA(r2, a, rest)
		power := math.Float64frombits(math.Float64bits(t)<<52 + 1023<<52)
		dst[i] = x / math.FMA(power, s, math.FMA(power, r, power-1))
	}
}
