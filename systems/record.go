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
		c.State.Samples[i][sample] = c.State.Value(&recordings[i].Target)
	}
}
