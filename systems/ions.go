package systems

import (
	"fmt"
	"slices"
	"strings"

	"golgi/plan"
	"golgi/systems/propagator"
	"golgi/topology"
)

// ions advances concentrations with the fluxes of this step, linear in the
// concentration (flux F and slope S at sample n, mM/ms and 1/ms):
//
//	volume (C(n+1) - C(n))/dt = volume (F + S (C(n+1) - C(n))) + diffusion
//
// Without diffusion by backward Euler under every integrator; with it by the
// integrator of the voltage, one tree solve a cell and ion. Ions do not see one
// another in a step but through what mechanisms compute from them.
type ions struct {
	plan   *plan.Plan
	solver Solver
	list   []ion
	tiles  [][]ionTile // of each tile, one an ion
	cache  propagator.Cache
}

// ion is one ion with the names of its columns.
type ion struct {
	plan.IonPlan
	flux, slope, constant plan.Column
}

// ionTile is one ion in one tile; without diffusion the cable has no nodes.
type ionTile struct {
	cable
	flux, slope []float64 // times volume: um3 mM/ms outward, um3/ms

	before, dFlux, dSlope []float64 // for derivatives
}

func newIons(p *plan.Plan, solver Solver) *ions {
	s := &ions{plan: p, solver: solver, tiles: make([][]ionTile, len(p.Tiles()))}
	for _, i := range p.Ions() {
		s.list = append(s.list, ion{i, plan.FluxOf(i.Key), plan.FluxSlopeOf(i.Key), plan.Column(plan.DiffusionKey(string(i.Key)))})
	}
	return s
}

// Name is "ions".
func (*ions) Name() string { return "ions" }

// Access reads fluxes and geometry and writes the concentrations.
func (s *ions) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart, Reads: []plan.Column{plan.Volume, plan.LoadIn, plan.LoadOut}}
	if s.diffuse() {
		access.Extent = s.solver.extent()
	}
	for _, ion := range s.list {
		access.Reads = append(access.Reads, ion.flux, ion.slope)
		access.Writes = append(access.Writes, ion.Key)
		if ion.Diffuses {
			access.Reads = append(access.Reads, ion.constant)
		}
	}
	return access
}

// diffuse says whether any does.
func (s *ions) diffuse() bool {
	return slices.ContainsFunc(s.list, func(i ion) bool { return i.Diffuses })
}

// Prepare derives the coefficients of diffusion.
func (s *ions) Prepare(c *plan.Context, t plan.Tile) error {
	s.tiles[t.Index] = nil
	volume, in, out := c.Read(plan.Volume), c.Read(plan.LoadIn), c.Read(plan.LoadOut)
	dt := c.Dt
	if s.solver == CrankNicolson {
		dt /= 2
	}
	n := t.Compartments.Len()
	for _, ion := range s.list {
		tile := ionTile{cable: cable{key: ion.Key}}
		if ion.Diffuses {
			diffusion := c.Read(ion.constant)
			capacity := make([]float64, n)
			for i := range capacity {
				capacity[i] = volume[i] / dt
			}
			tile.cable = newCable(s.plan, t, ion.Key, s.solver, capacity, func(halves [2]topology.Half) float64 {
				return topology.DiffusionConductance(halves, diffusion, in, out)
			})
			tile.flux, tile.slope = make([]float64, n), make([]float64, n)
			if s.solver == ExponentialEuler {
				if err := tile.prepareExponential(s.plan, t, dt, &s.cache); err != nil {
					return err
				}
			}
		} else {
			tile.place = make([]int32, n) // for the clamps alone
			for i := range tile.place {
				tile.place[i] = int32(i)
			}
			tile.takeOut(s.plan, t, false)
		}
		s.tiles[t.Index] = append(s.tiles[t.Index], tile)
	}
	return nil
}

// Step advances every concentration.
func (s *ions) Step(c *plan.Context, t plan.Tile) error {
	for i, ion := range s.list {
		w := &s.tiles[t.Index][i]
		flux, slope, concentration := c.Read(ion.flux), c.Read(ion.slope), c.Write(ion.Key)
		if !ion.Diffuses {
			stay(c.Dt, concentration, flux, slope)
			w.set(c, concentration)
			continue
		}
		outward(w.flux, w.slope, flux, slope, c.Read(plan.Volume))
		if err := w.step(c, s.solver, concentration, w.flux, w.slope, nil); err != nil {
			return err
		}
	}
	return nil
}

// stay advances a concentration without diffusion.
func stay(dt float64, concentration, flux, slope []float64) {
	for row, x := range concentration {
		concentration[row] = (x + float64(dt*(flux[row]-float64(slope[row]*x)))) / (1 - float64(dt*slope[row]))
	}
}

// outward turns the fluxes of a unit of volume into what flows out of the
// compartments, as a current does.
func outward(out, outSlope, flux, slope, volume []float64) {
	for row := range out {
		out[row], outSlope[row] = -flux[row]*volume[row], -slope[row]*volume[row]
	}
}

// part finds the ions of the cell that a tile is a part of, and the number of the part.
func (s *ions) part(t plan.Tile) (tiles []ionTile, number int) {
	cut := s.plan.CutOf(t)
	return s.tiles[cut.Parts.Low], cut.Number(t)
}

// Rise assembles and eliminates a part of a cell, ion by ion.
func (s *ions) Rise(c *plan.Context, t plan.Tile) error {
	tiles, number := s.part(t)
	for i, ion := range s.list {
		w := &tiles[i]
		flux, slope := c.Read(ion.flux), c.Read(ion.slope)
		if !ion.Diffuses {
			stay(c.Dt, c.Write(ion.Key), flux, slope)
			continue
		}
		part := &w.parts[number]
		low, high := part.compartments.Low, part.compartments.High
		outward(w.flux[low:high], w.slope[low:high], flux, slope, c.Read(plan.Volume))
		low, high = part.local.low, part.local.low+part.local.rows.Len()
		w.rise(c.Worker, part, c.ReadIn(ion.Key, part.local.rows), w.flux[low:high], w.slope[low:high], nil)
	}
	return nil
}

// Descend makes the concentrations of a part of a cell.
func (s *ions) Descend(c *plan.Context, t plan.Tile) error {
	tiles, number := s.part(t)
	for i, ion := range s.list {
		if w := &tiles[i]; ion.Diffuses {
			part := &w.parts[number]
			w.descend(c.Worker, part, c.WriteIn(ion.Key, part.local.rows), s.solver == CrankNicolson)
		}
	}
	return nil
}

// Explain names the ions.
func (s *ions) Explain() string {
	var diffusing, still []string
	for _, ion := range s.list {
		if ion.Diffuses {
			diffusing = append(diffusing, string(ion.Key))
		} else {
			still = append(still, string(ion.Key))
		}
	}
	var parts []string
	if len(diffusing) > 0 {
		parts = append(parts, fmt.Sprintf("%s diffuse by %s, cell by cell and ion by ion", strings.Join(diffusing, ", "), s.solver))
	}
	if len(still) > 0 {
		parts = append(parts, strings.Join(still, ", ")+" without diffusion")
	}
	return strings.Join(parts, "; ")
}
