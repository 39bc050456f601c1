package systems

import (
	"slices"

	"golgi/plan"
	"golgi/systems/tree"
)

// junctions are the gap junctions of one tile: conductances that join nodes of
// its trees. The implicit integrators solve for both sides at once; the explicit
// ones take the current that flows at V(n), and exponential Euler its slope on
// each side with the other side held.
type junctions struct {
	ends    []tree.Junction // places in the elimination order
	sides   [][2]int32      // compartments of the tile: presynaptic, postsynaptic
	types   []junctionType
	coupled *tree.Coupled // nil for the explicit integrators
	bar     []float64     // derivatives of the conductances

	current, slope []float64 // of the membrane, with what flows through the junctions
}

// junctionType is the rows of one type in the tile.
type junctionType struct {
	column plan.Column
	first  int // among the tile's junctions
	rows   int
}

// newJunctions finds the junctions of a tile, nil if it has none.
func newJunctions(c *plan.Context, t plan.Tile, w *cable, implicit bool) (*junctions, error) {
	j := &junctions{}
	low := int32(t.Compartments.Low)
	for i, m := range c.Plan.Mechanisms() {
		rows := c.Rows(i)
		if !m.IsJunction() || rows.Len() == 0 {
			continue
		}
		j.types = append(j.types, junctionType{plan.ConductanceOf(m.Mechanism.Name()), len(j.ends), rows.Len()})
		for row := rows.Low; row < rows.High; row++ {
			a, b := m.Pre[row]-low, m.Compartments[row]-low
			j.sides = append(j.sides, [2]int32{a, b})
			j.ends = append(j.ends, tree.Junction{A: w.place[a], B: w.place[b]})
		}
	}
	if len(j.ends) == 0 {
		return nil, nil
	}
	j.bar = make([]float64, len(j.ends))
	j.current, j.slope = make([]float64, len(w.place)), make([]float64, len(w.place))
	if !implicit {
		return j, nil
	}
	clamped := make([]bool, len(w.Parent))
	for i := range w.clamps {
		clamped[w.clamps[i].place] = true
	}
	var err error
	j.coupled, err = tree.NewCoupled(w.System, j.ends, clamped)
	return j, err
}

// conductances calls f with the conductance of each junction, uS.
func (j *junctions) conductances(c *plan.Context, f func(k int, g float64)) {
	for _, type_ := range j.types {
		for row, g := range c.Read(type_.column) {
			f(type_.first+row, g)
		}
	}
}

// flow adds what flows through the junctions at voltages v to currents and
// slopes.
func (j *junctions) flow(c *plan.Context, v, current, slope []float64) {
	j.conductances(c, func(k int, g float64) {
		a, b := j.sides[k][0], j.sides[k][1]
		i := g * (v[a] - v[b])
		current[a] += i
		current[b] -= i
		slope[a] += g
		slope[b] += g
	})
}

// flowTangent moves the tangents of what flow adds.
func (j *junctions) flowTangent(c *plan.Context, v, dV, dCurrent, dSlope []float64) {
	j.derivatives(c, func(k int, dG *float64) {
		a, b := j.sides[k][0], j.sides[k][1]
		i := *dG * (v[a] - v[b])
		dCurrent[a] += i
		dCurrent[b] -= i
		dSlope[a] += *dG
		dSlope[b] += *dG
	})
	j.conductances(c, func(k int, g float64) {
		a, b := j.sides[k][0], j.sides[k][1]
		i := g * (dV[a] - dV[b])
		dCurrent[a] += i
		dCurrent[b] -= i
	})
}

// flowAdjoint is its transpose.
func (j *junctions) flowAdjoint(c *plan.Context, v, vBar, currentBar, slopeBar []float64) {
	j.derivatives(c, func(k int, gBar *float64) {
		a, b := j.sides[k][0], j.sides[k][1]
		*gBar += float64((currentBar[a]-currentBar[b])*(v[a]-v[b])) + slopeBar[a] + slopeBar[b]
	})
	j.conductances(c, func(k int, g float64) {
		a, b := j.sides[k][0], j.sides[k][1]
		i := g * (currentBar[a] - currentBar[b])
		vBar[a] += i
		vBar[b] -= i
	})
}

// derivatives calls f with the derivative of the conductance of each junction.
func (j *junctions) derivatives(c *plan.Context, f func(k int, d *float64)) {
	for _, type_ := range j.types {
		d := c.Derivative(type_.column)
		for row := range d {
			f(type_.first+row, &d[row])
		}
	}
}

// load gives the conductances of this step to the solve.
func (j *junctions) load(c *plan.Context) {
	j.conductances(c, func(k int, g float64) { j.coupled.Conductance[k] = g })
}

// junctionColumns lists the conductances that the voltage reads.
func junctionColumns(p *plan.Plan) []plan.Column {
	var columns []plan.Column
	for _, m := range p.Mechanisms() {
		if m.IsJunction() && !slices.Contains(columns, plan.ConductanceOf(m.Mechanism.Name())) {
			columns = append(columns, plan.ConductanceOf(m.Mechanism.Name()))
		}
	}
	return columns
}

// tangentRight adds to the right-hand side what the tangents of the
// conductances bring, and what clamped ends drive, whose tangents stand there.
func (j *junctions) tangentRight(c *plan.Context, w *cable) {
	j.derivatives(c, func(k int, d *float64) { j.bar[k] = *d })
	j.coupled.JunctionTangent(w.derivative.x, j.bar, w.Right)
	j.coupled.TransferClamped(w.Right)
}

// adjointConductance adds the cotangents of the conductances.
func (j *junctions) adjointConductance(c *plan.Context, lambda, x []float64) {
	clear(j.bar)
	j.coupled.JunctionCotangent(lambda, x, j.bar)
	j.derivatives(c, func(k int, d *float64) { *d += j.bar[k] })
}

// total returns currents and slopes of the membrane with what flows through the
// junctions at V(n).
func (j *junctions) total(c *plan.Context, v, current, slope []float64) (allCurrent, allSlope []float64) {
	copy(j.current, current)
	copy(j.slope, slope)
	j.flow(c, v, j.current, j.slope)
	return j.current, j.slope
}
