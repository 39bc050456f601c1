package systems

import "golgi/plan"

// stimulus sums the injected currents of sample n, in order of insertion.
type stimulus struct{ plan *plan.Plan }

func newStimulus(p *plan.Plan) *stimulus { return &stimulus{p} }

// Name is "stimulus".
func (*stimulus) Name() string { return "stimulus" }

// Access writes the injected current.
func (*stimulus) Access() plan.Access {
	return plan.Access{Writes: []plan.Column{plan.Injected}, Scope: plan.Local}
}

// Step injects sample n; a waveform is zero beyond its end.
func (s *stimulus) Step(c *plan.Context, t plan.Tile) error {
	stimuli := s.plan.TileStimuli(t)
	if len(stimuli) == 0 {
		return nil
	}
	injected := c.Write(plan.Injected)
	for _, i := range stimuli {
		injected[s.plan.StimulusCompartment(i)-t.Compartments.Low] = 0
	}
	for _, i := range stimuli {
		if waveform := c.State.Waveforms[i]; c.N < len(waveform) {
			injected[s.plan.StimulusCompartment(i)-t.Compartments.Low] += waveform[c.N]
		}
	}
	return nil
}
