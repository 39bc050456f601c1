package golgi

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Network is a set of cells and the synapses between them.
type Network struct{ *View }

// NewNetwork makes a network of cells. They are copied by value with
// mechanisms, parameters, states, groups, coordinates and the synapses within
// them, and may differ in all of these; connect them with [Connect],
// [FullyConnect], [SparseConnect] or [ConnectMatrix].
//
// Errors: no cell, two different mechanisms of one name.
func NewNetwork(cells ...*Cell) (*Network, error) {
	if len(cells) == 0 {
		return nil, errors.New("network: it needs at least one cell")
	}
	sources := make([]*module, len(cells))
	for i, c := range cells {
		if c == nil || c.View == nil || c.m == nil {
			return nil, fmt.Errorf("network: cell %d is empty; make cells with NewCell or ReadSWC", i)
		}
		sources[i] = c.m
	}
	m, err := assembleCells(networkModule, sources)
	if err != nil {
		return nil, fmt.Errorf("network: %w", err)
	}
	return &Network{m.root}, nil
}

// NewNetworkOf makes a network of n copies of a cell.
func NewNetworkOf(cell *Cell, n int) (*Network, error) {
	if n < 1 {
		return nil, fmt.Errorf("network: it needs at least one cell, not %d", n)
	}
	return NewNetwork(slices.Repeat([]*Cell{cell}, n)...)
}

// Integrate runs the network; see [Cell.Integrate].
func (n *Network) Integrate(ctx context.Context, o Options) (*Result, error) {
	return integrateModule(ctx, n.View, o)
}
