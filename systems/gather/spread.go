package gather

// run are values that are to be read from one row.
type run struct{ row, length int32 }

// Spread is a list of rows of which many that follow each other are the same.
type Spread struct {
	runs       []run
	overwrites int // so many of the first runs have seven values or more behind them, which may be written too early
	before     int // values of these
	values     int
	rows       int
	wide       bool
}

// NewSpread makes the list of rows.
func NewSpread(rows []int32) Spread {
	s := Spread{values: len(rows), wide: wide()}
	for i, row := range rows {
		if row < 0 {
			panic("gather: a row below 0")
		}
		s.rows = max(s.rows, int(row)+1)
		if i == 0 || rows[i-1] != row {
			s.runs = append(s.runs, run{row: row})
		}
		s.runs[len(s.runs)-1].length++
	}
	for _, r := range s.runs {
		if s.before+int(r.length)+vector-1 > s.values {
			break
		}
		s.before += int(r.length)
		s.overwrites++
	}
	return s
}

// Pick copies the rows of a column: to[i] = column[rows[i]].
func (s *Spread) Pick(to, column []float64) {
	if s.values == 0 {
		return
	}
	_, _ = to[s.values-1], column[s.rows-1]
	if !s.wide || s.overwrites == 0 {
		spreadGo(to, column, s.runs)
		return
	}
	spread512(to, column, s.runs[:s.overwrites])
	spreadGo(to[s.before:], column, s.runs[s.overwrites:])
}
