package systems

import "golgi/plan"

// series are kernels of several mechanisms in one tile, in the order in which
// they run, with their derivatives.
type series []link

// link is one of them.
type link struct {
	*calls
	mechanism int
	clamps    []int32 // set after it, so that what comes later sees their values

	tangent *calls
	adjoint *adjointCalls
	keeping []keepingCall // what keeps inputs on the tape besides; nil if the tape does all
	written []savedRows   // what it overwrites, put aside while the series runs again
}

// savedRows is a part of a column and a copy of it.
type savedRows struct{ rows, copy []float64 }

// newSeries binds the kernels of the mechanisms that have one and rows in the tile.
func newSeries(c *plan.Context, t plan.Tile, mechanisms []int, clock *plan.Clock, kernel func(*plan.MechanismPlan) *plan.Kernel) series {
	var s series
	for _, i := range mechanisms {
		if k := bind(c, t, i, kernel(c.Plan.Mechanisms()[i]), clock); k != nil {
			s = append(s, link{calls: k, mechanism: i})
		}
	}
	return s
}

// ofMembrane lists the mechanisms in order of insertion, without the synapses.
func ofMembrane(p *plan.Plan) []int {
	var list []int
	for i, m := range p.Mechanisms() {
		if !m.IsSynapse() {
			list = append(list, i)
		}
	}
	return list
}

// step runs the kernels.
func (s series) step(c *plan.Context) {
	for i := range s {
		if s[i].keeping != nil && c.Tapes() {
			s[i].keep(c)
		} else {
			s[i].run(c.Scratch)
		}
		clampStates(c, s[i].clamps)
	}
}

// prepareTangent derives the kernels that move tangents along.
func (s series) prepareTangent(c *plan.Context, t plan.Tile, clock *plan.Clock) (err error) {
	for i := range s {
		if s[i].tangent, err = bindTangent(c, t, s[i].mechanism, s[i].kernel, clock); err != nil {
			return err
		}
	}
	return nil
}

// stepTangent runs the kernels and moves the tangents along.
func (s series) stepTangent(c *plan.Context) {
	for i := range s {
		s[i].tangent.run(c.Scratch)
		clampStates(c, s[i].clamps)
		clampStatesTangent(c, s[i].clamps)
	}
}

// prepareAdjoint derives the kernels of the way back.
func (s series) prepareAdjoint(c *plan.Context, t plan.Tile, clock *plan.Clock, tape onTape) (err error) {
	ahead, most := -1, 0 // in the kernel that does most
	for i := range s {
		if rows := c.Rows(s[i].mechanism).Len(); rows > most {
			ahead, most = i, rows
		}
	}
	for i := range s {
		own := onTape{found: tape.found}
		if i == ahead {
			own.ahead = tape.ahead
		}
		if s[i].adjoint, err = bindAdjoint(c, t, s[i].mechanism, s[i].kernel, clock, own); err != nil {
			return err
		}
	}
	return nil
}

// keepsWritten makes room for what stepAdjoint puts aside.
func (s series) keepsWritten(c *plan.Context) series {
	for i := range s {
		s[i].written = nil
		for _, out := range s[i].kernel.Program.Outputs {
			if column, add, wanted := outputColumn(c.Plan, out); wanted && !add {
				rows := c.Write(column)
				s[i].written = append(s[i].written, savedRows{rows, make([]float64, len(rows))})
			}
		}
	}
	return s
}

// stepAdjoint goes back through a series that keepsWritten. A later kernel sees what
// earlier ones wrote, so they run again first, each after what it overwrites is put aside.
func (s series) stepAdjoint(c *plan.Context) {
	for i := range s {
		for _, w := range s[i].written {
			copy(w.copy, w.rows)
		}
		if i+1 < len(s) {
			s[i].run(c.Scratch)
			clampStates(c, s[i].clamps)
		}
	}
	for i := len(s) - 1; i >= 0; i-- {
		clampStatesAdjoint(c, s[i].clamps)
		for _, w := range s[i].written {
			copy(w.rows, w.copy)
		}
		s[i].adjoint.run(c)
	}
}
