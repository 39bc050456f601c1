package golgi

import (
	"fmt"
	"slices"
)

// ShowOptions choose the columns that Show gives. The zero value gives all.
type ShowOptions struct {
	// Names keeps these parameters and states only, in this order. Error of
	// Show: one that the model does not have.
	Names []string
	// Mechanisms keeps the parameters and states of these mechanisms only.
	Mechanisms []string
	// NoIndices, NoParameters and NoStates leave these columns out.
	NoIndices, NoParameters, NoStates bool
}

// Show returns what is in view as a table, a row a compartment: indices
// (local_cell_index, local_branch_index, local_comp_index, which count within
// the view, and global_cell_index, global_branch_index, global_comp_index), a
// column for each mechanism that says where it is, parameters (length, radius,
// area, volume, axial loads, axial_resistivity, capacitance, then those of
// mechanisms and shared ones) and states (v, then those of mechanisms and
// shared ones). Print the table, or write it as CSV.
//
// Errors: that of the view, an unknown name.
func (v *View) Show(o ShowOptions) (*Table, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("show: %w", err)
	}
	m := v.m
	for _, name := range o.Mechanisms {
		if m.byName[name] == nil {
			return nil, fmt.Errorf("show: no mechanism %q%s", name, offer(name, "mechanisms", m.mechanismNames()))
		}
	}
	parameters, states := v.shownKeys(o)
	keys := slices.Concat(parameters, states)
	if o.Names != nil {
		for _, name := range o.Names {
			if !slices.Contains(keys, name) {
				return nil, fmt.Errorf("show: no parameter or state %q to show%s", name, offer(name, "keys", keys))
			}
		}
		keys = o.Names
	}
	table := &Table{}
	if !o.NoIndices {
		table.Columns = append(table.Columns, "local_cell_index", "local_branch_index", "local_comp_index",
			"global_cell_index", "global_branch_index", "global_comp_index")
	}
	var where []*insertion
	if o.Names == nil {
		for _, in := range m.mechanisms {
			if o.Mechanisms == nil || slices.Contains(o.Mechanisms, in.mechanism.Name()) {
				where = append(where, in)
				table.Columns = append(table.Columns, in.mechanism.Name())
			}
		}
	}
	refs := make([]keyRef, len(keys))
	for i, key := range keys {
		refs[i], _ = m.find(key)
	}
	table.Columns = append(table.Columns, keys...)
	count := v.counter()
	v.compartments.each(func(row int32) {
		line := make([]string, 0, len(table.Columns))
		if !o.NoIndices {
			local := count(row)
			line = append(line, itoa(local[0]), itoa(local[1]), itoa(local[2]), itoa(m.columns.cell[row]), itoa(m.columns.branch[row]), itoa(row))
		}
		for _, in := range where {
			line = append(line, truth(in.row[row] >= 0))
		}
		for i := range refs {
			line = append(line, refs[i].numberOf(row))
		}
		table.Rows = append(table.Rows, line)
	})
	return table, nil
}

// shownKeys lists parameters and states that the options leave.
func (v *View) shownKeys(o ShowOptions) (parameters, states []string) {
	m := v.m
	if o.Mechanisms == nil {
		for _, key := range compartmentKeys() {
			switch key {
			case "v":
				states = append(states, key)
			case "x", "y", "z":
			default:
				parameters = append(parameters, key)
			}
		}
	}
	add := func(list []string, key string) []string {
		if slices.Contains(list, key) {
			return list
		}
		return append(list, key)
	}
	for _, in := range m.mechanisms {
		if o.Mechanisms != nil && !slices.Contains(o.Mechanisms, in.mechanism.Name()) {
			continue
		}
		for _, p := range in.mechanism.Parameters() {
			parameters = add(parameters, p.Key)
		}
		for _, s := range in.mechanism.States() {
			states = add(states, s.Key)
		}
	}
	if o.Mechanisms == nil {
		for _, key := range m.sharedKeys {
			if key.state {
				states = add(states, key.key)
			} else {
				parameters = add(parameters, key.key)
			}
		}
	}
	// What is a state of one mechanism and a parameter of another is a state.
	parameters = slices.DeleteFunc(parameters, func(key string) bool { return slices.Contains(states, key) })
	if o.NoParameters {
		parameters = nil
	}
	if o.NoStates {
		states = nil
	}
	return parameters, states
}

// counter returns a function that is to be called with the rows in view in
// order and counts cells in view, branches within each, compartments within
// each branch.
func (v *View) counter() func(row int32) [3]int32 {
	c := &v.m.columns
	cell, branch := int32(-1), int32(-1)
	local := [3]int32{-1, -1, -1}
	return func(row int32) [3]int32 {
		if c.cell[row] != cell {
			cell = c.cell[row]
			local[0]++
			local[1] = -1
		}
		if c.branch[row] != branch {
			branch = c.branch[row]
			local[1]++
			local[2] = -1
		}
		local[2]++
		return local
	}
}

// Initialize plans a run of the model ahead, which a run otherwise does when it
// starts: what cannot be run is found out here. Nothing needs it; after any
// number of changes of the structure it, or the next run, plans once.
func (v *View) Initialize() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("initialize: %w", err)
	}
	engine, err := newEngine("")
	if err == nil {
		_, err = v.m.freeze(v.m.blueprint(), engine)
	}
	if err != nil {
		return fmt.Errorf("initialize: %w", err)
	}
	return nil
}

// Initialized reports whether the plan of the last run, or of Initialize, is
// good for the model as it is: nothing but values has changed since.
func (v *View) Initialized() bool {
	if v.Err() != nil {
		return false
	}
	kept := v.m.frozen.kept()
	return len(kept) > 0 && kept[0].structure == v.m.structure()
}
