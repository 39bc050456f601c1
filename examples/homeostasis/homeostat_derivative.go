package main

import "golgi/plan"

// The step is g' = g*f(Ca), f = exp(dt*(1 - Ca/target)/tau), and channel' = g'.
// So df/dCa = f*slope, with slope = -dt/(tau*target).

// Tangent advances g, and moves the derivatives along.
func (h homeostat) Tangent(c *plan.Context, t plan.Tile) error {
	g, ca, channel := c.Read(level), c.Read(calcium), c.Derivative(h.conductance)
	gDot, caDot, slope := c.Derivative(level), c.Derivative(calcium), -c.Dt/(h.tau*h.target)
	for instance, row := range h.rows(c, t) {
		f := h.growth(c.Dt, ca[row])
		gDot[row] = float64(f*gDot[row]) + float64(g[row]*f*slope*caDot[row])
		channel[instance] = gDot[row]
	}
	return h.Step(c, t)
}

// Saves what Step overwrites.
func (h homeostat) Saves() []plan.Column { return []plan.Column{level, h.conductance} }

// Adjoint turns derivatives with respect to what Step wrote into those with respect
// to what it read.
func (h homeostat) Adjoint(c *plan.Context, t plan.Tile) error {
	after, ca, channel := c.After(level), c.Read(calcium), c.Derivative(h.conductance)
	gBar, caBar, slope := c.Derivative(level), c.Derivative(calcium), -c.Dt/(h.tau*h.target)
	for instance, row := range h.rows(c, t) {
		total := gBar[row] + channel[instance] // g' was written to both
		channel[instance] = 0                  // what stood there was overwritten
		caBar[row] += float64(total * after[row] * slope)
		gBar[row] = total * h.growth(c.Dt, ca[row])
	}
	return nil
}

// TangentStart starts, and moves the derivatives along.
func (h homeostat) TangentStart(c *plan.Context, t plan.Tile) error {
	gDot, channel := c.Derivative(level), c.Derivative(h.conductance)
	for instance, row := range h.rows(c, t) {
		channel[instance] = gDot[row]
	}
	return h.Start(c, t)
}

// AdjointStart is the way back through Start.
func (h homeostat) AdjointStart(c *plan.Context, t plan.Tile) error {
	gBar, channel := c.Derivative(level), c.Derivative(h.conductance)
	for instance, row := range h.rows(c, t) {
		gBar[row] += channel[instance]
		channel[instance] = 0
	}
	return nil
}
