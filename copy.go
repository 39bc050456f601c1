package golgi

import (
	"errors"
	"fmt"
)

// Clone returns an independent copy: geometry, coordinates, mechanisms,
// values, groups, stimuli, clamps, recordings and trainables.
func (c *Compartment) Clone() (*Compartment, error) { return c.CopyAsCompartment() }

// Clone returns an independent copy; see [Compartment.Clone].
func (b *Branch) Clone() (*Branch, error) { return b.CopyAsBranch() }

// Clone returns an independent copy; see [Compartment.Clone].
func (c *Cell) Clone() (*Cell, error) { return c.CopyAsCell() }

// Clone returns an independent copy with its synapses; see [Compartment.Clone].
func (n *Network) Clone() (*Network, error) { return n.CopyAsNetwork() }

// CopyAsCompartment returns a copy of the one compartment in view. Everything
// of it is copied, as by Clone. Error: not one compartment in view.
func (v *View) CopyAsCompartment() (*Compartment, error) {
	if v.Err() == nil && v.Len() != 1 {
		return nil, fmt.Errorf("copy: %d compartments in view %s; select one", v.Len(), v.Path())
	}
	m, err := v.copyAs(compartmentModule)
	if err != nil {
		return nil, err
	}
	return &Compartment{m.root}, nil
}

// CopyAsBranch returns a copy of the branch in view, or of the run of its
// compartments that is in view, as by Clone. Errors: more than one branch in
// view, compartments with gaps between them.
func (v *View) CopyAsBranch() (*Branch, error) {
	if _, branches, _ := v.Shape(); v.Err() == nil && branches != 1 {
		return nil, fmt.Errorf("copy: %d branches in view %s; select one, or copy it as a cell", branches, v.Path())
	}
	m, err := v.copyAs(branchModule)
	if err != nil {
		return nil, err
	}
	return &Branch{m.root}, nil
}

// CopyAsCell returns a copy of what is in view of one cell, as a cell of its
// own: numbers count from 0, in the same order. Stimuli, clamps, recordings,
// trainables and synapses come along as far as they lie in view. Errors: more
// than one cell in view, parts that do not hang together.
func (v *View) CopyAsCell() (*Cell, error) {
	if cells, _, _ := v.Shape(); v.Err() == nil && cells != 1 {
		return nil, fmt.Errorf("copy: %d cells in view %s; select one, or copy it as a network", cells, v.Path())
	}
	m, err := v.copyAs(cellModule)
	if err != nil {
		return nil, err
	}
	return &Cell{m.root}, nil
}

// CopyAsNetwork returns a copy of what is in view as a network of its own:
// numbers count from 0, in the same order, and the synapses in view are kept.
// Error: parts of a cell that do not hang together.
func (v *View) CopyAsNetwork() (*Network, error) {
	m, err := v.copyAs(networkModule)
	if err != nil {
		return nil, err
	}
	return &Network{m.root}, nil
}

// copyAs makes a module of what is in view.
func (v *View) copyAs(kind moduleKind) (*module, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if v.compartments.len() == 0 {
		return nil, errors.New("copy: nothing is in view " + v.Path())
	}
	old := v.m
	var cells []cellParts
	last := int32(-1)
	var err error
	v.compartments.each(func(row int32) {
		if cell := old.columns.cell[row]; cell != last && err == nil {
			last = cell
			var parts cellParts
			parts, err = old.kept(int(cell), v.compartments)
			cells = append(cells, parts)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("copy: view %s: %w", v.Path(), err)
	}
	m, passages, err := compose(kind, cells, old)
	if err == nil {
		err = m.keepSynapses(passages[0], v.edges())
	}
	if err == nil {
		err = m.carryProtocol(passages[0])
	}
	if err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	m.notices = append(m.notices, old.notices...)
	return m, nil
}

// keepSynapses removes the synapses that are not among those of the old
// module.
func (m *module) keepSynapses(p *passage, wanted rowSet) error {
	var gone []int32
	for old, now := range p.synapses {
		if now >= 0 && !wanted.has(int32(old)) {
			gone = append(gone, now)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	moved, err := m.removeSynapses(rowList(gone))
	if err != nil {
		return err
	}
	for old, now := range p.synapses {
		if now >= 0 {
			p.synapses[old] = moved[now]
		}
	}
	return nil
}
