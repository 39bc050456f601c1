// Package numtable reads tables of numbers from text. Every package may import
// it; it imports none.
package numtable

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Table is rows of equal length, all in one slice.
type Table struct {
	Values  []float64
	Columns int
}

// Rows is the number of rows.
func (t *Table) Rows() int { return len(t.Values) / t.Columns }

// Column copies one column.
func (t *Table) Column(c int) []float64 {
	column := make([]float64, t.Rows())
	for r := range column {
		column[r] = t.Values[r*t.Columns+c]
	}
	return column
}

// Error is a fault of a text; Line is 0 for one of the whole.
type Error struct {
	Line   int
	Reason string
}

// Error returns the line and the reason.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Reason
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
}

// Parse reads finite numbers separated by commas, semicolons, tabs or blanks.
// Lines that begin with # and empty lines are left out, and so is a first line
// of names. Its errors are of type *Error.
func Parse(data []byte) (*Table, error) { return parse(data, true, number) }

// ParseMatrix reads a table without a line of names, in which True and False
// (in any case) are 1 and 0.
func ParseMatrix(data []byte) (*Table, error) {
	return parse(data, false, func(field string) (float64, bool) {
		switch strings.ToLower(field) {
		case "true":
			return 1, true
		case "false":
			return 0, true
		}
		return number(field)
	})
}

// number reads a finite number.
func number(field string) (float64, bool) {
	x, err := strconv.ParseFloat(field, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

func parse(data []byte, names bool, value func(string) (float64, bool)) (*Table, error) {
	t := &Table{}
	first := names
	line := 0
	for text := range bytes.Lines(data) {
		line++
		fields := splitRow(string(text))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		start := len(t.Values)
		wrong := -1
		for c, field := range fields {
			x, ok := value(field)
			if !ok {
				wrong = c
				break
			}
			t.Values = append(t.Values, x)
		}
		if wrong >= 0 && first {
			t.Values, t.Columns, first = t.Values[:start], len(fields), false // a line of names
			continue
		}
		first = false
		if wrong >= 0 {
			return nil, &Error{line, fmt.Sprintf("field %d: expected a number, found %q", wrong, shortened(fields[wrong]))}
		}
		if t.Columns == 0 {
			t.Columns = len(fields)
		}
		if len(fields) != t.Columns {
			return nil, &Error{line, fmt.Sprintf("%d fields, but the lines before have %d", len(fields), t.Columns)}
		}
	}
	if len(t.Values) == 0 {
		return nil, &Error{0, "there are no numbers in this table"}
	}
	return t, nil
}

// shortened keeps a message readable.
func shortened(s string) string {
	const longest = 60
	if runes := []rune(s); len(runes) > longest {
		s = string(runes[:longest]) + "..."
	}
	return s
}

// splitRow cuts a line at commas or semicolons if it has any, else at blanks.
func splitRow(line string) []string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "\uFEFF")
	if line == "" {
		return nil
	}
	separator := ""
	switch {
	case strings.Contains(line, ","):
		separator = ","
	case strings.Contains(line, ";"):
		separator = ";"
	default:
		return strings.Fields(line)
	}
	fields := strings.Split(line, separator)
	for i := range fields {
		fields[i] = strings.Trim(strings.TrimSpace(fields[i]), "\"")
	}
	return fields
}
