package limit

import "math"

// The channels: conductances in S/cm2, reversal potentials in mV.
const (
	gNa, gK, gLeak = 0.12, 0.036, 0.0003
	eNa, eK, eLeak = 50, -77, -54.3
)

// sweep advances the gates and puts the membrane into the system, as the equations have it.
func (b *block) sweep(t *tree) {
	for i := range b.m {
		k, v := i/lanes, b.v[i]
		m := advance(b.m[i], exprelr(-(v+40)/10), 4*math.Exp(-(v+65)/18))
		h := advance(b.h[i], 0.07*math.Exp(-(v+65)/20), 1/(math.Exp(-(v+35)/10)+1))
		n := advance(b.n[i], 0.1*exprelr(-(v+55)/10), 0.125*math.Exp(-(v+65)/80))
		b.m[i], b.h[i], b.n[i] = m, h, n
		na, potassium := gNa*m*m*m*h, gK*n*n*n*n
		slope := na + potassium + gLeak
		driven := na*eNa + potassium*eK + gLeak*eLeak // slope v less the current
		b.d[i] = t.axial[k] + t.area[k]*slope
		b.b[i] = t.capacity[k]*v + t.area[k]*driven
	}
}

// advance takes a gate a step on.
func advance(x, alpha, beta float64) float64 {
	steady := alpha / (alpha + beta)
	return steady + (x-steady)*math.Exp(-dt*(alpha+beta))
}

// exprelr is x/(exp(x)-1).
func exprelr(x float64) float64 {
	if math.Abs(x) < 0.02 {
		y := x * x
		return 1 - x/2 + y*(1.0/12-y*(1.0/720-y/30240))
	}
	return x / (math.Exp(x) - 1)
}

// solve eliminates children into their parents and goes back; b.d becomes the reciprocal diagonal.
func (b *block) solve(t *tree) {
	for i := nodes - 1; i > 0; i-- {
		k := t.order[i]
		p, g := t.parent[k], t.coupling[k]
		for lane := range lanes {
			child, parent := k*lanes+lane, p*lanes+lane
			b.d[child] = 1 / b.d[child]
			f := g * b.d[child]
			b.d[parent] -= f * g
			b.b[parent] += f * b.b[child]
		}
	}
	for lane := range lanes {
		b.v[lane] = b.b[lane] / b.d[lane]
	}
	for _, k := range t.order[1:] {
		p, g := t.parent[k], t.coupling[k]
		for lane := range lanes {
			child := k*lanes + lane
			b.v[child] = (b.b[child] + g*b.v[p*lanes+lane]) * b.d[child]
		}
	}
}
