package main

import (
	"fmt"
	"math"

	"golgi/plan"
)

const (
	calcium = plan.Column("CaCon_i")     // mM
	level   = plan.Column("homeostat_g") // S/cm2, the system's own
)

// homeostat regulates a conductance g of a channel until calcium is at its target:
//
//	dg/dt = g*(1 - Ca/target)/tau
//
// after O'Leary, Williams, Franci & Marder 2014, Neuron 82:809-821, and Liu,
// Golowasch, Marder & Abbott 1998, J Neurosci 18:2309-2320. g stays positive.
type homeostat struct {
	conductance plan.Column // parameter of a channel, S/cm2
	start       float64     // its first value, S/cm2
	target      float64     // calcium, mM
	tau         float64     // ms; negative for a conductance that lowers calcium
}

func (homeostat) Name() string { return "homeostat" }

// Columns are the states that the system brings along.
func (h homeostat) Columns() []plan.OwnColumn {
	return []plan.OwnColumn{{Name: level, Unit: "S/cm2", Role: plan.RoleState, Default: h.start}}
}

// Access: each compartment by itself.
func (h homeostat) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{calcium}, Writes: []plan.Column{level, h.conductance}, Scope: plan.Local, Extent: plan.AnyPart}
}

// Start gives the channel the conductance that the run begins with.
func (h homeostat) Start(c *plan.Context, t plan.Tile) error {
	g, channel := c.Read(level), c.Write(h.conductance)
	for instance, row := range h.rows(c, t) {
		channel[instance] = g[row]
	}
	return nil
}

// Step advances g exactly, calcium held.
func (h homeostat) Step(c *plan.Context, t plan.Tile) error {
	g, ca, channel := c.Write(level), c.Read(calcium), c.Write(h.conductance)
	for instance, row := range h.rows(c, t) {
		g[row] *= h.growth(c.Dt, ca[row])
		channel[instance] = g[row]
	}
	return nil
}

func (h homeostat) growth(dt, ca float64) float64 { return math.Exp(dt * (1 - ca/h.target) / h.tau) }

// rows are the compartments of the tile that have the channel, counted from the
// tile's first, in the order of the channel's rows.
func (h homeostat) rows(c *plan.Context, t plan.Tile) []int {
	info, _ := c.Plan.Column(h.conductance)
	instances := c.Rows(info.Mechanism)
	rows := make([]int, 0, instances.Len())
	for _, compartment := range c.Plan.Mechanisms()[info.Mechanism].Compartments[instances.Low:instances.High] {
		rows = append(rows, int(compartment)-t.Compartments.Low)
	}
	return rows
}

// Prepare refuses what is not a parameter of a channel.
func (h homeostat) Prepare(c *plan.Context, _ plan.Tile) error {
	if info, _ := c.Plan.Column(h.conductance); info.Role != plan.RoleParameter || info.Mechanism < 0 {
		return fmt.Errorf("%q is not a parameter of a channel", h.conductance)
	}
	return nil
}
