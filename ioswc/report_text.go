package ioswc

import (
	"fmt"
	"strconv"
	"strings"
)

// String is the report as readable text, several lines.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (convention %s)\n", r.Name, r.Convention)
	fmt.Fprintf(&b, "  %s, %s, %s; %.6g um, %.6g um2 of membrane\n\n",
		plural(r.Points, "point"), plural(r.Roots, "root"), pluralOf(r.Branches, "branch", "branches"), r.Length, r.Area)
	fmt.Fprintf(&b, "  %-12s %5s %9s %9s %14s %14s\n", "group", "type", "branches", "points", "length um", "area um2")
	for _, t := range r.ByType {
		fmt.Fprintf(&b, "  %-12s %5d %9d %9d %14.6g %14.6g\n", t.Group, t.Type, t.Branches, t.Points, t.Length, t.Area)
	}
	writeFindings(&b, "assumed and repaired", r.Rules)
	writeFindings(&b, "odd", r.Odd)
	writeFindings(&b, "departs from the default convention", r.Departures)
	return b.String()
}

func writeFindings(b *strings.Builder, title string, findings []Finding) {
	if len(findings) == 0 {
		return
	}
	fmt.Fprintf(b, "\n  %s:\n", title)
	for _, f := range findings {
		fmt.Fprintf(b, "  - %s: %s", f.Rule, f.Text)
		switch {
		case len(f.Lines) == 0 && f.Count > 1:
			fmt.Fprintf(b, " (%d times)", f.Count)
		case len(f.Lines) > 0:
			fmt.Fprintf(b, " (%s)", f.where())
		}
		b.WriteByte('\n')
	}
}

// where lists the lines, and how many more there are.
func (f Finding) where() string {
	var b strings.Builder
	b.WriteString("line ")
	if len(f.Lines) > 1 {
		b.Reset()
		b.WriteString(strconv.Itoa(f.Count) + " times, lines ")
	}
	for i, line := range f.Lines {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(line))
	}
	if more := f.Count - len(f.Lines); more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

func plural(n int, word string) string { return pluralOf(n, word, word+"s") }

func pluralOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
