package gather

import (
	"slices"

	"golgi/systems/lanes"
)

// vector is the number of values in the widest register.
const vector = 8

func wide() bool { return lanes.Detect() == lanes.AVX512 }

// List are rows to read, in the order in which they are wanted.
type List struct {
	rows []int32
	most int // the largest
	wide bool
}

// New makes a list, which keeps rows.
func New(rows []int32) List {
	if len(rows) == 0 {
		return List{}
	}
	if slices.Min(rows) < 0 {
		panic("gather: a row below 0")
	}
	return List{rows: rows, most: int(slices.Max(rows)), wide: wide()}
}

// Rows are the rows of the list.
func (l *List) Rows() []int32 { return l.rows }

// Pick copies the rows of a column: to[i] = column[rows[i]].
func (l *List) Pick(to, column []float64) {
	if len(l.rows) == 0 {
		return
	}
	_, _ = to[len(l.rows)-1], column[l.most]
	pick(to, column, l.rows)
}

// Pairs copies values that lie side by side: x[i] = column[2*rows[i]], y[i] = column[2*rows[i]+1].
func (l *List) Pairs(x, y, column []float64) {
	if len(l.rows) == 0 {
		return
	}
	_, _, _ = x[len(l.rows)-1], y[len(l.rows)-1], column[2*l.most+1]
	whole := 0
	if l.wide && len(l.rows) >= vector {
		whole = len(l.rows) / vector * vector
		pairs512(x, y, column, l.rows[:whole])
	}
	pairs(x[whole:], y[whole:], column, l.rows[whole:])
}

// Mixer puts values side by side.
type Mixer struct{ wide bool }

// NewMixer makes one.
func NewMixer() Mixer { return Mixer{wide()} }

// Interleave is the opposite of Pairs for rows in order: to[2i] = x[i], to[2i+1] = y[i], for all of x.
func (m *Mixer) Interleave(to, x, y []float64) {
	if len(x) == 0 {
		return
	}
	_, _ = to[2*len(x)-1], y[len(x)-1]
	whole := 0
	if m.wide && len(x) >= vector {
		whole = len(x) / vector * vector
		interleave512(to, x[:whole], y)
	}
	interleave(to[2*whole:], x[whole:], y[whole:])
}
