package golgi

import (
	"errors"
	"fmt"
	"slices"

	"golgi/topology"
)

// Cell is a tree of branches.
type Cell struct{ *View }

// NewCell makes a cell of branches: parents holds, for each, the index of the
// branch at whose end it begins, -1 for those that begin at the root point. A
// parent comes before its children. Branches are copied with mechanisms,
// parameters and groups, and may differ in all of them and in the number of
// compartments.
func NewCell(branches []*Branch, parents []int) (*Cell, error) {
	if len(branches) == 0 {
		return nil, errors.New("cell: it needs at least one branch")
	}
	if len(parents) != len(branches) {
		return nil, fmt.Errorf("cell: %d parents for %d branches; give one for each", len(parents), len(branches))
	}
	sources, ncomp := make([]*module, len(branches)), make([]int, len(branches))
	for i, b := range branches {
		if b == nil || b.View == nil || b.m == nil {
			return nil, fmt.Errorf("cell: branch %d is empty; make branches with NewBranch", i)
		}
		sources[i], ncomp[i] = b.m, b.m.numCompartments()
	}
	tree, err := topology.TreeFromParents(parents, ncomp)
	if err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	m, err := assemble(cellModule, []*topology.Tree{tree}, sources)
	if err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	return &Cell{m.root}, m.layOut()
}

// NewCellOf makes a cell whose branches are all copies of one.
func NewCellOf(branch *Branch, parents []int) (*Cell, error) {
	return NewCell(slices.Repeat([]*Branch{branch}, len(parents)), parents)
}

// NewCellFromParents makes a cell of branches of default compartments; ncomp
// is one number of compartments for all branches, or one for each.
func NewCellFromParents(parents []int, ncomp ...int) (*Cell, error) {
	ncomp, err := perBranch(ncomp, len(parents))
	if err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	m, err := newTreeModule(cellModule, parents, ncomp)
	if err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	return &Cell{m.root}, nil
}

// perBranch spreads one number of compartments, or none, over all branches.
func perBranch(ncomp []int, branches int) ([]int, error) {
	switch len(ncomp) {
	case 0:
		return slices.Repeat([]int{1}, branches), nil
	case 1:
		return slices.Repeat(ncomp, branches), nil
	case branches:
		return ncomp, nil
	}
	return nil, fmt.Errorf("%d numbers of compartments for %d branches; give one, or one for each", len(ncomp), branches)
}

// NewCellFromCoordinates makes a cell of the points of its branches, each from
// its start: coordinates and radii, um. parents holds, for each branch, the
// index of the branch at whose end it begins, -1 for those that begin at the
// root point; a parent comes before its children. Length, radius, area, volume
// and axial loads are those of the points. Of the options those about
// compartments and the minimal radius apply; WithConvention does not.
//
// Errors: not one list of points a branch, a branch of less than two points or
// without length, a radius that is not positive.
func NewCellFromCoordinates(parents []int, points [][]topology.Point, options ...SWCOption) (*Cell, error) {
	if len(parents) != len(points) {
		return nil, fmt.Errorf("cell: %d parents for %d lists of points; give one for each branch", len(parents), len(points))
	}
	morphology := &topology.Morphology{Branches: make([]topology.Branch, len(parents))}
	for b, parent := range parents {
		morphology.Branches[b] = topology.Branch{Attachment: topology.Attachment{Parent: parent, At: 1}, Type: -1, Points: slices.Clone(points[b])}
	}
	return NewCellFromMorphology(morphology, options...)
}
