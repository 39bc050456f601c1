package golgi

import (
	"slices"

	"golgi/topology"
)

// passage says how the compartments of one module become those of another.
type passage struct {
	from *module
	// origin gives, for each compartment of the new module, the old one it
	// resembles, -1 if it comes from elsewhere.
	origin []int32
	// target gives, for each old compartment, the new one that holds its place,
	// -1 if it is gone.
	target []int32
	// synapses gives, for each old synapse, the new one, -1 if it is gone; set
	// by receive.
	synapses []int32
}

// receive fills compartments from those of another module, with groups,
// mechanisms, shared keys and synapses.
func (m *module) receive(p *passage) error {
	for _, key := range compartmentKeys() {
		column, old := m.compartmentColumn(key), p.from.compartmentColumn(key)
		for row, from := range p.origin {
			if from >= 0 {
				column[row] = old[from]
			}
		}
	}
	for i := range p.from.groups {
		from := &p.from.groups[i]
		for row, old := range p.origin {
			if old >= 0 && from.members.has(old) {
				m.makeGroup(from.name).members.add(int32(row))
			}
		}
	}
	for row, old := range p.origin {
		if old >= 0 && p.from.traced.has(old) {
			m.traced.add(int32(row))
		}
	}
	at := func(row int32) int32 { return p.origin[row] }
	for _, in := range p.from.mechanisms {
		if !slices.ContainsFunc(p.origin, func(old int32) bool { return old >= 0 && in.row[old] >= 0 }) {
			continue
		}
		if err := m.takeOverMechanism(in, m.numCompartments(), at, 0); err != nil {
			return err
		}
	}
	m.takeOverShared(p.from, m.numCompartments(), at, 0)
	var err error
	if p.synapses, err = m.takeOverSynapses(p.from, func(row int32) int32 { return p.target[row] }); err != nil {
		return err
	}
	for i := range p.from.synapses.copied {
		from := &p.from.synapses.copied[i]
		to := m.makeCopied(from.key)
		for old, edge := range p.synapses {
			if edge >= 0 {
				to.values[edge] = from.values[old]
			}
		}
	}
	return nil
}

// carryProtocol moves stimuli, clamps, recordings and trainables of another module to
// the compartments that hold their places. Those whose place is gone go too.
func (m *module) carryProtocol(p *passage) error {
	first := int32(len(m.waveforms))
	m.waveforms = slices.Concat(m.waveforms, p.from.waveforms)
	stimuli := m.stimuli()
	for _, s := range p.from.stimuli() {
		if at := p.target[s.compartment]; at >= 0 {
			stimuli = append(stimuli, stimulus{at, first + s.waveform})
		}
	}
	if err := m.setStimuli(stimuli); err != nil {
		return err
	}
	var recordings []recording
	known := map[recording]bool{}
	for _, r := range p.from.recordings() {
		if r.synapse >= 0 {
			if r.synapse = p.synapses[r.synapse]; r.synapse < 0 {
				continue
			}
		}
		if r.compartment = p.target[r.compartment]; r.compartment < 0 {
			continue
		}
		if !known[r] {
			recordings = append(recordings, r)
		}
		known[r] = true
	}
	if err := m.addRecordings(recordings); err != nil {
		return err
	}
	if err := m.setClamps(joinClamps(m.clamps(), p.clamps())); err != nil {
		return err
	}
	edges := p.synapseOrigin(m.numSynapses())
	for _, t := range p.from.trainables {
		origin := p.origin
		if t.ofSynapses {
			origin = edges
		}
		if next := t.moved(origin); len(next.rows) > 0 {
			m.trainables = append(m.trainables, next)
		}
	}
	return nil
}

// clamps returns the clamps of the old module whose place is still there.
func (p *passage) clamps() []clamp {
	var clamps []clamp
	for _, c := range p.from.clamps() {
		if c.synapse >= 0 {
			if c.synapse = p.synapses[c.synapse]; c.synapse < 0 {
				continue
			}
		}
		if c.compartment = p.target[c.compartment]; c.compartment >= 0 {
			clamps = append(clamps, c)
		}
	}
	return joinClamps(nil, clamps)
}

// synapseOrigin gives, for each of n new synapses, the old one, -1 if it comes
// from elsewhere.
func (p *passage) synapseOrigin(n int) []int32 {
	origin := make([]int32, n)
	for i := range origin {
		origin[i] = -1
	}
	for old, edge := range p.synapses {
		if edge >= 0 {
			origin[edge] = int32(old)
		}
	}
	return origin
}

// moved returns the trainable for new compartments or synapses. A value whose rows
// are all gone goes with them; the others keep their order.
func (t *trainable) moved(origin []int32) *trainable {
	next := &trainable{key: t.key, path: t.path, ofSynapses: t.ofSynapses}
	used := make([]bool, len(t.values))
	for row, old := range origin {
		if old < 0 {
			continue
		}
		if i, ok := slices.BinarySearch(t.rows, old); ok {
			next.rows, next.group = append(next.rows, int32(row)), append(next.group, t.group[i])
			used[t.group[i]] = true
		}
	}
	number := make([]int32, len(t.values))
	for g, value := range t.values {
		number[g] = int32(len(next.values))
		if used[g] {
			next.values = append(next.values, value)
		}
	}
	for i, g := range next.group {
		next.group[i] = number[g]
	}
	return next
}

// branchPart is a run of compartments of a branch of some module.
type branchPart struct {
	from     *module
	branch   int32
	lo, hi   int32 // compartments of from, without hi
	reversed bool  // from hi-1 to lo
}

// cellParts is a cell that is made of parts of branches.
type cellParts struct {
	attachments []topology.Attachment
	parts       []branchPart
}

// compose makes a module of cells made of parts of branches of the sources,
// with all that belongs to the compartments, but no protocol.
func compose(kind moduleKind, cells []cellParts, sources ...*module) (*module, []*passage, error) {
	trees := make([]*topology.Tree, len(cells))
	var parts []branchPart
	for c, cell := range cells {
		ncomp := make([]int, len(cell.parts))
		for b, part := range cell.parts {
			ncomp[b] = int(part.hi - part.lo)
		}
		var err error
		if trees[c], err = topology.NewTree(cell.attachments, ncomp); err != nil {
			return nil, nil, err
		}
		parts = append(parts, cell.parts...)
	}
	m, err := newModule(kind, trees)
	if err != nil {
		return nil, nil, err
	}
	passages := make([]*passage, len(sources))
	for i, source := range sources {
		passages[i] = newPassage(source, m.numCompartments())
	}
	row := int32(0)
	for b, part := range parts {
		p := passages[slices.Index(sources, part.from)]
		m.branches[b] = part.record()
		for k := range part.hi - part.lo {
			old := part.lo + k
			if part.reversed {
				old = part.hi - 1 - k
			}
			p.origin[row], p.target[old] = old, row
			row++
		}
	}
	for _, p := range passages {
		if err := m.receive(p); err != nil {
			return nil, nil, err
		}
	}
	for b, part := range parts {
		if part.reversed {
			for row := m.startOfBranch[b]; row < m.startOfBranch[b+1]; row++ {
				m.columns.loadIn[row], m.columns.loadOut[row] = m.columns.loadOut[row], m.columns.loadIn[row]
			}
		}
	}
	m.celsius = sources[0].celsius
	m.compact()
	return m, passages, m.placeBranchpoints()
}

func newPassage(from *module, compartments int) *passage {
	p := &passage{from: from, origin: make([]int32, compartments), target: make([]int32, from.numCompartments())}
	for i := range p.origin {
		p.origin[i] = -1
	}
	for i := range p.target {
		p.target[i] = -1
	}
	return p
}

// whole reports whether the part is all of its branch.
func (p *branchPart) whole() bool {
	return p.lo == p.from.startOfBranch[p.branch] && p.hi == p.from.startOfBranch[p.branch+1]
}

// record returns what is kept of the branch besides its compartments.
func (p *branchPart) record() branchRecord {
	r := p.from.branches[p.branch]
	lo, hi := p.from.startOfBranch[p.branch], p.from.startOfBranch[p.branch+1]
	if p.whole() {
		r.points = slices.Clone(r.points)
	} else {
		n := float64(hi - lo)
		r.points = topology.CutPath(r.points, float64(p.lo-lo)/n, float64(p.hi-lo)/n)
	}
	if p.reversed {
		slices.Reverse(r.points)
	}
	return r
}
