package ioswc

import (
	"fmt"
	"io"
	"slices"

	"golgi/internal/atomicfile"
	"golgi/topology"
)

// Write writes a morphology as SWC: rows that any reader takes and that [Read],
// with the morphology's convention and else the zero Options, makes the same
// tree of: branches, parents, places, types, and points to the last bit. Where
// plain rows cannot say it, comment lines beside them do.
func Write(w io.Writer, m *topology.Morphology) error {
	text, err := encode(m)
	if err != nil {
		return fmt.Errorf("swc: %w", err)
	}
	_, err = w.Write(text)
	return err
}

// WriteFile writes a morphology to the named file, which appears whole or not at all.
func WriteFile(name string, m *topology.Morphology) error {
	text, err := encode(m)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return atomicfile.Write(name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// encode tries plain rows and adds notes if these do not bring the tree back.
func encode(m *topology.Morphology) ([]byte, error) {
	if err := checkMorphology(m); err != nil {
		return nil, err
	}
	rows := conservingRows
	if m.Convention == topology.Jaxley {
		rows = jaxleyRows
	}
	text := []byte("# id type x y z radius parent, in um; written by golgi\n")
	for _, r := range rows(m) {
		text = fmt.Appendf(text, "%d %d ", r.id, r.kind)
		text = appendFloats(text, r.point.X, r.point.Y, r.point.Z, r.point.Radius)
		text = fmt.Appendf(text, " %d\n", r.parent)
	}
	options := Options{Name: "written", Convention: m.Convention}
	if again, _, err := read(string(text), options); err == nil && Same(m, again) {
		return text, nil
	}
	f, err := parse(string(text), options, newReport(options))
	if err != nil {
		return nil, err
	}
	text = appendNotes(text, m, hashRows(f.rows))
	if again, _, err := read(string(text), options); err != nil || !Same(m, again) {
		return nil, fmt.Errorf("the morphology has no SWC form (%v)", err)
	}
	return text, nil
}

// Same tells whether two morphologies are one tree: convention, branches,
// parents, places, types, and points to the last bit.
func Same(a, b *topology.Morphology) bool {
	return a.Convention == b.Convention && slices.EqualFunc(a.Branches, b.Branches, func(p, q topology.Branch) bool {
		if p.Attachment != q.Attachment || p.Type != q.Type || !slices.Equal(p.Points, q.Points) || (p.Traced == nil) != (q.Traced == nil) {
			return false
		}
		return p.Traced == nil || slices.Equal(p.Traced.Path, q.Traced.Path) && slices.Equal(p.Traced.Nodes, q.Traced.Nodes)
	})
}

// rowWriter makes rows of branches; the id of a row is its index plus 1.
type rowWriter struct {
	m           *topology.Morphology
	rows        []row
	first, last []int // rows of each branch
}

func (w *rowWriter) add(kind, parent int, points ...topology.Point) {
	for _, p := range points {
		id := int64(len(w.rows) + 1)
		w.rows = append(w.rows, row{id: id, kind: kind, point: p, parent: int64(parent)})
		parent = int(id)
	}
}

// conservingRows writes branches in order, each as its own points: without the
// copy of the point it is attached at, and a sphere as its centre.
func conservingRows(m *topology.Morphology) []row {
	w := &rowWriter{m: m, first: make([]int, len(m.Branches)), last: make([]int, len(m.Branches))}
	for i := range m.Branches {
		b := &m.Branches[i]
		own, parent := b.Points, -1
		if isSphere(own) && (b.Parent < 0 || b.At == 0.5) { // the root, or a root of its own
			own = own[1:2]
		} else if b.Parent >= 0 {
			at, copied := w.attach(b)
			parent = at + 1
			if copied {
				own = own[1:]
			}
		}
		w.first[i] = len(w.rows)
		w.add(b.Type, parent, own...)
		w.last[i] = len(w.rows) - 1
	}
	return w.rows
}

func isSphere(p []topology.Point) bool {
	return len(p) == 3 && slices.Equal(p, sphere(p[1]))
}

// attach finds the row that a branch begins at, and whether its first point is
// a copy of it.
func (w *rowWriter) attach(b *topology.Branch) (at int, copied bool) {
	first, last := w.first[b.Parent], w.last[b.Parent]
	switch {
	case b.At == 1:
		at = last
	case b.At == 0 || first == last:
		at = first
	default:
		at = w.inside(b, first, last)
	}
	p, start := w.rows[at].point, b.Points[0]
	if distance(p, start) != 0 {
		return at, false
	}
	tapered := w.m.Branches[b.Parent].Type == 1 && b.Type != 1
	return at, p.Radius == start.Radius || tapered && start.Radius == b.Points[1].Radius
}

// inside finds a row within a branch, at the branch's first point if one is there.
func (w *rowWriter) inside(b *topology.Branch, first, last int) int {
	for i := first; i < last; i++ {
		if distance(w.rows[i].point, b.Points[0]) == 0 && (i > first || w.m.Branches[b.Parent].Parent >= 0) {
			return i
		}
	}
	return (first + last + 1) / 2
}

// jaxleyRows writes the traced nodes, each branch from its parent's last on.
func jaxleyRows(m *topology.Morphology) []row {
	w := &rowWriter{m: m, last: make([]int, len(m.Branches))}
	for i := range m.Branches {
		b := &m.Branches[i]
		nodes, parent := b.Traced.Nodes, -1
		if b.Parent >= 0 {
			nodes, parent = nodes[1:], w.last[b.Parent]+1
		}
		w.add(b.Type, parent, nodes...)
		w.last[i] = len(w.rows) - 1
	}
	return w.rows
}
