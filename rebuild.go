package golgi

import (
	"slices"

	"golgi/topology"
)

// rebuild replaces the compartments of the branches in cuts by those given and
// carries everything else over. The module keeps its identity; its world is
// new.
func (m *module) rebuild(cuts map[int32]branchCut) error {
	trees := make([]*topology.Tree, len(m.trees))
	for c, tree := range m.trees {
		ncomp := tree.NComps()
		for b := range ncomp {
			if cut, ok := cuts[m.firstBranch[c]+int32(b)]; ok {
				ncomp[b] = len(cut.Length)
			}
		}
		var err error
		if trees[c], err = topology.NewTree(tree.Attachments(), ncomp); err != nil {
			return err
		}
	}
	n, err := newModule(m.kind, trees)
	if err != nil {
		return err
	}
	n.celsius, n.notices = m.celsius, m.notices
	copy(n.branches, m.branches)
	origin, target := m.correspondence(n)
	if err := n.carryOver(m, origin); err != nil {
		return err
	}
	for b, cut := range cuts {
		lo := n.startOfBranch[b]
		n.setTraced(lo, cut.Compartments)
		for k := range cut.Length {
			if !cut.traced {
				n.traced.remove(lo + int32(k))
			}
		}
	}
	if err := n.carryProtocol(m, origin, target); err != nil {
		return err
	}
	if err := n.placeBranchpoints(); err != nil {
		return err
	}
	m.adopt(n)
	return nil
}

// correspondence pairs the compartments of m with those of n, which has the
// same branches: the old one that holds the centre of each new one, and the
// new one that holds the centre of each old one.
func (m *module) correspondence(n *module) (origin, target []int32) {
	pair := func(from, to *module) []int32 {
		at := make([]int32, from.numCompartments())
		for b := range from.branches {
			lo, hi := from.startOfBranch[b], from.startOfBranch[b+1]
			start, count := to.startOfBranch[b], int(to.startOfBranch[b+1]-to.startOfBranch[b])
			for row := lo; row < hi; row++ {
				k := int(row - lo)
				if int(hi-lo) != count {
					// The place is inside the branch, so there is no error.
					k, _ = topology.LocalIndexOfLoc(topology.LocOfIndex(k, int(hi-lo)), count)
				}
				at[row] = start + int32(k)
			}
		}
		return at
	}
	return pair(n, m), pair(m, n)
}

// carryOver fills compartments from those of another module: origin gives the
// one each is to resemble.
func (m *module) carryOver(from *module, origin []int32) error {
	for _, key := range compartmentKeys() {
		column, old := m.compartmentColumn(key), from.compartmentColumn(key)
		for row := range column {
			column[row] = old[origin[row]]
		}
	}
	for i := range from.groups {
		members := m.makeGroup(from.groups[i].name).members
		for row, old := range origin {
			if from.groups[i].members.has(old) {
				members.add(int32(row))
			}
		}
	}
	for row, old := range origin {
		if from.traced.has(old) {
			m.traced.add(int32(row))
		}
	}
	at := func(row int32) int32 { return origin[row] }
	for _, in := range from.mechanisms {
		if err := m.takeOverMechanism(in, m.numCompartments(), at, 0); err != nil {
			return err
		}
	}
	m.takeOverShared(from, m.numCompartments(), at, 0)
	m.compact()
	return nil
}

// carryProtocol moves stimuli, recordings and trainables of another module to
// the compartments that hold their places.
func (m *module) carryProtocol(from *module, origin, target []int32) error {
	m.waveforms = from.waveforms
	stimuli := from.stimuli()
	for i := range stimuli {
		stimuli[i].compartment = target[stimuli[i].compartment]
	}
	if err := m.addStimuli(stimuli); err != nil {
		return err
	}
	var recordings []recording
	known := map[recording]bool{}
	for _, r := range from.recordings() {
		r.compartment = target[r.compartment]
		if !known[r] {
			recordings = append(recordings, r)
		}
		known[r] = true
	}
	if err := m.addRecordings(recordings); err != nil {
		return err
	}
	for _, t := range from.trainables {
		m.trainables = append(m.trainables, t.moved(origin))
	}
	return nil
}

// moved returns the trainable for new compartments. A value whose compartments
// are all gone goes with them.
func (t *trainable) moved(origin []int32) *trainable {
	next := &trainable{key: t.key, path: t.path}
	number := map[int32]int32{}
	for row, old := range origin {
		i, ok := slices.BinarySearch(t.rows, old)
		if !ok {
			continue
		}
		g, ok := number[t.group[i]]
		if !ok {
			g = int32(len(next.values))
			number[t.group[i]] = g
			next.values = append(next.values, t.values[t.group[i]])
		}
		next.rows, next.group = append(next.rows, int32(row)), append(next.group, g)
	}
	return next
}

// adopt takes the place of a module by another's contents. Views of the whole
// stay good, others become stale.
func (m *module) adopt(n *module) {
	m.world, m.kinds, m.columns = n.world, n.kinds, n.columns
	m.trees, m.firstCompartment, m.firstBranch, m.startOfBranch = n.trees, n.firstCompartment, n.firstBranch, n.startOfBranch
	m.branches, m.members = n.branches, n.members
	m.mechanisms, m.byName, m.shared, m.sharedKeys = n.mechanisms, n.byName, n.shared, n.sharedKeys
	m.groups, m.traced = n.groups, n.traced
	m.waveforms, m.recordedKeys, m.trainables, m.notices = n.waveforms, n.recordedKeys, n.trainables, n.notices
	m.edition++
	m.root.edition = m.edition
	m.root.compartments = rowRange(0, m.numCompartments())
}
