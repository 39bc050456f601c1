package golgi

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"golgi/internal/nearest"
)

// Table is a table of text, such as [View.Nodes] and [View.Edges] give: a copy
// that does not change with the model.
type Table struct {
	Columns []string
	// Rows holds the values as text, one for each of Columns: numbers in the
	// shortest form that reads back as the same float64, NaN where there is no
	// value, True or False for yes or no.
	Rows [][]string
}

// Column returns the values of a column. Error: no such column.
func (t *Table) Column(name string) ([]string, error) {
	column := slices.Index(t.Columns, name)
	if column < 0 {
		return nil, fmt.Errorf("table: no column %q%s", name, nearest.Suggestion(name, t.Columns))
	}
	values := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		values[i] = row[column]
	}
	return values, nil
}

// Floats returns the values of a column as numbers, True as 1 and False as 0.
// Errors: no such column, a text that is no number.
func (t *Table) Floats(name string) ([]float64, error) {
	texts, err := t.Column(name)
	if err != nil {
		return nil, err
	}
	values := make([]float64, len(texts))
	for i, text := range texts {
		switch text {
		case "True":
			values[i] = 1
		case "False":
		default:
			if values[i], err = strconv.ParseFloat(text, 64); err != nil {
				return nil, fmt.Errorf("table: column %q, row %d: %q is no number", name, i, text)
			}
		}
	}
	return values, nil
}

// Ints returns the values of a column of indices. Errors: no such column, a
// text that is no integer.
func (t *Table) Ints(name string) ([]int, error) {
	texts, err := t.Column(name)
	if err != nil {
		return nil, err
	}
	values := make([]int, len(texts))
	for i, text := range texts {
		if values[i], err = strconv.Atoi(text); err != nil {
			return nil, fmt.Errorf("table: column %q, row %d: %q is no integer", name, i, text)
		}
	}
	return values, nil
}

// Filter returns the rows for which keep holds, given the value in a column.
// Error: no such column.
func (t *Table) Filter(name string, keep func(value string) bool) (*Table, error) {
	values, err := t.Column(name)
	if err != nil {
		return nil, err
	}
	kept := &Table{Columns: slices.Clone(t.Columns)}
	for i, value := range values {
		if keep(value) {
			kept.Rows = append(kept.Rows, slices.Clone(t.Rows[i]))
		}
	}
	return kept, nil
}

// FilterFloats is Filter for a column of numbers.
func (t *Table) FilterFloats(name string, keep func(value float64) bool) (*Table, error) {
	if _, err := t.Floats(name); err != nil {
		return nil, err
	}
	return t.Filter(name, func(text string) bool {
		value := map[string]float64{"True": 1}[text]
		if text != "True" && text != "False" {
			value, _ = strconv.ParseFloat(text, 64)
		}
		return keep(value)
	})
}

// Only returns the columns named, in that order. Error: no such column.
func (t *Table) Only(names ...string) (*Table, error) {
	kept := &Table{Columns: slices.Clone(names), Rows: make([][]string, len(t.Rows))}
	for _, name := range names {
		values, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		for i, value := range values {
			kept.Rows[i] = append(kept.Rows[i], value)
		}
	}
	return kept, nil
}

// String aligns the table for reading.
func (t *Table) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		fmt.Fprintln(w, strings.Join(row, "\t")+"\t")
	}
	w.Flush()
	return b.String()
}

// WriteCSV writes the table with a header line.
func (t *Table) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(t.Columns); err != nil {
		return err
	}
	return c.WriteAll(t.Rows)
}

// number writes a value so that it reads back as the same one.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// truth writes yes or no.
func truth(yes bool) string {
	if yes {
		return "True"
	}
	return "False"
}

// numberOf is number of the value of a key in a compartment, NaN where it has none.
func (r *keyRef) numberOf(row int32) string {
	if !r.has(row) {
		return number(math.NaN())
	}
	return number(r.get(row))
}
