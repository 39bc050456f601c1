package golgi

import (
	"math"
	"slices"

	"golgi/ecs"
	"golgi/mech"
)

// savedModule is a module as it is written. Floating-point numbers stand in
// slices: as fields of their own gob would drop the sign of zero.
type savedModule struct {
	Kind       string
	Celsius    []float64 // one
	Cells      []savedCell
	Branches   []savedBranch
	Columns    []savedColumn // of compartmentKeys
	Traced     []uint64
	Groups     []savedSet
	Mechanisms []savedMechanism
	Shared     []savedShared

	SynapseTypes      []savedMechanism
	SynapsePre        []int32
	SynapsePost       []int32
	SynapseKind       []int32
	SynapseRow        []int32
	CopiedToSynapses  []savedColumn
	Waveforms         [][]float64
	Stimuli           []savedStimulus
	Recordings        []savedTarget
	ClampWaveforms    [][]float64
	Clamps            []savedTarget
	WaveformsOfClamps []int32 // of each clamp
	Trainables        []savedTrainable
	Notices           []string
}

type savedCell struct {
	Parents []int32
	At      []float64
	NComp   []int32
}

type savedBranch struct {
	SWCType    int32
	Traced     bool
	Convention int32
	Points     []float64 // x, y, z, radius of each
}

// savedColumn is a column of numbers: one if Uniform, else one a row.
type savedColumn struct {
	Key     string
	Uniform bool
	Values  []float64
}

type savedSet struct {
	Name    string
	Members []uint64
}

// savedMechanism is a mechanism of the membrane with its compartments, or a
// synapse type with the number of its synapses.
type savedMechanism struct {
	Text         string
	Compartments []int32
	Synapses     int32
	Columns      []savedColumn
}

type savedShared struct {
	Column       savedColumn
	Unit         string
	Default      []float64 // one
	State        bool
	Present, Set []uint64
}

type savedStimulus struct{ Compartment, Waveform int32 }

// savedTarget is a state of a compartment, or of a synapse that is not -1.
type savedTarget struct {
	Key                  string
	Compartment, Synapse int32
}

type savedTrainable struct {
	Key, Path   string
	OfSynapses  bool
	Rows, Group []int32
	Values      []float64
}

// saved returns what is written of a module.
func (m *module) saved() *savedModule {
	s := &savedModule{Kind: string(m.kind), Celsius: []float64{m.celsius}, Traced: m.traced, Waveforms: m.waveforms, Notices: m.notices}
	for _, tree := range m.trees {
		var cell savedCell
		for b, a := range tree.Attachments() {
			cell.Parents, cell.At = append(cell.Parents, int32(a.Parent)), append(cell.At, a.At)
			cell.NComp = append(cell.NComp, int32(tree.NComp(b)))
		}
		s.Cells = append(s.Cells, cell)
	}
	for b := range m.branches {
		r := &m.branches[b]
		saved := savedBranch{SWCType: int32(r.swcType), Traced: r.traced, Convention: int32(r.convention), Points: make([]float64, 0, 4*len(r.points))}
		for _, p := range r.points {
			saved.Points = append(saved.Points, p.X, p.Y, p.Z, p.Radius)
		}
		s.Branches = append(s.Branches, saved)
	}
	for _, key := range compartmentKeys() {
		s.Columns = append(s.Columns, savedColumn{Key: key, Values: m.compartmentColumn(key)})
	}
	for i := range m.groups {
		s.Groups = append(s.Groups, savedSet{m.groups[i].name, m.groups[i].members})
	}
	for _, in := range m.mechanisms {
		s.Mechanisms = append(s.Mechanisms, savedMechanism{Text: in.mechanism.String(), Compartments: in.compartments, Columns: savedColumns(in.table)})
	}
	for i, key := range m.sharedKeys {
		spec := m.shared.Columns()[i]
		s.Shared = append(s.Shared, savedShared{
			Column: columnOf(m.shared, i), Unit: spec.Unit, Default: []float64{spec.Default},
			State: key.state, Present: key.present, Set: key.set,
		})
	}
	m.saveSynapses(s)
	m.saveProtocol(s)
	return s
}

func (m *module) saveSynapses(s *savedModule) {
	for _, t := range m.synapses.types {
		s.SynapseTypes = append(s.SynapseTypes, savedMechanism{Text: t.mechanism.String(), Synapses: int32(t.table.Len()), Columns: savedColumns(t.table)})
	}
	s.SynapsePre, s.SynapsePost = m.synapses.pre, m.synapses.post
	s.SynapseKind, s.SynapseRow = m.synapses.kind, m.synapses.row
	for i := range m.synapses.copied {
		c := &m.synapses.copied[i]
		s.CopiedToSynapses = append(s.CopiedToSynapses, savedColumn{Key: c.key, Values: c.values})
	}
}

func (m *module) saveProtocol(s *savedModule) {
	for _, stimulus := range m.stimuli() {
		s.Stimuli = append(s.Stimuli, savedStimulus{stimulus.compartment, stimulus.waveform})
	}
	for _, r := range m.recordings() {
		s.Recordings = append(s.Recordings, savedTarget{r.key, r.compartment, r.synapse})
	}
	number := map[*float64]int32{} // one waveform may serve many clamps
	for _, c := range m.clamps() {
		w, known := number[&c.waveform[0]]
		if !known {
			w = int32(len(s.ClampWaveforms))
			number[&c.waveform[0]] = w
			s.ClampWaveforms = append(s.ClampWaveforms, c.waveform)
		}
		s.Clamps = append(s.Clamps, savedTarget{c.key, c.compartment, c.synapse})
		s.WaveformsOfClamps = append(s.WaveformsOfClamps, w)
	}
	for _, t := range m.trainables {
		s.Trainables = append(s.Trainables, savedTrainable{t.key, t.path, t.ofSynapses, t.rows, t.group, t.values})
	}
}

func savedColumns(t *ecs.Table) []savedColumn {
	columns := make([]savedColumn, len(t.Columns()))
	for i := range columns {
		columns[i] = columnOf(t, i)
	}
	return columns
}

// columnOf returns a column. Whether equal values are kept as one says nothing
// about a model, so they are always written as one.
func columnOf(t *ecs.Table, column int) savedColumn {
	spec := t.Columns()[column]
	values, uniform := t.Stored(column)
	switch {
	case uniform:
	case len(values) == 0:
		values, uniform = []float64{spec.Default}, true
	default:
		bits := math.Float64bits(values[0])
		if !slices.ContainsFunc(values, func(x float64) bool { return math.Float64bits(x) != bits }) {
			values, uniform = values[:1], true
		}
	}
	return savedColumn{spec.Name, uniform, values}
}

// mechanism reads the text of a mechanism.
func (s *savedMechanism) mechanism() (*mech.Mechanism, error) {
	return mech.Parse("a saved mechanism", []byte(s.Text))
}
