package model

import (
	"bytes"
	"math"
	"os"
	"strconv"
	"strings"
)

// table is a file of numbers: rows of equal length, all in one slice.
type table struct {
	values  []float64
	columns int
}

func (t *table) rows() int { return len(t.values) / t.columns }

// column copies one column.
func (t *table) column(c int) []float64 {
	column := make([]float64, t.rows())
	for r := range column {
		column[r] = t.values[r*t.columns+c]
	}
	return column
}

// readTable reads numbers separated by commas, semicolons, tabs or blanks. Lines that begin with # and empty
// lines are left out, and so is a first line of names. It returns the bytes too, for the hash of the model.
func readTable(name string) (*table, []byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fileError(name, "table (CSV)", err)
	}
	t, err := parseTable(name, data)
	return t, data, err
}

func parseTable(name string, data []byte) (*table, error) {
	t := &table{}
	first := true
	line := 0
	for text := range bytes.Lines(data) {
		line++
		fields := splitRow(string(text))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		start := len(t.values)
		wrong := -1
		for c, field := range fields {
			x, err := strconv.ParseFloat(field, 64)
			if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
				wrong = c
				break
			}
			t.values = append(t.values, x)
		}
		if wrong >= 0 && first {
			t.values, t.columns, first = t.values[:start], len(fields), false // a line of names
			continue
		}
		first = false
		if wrong >= 0 {
			return nil, errorf(name, Place{Line: line, Column: 1}, "field %d: expected a number, found %s", wrong, quoted(fields[wrong]))
		}
		if t.columns == 0 {
			t.columns = len(fields)
		}
		if len(fields) != t.columns {
			return nil, errorf(name, Place{Line: line, Column: 1}, "%d fields, but the lines before have %d", len(fields), t.columns)
		}
	}
	if len(t.values) == 0 {
		return nil, errorf(name, Place{}, "there are no numbers in this table")
	}
	return t, nil
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
