package tree

// TransferClamped adds what clamped ends drive through their junctions to the
// right-hand side of the free ends: right[free] += g right[clamped], where
// right[clamped] is the clamped value. Call it before Solve; for a tangent,
// with the tangent of the clamped value there.
func (c *Coupled) TransferClamped(right []float64) {
	for _, h := range c.held {
		right[h.free] += float64(c.Conductance[h.junction] * right[h.clamped])
	}
}

// TransferClampedCotangent is the transpose of TransferClamped:
// lambda[clamped] += g lambda[free]. After lambda = A^-1 xbar it makes
// lambda[clamped] the cotangent of the clamped value.
func (c *Coupled) TransferClampedCotangent(lambda []float64) {
	for _, h := range c.held {
		lambda[h.clamped] += float64(c.Conductance[h.junction] * lambda[h.free])
	}
}

// JunctionCotangent adds the cotangents of the conductances to conductance,
// one entry a junction: -(lambda_a - lambda_b)(x_a - x_b), with lambda =
// A^-1 xbar, the cotangent of the right-hand side, x the solution, and lambda
// taken as 0 at a clamped end.
func (c *Coupled) JunctionCotangent(lambda, x, conductance []float64) {
	for m, j := range c.junctions {
		var a, b float64
		if !c.isClamped(j.A) {
			a = lambda[j.A]
		}
		if !c.isClamped(j.B) {
			b = lambda[j.B]
		}
		conductance[m] -= float64((a - b) * (x[j.A] - x[j.B]))
	}
}

// JunctionTangent adds -(dA/dg) x to the tangent of the right-hand side, with
// x the solution and conductance the tangents of the conductances, one a
// junction: the tangent of the solution then solves A xdot = right. Clamped
// ends keep their entry.
func (c *Coupled) JunctionTangent(x, conductance, right []float64) {
	for m, j := range c.junctions {
		flow := conductance[m] * (x[j.A] - x[j.B])
		if !c.isClamped(j.A) {
			right[j.A] -= flow
		}
		if !c.isClamped(j.B) {
			right[j.B] += flow
		}
	}
}

// Cotangent adds the cotangents of the tree's coefficients: of the diagonal,
// -lambda_k x_k, and of the coupling to the parent p, lambda_k x_p + lambda_p
// x_k, with lambda = A^-1 xbar and x the solution. One entry a node each.
func (s *System) Cotangent(lambda, x, diagonal, coupling []float64) {
	for k, p := range s.Parent {
		diagonal[k] -= float64(lambda[k] * x[k])
		if p >= 0 {
			coupling[k] += float64(lambda[k]*x[p]) + float64(lambda[p]*x[k])
		}
	}
}

// Tangent adds -(dT) x to the tangent of the right-hand side, from the
// tangents of diagonal and coupling, one entry a node each.
func (s *System) Tangent(x, diagonal, coupling, right []float64) {
	for k, p := range s.Parent {
		right[k] -= float64(diagonal[k] * x[k])
		if p >= 0 {
			right[k] += float64(coupling[k] * x[p])
			right[p] += float64(coupling[k] * x[k])
		}
	}
}
