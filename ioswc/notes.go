package ioswc

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"

	"golgi/topology"
)

// Some trees have no plain SWC form: a place other than the beginning, middle
// or end, pieces of a branch that was cut, a branch of the Jaxley convention
// that lost a point. For these the writer adds the branches as comment lines
// below the rows, tied to them by a hash, so that edited rows win:
//
//	#golgi-tree 1 CONVENTION BRANCHES HASH
//	#golgi-branch PARENT AT TYPE POINTS NODES
//	#golgi-point X Y Z RADIUS
//	#golgi-node X Y Z RADIUS PATH
const (
	notePrefix  = "#golgi-"
	noteVersion = "1"
)

// hashRows is equal for equal rows, whatever their lines.
func hashRows(rows []row) string {
	h := fnv.New64a()
	var b []byte
	for _, r := range rows {
		b = fmt.Appendf(b[:0], "%d %d %d", r.id, r.kind, r.parent)
		for _, x := range []float64{r.point.X, r.point.Y, r.point.Z, r.point.Radius} {
			b = fmt.Appendf(b, " %x", math.Float64bits(x))
		}
		h.Write(append(b, '\n'))
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// appendNotes writes the branches of a morphology as notes.
func appendNotes(b []byte, m *topology.Morphology, hash string) []byte {
	b = fmt.Appendf(b, "%stree %s %s %d %s\n", notePrefix, noteVersion, m.Convention, len(m.Branches), hash)
	for i := range m.Branches {
		br := &m.Branches[i]
		var traced topology.Traced
		if br.Traced != nil {
			traced = *br.Traced
		}
		b = fmt.Appendf(b, "%sbranch %d ", notePrefix, br.Parent)
		b = appendFloats(b, br.At)
		b = fmt.Appendf(b, " %d %d %d\n", br.Type, len(br.Points), len(traced.Nodes))
		for _, p := range br.Points {
			b = append(b, notePrefix+"point "...)
			b = append(appendFloats(b, p.X, p.Y, p.Z, p.Radius), '\n')
		}
		for k, p := range traced.Nodes {
			b = append(b, notePrefix+"node "...)
			b = append(appendFloats(b, p.X, p.Y, p.Z, p.Radius, traced.Path[k]), '\n')
		}
	}
	return b
}

func appendFloats(b []byte, values ...float64) []byte {
	for i, x := range values {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, x, 'g', -1, 64)
	}
	return b
}

// noted takes the branches from the notes beside the rows; nil without notes
// that fit rows and options.
func (f *file) noted(options Options, report *Report) *topology.Morphology {
	report.Points = len(f.rows)
	if len(f.notes) == 0 {
		return nil
	}
	cutting := options.Types != nil || options.JoinJumps || options.Convention == topology.Jaxley && options.MaxBranchLength > 0
	m := f.readNotes(options.Convention)
	aside := newReport(options)
	n, err := order(f.rows, options, aside)
	if m == nil || cutting || err != nil && options.Convention != topology.Jaxley {
		report.add(RuleNotesIgnored, f.notes[0].line)
		return nil
	}
	report.add(RuleNoted, f.notes[0].line)
	if options.Convention == topology.Jaxley {
		return m
	}
	report.Roots = len(n.trees) - 1
	report.lookAt(n, m)
	for i := range m.Branches {
		for k := range m.Branches[i].Points {
			if p := &m.Branches[i].Points[k]; p.Radius < options.MinRadius {
				p.Radius = options.MinRadius
				report.add(RuleMinRadius, 0)
			}
		}
	}
	return m
}

// noteReader walks over the notes of a file.
type noteReader struct {
	notes []note
	good  bool
}

// next returns the fields of the next note if it is of the given kind and size.
func (r *noteReader) next(kind string, size int) []string {
	if len(r.notes) == 0 {
		r.good = false
		return nil
	}
	fields := strings.Fields(r.notes[0].text)
	r.notes = r.notes[1:]
	if len(fields) != size+1 || fields[0] != kind {
		r.good = false
		return nil
	}
	return fields[1:]
}

func (r *noteReader) float(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(math.Abs(x) <= 2*maxCoordinate) {
		r.good = false
	}
	return x
}

func (r *noteReader) integer(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		r.good = false
	}
	return n
}

// readNotes returns nil where the notes are broken, of another convention, or
// do not belong to the rows.
func (f *file) readNotes(convention topology.Convention) *topology.Morphology {
	r := &noteReader{notes: f.notes, good: true}
	head := r.next("tree", 4)
	if head == nil || head[0] != noteVersion || head[1] != convention.String() || head[3] != hashRows(f.rows) {
		return nil
	}
	count := r.integer(head[2])
	m := &topology.Morphology{Convention: convention}
	for i := 0; r.good && i < count; i++ {
		b := r.branch()
		if !r.good {
			return nil
		}
		m.Branches = append(m.Branches, b)
	}
	if !r.good || len(r.notes) > 0 || checkMorphology(m) != nil {
		return nil
	}
	return m
}

func (r *noteReader) branch() (b topology.Branch) {
	head := r.next("branch", 5)
	if head == nil {
		return b
	}
	b.Parent, b.At, b.Type = r.integer(head[0]), r.float(head[1]), r.integer(head[2])
	for k := r.integer(head[3]); r.good && k > 0; k-- {
		if p := r.next("point", 4); p != nil {
			b.Points = append(b.Points, r.point(p))
		}
	}
	nodes := r.integer(head[4])
	if nodes > 0 {
		b.Traced = &topology.Traced{}
	}
	for ; r.good && nodes > 0; nodes-- {
		if p := r.next("node", 5); p != nil {
			b.Traced.Nodes = append(b.Traced.Nodes, r.point(p))
			b.Traced.Path = append(b.Traced.Path, r.float(p[4]))
		}
	}
	return b
}

func (r *noteReader) point(p []string) topology.Point {
	return topology.Point{X: r.float(p[0]), Y: r.float(p[1]), Z: r.float(p[2]), Radius: r.float(p[3])}
}

// checkMorphology refuses what no reading could have made.
func checkMorphology(m *topology.Morphology) error {
	if len(m.Branches) == 0 {
		return fmt.Errorf("the morphology has no branches")
	}
	for i := range m.Branches {
		if reason := checkBranch(m, i); reason != "" {
			return fmt.Errorf("branch %d %s", i, reason)
		}
	}
	return nil
}

func checkBranch(m *topology.Morphology, i int) string {
	b := &m.Branches[i]
	jaxley := m.Convention == topology.Jaxley
	switch {
	case b.Parent < -1 || b.Parent >= i:
		return fmt.Sprintf("has parent %d; a parent has a lower index, or is -1", b.Parent)
	case !(b.At >= 0 && b.At <= 1):
		return fmt.Sprintf("is attached at %g; a place lies between 0 and 1", b.At)
	case b.Type < math.MinInt32 || b.Type > math.MaxInt32 || b.Type < 0 && !jaxley:
		return fmt.Sprintf("has type %d, which is no SWC type", b.Type)
	case len(b.Points) < 2 && !jaxley || len(b.Points) == 0:
		return fmt.Sprintf("has %s; it needs two", plural(len(b.Points), "point"))
	case jaxley && (b.Traced == nil || len(b.Traced.Nodes) < 2 || len(b.Traced.Path) != len(b.Traced.Nodes)):
		return "has no traced nodes, which the Jaxley convention needs"
	case !jaxley && b.Traced != nil:
		return "has traced nodes, which belong to the Jaxley convention"
	}
	least := 0.0
	if !jaxley {
		least = tinyRadius
	}
	points := b.Points
	if jaxley {
		points = slices.Concat(b.Points, b.Traced.Nodes)
		for k, s := range b.Traced.Path {
			if !(s >= 0) || math.IsInf(s, 0) || k > 0 && s < b.Traced.Path[k-1] {
				return "has a traced path that does not ascend"
			}
		}
	}
	for k, p := range points {
		for _, x := range []float64{p.X, p.Y, p.Z, p.Radius} {
			if !(math.Abs(x) <= 2*maxCoordinate) {
				return fmt.Sprintf("has %g in point %d", x, k)
			}
		}
		if p.Radius < least {
			return fmt.Sprintf("has radius %g um in point %d", p.Radius, k)
		}
	}
	if length, _ := lengthAndArea(b.Points); !jaxley && length < tinyLength {
		return "has length 0"
	}
	return ""
}
