package oracle

import (
	"fmt"
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// protocol takes over stimuli and clamps.
func (m *Model) protocol(b *plan.Blueprint) error {
	n := len(m.compartments["v"])
	for i, s := range b.Stimuli {
		if s.Compartment < 0 || s.Compartment >= n {
			return fmt.Errorf("oracle: stimulus %d: no compartment %d (the model has %d)", i, s.Compartment, n)
		}
		m.stimuli = append(m.stimuli, stimulus{s.Compartment, complexes(s.Waveform)})
	}
	for i, c := range b.Clamps {
		held := clamp{key: c.Key, target: m.compartments[c.Key], row: c.Compartment, waveform: complexes(c.Waveform)}
		for _, a := range m.mechanisms {
			if a.columns[c.Key] != nil {
				held.target, held.row = a.columns[c.Key], slices.Index(a.compartments, int32(c.Compartment))
			}
		}
		for _, a := range m.synapses {
			if a.columns[c.Key] != nil {
				held.target, held.row = a.columns[c.Key], c.Synapse
			}
		}
		if held.row < 0 || held.row >= len(held.target) {
			return fmt.Errorf("oracle: clamp %d: no %q at compartment %d, synapse %d", i, c.Key, c.Compartment, c.Synapse)
		}
		m.clamps = append(m.clamps, held)
	}
	return nil
}

// findIons lists the concentrations that fluxes or diffusion change.
func (m *Model) findIons(diffused []string) error {
	for _, key := range diffused {
		for _, needed := range []string{key, plan.DiffusionKey(key)} {
			if m.compartments[needed] == nil {
				return fmt.Errorf("oracle: %q diffuses, and there is no shared key %q", key, needed)
			}
		}
		m.diffused[key] = true
		m.ions = append(m.ions, key)
	}
	for _, a := range m.mechanisms {
		for _, out := range a.programs[mech.Currents].Outputs {
			if out.Role == mech.Flux {
				m.ions = append(m.ions, out.Key)
			}
		}
	}
	slices.Sort(m.ions)
	m.ions = slices.Compact(m.ions)
	return nil
}

// hold sets those clamped values whose key is in keys to sample n.
func (m *Model) hold(keys func(string) bool) {
	for _, c := range m.clamps {
		if keys(c.key) {
			c.target[c.row] = c.waveform[m.step]
		}
	}
}

// advanced reports whether a program of some mechanism, or the solve, gives a key its new value.
func (m *Model) advanced(key string) bool {
	if key == "v" || slices.Contains(m.ions, key) {
		return true
	}
	for _, a := range slices.Concat(m.mechanisms, m.synapses) {
		if a.writes(key) {
			return true
		}
	}
	return false
}

// writes reports whether the states' step of a mechanism writes a key.
func (a *mechanism) writes(key string) bool {
	return slices.ContainsFunc(a.programs[mech.Advance].Outputs, func(o mech.Output) bool { return o.Key == key })
}

// known gives, for a column, the clamped rows with their commands; the last of several clamps counts.
func (m *Model) known(column []complex128) map[int]complex128 {
	values := map[int]complex128{}
	for _, c := range m.clamps {
		if &c.target[0] == &column[0] {
			values[c.row] = c.waveform[m.step]
		}
	}
	return values
}
