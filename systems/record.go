package systems

import "golgi/plan"

// record keeps sample n+1 of what was asked for, one in every so many.
type record struct{ plan *plan.Plan }

func newRecord(p *plan.Plan) *record { return &record{p} }

// Name is "record".
func (*record) Name() string { return "record" }

// Access reads every column that is recorded.
func (r *record) Access() plan.Access {
	access := plan.Access{Scope: plan.Local}
	seen := map[plan.Column]bool{}
	for _, recording := range r.plan.Recordings() {
		if !seen[recording.Key] {
			seen[recording.Key] = true
			access.Reads = append(access.Reads, recording.Key)
		}
	}
	return access
}

// Start keeps the initial state.
func (r *record) Start(c *plan.Context, t plan.Tile) error {
	r.keep(c, t, 0)
	return nil
}

// Step keeps sample n+1.
func (r *record) Step(c *plan.Context, t plan.Tile) error {
	if done := c.N + 1 - c.First; done%c.Every == 0 {
		r.keep(c, t, done/c.Every)
	}
	return nil
}

func (r *record) keep(c *plan.Context, t plan.Tile, sample int) {
	recordings := r.plan.Recordings()
	for _, i := range r.plan.TileRecordings(t) {
		if sample >= len(c.State.Samples[i]) { // single steps have room for the first alone
			return
		}
		c.State.Samples[i][sample] = c.State.Value(&recordings[i].Target)
	}
}

// Tangent keeps the sample; what is recorded has the tangents of its column.
func (r *record) Tangent(c *plan.Context, t plan.Tile) error { return r.Step(c, t) }

// Saves nothing.
func (*record) Saves() []plan.Column { return nil }

// Adjoint does nothing: cotangents of samples are given to their columns.
func (*record) Adjoint(*plan.Context, plan.Tile) error { return nil }
