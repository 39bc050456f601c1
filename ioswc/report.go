package ioswc

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golgi/topology"
)

// Finding is a rule that applied, how often, and where.
type Finding struct {
	Rule Rule `json:"rule"`
	// Text is the rule's sentence, about one occurrence.
	Text  string `json:"text"`
	Count int    `json:"count"`
	// Lines are the first lines of the file it applied to, at most maxLines.
	Lines []int `json:"lines,omitempty"`
}

// maxLines is how many line numbers a finding keeps.
const maxLines = 8

// TypeTotals are the sums over the branches of one SWC type.
type TypeTotals struct {
	Type     int    `json:"type"`
	Group    string `json:"group"` // as GroupName
	Branches int    `json:"branches"`
	Points   int    `json:"points"` // of the branches, copies of attachment points included
	// Length, um.
	Length float64 `json:"length_um"`
	// Area of the membrane, um2.
	Area float64 `json:"area_um2"`
}

// Report says what was read, assumed and repaired. It can be printed and
// encoded as JSON.
type Report struct {
	Name       string              `json:"name"`
	Convention topology.Convention `json:"convention"`
	Points     int                 `json:"points"` // data rows
	Roots      int                 `json:"roots"`
	Branches   int                 `json:"branches"`
	Length     float64             `json:"length_um"`
	Area       float64             `json:"area_um2"`
	ByType     []TypeTotals        `json:"by_type"`
	// Rules are what was assumed and repaired.
	Rules []Finding `json:"rules"`
	// Odd is what a second look may be worth.
	Odd []Finding `json:"odd"`
	// Departures from the default convention; empty in it.
	Departures []Finding `json:"departures,omitempty"`
	// Default holds the totals by type of the default reading of the same file,
	// in the Jaxley convention.
	Default []TypeTotals `json:"default_by_type,omitempty"`
}

func newReport(options Options) *Report {
	return &Report{Name: options.Name, Convention: options.Convention}
}

// add counts an assumption or a repair; line 0: none in particular.
func (r *Report) add(rule Rule, line int) { r.Rules = count(r.Rules, rule, line) }

func (r *Report) odd(rule Rule, line int) { r.Odd = count(r.Odd, rule, line) }

func (r *Report) depart(rule Rule, line int) { r.Departures = count(r.Departures, rule, line) }

func count(findings []Finding, rule Rule, line int) []Finding {
	i := slices.IndexFunc(findings, func(f Finding) bool { return f.Rule == rule })
	if i < 0 {
		i = len(findings)
		findings = append(findings, Finding{Rule: rule, Text: rule.text()})
	}
	f := &findings[i]
	f.Count++
	if line > 0 && len(f.Lines) < maxLines && !slices.Contains(f.Lines, line) {
		f.Lines = append(f.Lines, line)
	}
	return findings
}

// Count is how often a rule applied; 0 if it did not.
func (r *Report) Count(rule Rule) int {
	for _, findings := range [][]Finding{r.Rules, r.Odd, r.Departures} {
		for _, f := range findings {
			if f.Rule == rule {
				return f.Count
			}
		}
	}
	return 0
}

// total sums up a morphology as it was read.
func (r *Report) total(m *topology.Morphology) {
	r.Branches = len(m.Branches)
	r.ByType = totals(m)
	r.Length, r.Area = 0, 0
	for _, t := range r.ByType {
		r.Length += t.Length
		r.Area += t.Area
	}
}

// totals by type, in ascending order of types.
func totals(m *topology.Morphology) []TypeTotals {
	var list []TypeTotals
	for i := range m.Branches {
		b := &m.Branches[i]
		k := slices.IndexFunc(list, func(t TypeTotals) bool { return t.Type == b.Type })
		if k < 0 {
			k = len(list)
			list = append(list, TypeTotals{Type: b.Type, Group: GroupName(b.Type)})
		}
		length, area := lengthAndArea(b.Points)
		if m.Convention == topology.Jaxley {
			length, area = jaxleyLengthAndArea(b)
		}
		list[k].Branches++
		list[k].Points += len(b.Points)
		list[k].Length += length
		list[k].Area += area
	}
	slices.SortFunc(list, func(a, b TypeTotals) int { return a.Type - b.Type })
	return list
}

// jaxleyLengthAndArea of a branch as one compartment (rules A5 to A7): a single
// point has the area of its sphere, and rings at the ends do not count.
func jaxleyLengthAndArea(b *topology.Branch) (length, area float64) {
	length = b.Traced.Path[len(b.Traced.Path)-1]
	if length < 1e-8 {
		length = 0.1
	}
	points := b.Points
	if len(points) == 1 {
		return length, 4 * math.Pi * points[0].Radius * points[0].Radius
	}
	for len(points) > 2 && distance(points[0], points[1]) == 0 {
		points = points[1:]
	}
	for len(points) > 2 && distance(points[len(points)-2], points[len(points)-1]) == 0 {
		points = points[:len(points)-1]
	}
	_, area = lengthAndArea(points)
	return length, area
}

// compare lists where a Jaxley reading differs in sum from the default one.
func (r *Report) compare(m *topology.Morphology, rows []row, options Options) {
	if options.MinRadius > 0 {
		r.compareMinRadius(m, options.MinRadius)
	}
	options.Convention = topology.Conserving
	aside := newReport(options)
	reference, err := readConserving(rows, options, aside)
	r.Roots = aside.Roots
	r.Odd = aside.Odd
	if err == nil {
		reference, err = limitLength(reference, options, aside)
	}
	if err != nil {
		r.Departures = append(r.Departures, Finding{Rule: RuleJaxleyRefused,
			Text: RuleJaxleyRefused.text() + ": " + strings.TrimPrefix(err.Error(), options.Name+":"), Count: 1})
		return
	}
	r.Default = totals(reference)
	if len(reference.Branches) != len(m.Branches) {
		r.Departures = append(r.Departures, Finding{Rule: RuleJaxleyBranches, Count: 1,
			Text: fmt.Sprintf("%s: %d instead of %d", RuleJaxleyBranches.text(), len(m.Branches), len(reference.Branches))})
	}
	r.compareTotals()
}

func (r *Report) compareMinRadius(m *topology.Morphology, minimum float64) {
	for i := range m.Branches {
		if slices.ContainsFunc(m.Branches[i].Points, func(p topology.Point) bool { return p.Radius < minimum }) {
			r.depart(RuleJaxleyMinRadius, 0)
		}
	}
}

// differs: sums that agree to rounding of the many terms are the same.
func differs(a, b float64) bool { return math.Abs(a-b) > 1e-6*math.Max(math.Abs(a), math.Abs(b)) }

// compareTotals adds a departure for each type whose length or area differs.
func (r *Report) compareTotals() {
	types := map[int]bool{}
	for _, list := range [][]TypeTotals{r.ByType, r.Default} {
		for _, t := range list {
			types[t.Type] = true
		}
	}
	sorted := make([]int, 0, len(types))
	for t := range types {
		sorted = append(sorted, t)
	}
	slices.Sort(sorted)
	for _, t := range sorted {
		mine, other := ofType(r.ByType, t), ofType(r.Default, t)
		if differs(mine.Length, other.Length) {
			r.Departures = append(r.Departures, Finding{Rule: RuleJaxleyLength, Count: 1,
				Text: fmt.Sprintf("length of %s: %.6g um instead of %.6g um", GroupName(t), mine.Length, other.Length)})
		}
		if differs(mine.Area, other.Area) {
			r.Departures = append(r.Departures, Finding{Rule: RuleJaxleyArea, Count: 1,
				Text: fmt.Sprintf("membrane area of %s: %.6g um2 instead of %.6g um2", GroupName(t), mine.Area, other.Area)})
		}
	}
}

func ofType(list []TypeTotals, kind int) TypeTotals {
	for _, t := range list {
		if t.Type == kind {
			return t
		}
	}
	return TypeTotals{}
}
