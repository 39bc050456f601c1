package gather

import "golgi/systems/lanes"

// piece are values that follow each other and are added to a row.
type piece struct{ row, value int32 }

// longest is the number of values of the longest piece; others have 8 and less.
const longest = 16

// Runs is a list of rows in which equal ones stand together, as the postsynaptic compartments of synapses do. Each run of equal rows
// is cut into pieces of certain lengths. All pieces of one length are done one after the other: the number of rounds of a loop is then
// known beforehand, and one sum does not wait for another.
type Runs struct {
	pieces       []piece // of 16 values, then of 8, 7 and so on
	ends         [9]int  // of those of each length
	values, rows int     // how many there must be
	vectors      lanes.Vectors
}

// lengthOf is the length of a list of pieces.
func lengthOf(list int) int {
	if list == 0 {
		return longest
	}
	return 9 - list
}

// NewRuns makes them of a list of rows. With lanes.None their loops are in Go.
func NewRuns(vectors lanes.Vectors, rows []int32) Runs {
	s := Runs{values: len(rows), vectors: vectors}
	type left struct{ row, value, length int32 }
	count := 0
	for i, row := range rows {
		if row < 0 {
			panic("gather: a row below 0")
		}
		s.rows = max(s.rows, int(row)+1)
		if i == 0 || rows[i-1] != row {
			count++
		}
	}
	runs := make([]left, 0, count)
	for i, row := range rows {
		if i == 0 || rows[i-1] != row {
			runs = append(runs, left{row: row, value: int32(i)})
		}
		runs[len(runs)-1].length++
	}
	s.pieces = make([]piece, 0, count+len(rows)/longest)
	// cut takes a piece of each run that is long enough, and keeps what is left of it.
	cut := func(length int32) {
		kept := runs[:0]
		for _, r := range runs {
			if r.length >= length {
				s.pieces = append(s.pieces, piece{r.row, r.value})
				r.value += length
				r.length -= length
			}
			if r.length > 0 {
				kept = append(kept, r)
			}
		}
		runs = kept
	}
	for more := true; more; { // a piece of each by turns
		before := len(s.pieces)
		cut(longest)
		more = len(s.pieces) > before
	}
	s.ends[0] = len(s.pieces)
	for list := 1; list < len(s.ends); list++ {
		cut(int32(lengthOf(list)))
		s.ends[list] = len(s.pieces)
	}
	return s
}

// lists calls f for the pieces of each length, at most stretch values at a time.
func (s *Runs) lists(f func(pieces []piece, length int)) {
	low := 0
	for list, high := range s.ends {
		length := lengthOf(list)
		for ; low < high; low += stretch / length {
			f(s.pieces[low:min(low+stretch/length, high)], length)
		}
		low = high
	}
}

// Pick copies the rows of a column: to[i] = column[rows[i]].
func (s *Runs) Pick(to, column []float64) {
	if s.values == 0 {
		return
	}
	_, _ = to[s.values-1], column[s.rows-1]
	if s.vectors == lanes.None {
		s.lists(func(pieces []piece, length int) { spreadPiecesGo(to, column, pieces, length) })
		return
	}
	s.lists(func(pieces []piece, length int) { spreadPieces(to, column, pieces, length) })
}

// Add adds two sets of values to the rows of two columns, to each row in their order.
func (s *Runs) Add(a, b, x, y []float64) {
	if s.values == 0 {
		return
	}
	_, _, _, _ = a[s.rows-1], b[s.rows-1], x[s.values-1], y[s.values-1]
	if s.vectors == lanes.None {
		s.lists(func(pieces []piece, length int) { addPiecesGo(a, b, x, y, pieces, length) })
		return
	}
	s.lists(func(pieces []piece, length int) { addPieces(a, b, x, y, pieces, length) })
}
