package golgi

import (
	"fmt"
	"slices"
)

// Clamp holds a state at given values in every compartment in view that has
// it: "v", a state or a parameter of a mechanism such as "HH_m" or "HH_gNa", or
// one that mechanisms share, such as "CaCon_i" or "eNa"; or, in every synapse in
// view that has it, one of a synapse type such as "IonotropicSynapse_s".
// Give one waveform for all, or one for each. Sample k acts in the step from k
// to k+1 and is what is recorded as sample k+1; the sample at 0 is the initial
// state. A waveform must be as long as the run. A clamp of what is clamped
// already takes the place of the earlier one.
//
// Errors: an unknown key, a current, geometry or another property of the cable,
// a diffusion constant, no compartment or synapse in view that has it, the wrong number of waveforms, no samples, a
// sample that is not finite.
func (v *View) Clamp(state string, waveforms ...[]float64) error {
	clamps, err := v.newClamps("clamp", state, waveforms)
	if err != nil {
		return err
	}
	return v.m.setClamps(joinClamps(v.m.clamps(), clamps))
}

// DeleteClamps removes the clamps of a state in view; of every state where
// none is named.
func (v *View) DeleteClamps(states ...string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete clamps: %w", err)
	}
	sees, found := v.sees(), map[string]bool{}
	kept := slices.DeleteFunc(v.m.clamps(), func(c clamp) bool {
		gone := (len(states) == 0 || slices.Contains(states, c.key)) && sees(c.compartment, c.synapse)
		found[c.key] = found[c.key] || gone
		return gone
	})
	for _, state := range states {
		if !found[state] {
			return fmt.Errorf("delete clamps: no clamp of %q in view %s%s", state, v.Path(), offer(state, "clamps", v.clampedStates()))
		}
	}
	return v.m.setClamps(kept)
}

// Clamped describes one clamp.
type Clamped struct {
	State       string // "v", or the key of a state or parameter
	Compartment int    // index over the whole model; of a synapse the postsynaptic one
	Place       string // path of the compartment or synapse
	Synapse     int    // index over the whole model, -1 of a compartment
	Samples     []float64
}

// Clamps lists the clamps in view in the order they were made.
func (v *View) Clamps() []Clamped {
	if v.Err() != nil {
		return nil
	}
	var list []Clamped
	sees := v.sees()
	for _, c := range v.m.clamps() {
		if sees(c.compartment, c.synapse) {
			list = append(list, Clamped{c.key, int(c.compartment), v.m.clampPlace(c), int(c.synapse), slices.Clone(c.waveform)})
		}
	}
	return list
}

func (v *View) clampedStates() []string {
	var states []string
	for _, c := range v.Clamps() {
		states = append(states, c.State)
	}
	slices.Sort(states)
	return slices.Compact(states)
}

// newClamps checks what Clamp and DataClamp are given.
func (v *View) newClamps(operation, state string, waveforms [][]float64) ([]clamp, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("%s %s: %w", operation, state, err)
	}
	ref, known := v.m.find(state)
	switch {
	case state == "i":
		return nil, fmt.Errorf("%s: %q is the injected current; inject it with Stimulate", operation, state)
	case !known && (v.m.recordable(state) != nil || v.m.synapseWith(state) != nil):
		return nil, fmt.Errorf("%s: %q is a current, which follows from voltage and states; clamp those", operation, state)
	case !known:
		return nil, fmt.Errorf("%s: no state %q in view %s%s", operation, state, v.Path(), offer(state, "states and parameters", v.m.clampable()))
	case ref.shared != nil && ref.shared.diffusionOf != "":
		return nil, fmt.Errorf("%s: %q is a diffusion constant, which is the same at all times; give it a value with Set, or clamp %q", operation, state, ref.shared.diffusionOf)
	case ref.column != nil && state != "v":
		return nil, fmt.Errorf("%s: %q is a property of the cable, which is the same at all times; give it a value with Set%s", operation, state, offer(state, "states and parameters", v.m.clampable()))
	}
	_, rows, err := v.resolve(operation, state)
	if err != nil {
		return nil, err
	}
	if len(waveforms) != 1 && len(waveforms) != rows.len() {
		return nil, fmt.Errorf("%s %s: %d waveforms for view %s; give one, or %d", operation, state, len(waveforms), v.Path(), rows.len())
	}
	own := make([][]float64, len(waveforms))
	for i, w := range waveforms {
		if len(w) == 0 {
			return nil, fmt.Errorf("%s %s: waveform %d for view %s has no samples", operation, state, i, v.Path())
		}
		if k := slices.IndexFunc(w, notFinite); k >= 0 {
			return nil, fmt.Errorf("%s %s: sample %d of waveform %d for view %s is %v", operation, state, k, i, v.Path(), w[k])
		}
		own[i] = slices.Clone(w)
	}
	clamps := make([]clamp, 0, rows.len())
	rows.each(func(row int32) {
		c := clamp{clampTarget{state, row, -1}, own[0]}
		if ref.synapse != nil {
			c.compartment, c.synapse = v.m.synapses.post[row], row
		}
		if len(own) > 1 {
			c.waveform = own[len(clamps)]
		}
		clamps = append(clamps, c)
	})
	return clamps, nil
}

// clampable lists what may be clamped: v, states and parameters of mechanisms,
// synapses, and shared ones.
func (m *module) clampable() []string {
	keys := []string{"v"}
	for _, key := range m.keys()[len(compartmentKeys()):] {
		if diffusionOf(key) == "" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// clampTarget is a state or parameter of a compartment or a synapse.
type clampTarget struct {
	key                  string
	compartment, synapse int32 // synapse is -1 for a state of a compartment
}

// clamp is a target with its samples.
type clamp struct {
	clampTarget
	waveform []float64
}

func (m *module) clampPlace(c clamp) string {
	if c.synapse >= 0 {
		return m.edgePlace(c.synapse)
	}
	return m.place(c.compartment)
}

// joinClamps appends clamps; an earlier one of the same target goes.
func joinClamps(clamps, more []clamp) []clamp {
	last := make(map[clampTarget]int, len(more))
	for i, c := range more {
		last[c.clampTarget] = i
	}
	all := slices.DeleteFunc(slices.Clone(clamps), func(c clamp) bool { _, again := last[c.clampTarget]; return again })
	for i, c := range more {
		if last[c.clampTarget] == i {
			all = append(all, c)
		}
	}
	return all
}

// clamps returns the clamps in the order they were made.
func (m *module) clamps() []clamp {
	r, k := &registrar{world: m.world}, &m.kinds
	states, at := integers(r, k.clamp, k.state), integers(r, k.clamp, k.atCompartment)
	synapses, waveforms := integers(r, k.clamp, k.atSynapse), integers(r, k.clamp, k.waveform)
	list := make([]clamp, len(at))
	for i := range at {
		list[i] = clamp{clampTarget{m.clampedKeys[states[i]], at[i], synapses[i]}, m.clampWaveforms[waveforms[i]]}
	}
	return list
}

// setClamps replaces all clamps.
func (m *module) setClamps(clamps []clamp) error {
	m.kinds.clamp.Clear()
	m.clampedKeys, m.clampWaveforms = nil, nil
	batch, err := m.kinds.clamp.NewBatch(len(clamps))
	if err != nil {
		return fmt.Errorf("clamp: %w", err)
	}
	r, k := &registrar{world: m.world}, &m.kinds
	states, at := integers(r, k.clamp, k.state), integers(r, k.clamp, k.atCompartment)
	synapses, waveforms := integers(r, k.clamp, k.atSynapse), integers(r, k.clamp, k.waveform)
	number := map[*float64]int32{} // one waveform may serve many compartments
	for i, c := range clamps {
		key := slices.Index(m.clampedKeys, c.key)
		if key < 0 {
			key = len(m.clampedKeys)
			m.clampedKeys = append(m.clampedKeys, c.key)
		}
		w, known := number[&c.waveform[0]]
		if !known {
			w = int32(len(m.clampWaveforms))
			number[&c.waveform[0]] = w
			m.clampWaveforms = append(m.clampWaveforms, c.waveform)
		}
		row := batch.First + i
		states[row], at[row], synapses[row], waveforms[row] = int32(key), c.compartment, c.synapse, w
	}
	return r.err
}
