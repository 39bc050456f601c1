package propagator

// ApplyTangent makes out as Apply does, and dout, its derivative along dx,
// dcommand and d. A nil dx or dcommand is 0. out may be x, dout may be dx.
func (p *Propagator) ApplyTangent(w *Workspace, x, command, dx, dcommand []float64, d Parameters, out, dout []float64) {
	if !d.held() {
		p.parameterTangent(w, x, command, d)
	}
	p.Apply(w, x, command, out)
	h, t := w.settled, w.difference
	clear(h)
	if dcommand != nil {
		p.settle(h, dcommand)
	}
	if !d.held() {
		for i, v := range w.d.v {
			h[i] += v
		}
	}
	for i, node := range p.free {
		t[i] = -h[i]
		if dx != nil {
			t[i] += dx[node]
		}
	}
	p.propagate(w, t)
	for i, node := range p.free {
		dout[node] = h[i] + t[i]
		if !d.held() {
			dout[node] += w.d.total[i]
		}
	}
	for i, node := range p.system.Fixed {
		dout[node] = 0
		if dcommand != nil {
			dout[node] = dcommand[i]
		}
	}
}

// parameterTangent makes the derivatives along d: of what the nodes settle at,
// into w.d.v, and of the propagator applied to x less that, into w.d.total.
func (p *Propagator) parameterTangent(w *Workspace, x, command []float64, d Parameters) {
	s := w.scratch()
	p.settle(w.settled, command)
	clear(s.v)
	if len(p.reach) > 0 && (d.Coupling != nil || d.Junction != nil) {
		p.settledByNode(s.node, w.settled, command)
		p.flows(s.node, s.other, d)
		p.held.solve(s.other, p.system.Fixed)
		for i, node := range p.free {
			s.v[i] = -s.other[node]
		}
	}
	c := p.series.coefficients
	a, b, da, db := w.a, w.b, s.da, s.db
	clear(da)
	clear(s.total)
	for i, node := range p.free {
		a[i] = x[node] - w.settled[i]
	}
	p.center(w, a) // a constant stays, whatever the parameters
	for k := 1; k < len(c); k++ {
		// u is the derivative of M in the parameters, times the term before.
		p.extendFree(s.node, a)
		p.flows(s.node, s.other, d)
		p.branch.fold(s.other)
		for i, node := range p.free {
			s.u[i] = p.flow.factor[i] * s.other[node]
		}
		p.capacityTangent(s.u, a, 2, d)
		if k == 1 {
			p.flow.first(a, b)
			p.capacityTangent(s.u, b, 2, d)
			for i, u := range s.u {
				db[i] = u / 2
			}
		} else {
			p.capacityTangent(s.u, b, 1, d)
			p.flow.next(a, b)
			p.capacityTangent(s.u, b, 1, d)
			p.flow.next(da, db)
			for i, u := range s.u {
				db[i] += u
			}
		}
		a, b, da, db = b, a, db, da
		ck := c[k]
		for i, v := range da {
			s.total[i] += float64(ck * v)
		}
	}
}

// capacityTangent adds to u the part of the derivative of M = 2 scale C^-1 K - 2
// along the capacities that is in a term of (M + 2) q, times factor.
func (p *Propagator) capacityTangent(u, q []float64, factor float64, d Parameters) {
	if d.Capacity == nil {
		return
	}
	for i, node := range p.free {
		u[i] -= float64(factor * d.Capacity[node] / p.flow.capacity[i] * q[i])
	}
}

// flows makes what leaves every node at values x through couplings d.
func (p *Propagator) flows(x, flow []float64, d Parameters) {
	clear(flow)
	if d.Coupling != nil {
		for k, parent := range p.system.Parent {
			if parent >= 0 {
				f := d.Coupling[k] * (x[k] - x[parent])
				flow[k] += f
				flow[parent] -= f
			}
		}
	}
	if d.Junction != nil {
		for i, j := range p.system.Junctions {
			f := d.Junction[i] * (x[j.A] - x[j.B])
			flow[j.A] += f
			flow[j.B] -= f
		}
	}
}

// settledByNode is what all nodes settle at, clamps and branchpoints among them.
func (p *Propagator) settledByNode(x, settled, command []float64) {
	for i, node := range p.free {
		x[node] = settled[i]
	}
	for i, node := range p.system.Fixed {
		x[node] = command[i]
	}
	p.branch.extend(x)
}

// extendFree puts values of the free nodes at their nodes; clamps have 0, and
// branchpoints follow.
func (p *Propagator) extendFree(x, free []float64) {
	for i, node := range p.free {
		x[node] = free[i]
	}
	for _, node := range p.system.Fixed {
		x[node] = 0
	}
	p.branch.extend(x)
}
