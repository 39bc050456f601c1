package golgi

import (
	"fmt"
	"strconv"
)

// Nodes returns the compartments in view as a table: global_cell_index,
// global_branch_index, global_comp_index, length, radius, area, volume,
// resistive_load_in, resistive_load_out, axial_resistivity, capacitance, v, x,
// y, z, parent_branch_index (-1 at a root), parent_loc (the place on the
// parent: 0 its start, 1 its end, or between), and a column for each group, by
// name. Error: that of the view.
func (v *View) Nodes() (*Table, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("nodes: %w", err)
	}
	m := v.m
	table := &Table{Columns: nodesIndexColumns()[:3]}
	var columns [][]float64
	for _, key := range compartmentKeys() {
		table.Columns = append(table.Columns, key)
		columns = append(columns, m.compartmentColumn(key))
	}
	table.Columns = append(table.Columns, nodesIndexColumns()[3:]...)
	groups := m.groupNames()
	table.Columns = append(table.Columns, groups...)
	v.compartments.each(func(row int32) {
		cell, branch := m.columns.cell[row], m.columns.branch[row]
		line := make([]string, 0, len(table.Columns))
		line = append(line, itoa(cell), itoa(branch), itoa(row))
		for _, column := range columns {
			line = append(line, number(column[row]))
		}
		attachment := m.trees[cell].Attachment(int(branch - m.firstBranch[cell]))
		parent := attachment.Parent
		at := 0.0
		if parent >= 0 {
			parent, at = parent+int(m.firstBranch[cell]), attachment.At
		}
		line = append(line, strconv.Itoa(parent), number(at))
		for _, name := range groups {
			line = append(line, truth(m.group(name).members.has(row)))
		}
		table.Rows = append(table.Rows, line)
	})
	return table, nil
}

// nodesIndexColumns are the columns that are no keys: those before the keys, and
// those after.
func nodesIndexColumns() []string {
	return []string{"global_cell_index", "global_branch_index", "global_comp_index", "parent_branch_index", "parent_loc"}
}
