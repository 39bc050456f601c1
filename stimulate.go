package golgi

import (
	"fmt"
	"slices"
)

// Stimulate injects a current, nA, into every compartment in view: one
// waveform for all, or one for each. Sample k acts in the step from k to k+1;
// beyond its end a waveform is zero. Several stimuli on a compartment add up.
//
// Errors: no samples, a sample that is not finite, the wrong number of
// waveforms.
func (v *View) Stimulate(waveforms ...[]float64) error {
	if err := v.checkStimuli("stimulate", waveforms); err != nil {
		return err
	}
	n := v.compartments.len()
	first := int32(len(v.m.waveforms))
	stimuli := make([]stimulus, 0, n)
	v.compartments.each(func(row int32) {
		waveform := first
		if len(waveforms) > 1 {
			waveform += int32(len(stimuli))
		}
		stimuli = append(stimuli, stimulus{row, waveform})
	})
	if err := v.m.addStimuli(stimuli); err != nil {
		return fmt.Errorf("stimulate: %w", err)
	}
	for _, w := range waveforms {
		v.m.waveforms = append(v.m.waveforms, slices.Clone(w))
	}
	return nil
}

// checkStimuli checks what Stimulate and DataStimulate are given.
func (v *View) checkStimuli(operation string, waveforms [][]float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	n := v.compartments.len()
	if len(waveforms) != 1 && len(waveforms) != n {
		return fmt.Errorf("%s: %d waveforms for view %s; give one, or %d", operation, len(waveforms), v.Path(), n)
	}
	for i, w := range waveforms {
		if len(w) == 0 {
			return fmt.Errorf("%s: waveform %d for view %s has no samples", operation, i, v.Path())
		}
		if k := slices.IndexFunc(w, notFinite); k >= 0 {
			return fmt.Errorf("%s: sample %d of waveform %d for view %s is %v", operation, k, i, v.Path(), w[k])
		}
	}
	return nil
}

// NumStimuli returns the number of stimuli on compartments in view.
func (v *View) NumStimuli() int {
	if v.Err() != nil {
		return 0
	}
	n := 0
	for _, s := range v.m.stimuli() {
		if v.compartments.has(s.compartment) {
			n++
		}
	}
	return n
}

// Stimulated returns the compartments in view that have a stimulus, over the
// whole model, ascending, each once.
func (v *View) Stimulated() []int {
	if v.Err() != nil {
		return nil
	}
	var compartments []int
	for _, s := range v.m.stimuli() {
		if v.compartments.has(s.compartment) {
			compartments = append(compartments, int(s.compartment))
		}
	}
	slices.Sort(compartments)
	return slices.Compact(compartments)
}

// DeleteStimuli removes the stimuli on compartments in view.
func (v *View) DeleteStimuli() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete stimuli: %w", err)
	}
	kept := slices.DeleteFunc(v.m.stimuli(), func(s stimulus) bool { return v.compartments.has(s.compartment) })
	return v.m.setStimuli(kept)
}

// stimulus is a waveform (see module.waveforms) on a compartment.
type stimulus struct{ compartment, waveform int32 }

// stimuli returns the stimuli in the order they were made.
func (m *module) stimuli() []stimulus {
	r := &registrar{world: m.world}
	at, waveforms := integers(r, m.kinds.stimulus, m.kinds.atCompartment), integers(r, m.kinds.stimulus, m.kinds.waveform)
	list := make([]stimulus, len(at))
	for i := range at {
		list[i] = stimulus{at[i], waveforms[i]}
	}
	return list
}

func (m *module) addStimuli(stimuli []stimulus) error {
	batch, err := m.kinds.stimulus.NewBatch(len(stimuli))
	if err != nil {
		return err
	}
	r := &registrar{world: m.world}
	at, waveforms := integers(r, m.kinds.stimulus, m.kinds.atCompartment), integers(r, m.kinds.stimulus, m.kinds.waveform)
	for i, s := range stimuli {
		at[batch.First+i], waveforms[batch.First+i] = s.compartment, s.waveform
	}
	return r.err
}

// setStimuli replaces all stimuli and drops the waveforms that none uses.
func (m *module) setStimuli(stimuli []stimulus) error {
	m.kinds.stimulus.Clear()
	number := map[int32]int32{}
	var waveforms [][]float64
	for i, s := range stimuli {
		if _, ok := number[s.waveform]; !ok {
			number[s.waveform] = int32(len(waveforms))
			waveforms = append(waveforms, m.waveforms[s.waveform])
		}
		stimuli[i].waveform = number[s.waveform]
	}
	m.waveforms = waveforms
	return m.addStimuli(stimuli)
}
