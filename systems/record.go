package systems

import "golgi/plan"

// record keeps sample n+1 of what was asked for, one in every so many.
type record struct{ plan *plan.Plan }

func newRecord(p *plan.Plan) *record { return &record{p} }

// Name is "record".
func (*record) Name() string { return "record" }

// Access reads every column that is recorded.
func (r *record) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart}
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
	if sample := sampleOf(c); sample > 0 {
		r.keep(c, t, sample)
	}
	return nil
}

// sampleOf returns the sample that a step makes, 0 if it makes none.
func sampleOf(c *plan.Context) int {
	if done := c.N + 1 - c.First; done%c.Every == 0 {
		return done / c.Every
	}
	return 0
}

func (r *record) keep(c *plan.Context, t plan.Tile, sample int) {
	recordings := r.plan.Recordings()
	at := sample - c.State.FirstSample
	for _, i := range r.plan.TileRecordings(t) {
		if at >= len(c.State.Samples[i]) { // single steps have room for the first alone
			return
		}
		c.State.Samples[i][at] = c.State.Value(&recordings[i].Target)
	}
}

// TangentStart keeps the initial state and its tangents.
func (r *record) TangentStart(c *plan.Context, t plan.Tile) error {
	r.keepTangent(c, t, 0)
	return r.Start(c, t)
}

// Tangent keeps the sample and its tangents.
func (r *record) Tangent(c *plan.Context, t plan.Tile) error {
	if sample := sampleOf(c); sample > 0 {
		r.keepTangent(c, t, sample)
	}
	return r.Step(c, t)
}

func (r *record) keepTangent(c *plan.Context, t plan.Tile, sample int) {
	recordings := r.plan.Recordings()
	for _, i := range r.plan.TileRecordings(t) {
		if list := c.Sensitivity.Samples[i]; sample < len(list) {
			list[sample] = c.Sensitivity.Row(&recordings[i].Target)
		}
	}
}

// Saves nothing.
func (*record) Saves() []plan.Column { return nil }

// ReadsFound all: on the way back it reads samples alone.
func (r *record) ReadsFound() []plan.Column { return allOf(r.Access()) }

// Adjoint gives the cotangents of the sample to what was recorded.
func (r *record) Adjoint(c *plan.Context, t plan.Tile) error {
	if sample := sampleOf(c); sample > 0 {
		r.give(c, t, sample)
	}
	return nil
}

// AdjointStart gives those of the initial sample.
func (r *record) AdjointStart(c *plan.Context, t plan.Tile) error {
	r.give(c, t, 0)
	return nil
}

func (r *record) give(c *plan.Context, t plan.Tile, sample int) {
	recordings := r.plan.Recordings()
	for _, i := range r.plan.TileRecordings(t) {
		list := c.Sensitivity.Samples[i]
		if sample >= len(list) || sample >= len(c.State.Samples[i]) {
			continue
		}
		if bar := list[sample]; bar != 0 { // most numbers depend on few samples
			target := &recordings[i].Target
			c.Sensitivity.SetRow(target, c.Sensitivity.Row(target)+bar)
		}
	}
}
