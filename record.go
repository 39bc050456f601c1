package golgi

import (
	"fmt"
	"slices"
)

// Record asks for a trace of a state in every compartment in view, in order:
// "v", a state such as "HH_m", or a current such as "i_HH" (mA/cm2); or, of
// every synapse in view of a type, a state such as "IonotropicSynapse_s" or the
// current "i_IonotropicSynapse" (nA). Compartments without the mechanism are
// passed over. What is recorded already
// is not recorded twice. Traces come in the order of the calls.
//
// Errors: an unknown state, no compartment in view that has it.
func (v *View) Record(state string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("record %s: %w", state, err)
	}
	known := map[recording]bool{}
	recordings := v.m.recordings()
	for _, r := range recordings {
		known[r] = true
	}
	if t := v.m.synapseWith(state); t != nil {
		edges := v.edgesWhere(func(edge int32) bool { return v.m.synapses.kind[edge] == t.number })
		if edges.len() == 0 {
			return fmt.Errorf("record: no synapse in view %s has %q; select %s, or both ends of such a synapse", v.Path(), state, t.mechanism.Name())
		}
		edges.each(func(edge int32) {
			if r := (recording{state, v.m.synapses.post[edge], edge}); !known[r] {
				recordings = append(recordings, r)
			}
		})
		return v.m.addRecordings(recordings[len(known):])
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
	rows.each(func(row int32) {
		if r := (recording{state, row, -1}); !known[r] {
			recordings = append(recordings, r)
		}
	})
	return v.m.addRecordings(recordings[len(known):])
}

// Recorded describes one trace.
type Recorded struct {
	State       string // "v", or the key of a state or current
	Compartment int    // index over the whole model; of a synapse the postsynaptic one
	Place       string // path of the compartment or synapse
	Synapse     int    // index over the whole model, -1 of a compartment
}

// Recordings lists the traces of compartments and synapses in view, in the order of the
// rows of a run's result.
func (v *View) Recordings() []Recorded {
	if v.Err() != nil {
		return nil
	}
	var list []Recorded
	sees := v.sees()
	for _, r := range v.m.recordings() {
		if !sees(r.compartment, r.synapse) {
			continue
		}
		place := v.m.place(r.compartment)
		if r.synapse >= 0 {
			place = v.m.edgePlace(r.synapse)
		}
		list = append(list, Recorded{r.key, int(r.compartment), place, int(r.synapse)})
	}
	return list
}

// DeleteRecordings removes the recordings of compartments and synapses in view.
func (v *View) DeleteRecordings() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("delete recordings: %w", err)
	}
	sees := v.sees()
	kept := slices.DeleteFunc(v.m.recordings(), func(r recording) bool { return sees(r.compartment, r.synapse) })
	return v.m.setRecordings(kept)
}

// recordable returns which compartments have a state or current, nil if none
// can have it.
func (m *module) recordable(state string) func(row int32) bool {
	if state == "v" {
		return func(int32) bool { return true }
	}
	if ref, known := m.find(state); known && ref.shared != nil {
		if !ref.shared.state {
			return nil
		}
		return ref.has
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

// sees tells whether something at a compartment, or at a synapse if that is
// not -1, is in view.
func (v *View) sees() func(compartment, synapse int32) bool {
	var edges *rowSet
	return func(compartment, synapse int32) bool {
		if synapse < 0 {
			return v.compartments.has(compartment)
		}
		if edges == nil {
			all := v.edges()
			edges = &all
		}
		return edges.has(synapse)
	}
}

// synapseWith returns the type of synapse that has a state or current.
func (m *module) synapseWith(state string) *synapseType {
	for _, t := range m.synapses.types {
		for _, variable := range slices.Concat(t.mechanism.States(), t.mechanism.Currents()) {
			if variable.Key == state {
				return t
			}
		}
	}
	return nil
}

// recording is a state of a compartment or a synapse.
type recording struct {
	key                  string
	compartment, synapse int32 // synapse is -1 for a state of a compartment
}

// recordings returns the recordings in the order they were made, which is the
// order of the traces.
func (m *module) recordings() []recording {
	r := &registrar{world: m.world}
	states, at := integers(r, m.kinds.recording, m.kinds.state), integers(r, m.kinds.recording, m.kinds.atCompartment)
	synapses := integers(r, m.kinds.recording, m.kinds.atSynapse)
	list := make([]recording, len(at))
	for i := range at {
		list[i] = recording{m.recordedKeys[states[i]], at[i], synapses[i]}
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
	rows, synapses := integers(r, m.kinds.recording, m.kinds.row), integers(r, m.kinds.recording, m.kinds.atSynapse)
	for i, rec := range recordings {
		key := slices.Index(m.recordedKeys, rec.key)
		if key < 0 {
			key = len(m.recordedKeys)
			m.recordedKeys = append(m.recordedKeys, rec.key)
		}
		row := batch.First + i
		states[row], at[row], synapses[row], rows[row] = int32(key), rec.compartment, rec.synapse, int32(row)
	}
	return r.err
}

// setRecordings replaces all recordings.
func (m *module) setRecordings(recordings []recording) error {
	m.kinds.recording.Clear()
	m.recordedKeys = nil
	return m.addRecordings(recordings)
}
