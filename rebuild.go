package golgi

import "golgi/topology"

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
	p := &passage{from: m}
	p.origin, p.target = m.correspondence(n)
	if err := n.receive(p); err != nil {
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
	n.compact()
	if err := n.carryProtocol(p); err != nil {
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

// adopt takes the place of a module by another's contents. Views of the whole
// stay good, others become stale.
func (m *module) adopt(n *module) {
	m.world, m.kinds, m.columns = n.world, n.kinds, n.columns
	m.trees, m.firstCompartment, m.firstBranch, m.startOfBranch = n.trees, n.firstCompartment, n.firstBranch, n.startOfBranch
	m.branches, m.members = n.branches, n.members
	m.mechanisms, m.byName, m.shared, m.sharedKeys = n.mechanisms, n.byName, n.shared, n.sharedKeys
	m.diffusions++
	m.groups, m.traced = n.groups, n.traced
	m.waveforms, m.recordedKeys, m.trainables, m.notices = n.waveforms, n.recordedKeys, n.trainables, n.notices
	m.clampWaveforms, m.clampedKeys = n.clampWaveforms, n.clampedKeys
	n.synapses.edition = m.synapses.edition + 1
	m.synapses = n.synapses
	m.edition++
	m.root.edition = m.edition
	m.root.compartments = rowRange(0, m.numCompartments())
}
