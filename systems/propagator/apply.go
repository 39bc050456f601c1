package propagator

// Apply makes out = expm(dt G) x, by node. The entries of branchpoints are
// neither read nor written. A clamped node is held at its command over the
// step (its x is not read) and leaves with it. out may be x; command has one
// entry for each clamp. The bits depend on the system alone.
func (p *Propagator) Apply(w *Workspace, x, command, out []float64) {
	p.settle(w.settled, command)
	d := w.difference
	for i, node := range p.free {
		d[i] = x[node] - w.settled[i]
	}
	p.propagate(w, d)
	for i, node := range p.free {
		out[node] = w.settled[i] + d[i]
	}
	for i, node := range p.system.Fixed {
		out[node] = command[i]
	}
}

// settle makes what the free nodes would come to if the commands stayed: with
// K_ff h = -K_fc c, h + expm(dt G)(x - h) is the exact solution of
// C x' = -K_ff x - K_fc c, also where K_ff is singular: a part that no clamp
// reaches has h = 0 and no flow from a clamp.
func (p *Propagator) settle(h, command []float64) {
	clear(h)
	for r, reach := range p.reach {
		c := command[r]
		for i, free := range reach.free {
			h[free] += float64(reach.share[i] * c)
		}
	}
}

// center takes from every part that no clamp reaches its mean, which stays:
// rounding then goes with how far values lie apart, and a constant stays what
// it is to the bit.
func (p *Propagator) center(w *Workspace, x []float64) {
	for k := range p.parts {
		part := &p.parts[k]
		origin, sum := x[part.free[0]], 0.0
		for _, i := range part.free {
			sum += float64(p.flow.capacity[i] * (x[i] - origin))
		}
		mean := origin + sum/part.total
		w.mean[k] = mean
		for _, i := range part.free {
			x[i] -= mean
		}
	}
}

// propagate makes x = expm(dt G) x, by free node.
func (p *Propagator) propagate(w *Workspace, x []float64) {
	p.center(w, x)
	if p.Stored() {
		p.multiply(x, w.sum)
		for i, c := range p.flow.capacity {
			x[i] = w.sum[i] / c
		}
	} else {
		p.sumSeries(w, x)
		copy(x, w.sum)
	}
	for k, part := range p.parts {
		for _, i := range part.free {
			x[i] += w.mean[k]
		}
	}
}

// sumSeries sums the Chebyshev series of expm(dt G) x into w.sum.
func (p *Propagator) sumSeries(w *Workspace, x []float64) {
	c := p.series.coefficients
	a, b, sum := w.a, w.b, w.sum
	copy(a, x)
	for i, v := range a {
		sum[i] = c[0] * v
	}
	for k := 1; k < len(c); k++ {
		if k == 1 {
			p.flow.first(a, b)
		} else {
			p.flow.next(a, b)
		}
		a, b = b, a
		ck := c[k]
		for i, v := range a {
			sum[i] += float64(ck * v)
		}
	}
}

// first makes y = B x.
func (f *flow) first(x, y []float64) {
	clear(y)
	f.next(x, y)
	for i := range y {
		y[i] /= 2
	}
}

// transposed makes x = expm(dt G)^T x = C expm(dt G) C^-1 x.
func (p *Propagator) transposed(w *Workspace, x []float64) {
	for i, c := range p.flow.capacity {
		x[i] /= c
	}
	p.propagate(w, x)
	for i, c := range p.flow.capacity {
		x[i] *= c
	}
}
