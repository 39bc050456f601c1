package systems

import (
	"golgi/plan"
	"golgi/systems/lanes"
	"golgi/systems/tree"
)

// localPart numbers the nodes of one part of a cut cell from 0. All parts that a worker takes use one small memory by these numbers, so what
// is assembled and solved stays in the cache. The numbers are, in this order: up to seven unused ones, which align the compartments with
// vectors; the compartments; the branchpoints; paddings, which are no nodes; and the parents, in other parts, of nodes of this part.
type localPart struct {
	rows   plan.Range // plan rows of its compartments
	low    int        // the first of them, counted from the cell's first
	first  int        // the number of the first compartment
	place  []int32    // the numbers of all compartments
	octets []tree.Run // whole vectors of compartments, counted from the first
	base   []float64  // of its branchpoints: see cable.base
	above  int        // the number of the first parent in another part
	handed []float64  // the solution at these parents
	gives  []gift     // what this part hands to others
}

// gift is a value of the solution that another part needs: that of the node of a number, and where to put it.
type gift struct {
	number int32
	to     *float64
}

// partMemory is what a worker has for one part after the other.
type partMemory struct{ diagonal, right []float64 }

// numberParts gives the nodes of each part their numbers.
func (w *cable) numberParts(p *plan.Plan, cut *plan.CutCell) {
	local := *w.strips
	w.local = &local
	local.Node, local.Parent, local.Parts = make([]int32, len(local.Node)), make([]int32, len(local.Parent)), make([]lanes.Part, len(local.Parts))
	copy(local.Parts, w.strips.Parts)
	compartments := len(w.place)
	partOf := make([]int32, len(w.Parent)) // by place
	most := 0
	for i, t := range p.PartsOf(cut.Cell) {
		part := &w.parts[i]
		l := &part.local
		l.rows = cut.Rows(p, t)
		l.low = l.rows.Low - cut.Cell.Compartments.Low
		l.first = l.low % lanes.Width
		for k := l.low; k < l.low+l.rows.Len(); k++ {
			partOf[k] = int32(i)
			l.place = append(l.place, int32(l.first+k-l.low))
		}
		for _, k := range part.branchpoints {
			partOf[k] = int32(i)
			l.base = append(l.base, w.base[k])
		}
		l.octets = []tree.Run{wholeOctets(l.first, l.rows.Len())}
		local.Parts[part.number].Padding = l.first + l.rows.Len() + len(l.base)
		l.above = local.Parts[part.number].Padding + lanes.Paddings
	}
	number := func(part *cablePart, k int32) int32 { // of a place
		l := &part.local
		if int(k) < compartments {
			return int32(l.first + int(k) - l.low)
		}
		return int32(l.first + l.rows.Len() + int(k) - compartments - part.meeting.Low)
	}
	type wanted struct{ from, by, at int32 }
	var all []wanted
	for i := range w.parts {
		part := &w.parts[i]
		head, padding := &w.strips.Parts[part.number], int32(local.Parts[part.number].Padding)
		translate := func(to, from []int32) {
			for j, k := range from[:len(to)] {
				switch {
				case int(k) >= len(partOf):
					to[j] = padding + k - int32(head.Padding)
				case int(partOf[k]) == i:
					to[j] = number(part, k)
				default:
					to[j] = int32(part.local.above + len(part.local.handed))
					all = append(all, wanted{k, int32(i), int32(len(part.local.handed))})
					part.local.handed = append(part.local.handed, 0)
				}
			}
		}
		translate(local.Node[head.Position:head.Position+head.Positions], w.strips.Node[head.Position:])
		translate(local.Parent[head.Low*lanes.Width:head.High*lanes.Width], w.strips.Parent[head.Low*lanes.Width:])
		most = max(most, part.local.above+len(part.local.handed))
	}
	for _, x := range all {
		from := &w.parts[partOf[x.from]]
		from.local.gives = append(from.local.gives, gift{number(from, x.from), &w.parts[x.by].local.handed[x.at]})
	}
	w.memory, w.memorySize = make([]partMemory, len(p.Tiles())), most
}

// memoryOf returns the memory of a worker, made when it is first asked for.
func (w *cable) memoryOf(worker int) *partMemory {
	m := &w.memory[worker]
	if m.right == nil {
		m.diagonal, m.right = make([]float64, w.memorySize), make([]float64, w.memorySize)
	}
	return m
}

// rise assembles a part and eliminates it.
func (w *cable) rise(worker int, part *cablePart, v, current, slope, injected []float64) {
	l, m := &part.local, w.memoryOf(worker)
	rows := cableRows{place: l.place, capacity: w.capacity[l.low:], octets: l.octets}
	w.assembleIn(&rows, w.base[l.low-l.first:], &lanes.Matrix{Diagonal: m.diagonal, Right: m.right}, v, current, slope, injected)
	at := l.first + l.rows.Len()
	clear(m.right[at : at+copy(m.diagonal[at:], l.base)])
	head := &w.local.Parts[part.number]
	m.diagonal[head.Padding], m.right[head.Padding] = 1, 1
	w.vectors.EliminateStrips(w.local, head, m.diagonal, m.right)
}

// descend substitutes in a part and reads the solution.
func (w *cable) descend(worker int, part *cablePart, v []float64, half bool) {
	l, m := &part.local, w.memoryOf(worker)
	head := &w.local.Parts[part.number]
	m.right[head.Padding+1] = 1
	copy(m.right[l.above:], l.handed)
	w.vectors.SubstituteStrips(w.local, head, m.right)
	for _, g := range l.gives {
		*g.to = m.right[g.number]
	}
	solution := m.right[l.first : l.first+l.rows.Len()]
	if !half {
		copy(v, solution)
		return
	}
	for i, x := range solution {
		v[i] = float64(2*x) - v[i]
	}
}
