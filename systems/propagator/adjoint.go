package propagator

// ApplyAdjoint adds to xBar, commandBar and bar the derivatives of outBar . out
// of Apply at x and command, with respect to x, the commands and the
// parameters; a nil slice is left out. x and command are read only where bar is
// not held. xBar may not be outBar.
func (p *Propagator) ApplyAdjoint(w *Workspace, x, command, outBar, xBar, commandBar []float64, bar Parameters) {
	if !bar.held() {
		p.propagatorAdjoint(w, x, command, outBar, bar)
	}
	d, h := w.difference, w.settled
	for i, node := range p.free {
		d[i] = outBar[node]
	}
	p.transposed(w, d)
	for i, node := range p.free {
		if xBar != nil {
			xBar[node] += d[i]
		}
		d[i] = outBar[node] - d[i]
	}
	for r, reach := range p.reach {
		if commandBar != nil {
			sum := outBar[p.system.Fixed[r]]
			for i, free := range reach.free {
				sum += float64(reach.share[i] * d[free])
			}
			commandBar[r] += sum
		}
	}
	if len(p.reach) == 0 || bar.Coupling == nil && bar.Junction == nil {
		return
	}
	s := w.scratch()
	p.settle(h, command)
	p.settledByNode(s.node, h, command)
	clear(s.other)
	for i, node := range p.free {
		s.other[node] = d[i]
	}
	p.held.solve(s.other, p.system.Fixed)
	p.couplingAdjoint(s.other, s.node, -1, bar)
}

// propagatorAdjoint adds the derivatives of the propagator in the parameters.
// The terms q of the series go forth and their cotangents C r back:
//
//	q_1 = M q_0/2,  q_{k+1} = M q_k - q_{k-1},  r_k = c_k C^-1 outBar + M r_{k+1} - r_{k+2}
//
// The terms are kept at every stride-th k and made again in between, so that
// memory goes with the square root of the degree.
func (p *Propagator) propagatorAdjoint(w *Workspace, x, command, outBar []float64, bar Parameters) {
	s, c := w.scratch(), p.series.coefficients
	n, degree := len(p.free), p.Degree()
	if degree == 0 || n == 0 {
		return
	}
	p.settle(w.settled, command)
	a, b := w.a, w.b
	for i, node := range p.free {
		a[i] = x[node] - w.settled[i]
	}
	p.center(w, a) // a constant stays, whatever the parameters
	clear(b)
	for k := 0; k < degree; k++ { // a is q_k, b is q_{k-1}
		if k%s.stride == 0 {
			at := 2 * k / s.stride * n
			copy(s.checkpoints[at:], b)
			copy(s.checkpoints[at+n:], a)
		}
		if k == 0 {
			p.flow.first(a, b)
		} else {
			p.flow.next(a, b)
		}
		a, b = b, a
	}
	r, later := s.da, s.db // r_{k+1} and r_{k+2}
	clear(later)
	for i, node := range p.free {
		s.u[i] = outBar[node] / p.flow.capacity[i]
		r[i] = c[degree] * s.u[i]
	}
	for low := (degree - 1) / s.stride * s.stride; low >= 0; low -= s.stride {
		high := min(low+s.stride, degree)
		p.again(s, low, high)
		for k := high - 1; k >= 0 && k >= low; k-- {
			term := s.segment[(k-low)*n:] // q_{k-1}, q_k, q_{k+1}
			before, q, after := term[:n], term[n:2*n], term[2*n:3*n]
			weight := 2 * p.scale
			if k == 0 {
				weight = p.scale
			}
			if bar.Coupling != nil || bar.Junction != nil {
				p.extendFree(s.node, r)
				p.extendFree(s.other, q)
				p.couplingAdjoint(s.node, s.other, weight, bar)
			}
			if bar.Capacity != nil {
				for i, node := range p.free {
					moved := after[i] + before[i] + 2*q[i] // (M + 2) q_k
					if k == 0 {
						moved = after[i] + q[i]
					}
					bar.Capacity[node] -= float64(r[i] * moved)
				}
			}
			p.flow.next(r, later)
			for i, u := range s.u {
				later[i] += float64(c[k] * u)
			}
			r, later = later, r
		}
	}
}

// again makes terms low-1 to high of the recurrence from the checkpoint at low.
func (p *Propagator) again(s *derivativeScratch, low, high int) {
	n := len(p.free)
	at := 2 * low / s.stride * n
	copy(s.segment[:2*n], s.checkpoints[at:at+2*n])
	for k := low; k < high; k++ {
		term := s.segment[(k-low)*n:]
		before, q, after := term[:n], term[n:2*n], term[2*n:3*n]
		if k == 0 {
			p.flow.first(q, after)
			continue
		}
		copy(after, before)
		p.flow.next(q, after)
	}
}

// couplingAdjoint adds weight x (difference of r) x (difference of q) to every coupling.
func (p *Propagator) couplingAdjoint(r, q []float64, weight float64, bar Parameters) {
	if bar.Coupling != nil {
		for k, parent := range p.system.Parent {
			if parent >= 0 {
				bar.Coupling[k] += float64(weight * (r[k] - r[parent]) * (q[k] - q[parent]))
			}
		}
	}
	if bar.Junction != nil {
		for i, j := range p.system.Junctions {
			bar.Junction[i] += float64(weight * (r[j.A] - r[j.B]) * (q[j.A] - q[j.B]))
		}
	}
}
