package gather

import (
	"cmp"
	"slices"
)

// List are rows to read, in the order in which they are wanted.
type List struct {
	rows []int32
	most int // the largest
}

// New makes a list, which keeps rows.
func New(rows []int32) List {
	if len(rows) == 0 {
		return List{}
	}
	if slices.Min(rows) < 0 {
		panic("gather: a row below 0")
	}
	return List{rows: rows, most: int(slices.Max(rows))}
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
	pairs(x, y, column, l.rows)
}

// Interleave is the opposite of Pairs for rows in order: to[2i] = x[i], to[2i+1] = y[i], for all of x.
func Interleave(to, x, y []float64) {
	if len(x) == 0 {
		return
	}
	_, _ = to[2*len(x)-1], y[len(x)-1]
	interleave(to, x, y)
}

// lanes is how many rows are added to at once, each in a register.
const lanes = 4

// chunk are values that follow each other, the same number for each of several rows.
type chunk struct {
	length     int64
	value, row [lanes]int32 // the first value, and the row that it is added to
}

// rest are values of one row.
type rest struct{ value, row, length int32 }

// Sums is an order in which values are added to rows: those of one row follow each other, and are added to it in their order.
// Several rows are dealt with at once, so that one sum does not wait for another.
type Sums struct {
	chunks       []chunk
	rests        []rest
	values, rows int // how many there must be
}

// NewSums makes the order for values that are to be added to rows, those of one row following each other.
func NewSums(rows []int32) Sums {
	s := Sums{values: len(rows)}
	var runs []rest
	for i, row := range rows {
		if row < 0 {
			panic("gather: a row below 0")
		}
		s.rows = max(s.rows, int(row)+1)
		if i == 0 || rows[i-1] != row {
			runs = append(runs, rest{value: int32(i), row: row})
		}
		runs[len(runs)-1].length++
	}
	slices.SortStableFunc(runs, func(a, b rest) int { return cmp.Compare(a.length, b.length) }) // rows of similar length go together
	for len(runs) >= lanes {
		c := chunk{length: int64(runs[0].length)}
		for k, run := range runs[:lanes] {
			c.value[k], c.row[k] = run.value, run.row
			if more := run.length - runs[0].length; more > 0 {
				s.rests = append(s.rests, rest{run.value + runs[0].length, run.row, more})
			}
		}
		s.chunks = append(s.chunks, c)
		runs = runs[lanes:]
	}
	s.rests = slices.Clip(append(s.rests, runs...))
	s.chunks = slices.Clip(s.chunks)
	return s
}

// Add adds two sets of values to two columns.
func (s *Sums) Add(a, b, x, y []float64) {
	if s.values == 0 {
		return
	}
	_, _, _, _ = a[s.rows-1], b[s.rows-1], x[s.values-1], y[s.values-1]
	if len(s.chunks) > 0 {
		addChunks(a, b, x, y, s.chunks)
	}
	for _, r := range s.rests {
		sumA, sumB := a[r.row], b[r.row]
		x, y := x[r.value:r.value+r.length], y[r.value:r.value+r.length]
		for i := range x {
			sumA += x[i]
			sumB += y[i]
		}
		a[r.row], b[r.row] = sumA, sumB
	}
}
