package golgi

import "slices"

// Edge returns the view of synapses by number, counted within the view (in
// the global scope over the whole model), and of the compartments they join.
func (v *View) Edge(index ...any) *View {
	if v.Err() != nil {
		return v
	}
	n, err := parseNumbers(index)
	if err != nil {
		return v.failed("edge("+plainArguments(index)+")", "%v", err)
	}
	edges := v.edges()
	if n.mask != nil {
		return v.maskedEdges(edges, n.mask)
	}
	step, count, owner := "edge("+n.text+")", edges.len(), "the view"
	if v.scope == Global {
		count, owner = v.m.numSynapses(), "the model"
	}
	if missing := n.beyond(count); missing >= 0 {
		return v.failed(step, "no such synapse%s (%s has %d)", n.which(missing), owner, count)
	}
	var chosen rowSet
	switch {
	case n.all:
		chosen = edges
	case v.scope == Global && n.list != nil:
		list := make([]int32, len(n.list))
		for i, number := range n.list {
			if list[i] = int32(number); !edges.has(int32(number)) {
				return v.failed(step, "synapse %d is not in view", number)
			}
		}
		chosen = rowList(list)
	case v.scope == Global: // a range may pass over what is not in view
		chosen = rowRange(n.span.Lo, n.span.Hi).where(edges.has)
	case n.list != nil:
		list := make([]int32, len(n.list))
		for i, number := range n.list {
			list[i] = edges.at(number)
		}
		chosen = rowList(list)
	case edges.list != nil:
		chosen = rowList(edges.list[n.span.Lo:n.span.Hi])
	default:
		chosen = rowRange(int(edges.lo)+n.span.Lo, int(edges.lo)+n.span.Hi)
	}
	if chosen.len() == 0 {
		return v.failed(step, "no synapse in view")
	}
	return v.joined(chosen, step, shareSynapse)
}

// maskedEdges selects the synapses in view for which the mask is true.
func (v *View) maskedEdges(edges rowSet, mask []bool) *View {
	if len(mask) != edges.len() {
		return v.failed("edge(mask)", "the mask has %d values, the view %d synapses", len(mask), edges.len())
	}
	var chosen []int32
	var numbers []int
	for i, wanted := range mask {
		if !wanted {
			continue
		}
		number := i
		if v.scope == Global {
			number = int(edges.at(i))
		}
		chosen, numbers = append(chosen, edges.at(i)), append(numbers, number)
	}
	if len(chosen) == 0 {
		return v.failed("edge(mask)", "the mask selects nothing")
	}
	return v.joined(rowList(chosen), "edge("+numbersText(numbers)+")", shareSynapse)
}

// SelectEdges returns the view of the synapses with these indices over the
// whole model, which must be in view, and of the compartments they join.
func (v *View) SelectEdges(edges ...int) *View {
	if v.scope == Global {
		return v.Edge(edges)
	}
	return v.Scope(Global).Edge(edges).Scope(Local)
}

// joined returns the view of some synapses and the compartments they join.
func (v *View) joined(edges rowSet, step string, shares sharing) *View {
	return &View{m: v.m, compartments: v.m.endsOf(edges), synapses: &edges, synapseState: v.m.synapses.edition,
		scope: v.scope, shares: shares, path: v.step(step), edition: v.edition}
}

// endsOf returns the compartments that synapses join.
func (m *module) endsOf(edges rowSet) rowSet {
	s := &m.synapses
	if edges.len() < m.numCompartments()/64 { // a short list is sorted faster than a bitset is read
		list := make([]int32, 0, 2*edges.len())
		edges.each(func(edge int32) { list = append(list, s.pre[edge], s.post[edge]) })
		slices.Sort(list)
		return rowList(slices.Compact(list))
	}
	ends := newBitset(m.numCompartments())
	edges.each(func(edge int32) {
		ends.add(s.pre[edge])
		ends.add(s.post[edge])
	})
	list := make([]int32, 0, ends.count())
	ends.each(func(row int32) { list = append(list, row) })
	return rowList(list)
}
