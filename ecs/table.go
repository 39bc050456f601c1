package ecs

import (
	"fmt"
	"math"
	"slices"
)

// ColumnSpec names a column of a [Table]. Default is the value of new rows.
type ColumnSpec struct {
	Name, Unit string
	Default    float64
}

// Table is a struct of arrays: named float64 columns over the same rows. A
// column is uniform, one value whatever the number of rows, until rows
// differ. Columns and rows are given by index; an index outside the table is
// a bug of the caller and panics, as for a slice.
type Table struct {
	name    string
	specs   []ColumnSpec
	index   map[string]int
	columns []tableColumn
	rows    int
}

type tableColumn struct {
	uniform float64   // the value of all rows where values is nil
	values  []float64 // a value a row
}

// NewTable returns a table without rows.
//
// Panics when a column has no name or one that another column has.
func NewTable(name string, columns ...ColumnSpec) *Table {
	t := &Table{name: name, index: make(map[string]int, len(columns))}
	for _, spec := range columns {
		if _, err := t.AddColumn(spec); err != nil {
			panic(err)
		}
	}
	return t
}

// Name returns the name of the table.
func (t *Table) Name() string { return t.name }

// Len returns the number of rows.
func (t *Table) Len() int { return t.rows }

// Columns returns the columns' names, units and defaults, in order. The
// caller must not write to it.
func (t *Table) Columns() []ColumnSpec { return t.specs }

// Index returns the index of a column by name, -1 if there is none.
func (t *Table) Index(name string) int {
	if i, ok := t.index[name]; ok {
		return i
	}
	return -1
}

// AddColumn adds a column with its default in every row and returns its
// index. Error: no name, or one that is taken.
func (t *Table) AddColumn(spec ColumnSpec) (int, error) {
	if spec.Name == "" {
		return -1, fmt.Errorf("ecs: table %q: a column needs a name", t.name)
	}
	if _, ok := t.index[spec.Name]; ok {
		return -1, fmt.Errorf("ecs: table %q has a column %q already", t.name, spec.Name)
	}
	t.index[spec.Name] = len(t.specs)
	t.specs = append(t.specs, spec)
	t.columns = append(t.columns, tableColumn{uniform: spec.Default})
	return len(t.specs) - 1, nil
}

// AppendRows adds n rows of defaults and returns the index of the first.
func (t *Table) AppendRows(n int) int {
	first := t.rows
	t.rows += n
	for i := range t.columns {
		c := &t.columns[i]
		value := t.specs[i].Default
		switch {
		case first == 0:
			*c = tableColumn{uniform: value}
			continue
		case c.values == nil && same(c.uniform, value):
			continue
		case c.values == nil:
			c.spread(first)
		}
		c.values = slices.Grow(c.values, n)[:t.rows]
		fill(c.values[first:], value)
	}
	return first
}

// RemoveRows removes the rows given, in any order, and keeps the order of the
// others. It returns where each old row is now, -1 for those removed.
func (t *Table) RemoveRows(rows []int32) []int32 {
	place := make([]int32, t.rows)
	for _, r := range rows {
		place[r] = -1
	}
	next := int32(0)
	for i := range place {
		if place[i] == 0 {
			place[i] = next
			next++
		}
	}
	for i := range t.columns {
		values := t.columns[i].values
		if values == nil {
			continue
		}
		for old, at := range place {
			if at >= 0 {
				values[at] = values[old]
			}
		}
		t.columns[i].values = slices.Clip(values[:next])
	}
	t.rows = int(next)
	return place
}

// Clone returns an independent copy.
func (t *Table) Clone() *Table {
	c := NewTable(t.name, t.specs...)
	c.rows = t.rows
	for i := range t.columns {
		c.columns[i] = tableColumn{t.columns[i].uniform, slices.Clone(t.columns[i].values)}
	}
	return c
}

// Bytes returns the memory of the values.
func (t *Table) Bytes() int {
	n := 0
	for i := range t.columns {
		n += 8 + 8*cap(t.columns[i].values)
	}
	return n
}

// spread gives every row its own value.
func (c *tableColumn) spread(rows int) {
	c.values = make([]float64, rows)
	fill(c.values, c.uniform)
}

// same compares bit patterns, so that NaN equals itself and 0 differs from -0.
func same(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func fill(values []float64, v float64) {
	for i := range values {
		values[i] = v
	}
}
