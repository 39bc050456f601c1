package systems

import (
	"golgi/plan"
	"golgi/systems/tree"
	"golgi/topology"
)

// PrepareTangent makes room.
func (s *ions) PrepareTangent(c *plan.Context, t plan.Tile) error { return s.prepareDerivative(c, t) }

// PrepareAdjoint makes room.
func (s *ions) PrepareAdjoint(c *plan.Context, t plan.Tile) error { return s.prepareDerivative(c, t) }

func (s *ions) prepareDerivative(c *plan.Context, t plan.Tile) error {
	for i, ion := range s.list {
		w := &s.tiles[t.Index][i]
		n := t.Compartments.Len()
		w.before, w.dFlux, w.dSlope = make([]float64, n), make([]float64, n), make([]float64, n)
		if ion.Diffuses {
			w.prepareDerivative(geometryActive(c, ion.constant))
		}
	}
	return nil
}

// Tangent advances the concentrations and their tangents.
func (s *ions) Tangent(c *plan.Context, t plan.Tile) error {
	for i, ion := range s.list {
		copy(s.tiles[t.Index][i].before, c.Read(ion.Key))
	}
	if err := s.Step(c, t); err != nil {
		return err
	}
	volume, dVolume := c.Read(plan.Volume), c.Derivative(plan.Volume)
	for i, ion := range s.list {
		w := &s.tiles[t.Index][i]
		flux, slope := c.Read(ion.flux), c.Read(ion.slope)
		dFlux, dSlope := c.Derivative(ion.flux), c.Derivative(ion.slope)
		step := s.gather(c, &ion, w, w.before, c.Read(ion.Key))
		if !ion.Diffuses {
			for row, x := range step.before {
				moved := step.after[row] - x // (1 - dt S)(C' - C) = dt F
				step.dValue[row] += c.Dt * (dFlux[row] + float64(dSlope[row]*moved)) / (1 - float64(c.Dt*slope[row]))
			}
			w.setTangent(step)
			continue
		}
		outward(w.flux, w.slope, flux, slope, volume)
		for row := range step.dValue {
			w.dFlux[row], w.dSlope[row] = -dFlux[row]*volume[row], -dSlope[row]*volume[row]
			if dVolume != nil {
				w.dFlux[row] -= flux[row] * dVolume[row]
				w.dSlope[row] -= slope[row] * dVolume[row]
			}
		}
		s.coefficientTangents(c, t, &ion, w)
		if err := w.cable.tangent(step); err != nil {
			return err
		}
	}
	return nil
}

func (s *ions) gather(c *plan.Context, ion *ion, w *ionTile, before, after []float64) *cableStep {
	return s.gatherIn(c, ion, w, tree.Run{High: len(w.dFlux)}, &w.now, before, after)
}

// gatherIn lists what the derivatives of a step touch of some rows.
func (s *ions) gatherIn(c *plan.Context, ion *ion, w *ionTile, rows tree.Run, now *cableStep, before, after []float64) *cableStep {
	*now = cableStep{
		before: before, after: after,
		dValue: c.Derivative(ion.Key), dCurrent: w.dFlux[rows.Low:rows.High], dSlope: w.dSlope[rows.Low:rows.High],
		commands: c.Sensitivity.ClampWaveforms, waveforms: c.State.ClampWaveforms, n: c.N, dt: c.Dt, context: c,
		solver: s.solver, half: s.solver == CrankNicolson,
	}
	if ion.Diffuses {
		now.current, now.slope = w.flux[rows.Low:rows.High], w.slope[rows.Low:rows.High]
	}
	return now
}

// Saves concentrations, fluxes and slopes.
func (s *ions) Saves() []plan.Column {
	var columns []plan.Column
	for _, ion := range s.list {
		columns = append(columns, ion.Key, ion.flux, ion.slope)
	}
	return columns
}

// ReadsAfter the concentrations.
func (s *ions) ReadsAfter() []plan.Column {
	var columns []plan.Column
	for _, ion := range s.list {
		columns = append(columns, ion.Key)
	}
	return columns
}

// Adjoint turns the cotangents of the new concentrations into those of the old
// ones, of the fluxes and of the coefficients.
func (s *ions) Adjoint(c *plan.Context, t plan.Tile) error {
	volume, volumeBar := c.Read(plan.Volume), c.Derivative(plan.Volume)
	for i, ion := range s.list {
		w := &s.tiles[t.Index][i]
		flux, slope := c.Read(ion.flux), c.Read(ion.slope)
		fluxBar, slopeBar := c.Derivative(ion.flux), c.Derivative(ion.slope)
		step := s.gather(c, &ion, w, c.Read(ion.Key), c.After(ion.Key))
		if !ion.Diffuses {
			w.releaseClamps(step)
			stayAdjoint(step, slope, fluxBar, slopeBar)
			w.cut(step)
			continue
		}
		clear(w.dFlux)
		clear(w.dSlope)
		outward(w.flux, w.slope, flux, slope, volume)
		if err := w.cable.adjoint(step); err != nil {
			return err
		}
		inward(step, flux, slope, volume, fluxBar, slopeBar, volumeBar)
	}
	return nil
}

// stayAdjoint goes back through a step without diffusion.
func stayAdjoint(s *cableStep, slope, fluxBar, slopeBar []float64) {
	for row, x := range s.before {
		bar := s.dValue[row] * s.dt / (1 - float64(s.dt*slope[row]))
		fluxBar[row] += bar
		slopeBar[row] += bar * (s.after[row] - x)
	}
}

// inward turns the cotangents of what flows out of compartments into those of the fluxes of a unit of volume.
func inward(s *cableStep, flux, slope, volume, fluxBar, slopeBar, volumeBar []float64) {
	for row := range s.dValue {
		fluxBar[row] -= s.dCurrent[row] * volume[row]
		slopeBar[row] -= s.dSlope[row] * volume[row]
		if volumeBar != nil {
			volumeBar[row] -= float64(s.dCurrent[row]*flux[row]) + float64(s.dSlope[row]*slope[row])
		}
	}
}

// RiseBack is the first half of Adjoint in a part of a cell.
func (s *ions) RiseBack(c *plan.Context, t plan.Tile) error {
	tiles, number := s.part(t)
	for i, ion := range s.list {
		w := &tiles[i]
		flux, slope, before, after := c.Read(ion.flux), c.Read(ion.slope), c.Read(ion.Key), c.After(ion.Key)
		if !ion.Diffuses {
			rows := tree.Run{Low: t.Compartments.Low - s.plan.CutOf(t).Cell.Compartments.Low}
			rows.High = rows.Low + t.Compartments.Len()
			var step cableStep
			stayAdjoint(s.gatherIn(c, &ion, w, rows, &step, before, after), slope, c.Derivative(ion.flux), c.Derivative(ion.slope))
			continue
		}
		part := &w.parts[number]
		rows := part.compartments
		step := s.gatherIn(c, &ion, w, rows, &w.derivative.parts[number].now, before, after)
		clear(step.dCurrent)
		clear(step.dSlope)
		outward(step.current, step.slope, flux, slope, c.Read(plan.Volume))
		w.riseBack(part, step)
	}
	return nil
}

// DescendBack is the second half.
func (s *ions) DescendBack(c *plan.Context, t plan.Tile) error {
	tiles, number := s.part(t)
	for i, ion := range s.list {
		if !ion.Diffuses {
			continue
		}
		w := &tiles[i]
		part := &w.parts[number]
		step := s.gatherIn(c, &ion, w, part.compartments, &w.derivative.parts[number].now, c.Read(ion.Key), c.After(ion.Key))
		w.descendBack(number, part, step)
		inward(step, c.Read(ion.flux), c.Read(ion.slope), c.Read(plan.Volume), c.Derivative(ion.flux), c.Derivative(ion.slope), c.Derivative(plan.Volume))
	}
	return nil
}

// releaseClamps gives the cotangents of clamped concentrations to the commands.
func (w *ionTile) releaseClamps(s *cableStep) {
	for i := range w.clamps {
		clamp := &w.clamps[i]
		if command := s.command(clamp); command != nil {
			*command += s.dValue[clamp.compartment]
		}
		s.dValue[clamp.compartment] = 0
	}
}

// cut ends what a clamped concentration was before the step.
func (w *ionTile) cut(s *cableStep) {
	for i := range w.clamps {
		s.dValue[w.clamps[i].compartment] = 0
	}
}

// perVolume is the capacity of 1 um3.
func (s *ions) perVolume(dt float64) float64 {
	if s.solver == CrankNicolson {
		dt /= 2
	}
	return 1 / dt
}

// coefficientTangents turns tangents of geometry and diffusion constants into
// those of the coefficients.
func (s *ions) coefficientTangents(c *plan.Context, t plan.Tile, ion *ion, w *ionTile) {
	d := w.derivative
	clear(d.capacity)
	for i, x := range c.Derivative(plan.Volume) {
		d.capacity[i] += x * s.perVolume(c.Dt)
	}
	clear(d.coupling)
	constant, dConstant := c.Read(ion.constant), c.Derivative(ion.constant)
	w.eachHalf(s.plan, t, func(k int, half topology.Half) {
		i := half.Compartment
		if constant[i] == 0 {
			return
		}
		load, dLoad := halfLoads(c, half.Side)
		r := 0.0
		if dLoad != nil {
			r += dLoad[i] / constant[i]
		}
		if dConstant != nil {
			r -= dConstant[i] * load[i] / (constant[i] * constant[i])
		}
		d.coupling[k] -= w.axial[k] * w.axial[k] * r
	})
}

// FinishAdjoint turns the cotangents of the coefficients into those of geometry
// and diffusion constants.
func (s *ions) FinishAdjoint(c *plan.Context, t plan.Tile) error {
	volumeBar := c.Derivative(plan.Volume)
	for n, ion := range s.list {
		if !ion.Diffuses {
			continue
		}
		w := &s.tiles[t.Index][n]
		d := w.derivative
		for i := range volumeBar {
			volumeBar[i] += d.capacity[i] * s.perVolume(c.Dt)
		}
		constant, constantBar := c.Read(ion.constant), c.Derivative(ion.constant)
		w.eachHalf(s.plan, t, func(k int, half topology.Half) {
			i := half.Compartment
			if constant[i] == 0 {
				return
			}
			load, loadBar := halfLoads(c, half.Side)
			bar := -d.coupling[k] * w.axial[k] * w.axial[k]
			if loadBar != nil {
				loadBar[i] += bar / constant[i]
			}
			if constantBar != nil {
				constantBar[i] -= bar * load[i] / (constant[i] * constant[i])
			}
		})
		clear(d.capacity)
		clear(d.coupling)
	}
	return nil
}
