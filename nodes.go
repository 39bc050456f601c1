package golgi

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Nodes is a table of compartments, a row each.
type Nodes struct {
	Columns []string
	// Rows holds the values as text: numbers in the shortest form that reads
	// back as the same float64, True or False for membership in a group.
	Rows [][]string
}

// Nodes returns the compartments in view as a table: global_cell_index,
// global_branch_index, global_comp_index, length, radius, area, volume,
// resistive_load_in, resistive_load_out, axial_resistivity, capacitance, v, x,
// y, z, parent_branch_index (-1 at a root), parent_loc (the place on the
// parent: 0 its start, 1 its end, or between), and a column for each group, by
// name. Error: that of the view.
func (v *View) Nodes() (*Nodes, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("nodes: %w", err)
	}
	m := v.m
	table := &Nodes{Columns: []string{"global_cell_index", "global_branch_index", "global_comp_index"}}
	var columns [][]float64
	for _, key := range compartmentKeys() {
		table.Columns = append(table.Columns, key)
		columns = append(columns, m.compartmentColumn(key))
	}
	table.Columns = append(table.Columns, "parent_branch_index", "parent_loc")
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
			if m.group(name).members.has(row) {
				line = append(line, "True")
			} else {
				line = append(line, "False")
			}
		}
		table.Rows = append(table.Rows, line)
	})
	return table, nil
}

// WriteCSV writes the table with a header line.
func (t *Nodes) WriteCSV(w io.Writer) error {
	b := bufio.NewWriter(w)
	line := func(fields []string) {
		b.WriteString(strings.Join(fields, ","))
		b.WriteByte('\n')
	}
	line(t.Columns)
	for _, row := range t.Rows {
		line(row)
	}
	return b.Flush()
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
