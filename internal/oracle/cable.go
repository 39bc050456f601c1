package oracle

import "golgi/topology"

// cable holds the nodes of all cells: compartments in model order, then the
// branchpoints, cell by cell.
type cable struct {
	compartments int
	order        []int32 // a parent before its children
	parent       []int32
	halves       [][2]topology.Half
	cells        [][]int32 // nodes of each cell, in order
}

// link is a conductance, uS, between two compartments.
type link struct {
	a, b        int32
	conductance complex128
}

func (c *cable) build(trees []*topology.Tree) {
	for _, tree := range trees {
		c.compartments += tree.NumCompartments()
	}
	nodes := c.compartments
	for _, tree := range trees {
		nodes += tree.NumBranchpoints()
	}
	c.parent, c.halves = make([]int32, nodes), make([][2]topology.Half, nodes)
	first, branchpoint := 0, c.compartments
	for _, tree := range trees {
		order, n := tree.Order(), tree.NumCompartments()
		global := func(node int32) int32 {
			switch {
			case node < 0:
				return -1
			case int(node) < n:
				return node + int32(first)
			}
			return node - int32(n) + int32(branchpoint)
		}
		var cell []int32
		for _, node := range order.Nodes {
			g := global(node)
			cell = append(cell, g)
			c.parent[g] = global(order.Parent[node])
			for i, h := range order.Halves[node] {
				h.Compartment = global(h.Compartment)
				c.halves[g][i] = h
			}
		}
		c.cells = append(c.cells, cell)
		c.order = append(c.order, cell...)
		first, branchpoint = first+n, branchpoint+tree.NumBranchpoints()
	}
}

// couplings gives the conductance of each node to its parent from the
// resistance of each half: its load times the factor of its compartment.
func (c *cable) couplings(in, out []complex128, resistance func(load complex128, compartment int32) (r complex128, open bool)) []complex128 {
	g := make([]complex128, len(c.parent))
	for node, halves := range c.halves {
		if c.parent[node] < 0 {
			continue
		}
		var sum complex128
		passes := true
		for _, h := range halves {
			if h.Compartment < 0 {
				continue
			}
			load := out[h.Compartment]
			if h.Side == topology.In {
				load = in[h.Compartment]
			}
			r, open := resistance(load, h.Compartment)
			sum += r
			passes = passes && open
		}
		if passes {
			g[node] = 1 / sum
		}
	}
	return g
}
