package tree

import (
	"fmt"
	"math"
)

// iteration is the workspace of the conjugate gradients, by reduced node.
type iteration struct{ residual, direction, image, conditioned []float64 }

const (
	// residualTarget is the relative residual, in the preconditioner's norm,
	// that ends a round of conjugate gradients.
	residualTarget = 1e-14
	// residualAllowed bounds what is left of the true residual, relative to
	// the terms it is the difference of.
	residualAllowed = 1e-13
	rounds          = 4
)

// iterate replaces w of a component by K^-1 w: conjugate gradients (Hestenes
// and Stiefel 1952, J Res Natl Bur Stand 49:409) preconditioned by the tree
// with the junctions on its diagonal. A round ends where the recurrence of the
// residual does; the true residual is then solved for again if it is not small.
// Sums run in the order of nodes.
func (c *Coupled) iterate(g *group, w []float64) error {
	low, high := g.low, g.high
	x, residual := w[low:high], c.work.residual[low:high]
	copy(residual, x)
	scale := largest(x)
	if scale == 0 || math.IsNaN(scale) || math.IsInf(scale, 0) {
		return nil // nothing flows; or the caller's NaN, which passes on
	}
	clear(x)
	// The right-hand side is needed again: it is y's, which stays.
	bound := 10*int(high-low) + 200
	left, steps := 0.0, 0
	for range rounds {
		used, definite := c.conjugateGradients(g, x, bound)
		if steps += used; !definite {
			return fmt.Errorf("tree: %s: the matrix is not positive definite after %d iterations of conjugate gradients: "+
				"a diagonal (capacitance/dt + slope) is too small or not a number; take a smaller time step", c.describe(g), steps)
		}
		left = c.trueResidual(g, x)
		if left <= residualAllowed {
			return nil
		}
		if used >= bound {
			break
		}
	}
	return fmt.Errorf("tree: %s: conjugate gradients left a relative residual of %.2g, more than %.2g, after %d iterations: "+
		"the largest junction conductance is %.3g times the input conductance of its end; reduce it or the time step",
		c.describe(g), left, residualAllowed, steps, c.worst(g))
}

// conjugateGradients adds K^-1 residual to x, and says how many iterations it
// took and whether the matrix was positive definite as far as seen.
func (c *Coupled) conjugateGradients(g *group, x []float64, bound int) (int, bool) {
	r, p := c.work.residual[g.low:g.high], c.work.direction[g.low:g.high]
	z, q := c.work.conditioned[g.low:g.high], c.work.image[g.low:g.high]
	c.precondition(g)
	copy(p, z)
	rz := dot(r, z)
	target := rz * residualTarget * residualTarget
	for step := range bound {
		if !(rz > target) {
			return step, rz >= 0
		}
		c.multiply(g)
		curvature := dot(p, q)
		if !(curvature > 0) {
			return step, false
		}
		alpha := rz / curvature
		for i := range x {
			x[i] += float64(alpha * p[i])
			r[i] -= float64(alpha * q[i])
		}
		c.precondition(g)
		next := dot(r, z)
		beta := next / rz
		rz = next
		for i := range p {
			p[i] = z[i] + float64(beta*p[i])
		}
	}
	return bound, true
}

// precondition makes conditioned = P residual, P the inverse of the tree with
// the junctions on its diagonal, at the reduced nodes.
func (c *Coupled) precondition(g *group) {
	r, u, z := &c.reduced, c.work.image, c.work.conditioned // image is free here
	copy(u[g.low:g.high], c.work.residual[g.low:g.high])
	for i := g.high - 1; i >= g.low; i-- {
		if p := r.parent[i]; p >= 0 {
			u[p] += float64(r.fall[i] * u[i])
		}
	}
	for i := g.low; i < g.high; i++ {
		x := r.resistance[i] * u[i]
		if p := r.parent[i]; p >= 0 {
			x += float64(r.fall[i] * z[p])
		}
		z[i] = x
	}
}

// multiply makes image = K direction.
func (c *Coupled) multiply(g *group) {
	r, x, to := &c.reduced, c.work.direction, c.work.image
	for i := g.low; i < g.high; i++ {
		to[i] = r.diagonal[i] * x[i]
		if p := r.parent[i]; p >= 0 {
			to[i] -= float64(r.coupling[i] * x[p])
			to[p] -= float64(r.coupling[i] * x[i])
		}
	}
	for k := g.firstInner; k < g.lastInner; k++ {
		j := &c.inner[k]
		conductance := c.Conductance[j.junction]
		to[j.a] -= float64(conductance * x[j.b])
		to[j.b] -= float64(conductance * x[j.a])
	}
}

// trueResidual writes N y - K x to residual and returns its largest value
// relative to the terms.
func (c *Coupled) trueResidual(g *group, x []float64) float64 {
	r := c.work.residual
	copy(c.work.direction[g.low:g.high], x)
	c.multiply(g)
	for i := g.low; i < g.high; i++ {
		r[i] = -c.work.image[i]
	}
	for k := g.firstInner; k < g.lastInner; k++ {
		j := &c.inner[k]
		conductance := c.Conductance[j.junction]
		r[j.a] += float64(conductance * c.y[j.b])
		r[j.b] += float64(conductance * c.y[j.a])
	}
	terms := max(largest(c.y[g.low:g.high]), largest(x)) * largest(c.reduced.diagonal[g.low:g.high])
	return largest(r[g.low:g.high]) / terms
}

// describe names a component by its first node and size.
func (c *Coupled) describe(g *group) string {
	return fmt.Sprintf("the cells that %d junctions connect with node %d", g.lastInner-g.firstInner, c.reduced.chain[c.reduced.start[g.low]])
}

// worst is the largest ratio of a junction's conductance to the reduced
// diagonal without it.
func (c *Coupled) worst(g *group) float64 {
	ratio := 0.0
	for k := g.firstInner; k < g.lastInner; k++ {
		j := &c.inner[k]
		conductance := c.Conductance[j.junction]
		ratio = max(ratio, conductance/(c.reduced.diagonal[j.a]-conductance), conductance/(c.reduced.diagonal[j.b]-conductance))
	}
	return ratio
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}

// largest is the largest absolute value, NaN if there is one.
func largest(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		if v = math.Abs(v); !(v <= m) {
			if m = v; math.IsNaN(v) {
				return v
			}
		}
	}
	return m
}
