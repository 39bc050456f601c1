package golgi

import (
	"strconv"
	"strings"

	"golgi/topology"
)

// Loc returns the view of the compartments that hold the places given, 0 the
// start and 1 the end, of every branch in view. Where compartments meet, the
// one nearer to the start holds the place.
func (v *View) Loc(places ...float64) *View {
	if v.Err() != nil {
		return v
	}
	texts := make([]string, len(places))
	for i, x := range places {
		texts[i] = strconv.FormatFloat(x, 'g', -1, 64)
	}
	text := strings.Join(texts, ",")
	if len(places) != 1 {
		text = "[" + text + "]"
	}
	step := "loc(" + text + ")"
	if len(places) == 0 {
		return v.failed("loc()", "a place from 0 to 1 is needed")
	}
	for _, x := range places {
		if !(x >= 0 && x <= 1) {
			return v.failed(step, "there is no place %v on a branch; places run from 0, its start, to 1, its end", x)
		}
	}
	m, c := v.m, &v.m.columns
	branch := int32(-1)
	wanted := map[int32]bool{}
	rows := v.compartments.where(func(row int32) bool {
		if c.branch[row] != branch {
			branch = c.branch[row]
			clear(wanted)
			start := m.startOfBranch[branch]
			for _, x := range places {
				i, err := topology.LocalIndexOfLoc(x, int(m.startOfBranch[branch+1]-start))
				if err == nil {
					wanted[start+int32(i)] = true
				}
			}
		}
		return wanted[row]
	})
	if rows.len() == 0 {
		return v.failed(step, "the compartments in view hold no such place")
	}
	next := v.narrowed(rows, step, shareComp)
	next.places = places
	return next
}

// Group returns the view of the compartments in view that belong to a group.
func (v *View) Group(name string) *View {
	if v.Err() != nil {
		return v
	}
	step := "group(" + name + ")"
	g := v.m.group(name)
	if g == nil {
		return v.failed(step, "no such group%s", offer(name, "groups", v.m.groupNames()))
	}
	rows := v.compartments.where(g.members.has)
	if rows.len() == 0 {
		return v.failed(step, "no compartment in view belongs to the group")
	}
	return v.narrowed(rows, step, shareAll)
}

// Mechanism returns the view of the compartments in view that have a
// mechanism, by its name; of a synapse type the view of its synapses in view
// and of the compartments they join.
func (v *View) Mechanism(name string) *View {
	if v.Err() != nil {
		return v
	}
	if t := v.m.synapseType(name); t != nil {
		edges := v.edgesWhere(func(edge int32) bool { return v.m.synapses.kind[edge] == t.number })
		if edges.len() == 0 {
			return v.failed(name, "no synapse of the type in view")
		}
		return v.joined(edges, name, shareAll)
	}
	in := v.m.byName[name]
	if in == nil {
		return v.failed(name, "no such mechanism%s", offer(name, "mechanisms", append(v.m.mechanismNames(), v.m.synapseTypeNames()...)))
	}
	rows := v.compartments
	if len(in.compartments) < v.m.numCompartments() {
		rows = v.compartments.where(func(row int32) bool { return in.row[row] >= 0 })
	}
	if rows.len() == 0 {
		return v.failed(name, "no compartment in view has the mechanism")
	}
	return v.narrowed(rows, name, shareAll)
}

// SelectRows returns the view of the compartments with these indices over the
// whole model, which must be in view.
func (v *View) SelectRows(rows ...int) *View {
	if v.Err() != nil {
		return v
	}
	n, err := parseNumbers([]any{rows})
	if err != nil {
		return v.failed("rows()", "%v", err)
	}
	step := "rows(" + n.text + ")"
	seen := 0
	chosen := v.compartments.where(func(row int32) bool { return n.has(int(row)) })
	if n.list == nil {
		seen = n.span.Hi - n.span.Lo
	} else {
		seen = len(n.list)
	}
	if chosen.len() != seen {
		return v.failed(step, "%d of these %d compartments are not in view", seen-chosen.len(), seen)
	}
	return v.narrowed(chosen, step, shareRow)
}
