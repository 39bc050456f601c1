package systems

import "golgi/plan"

// stimulus sums the injected currents of sample n, in order of insertion, and
// gives clamped parameters, and states that nothing advances, their value.
type stimulus struct {
	plan *plan.Plan
	held [][]int32 // clamps of each tile that act from the start of the step
}

func newStimulus(p *plan.Plan) *stimulus {
	s := &stimulus{plan: p, held: make([][]int32, len(p.Tiles()))}
	advanced := map[plan.Column]bool{plan.Voltage: true}
	for _, m := range p.Mechanisms() {
		for _, kernel := range []*plan.Kernel{m.Advance, m.Sweep} {
			if kernel == nil {
				continue
			}
			for _, out := range kernel.Program.Outputs {
				advanced[plan.Column(out.Key)] = true
			}
		}
	}
	for _, ion := range p.Ions() {
		advanced[ion.Key] = true
	}
	for _, t := range p.Tiles() {
		for _, i := range p.TileClamps(t) {
			if !advanced[p.Clamps()[i].Key] {
				s.held[t.Index] = append(s.held[t.Index], i)
			}
		}
	}
	return s
}

// Name is "stimulus".
func (*stimulus) Name() string { return "stimulus" }

// Access writes the injected current and the parameters that are clamped.
func (s *stimulus) Access() plan.Access {
	access := plan.Access{Writes: []plan.Column{plan.Injected}, Scope: plan.Local, Extent: plan.AnyPart}
	for _, held := range s.held {
		for _, i := range held {
			access.Writes = append(access.Writes, s.plan.Clamps()[i].Key)
		}
	}
	return access
}

// Step injects sample n; a waveform is zero beyond its end.
func (s *stimulus) Step(c *plan.Context, t plan.Tile) error {
	clampStates(c, s.held[t.Index])
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

// Tangent injects, and moves the injected currents as the waveforms move.
func (s *stimulus) Tangent(c *plan.Context, t plan.Tile) error {
	if err := s.Step(c, t); err != nil {
		return err
	}
	clampStatesTangent(c, s.held[t.Index])
	injected := c.Derivative(plan.Injected)
	clear(injected)
	for _, i := range s.plan.TileStimuli(t) {
		if waveform := c.Sensitivity.Waveforms[i]; c.N < len(waveform) {
			injected[s.plan.StimulusCompartment(i)-t.Compartments.Low] += waveform[c.N]
		}
	}
	return nil
}

// Saves the parameters that are clamped.
func (s *stimulus) Saves() []plan.Column { return s.Access().Writes[1:] }

// ReadsAfter nothing.
func (*stimulus) ReadsAfter() []plan.Column { return nil }

// Adjoint gives the cotangents of the injected currents to the waveforms.
func (s *stimulus) Adjoint(c *plan.Context, t plan.Tile) error {
	injected := c.Derivative(plan.Injected)
	for _, i := range s.plan.TileStimuli(t) {
		if waveform := c.Sensitivity.Waveforms[i]; c.N < len(waveform) && c.N < len(c.State.Waveforms[i]) {
			waveform[c.N] += injected[s.plan.StimulusCompartment(i)-t.Compartments.Low]
		}
	}
	clear(injected)
	clampStatesAdjoint(c, s.held[t.Index])
	return nil
}
