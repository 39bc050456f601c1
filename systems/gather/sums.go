package gather

// piece are values that follow each other and are added to a row.
type piece struct{ row, value int32 }

// longest is the number of values of the longest piece; shorter ones have 8 and less.
const longest = 16

// Sums is an order in which values are added to rows: those of one row follow each other, and are added to it in their order.
// They are cut into pieces of some lengths, and all pieces of one length are done one after the other: how often a loop
// goes round is then known, and one sum does not wait for another.
type Sums struct {
	pieces       [9][]piece // of 16 values, then of 8, 7 and so on
	values, rows int        // how many there must be
}

// lengthOf is the length of a list of pieces.
func lengthOf(list int) int {
	if list == 0 {
		return longest
	}
	return 9 - list
}

// NewSums makes the order for values that are to be added to rows, those of one row following each other.
func NewSums(rows []int32) Sums {
	s := Sums{values: len(rows)}
	type left struct{ row, value, length int32 }
	var runs []left
	for i, row := range rows {
		if row < 0 {
			panic("gather: a row below 0")
		}
		s.rows = max(s.rows, int(row)+1)
		if i == 0 || rows[i-1] != row {
			runs = append(runs, left{row: row, value: int32(i)})
		}
		runs[len(runs)-1].length++
	}
	var ends [len(s.pieces)][]left // runs of which less than the longest piece is left
	for len(runs) > 0 {            // a piece of each by turns
		longer := runs[:0]
		for _, r := range runs {
			if r.length < longest {
				list := 9 - min(r.length, 8)
				ends[list] = append(ends[list], r)
				continue
			}
			s.pieces[0] = append(s.pieces[0], piece{r.row, r.value})
			if r.length -= longest; r.length > 0 {
				longer = append(longer, left{r.row, r.value + longest, r.length})
			}
		}
		runs = longer
	}
	for list := 1; list < len(ends); list++ {
		length := int32(lengthOf(list))
		for _, r := range ends[list] {
			s.pieces[list] = append(s.pieces[list], piece{r.row, r.value})
			if r.length -= length; r.length > 0 {
				ends[9-r.length] = append(ends[9-r.length], left{r.row, r.value + length, r.length})
			}
		}
	}
	return s
}

// Add adds two sets of values to two columns.
func (s *Sums) Add(a, b, x, y []float64) {
	if s.values == 0 {
		return
	}
	_, _, _, _ = a[s.rows-1], b[s.rows-1], x[s.values-1], y[s.values-1]
	for list, pieces := range s.pieces {
		if len(pieces) > 0 {
			addPieces(a, b, x, y, pieces, lengthOf(list))
		}
	}
}
