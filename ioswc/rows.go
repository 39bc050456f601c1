package ioswc

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golgi/topology"
)

// row is one data row: the seven columns and the line it stands on.
type row struct {
	id, parent int64
	kind       int // the SWC type
	point      topology.Point
	line       int
}

// file is what a text holds: its rows in order, and golgi's own notes.
type file struct {
	rows  []row
	notes []note
}

// note is a comment line that the writer left for the reader.
type note struct {
	text string
	line int
}

// columns of a data row.
const columns = 7

// parser walks over the lines of a text.
type parser struct {
	file
	options Options
	report  *Report
	line    int
	fields  [columns + 1]string
}

// parse splits a text into rows. Lines end with \n, \r\n or \r.
func parse(text string, options Options, report *Report) (*file, error) {
	p := &parser{options: options, report: report}
	text = strings.TrimPrefix(text, "\ufeff")
	if strings.TrimSpace(text) == "" {
		return nil, &ParseError{Name: options.Name, Reason: "the file is empty",
			Remedy: "an SWC file has rows of id, type, x, y, z, radius, parent"}
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, p.binary(0)
	}
	p.rows = make([]row, 0, len(text)/48)
	for len(text) > 0 {
		p.line++
		var line string
		end := strings.IndexByte(text, '\n')
		if end < 0 {
			end = len(text)
		}
		if cr := strings.IndexByte(text[:end], '\r'); cr >= 0 && cr != end-1 {
			end = cr // an old Macintosh line end; \r\n is trimmed below
		}
		line, text = text[:end], text[min(end+1, len(text)):]
		if err := p.parseLine(line); err != nil {
			return nil, err
		}
	}
	if len(p.rows) == 0 {
		return nil, &ParseError{Name: options.Name, Reason: "no data rows in it",
			Remedy: "an SWC file has rows of id, type, x, y, z, radius, parent"}
	}
	return &p.file, nil
}

func (p *parser) fail(remedy, format string, args ...any) error {
	return &ParseError{Name: p.options.Name, Line: p.line, Reason: fmt.Sprintf(format, args...), Remedy: remedy}
}

func (p *parser) binary(line int) error {
	return &ParseError{Name: p.options.Name, Line: line, Reason: "a binary file, not SWC text",
		Remedy: "give an SWC file: rows of id, type, x, y, z, radius, parent"}
}

// parseLine takes one line without its end.
func (p *parser) parseLine(line string) error {
	if i := strings.IndexByte(line, '#'); i >= 0 {
		if strings.HasPrefix(line, notePrefix) {
			p.notes = append(p.notes, note{line[len(notePrefix):], p.line})
			return nil
		}
		line = line[:i]
	}
	n := p.split(line, false)
	if n == 0 {
		return nil
	}
	if n != columns && p.options.Convention == topology.Jaxley {
		return p.wrongColumns(line, n)
	}
	if n != columns || strings.IndexByte(line, ',') >= 0 || strings.IndexByte(line, ';') >= 0 {
		if n2 := p.split(line, true); n2 == columns {
			n = n2
			p.report.add(RuleSeparators, p.line)
		} else {
			n = p.split(line, false)
		}
	}
	if _, err := strconv.ParseFloat(p.fields[0], 64); err != nil && len(p.rows) == 0 && p.options.Convention != topology.Jaxley {
		if !printable(line) {
			return p.binary(p.line)
		}
		p.report.add(RuleHeader, p.line)
		return nil
	}
	if n < columns {
		return p.wrongColumns(line, n)
	}
	if n > columns {
		p.report.add(RuleExtraColumns, p.line)
	}
	return p.parseRow(line)
}

func (p *parser) wrongColumns(line string, n int) error {
	if !printable(line) {
		return p.binary(p.line)
	}
	count := strconv.Itoa(n)
	if n > columns {
		count = "more than " + strconv.Itoa(columns)
	}
	plural := "s"
	if n == 1 {
		plural = ""
	}
	return p.fail("an SWC row has 7: id, type, x, y, z, radius, parent", "%s column%s in this row", count, plural)
}

// split fills p.fields and returns their number, columns+1 if there are more.
func (p *parser) split(line string, commas bool) int {
	n := 0
	for i := 0; i < len(line) && n < len(p.fields); {
		for i < len(line) && separates(line[i], commas) {
			i++
		}
		start := i
		for i < len(line) && !separates(line[i], commas) {
			i++
		}
		if i > start {
			p.fields[n] = line[start:i]
			n++
		}
	}
	return n
}

func separates(c byte, commas bool) bool {
	switch c {
	case ' ', '\t', '\r', '\v', '\f', 0x1a: // 0x1a: the end of file mark of DOS
		return true
	case ',', ';':
		return commas
	}
	return false
}

func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' && !separates(s[i], false) {
			return false
		}
	}
	return true
}

// parseRow reads the first seven fields.
func (p *parser) parseRow(line string) error {
	r := row{line: p.line}
	var err error
	if r.id, err = p.integer(0, "id", line); err != nil {
		return err
	}
	kind, err := p.integer(1, "type", line)
	if err != nil {
		return err
	}
	if kind > math.MaxInt32 || kind < math.MinInt32 {
		return p.fail("types are small whole numbers: 1 soma, 2 axon, 3 basal, 4 apical", "type %d", kind)
	}
	r.kind = int(kind)
	if r.kind < 0 && p.options.Convention != topology.Jaxley {
		p.report.add(RuleNegativeType, p.line)
		r.kind = 0
	}
	for i, to := range []*float64{&r.point.X, &r.point.Y, &r.point.Z, &r.point.Radius} {
		if *to, err = p.number(i+2, line); err != nil {
			return err
		}
	}
	if r.point.Radius < 0 {
		return p.fail("correct it: a radius is positive, in um", "radius %g um of point %d is negative", r.point.Radius, r.id)
	}
	if r.parent, err = p.integer(6, "parent", line); err != nil {
		return err
	}
	p.rows = append(p.rows, r)
	return nil
}

// names of the columns, for messages.
func columnName(i int) string {
	return [columns]string{"id", "type", "x", "y", "z", "radius", "parent"}[i]
}

// number reads a field as a finite number of plausible size.
func (p *parser) number(i int, line string) (float64, error) {
	x, err := strconv.ParseFloat(p.fields[i], 64)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return 0, p.fail("correct it or remove the row", "%s is %s, not a finite number", columnName(i), p.fields[i])
	case err != nil:
		return 0, p.notNumber(i, line)
	case math.Abs(x) > maxCoordinate:
		return 0, p.fail("coordinates and radii are in um", "%s is %s, larger than %g um", columnName(i), p.fields[i], float64(maxCoordinate))
	}
	return x, nil
}

// integer reads a field as a whole number, which may be written as a float.
func (p *parser) integer(i int, what, line string) (int64, error) {
	s := p.fields[i]
	if n, ok := smallInteger(s); ok {
		return n, nil
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(x, 0) {
		return 0, p.notNumber(i, line)
	}
	// 2^53: up to it every whole number is a float64.
	if x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n, nil // FlyWire's ids have 18 digits
		}
		return 0, p.fail("it must be a whole number", "%s is %s", what, s)
	}
	return int64(x), nil
}

// smallInteger is the fast way for plain digits.
func smallInteger(s string) (int64, bool) {
	digits, sign := s, int64(1)
	if s[0] == '-' {
		digits, sign = s[1:], -1
	}
	if len(digits) == 0 || len(digits) > 15 {
		return 0, false
	}
	n := int64(0)
	for i := range len(digits) {
		c := digits[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	return n * sign, true
}

func (p *parser) notNumber(i int, line string) error {
	if !printable(line) {
		return p.binary(p.line)
	}
	remedy := "start a comment with #"
	if strings.ContainsRune(p.fields[i], ',') {
		remedy = "write decimals with a point"
	}
	return p.fail(remedy, "%s is %q, not a number", columnName(i), shorten(p.fields[i]))
}

// shorten keeps messages to one readable line.
func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
