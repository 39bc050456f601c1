package ecs

import "fmt"

// Value returns one value.
func (t *Table) Value(column, row int) float64 {
	t.checkRow(row)
	c := &t.columns[column]
	if c.values == nil {
		return c.uniform
	}
	return c.values[row]
}

// Set sets one value.
func (t *Table) Set(column, row int, v float64) {
	t.checkRow(row)
	c := &t.columns[column]
	if c.values == nil {
		if same(c.uniform, v) {
			return
		}
		if t.rows == 1 {
			c.uniform = v
			return
		}
		c.spread(t.rows)
	}
	c.values[row] = v
}

// SetAll sets every row of a column, which becomes uniform.
func (t *Table) SetAll(column int, v float64) { t.columns[column] = tableColumn{uniform: v} }

// SetRows sets v in the rows given. The column becomes uniform again only by
// SetAll.
func (t *Table) SetRows(column int, rows []int32, v float64) {
	for _, r := range rows {
		t.Set(column, int(r), v)
	}
}

// SetValues sets the whole column, a value a row; equal values make it
// uniform. Error: the wrong number of values.
func (t *Table) SetValues(column int, values []float64) error {
	if len(values) != t.rows {
		return fmt.Errorf("ecs: table %q, column %q: %d values for %d rows", t.name, t.specs[column].Name, len(values), t.rows)
	}
	c := &t.columns[column]
	uniform := true
	for _, v := range values {
		if !same(v, values[0]) {
			uniform = false
			break
		}
	}
	if uniform {
		if len(values) > 0 {
			*c = tableColumn{uniform: values[0]}
		}
		return nil
	}
	c.values = append(c.values[:0], values...)
	return nil
}

// Uniform returns the value of a uniform column, and whether it is one.
func (t *Table) Uniform(column int) (float64, bool) {
	c := &t.columns[column]
	return c.uniform, c.values == nil
}

// Values writes the column into dst, a value a row, and returns it; a dst too
// short is replaced.
func (t *Table) Values(column int, dst []float64) []float64 {
	if cap(dst) < t.rows {
		dst = make([]float64, t.rows)
	}
	dst = dst[:t.rows]
	c := &t.columns[column]
	if c.values == nil {
		fill(dst, c.uniform)
	} else {
		copy(dst, c.values)
	}
	return dst
}

// Stored returns the values as they are kept: one for a uniform column,
// otherwise one a row. The caller must not write to them, and they are valid
// until the table changes.
func (t *Table) Stored(column int) (values []float64, uniform bool) {
	c := &t.columns[column]
	if c.values == nil {
		return []float64{c.uniform}, true
	}
	return c.values, false
}

// checkRow panics for a row outside the table: uniform columns would not notice.
func (t *Table) checkRow(row int) {
	if row < 0 || row >= t.rows {
		panic(fmt.Sprintf("ecs: table %q: row %d of %d", t.name, row, t.rows))
	}
}

// Compact makes columns uniform whose rows are all equal.
func (t *Table) Compact() {
	for i := range t.columns {
		c := &t.columns[i]
		if c.values == nil || t.rows == 0 {
			continue
		}
		equal := true
		for _, v := range c.values[1:] {
			if !same(v, c.values[0]) {
				equal = false
				break
			}
		}
		if equal {
			*c = tableColumn{uniform: c.values[0]}
		}
	}
}
