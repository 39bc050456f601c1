package golgi

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"golgi/topology"
)

// shownRows is how many compartments String shows.
const shownRows = 12

// String returns the view as a readable table: what it is, its mechanisms and
// groups, and the first compartments with their geometry, voltage, parameters
// and states.
func (v *View) String() string {
	if err := v.Err(); err != nil {
		return "view with an error: " + err.Error()
	}
	m := v.m
	var b strings.Builder
	cells, branches, compartments := v.Shape()
	fmt.Fprintf(&b, "%s %s: ", m.kind, v.Path())
	if cells > 1 {
		fmt.Fprintf(&b, "%d cells, ", cells)
	}
	fmt.Fprintf(&b, "%s, %s", plural(branches, "branch", "branches"), plural(compartments, "compartment", "compartments"))
	var names []string
	for _, mechanism := range v.Mechanisms() {
		names = append(names, mechanism.Name())
	}
	if len(names) > 0 {
		b.WriteString("; mechanisms " + strings.Join(names, ", "))
	}
	if groups := v.Groups(); len(groups) > 0 {
		b.WriteString("; groups " + strings.Join(groups, ", "))
	}
	if n := v.NumSynapses(); n > 0 {
		b.WriteString("; " + plural(n, "synapse", "synapses") + " of " + strings.Join(v.SynapseTypes(), ", "))
	}
	b.WriteByte('\n')
	v.writeRows(&b)
	if compartments > shownRows {
		fmt.Fprintf(&b, "... and %s more\n", plural(compartments-shownRows, "compartment", "compartments"))
	}
	return b.String()
}

func (v *View) writeRows(b *strings.Builder) {
	m := v.m
	keys := []string{"length", "radius", "area", "axial_resistivity", "capacitance", "v"}
	for _, key := range m.keys()[len(compartmentKeys()):] {
		ref, _ := m.find(key)
		if ref.synapse == nil && v.compartments.where(ref.has).len() > 0 {
			keys = append(keys, key)
		}
	}
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "compartment\t")
	for _, key := range keys {
		fmt.Fprintf(w, "%s\t", key)
	}
	fmt.Fprintln(w)
	for i := range min(v.compartments.len(), shownRows) {
		row := v.compartments.at(i)
		fmt.Fprintf(w, "%s\t", m.place(row))
		for _, key := range keys {
			ref, _ := m.find(key)
			text := "-"
			if ref.has(row) {
				text = strconv.FormatFloat(ref.get(row), 'g', 5, 64)
			}
			fmt.Fprintf(w, "%s\t", text)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Outline is the course of a branch, for pictures.
type Outline struct {
	Branch  int              // index over the whole model
	SWCType int              // of a traced branch, -1 otherwise
	Traced  bool             // Points have radii
	Points  []topology.Point // from the start of the branch; not to be changed
	NComp   int              // of the branch, in view or not
	// Cylinders says of each compartment in view of a traced branch whether it
	// is a cylinder by now (after Set of radius or length, say), as thick as its
	// radius says and not as Points; nil where none is.
	Cylinders []bool
}

// Points returns the course of every branch with a compartment in view.
func (v *View) Points() []Outline {
	if v.Err() != nil {
		return nil
	}
	m := v.m
	var outlines []Outline
	last, inView := -1, 0 // compartments in view of the branch so far
	v.compartments.each(func(row int32) {
		b := m.branchOf(row)
		if b != last {
			last, inView = b, 0
			r := &m.branches[b]
			outlines = append(outlines, Outline{
				Branch: b, SWCType: r.swcType, Traced: r.traced, Points: r.points,
				NComp: int(m.startOfBranch[b+1] - m.startOfBranch[b]),
			})
		}
		o := &outlines[len(outlines)-1]
		cylinder := o.Traced && !m.traced.has(row)
		if cylinder && o.Cylinders == nil {
			o.Cylinders = make([]bool, inView, o.NComp)
		}
		if o.Cylinders != nil {
			o.Cylinders = append(o.Cylinders, cylinder)
		}
		inView++
	})
	return outlines
}
