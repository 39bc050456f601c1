package golgi

import (
	"errors"
	"fmt"
	"slices"

	"golgi/topology"
)

// Branch is a cable of compartments, one after the other.
type Branch struct{ *View }

// NewBranch makes a branch of the given compartments, from its start to its
// end. They are copied with mechanisms, parameters and groups, and may differ.
// Error: no compartment, two different mechanisms of one name.
func NewBranch(compartments ...*Compartment) (*Branch, error) {
	if len(compartments) == 0 {
		return nil, errors.New("branch: it needs at least one compartment")
	}
	sources := make([]*module, len(compartments))
	for i, c := range compartments {
		if c == nil || c.View == nil || c.m == nil {
			return nil, fmt.Errorf("branch: compartment %d is empty; make compartments with NewCompartment", i)
		}
		sources[i] = c.m
	}
	return newBranch(sources)
}

// NewBranchOf makes a branch of n copies of a compartment.
func NewBranchOf(compartment *Compartment, n int) (*Branch, error) {
	if n < 1 {
		return nil, fmt.Errorf("branch: it needs at least one compartment, not %d", n)
	}
	return NewBranch(slices.Repeat([]*Compartment{compartment}, n)...)
}

func newBranch(sources []*module) (*Branch, error) {
	tree, err := topology.TreeFromParents([]int{-1}, []int{len(sources)})
	if err != nil {
		return nil, fmt.Errorf("branch: %w", err)
	}
	m, err := assemble(branchModule, []*topology.Tree{tree}, sources)
	if err != nil {
		return nil, fmt.Errorf("branch: %w", err)
	}
	return &Branch{m.root}, m.layOut()
}
