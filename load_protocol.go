package golgi

import (
	"errors"
	"fmt"
	"slices"

	"golgi/mech"
)

// connections makes the synapses, each with the row in its table that it had.
func (s *savedModule) connections(m *module) error {
	n := len(s.SynapsePre)
	if len(s.SynapsePost) != n || len(s.SynapseKind) != n || len(s.SynapseRow) != n {
		return fmt.Errorf("synapses with %d, %d, %d and %d values", n, len(s.SynapsePost), len(s.SynapseKind), len(s.SynapseRow))
	}
	taken := make([]bitset, len(s.SynapseTypes)) // rows of each type
	for i := range s.SynapseTypes {
		saved := &s.SynapseTypes[i]
		mechanism, err := saved.mechanism()
		if err != nil {
			return err
		}
		name := mechanism.Name()
		if !joins(mechanism.Kind()) || m.synapseType(name) != nil || saved.Synapses < 0 || int(saved.Synapses) > n {
			return fmt.Errorf("synapse type %s: twice, no synapse, or %d of %d synapses", name, saved.Synapses, n)
		}
		t, err := m.useSynapseType(mechanism)
		if err != nil {
			return fmt.Errorf("synapse type %s: %w", name, err)
		}
		t.table.AppendRows(int(saved.Synapses))
		if err := readColumns(t.table, saved.Columns); err != nil {
			return fmt.Errorf("synapse type %s: %w", name, err)
		}
		taken[i] = newBitset(int(saved.Synapses))
	}
	counts := make([]int32, len(taken))
	compartments := int32(m.numCompartments())
	for edge := range n {
		kind, row := s.SynapseKind[edge], s.SynapseRow[edge]
		switch {
		case kind < 0 || int(kind) >= len(taken) || row < 0 || row >= s.SynapseTypes[kind].Synapses || taken[kind].has(row):
			return fmt.Errorf("synapse %d: no row %d of type %d, or twice", edge, row, kind)
		case s.SynapsePre[edge] < 0 || s.SynapsePre[edge] >= compartments || s.SynapsePost[edge] < 0 || s.SynapsePost[edge] >= compartments:
			return fmt.Errorf("synapse %d joins compartments %d and %d of %d", edge, s.SynapsePre[edge], s.SynapsePost[edge], compartments)
		case s.SynapsePre[edge] == s.SynapsePost[edge] && m.synapses.types[kind].mechanism.Kind() == mech.JunctionKind:
			return fmt.Errorf("junction %d joins compartment %d to itself", edge, s.SynapsePre[edge])
		}
		taken[kind].add(row)
		counts[kind]++
	}
	for i, count := range counts {
		if count != s.SynapseTypes[i].Synapses {
			return fmt.Errorf("synapse type %d has %d rows for %d synapses", i, s.SynapseTypes[i].Synapses, count)
		}
	}
	if _, err := m.kinds.synapse.NewBatch(n); err != nil {
		return err
	}
	if err := m.viewSynapses(); err != nil {
		return err
	}
	copy(m.synapses.pre, s.SynapsePre)
	copy(m.synapses.post, s.SynapsePost)
	copy(m.synapses.kind, s.SynapseKind)
	copy(m.synapses.row, s.SynapseRow)
	for _, saved := range s.CopiedToSynapses {
		if len(saved.Values) != n {
			return fmt.Errorf("%s has %d values for %d synapses", saved.Key, len(saved.Values), n)
		}
		m.synapses.copied = append(m.synapses.copied, copiedProperty{saved.Key, saved.Values})
	}
	return nil
}

// protocol makes stimuli, clamps and recordings.
func (s *savedModule) protocol(m *module) error {
	if slices.ContainsFunc(slices.Concat(s.Waveforms, s.ClampWaveforms), func(w []float64) bool { return len(w) == 0 }) {
		return errors.New("a waveform without samples")
	}
	m.waveforms = s.Waveforms
	var stimuli []stimulus
	for i, saved := range s.Stimuli {
		if saved.Compartment < 0 || int(saved.Compartment) >= m.numCompartments() || saved.Waveform < 0 || int(saved.Waveform) >= len(m.waveforms) {
			return fmt.Errorf("stimulus %d: compartment %d, waveform %d", i, saved.Compartment, saved.Waveform)
		}
		stimuli = append(stimuli, stimulus{saved.Compartment, saved.Waveform})
	}
	if err := m.addStimuli(stimuli); err != nil {
		return err
	}
	var recordings []recording
	for i, saved := range s.Recordings {
		if !m.targets(saved) || saved.Synapse < 0 && (m.recordable(saved.Key) == nil || !m.recordable(saved.Key)(saved.Compartment)) ||
			saved.Synapse >= 0 && (m.synapseWith(saved.Key) == nil || m.synapseWith(saved.Key).number != m.synapses.kind[saved.Synapse]) {
			return fmt.Errorf("recording %d: there is no %q at compartment %d, synapse %d", i, saved.Key, saved.Compartment, saved.Synapse)
		}
		recordings = append(recordings, recording{saved.Key, saved.Compartment, saved.Synapse})
	}
	if err := m.addRecordings(recordings); err != nil {
		return err
	}
	if len(s.WaveformsOfClamps) != len(s.Clamps) {
		return fmt.Errorf("%d waveforms for %d clamps", len(s.WaveformsOfClamps), len(s.Clamps))
	}
	var clamps []clamp
	for i, saved := range s.Clamps {
		w := s.WaveformsOfClamps[i]
		ref, known := m.find(saved.Key)
		if !m.targets(saved) || !known || (saved.Synapse >= 0) != (ref.synapse != nil) || !slices.Contains(m.clampable(), saved.Key) || w < 0 || int(w) >= len(s.ClampWaveforms) {
			return fmt.Errorf("clamp %d: there is no %q at compartment %d, synapse %d, or no waveform %d", i, saved.Key, saved.Compartment, saved.Synapse, w)
		}
		row := saved.Compartment
		if saved.Synapse >= 0 {
			row = saved.Synapse
		}
		if !ref.has(row) {
			return fmt.Errorf("clamp %d: there is no %q in row %d", i, saved.Key, row)
		}
		clamps = append(clamps, clamp{clampTarget{saved.Key, saved.Compartment, saved.Synapse}, s.ClampWaveforms[w]})
	}
	return m.setClamps(clamps)
}

// targets tells whether the compartment, and the synapse if there is one, exist.
func (m *module) targets(t savedTarget) bool {
	return t.Compartment >= 0 && int(t.Compartment) < m.numCompartments() &&
		t.Synapse >= -1 && int(t.Synapse) < m.numSynapses()
}

// training makes the trainables.
func (s *savedModule) training(m *module) error {
	for i, saved := range s.Trainables {
		t := &trainable{key: saved.Key, path: saved.Path, ofSynapses: saved.OfSynapses, rows: saved.Rows, group: saved.Group, values: saved.Values}
		ref, known := m.find(t.key)
		if !known && t.key != radiusScale || known && t.ofSynapses != (ref.synapse != nil) || len(t.rows) != len(t.group) || len(t.rows) == 0 {
			return fmt.Errorf("trainable %d: %q with %d rows in %d groups", i, t.key, len(t.rows), len(t.group))
		}
		n := int32(m.numCompartments())
		if t.ofSynapses {
			n = int32(m.numSynapses())
		}
		used := make([]bool, len(t.values))
		for k, row := range t.rows {
			g := t.group[k]
			if row < 0 || row >= n || k > 0 && row <= t.rows[k-1] || known && !ref.has(row) || g < 0 || int(g) >= len(used) {
				return fmt.Errorf("trainable %d: row %d in group %d", i, row, g)
			}
			used[g] = true
		}
		if slices.Contains(used, false) {
			return fmt.Errorf("trainable %d has a value without rows", i)
		}
		m.trainables = append(m.trainables, t)
	}
	return nil
}
