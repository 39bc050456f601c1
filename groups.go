package golgi

import (
	"fmt"
	"slices"
	"strings"

	"golgi/plan"
)

// AddToGroup adds the compartments in view to a group, which is made if it
// does not exist. Errors: an empty view, a name that a path cannot hold, or that
// a mechanism, a key or a column of the nodes table has.
func (v *View) AddToGroup(name string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("add to group %s: %w", name, err)
	}
	if name == "" || name != strings.TrimSpace(name) || strings.ContainsAny(name, "()\"\n\r,") {
		return fmt.Errorf("add to group: %q is no name for a group: it must not be empty, begin or end with a blank, or hold a comma, quote or parenthesis", name)
	}
	if what := v.m.nameTaken(name); what != "" && v.m.group(name) == nil {
		return fmt.Errorf("add to group: %q is the name of %s; give the group another", name, what)
	}
	g := v.m.makeGroup(name)
	v.compartments.each(g.members.add)
	return nil
}

// nameTaken says what else has a name, "" if nothing has.
func (m *module) nameTaken(name string) string {
	if m.byName[name] != nil {
		return "a mechanism"
	}
	if m.synapseType(name) != nil {
		return "a synapse type"
	}
	if _, known := m.find(name); known || plan.Reserved(name) {
		return "a key"
	}
	if name == "all" {
		return "the whole model"
	}
	if slices.Contains(nodesIndexColumns(), name) {
		return "a column of the nodes table"
	}
	return ""
}

// Groups returns the names of the groups with a compartment in view, sorted.
func (v *View) Groups() []string {
	if v.Err() != nil {
		return nil
	}
	var names []string
	for i := range v.m.groups {
		g := &v.m.groups[i]
		if v.isWhole() || v.compartments.where(g.members.has).len() > 0 {
			names = append(names, g.name)
		}
	}
	slices.Sort(names)
	return names
}

func (m *module) group(name string) *group {
	for i := range m.groups {
		if m.groups[i].name == name {
			return &m.groups[i]
		}
	}
	return nil
}

func (m *module) makeGroup(name string) *group {
	if g := m.group(name); g != nil {
		return g
	}
	m.groups = append(m.groups, group{name: name, members: newBitset(m.numCompartments())})
	return &m.groups[len(m.groups)-1]
}

func (m *module) groupNames() []string {
	names := make([]string, len(m.groups))
	for i := range m.groups {
		names[i] = m.groups[i].name
	}
	slices.Sort(names)
	return names
}

func (m *module) mechanismNames() []string {
	names := make([]string, len(m.mechanisms))
	for i, in := range m.mechanisms {
		names[i] = in.mechanism.Name()
	}
	return names
}
