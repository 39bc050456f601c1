package gather

import (
	"slices"

	"golgi/systems/lanes"
)

// vector is the number of values in the widest register.
const vector = lanes.Width

// stretch is the most rows that one call of machine code does, whole vectors: a goroutine cannot be stopped meanwhile.
const stretch = 8192

// List are rows to read, in the order in which they are wanted.
type List struct {
	rows    []int32
	most    int // the largest
	vectors lanes.Vectors
}

// New makes a list, which keeps rows. With lanes.None its loops are in Go.
func New(vectors lanes.Vectors, rows []int32) List {
	if len(rows) == 0 {
		return List{}
	}
	if slices.Min(rows) < 0 {
		panic("gather: a row below 0")
	}
	return List{rows: rows, most: int(slices.Max(rows)), vectors: vectors}
}

// Rows are the rows of the list.
func (l *List) Rows() []int32 { return l.rows }

// Pick copies the rows of a column: to[i] = column[rows[i]].
func (l *List) Pick(to, column []float64) {
	if len(l.rows) == 0 {
		return
	}
	_, _ = to[len(l.rows)-1], column[l.most]
	if l.vectors == lanes.None {
		pickGo(to, column, l.rows)
		return
	}
	for rows := l.rows; len(rows) > 0; {
		n := min(stretch, len(rows))
		pick(to, column, rows[:n])
		to, rows = to[n:], rows[n:]
	}
}

// Pairs copies values that lie side by side: x[i] = column[2*rows[i]], y[i] = column[2*rows[i]+1].
func (l *List) Pairs(x, y, column []float64) {
	if len(l.rows) == 0 {
		return
	}
	_, _, _ = x[len(l.rows)-1], y[len(l.rows)-1], column[2*l.most+1]
	if l.vectors == lanes.None {
		pairsGo(x, y, column, l.rows)
		return
	}
	for rows := l.rows; len(rows) > 0; {
		n := min(stretch, len(rows))
		if whole := n / vector * vector; l.vectors == lanes.AVX512 && whole > 0 {
			n = whole
			pairs512(x, y, column, rows[:n])
		} else {
			pairs(x, y, column, rows[:n])
		}
		x, y, rows = x[n:], y[n:], rows[n:]
	}
}

// Mixer puts values side by side. The zero value does so in Go.
type Mixer struct{ vectors lanes.Vectors }

// NewMixer makes one.
func NewMixer(vectors lanes.Vectors) Mixer { return Mixer{vectors} }

// Interleave is the opposite of Pairs for rows in order: to[2i] = x[i], to[2i+1] = y[i], for all of x.
func (m *Mixer) Interleave(to, x, y []float64) {
	if len(x) == 0 {
		return
	}
	_, _ = to[2*len(x)-1], y[len(x)-1]
	if m.vectors == lanes.None {
		interleaveGo(to, x, y)
		return
	}
	for len(x) > 0 {
		n := min(stretch, len(x))
		if whole := n / vector * vector; m.vectors == lanes.AVX512 && whole > 0 {
			n = whole
			interleave512(to, x[:n], y)
		} else {
			interleave(to, x[:n], y)
		}
		to, x, y = to[2*n:], x[n:], y[n:]
	}
}
