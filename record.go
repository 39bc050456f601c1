package golgi

import (
	"fmt"
	"slices"
)

// Record asks for a trace of a state in every compartment in view, in order:
// "v", a state such as "HH_m", or a current such as "i_HH" (mA/cm2).
// Compartments without the mechanism are passed over. What is recorded already
// is not recorded twice. Traces come in the order of the calls.
//
// Errors: an unknown state, no compartment in view that has it.
func (v *View) Record(state string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("record %s: %w", state, err)
	}
	has := v.m.recordable(state)
	if has == nil {
		if ref, ok := v.m.find(state); ok {
			return fmt.Errorf("record: %q is a parameter, not a state; it is the same at all times: see Get%s", ref.key, offer(state, "states", v.m.states()))
		}
		return fmt.Errorf("record: no state or current %q in view %s%s", state, v.Path(), offer(state, "states and currents", v.m.states()))
	}
	rows := v.compartments.where(has)
	if rows.len() == 0 {
		return fmt.Errorf("record: no compartment in view %s has %q; insert its mechanism there first", v.Path(), state)
	}
	known := map[recording]bool{}
	recordings := v.m.recordings()
	for _, r := range recordings {
		known[r] = true
	}
	rows.each(func(row int32) {
		if r := (recording{state, row}); !known[r] {
			recordings = append(recordings, r)
		}
	})
	return v.m.addRecordings(recordings[len(known):])
}

// Recorded describes one trace.
type Recorded struct {
	State       string // "v", or the key of a state or current
	Compartment int    // index over the whole model
	Place       string // path of the compartment
}

// Recordings lists the traces of compartments in view, in the order of the
// rows of a run's result.
func (v *View) Recordings() []Recorded {
	if v.Err() != nil {
		return nil
	}
	var list []Recorded
	for _, r := range v.m.recordings() {
		if v.compartments.has(r.compartment) {
			list = append(list, Recorded{r.key, int(r.compartment), v.m.place(r.compartment)})
		}
	}
	return list
}

// DeleteRecordings removes the recordings of compartments in view.
func (v *View) DeleteRecordings() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete recordings: %w", err)
	}
	kept := slices.DeleteFunc(v.m.recordings(), func(r recording) bool { return v.compartments.has(r.compartment) })
	return v.m.setRecordings(kept)
}

// recordable returns which compartments have a state or current, nil if none
// can have it.
func (m *module) recordable(state string) func(row int32) bool {
	if state == "v" {
		return func(int32) bool { return true }
	}
	var having []*insertion
	for _, in := range m.mechanisms {
		mechanism := in.mechanism
		for _, variable := range slices.Concat(mechanism.States(), mechanism.Currents()) {
			if variable.Key == state {
				having = append(having, in)
				break
			}
		}
	}
	if having == nil {
		return nil
	}
	return func(row int32) bool {
		return slices.ContainsFunc(having, func(in *insertion) bool { return in.row[row] >= 0 })
	}
}

// recording is a state of a compartment.
type recording struct {
	key         string
	compartment int32
}

// recordings returns the recordings in the order they were made, which is the
// order of the traces.
func (m *module) recordings() []recording {
	r := &registrar{world: m.world}
	states, at := integers(r, m.kinds.recording, m.kinds.state), integers(r, m.kinds.recording, m.kinds.atCompartment)
	list := make([]recording, len(at))
	for i := range at {
		list[i] = recording{m.recordedKeys[states[i]], at[i]}
	}
	return list
}

func (m *module) addRecordings(recordings []recording) error {
	batch, err := m.kinds.recording.NewBatch(len(recordings))
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	r := &registrar{world: m.world}
	states, at := integers(r, m.kinds.recording, m.kinds.state), integers(r, m.kinds.recording, m.kinds.atCompartment)
	rows := integers(r, m.kinds.recording, m.kinds.row)
	for i, rec := range recordings {
		key := slices.Index(m.recordedKeys, rec.key)
		if key < 0 {
			key = len(m.recordedKeys)
			m.recordedKeys = append(m.recordedKeys, rec.key)
		}
		row := batch.First + i
		states[row], at[row], rows[row] = int32(key), rec.compartment, int32(row)
	}
	return r.err
}

// setRecordings replaces all recordings.
func (m *module) setRecordings(recordings []recording) error {
	m.kinds.recording.Clear()
	m.recordedKeys = nil
	return m.addRecordings(recordings)
}
