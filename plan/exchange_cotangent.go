package plan

// readCotangent holds the cotangents of what a system reads of the exchange column.
type readCotangent struct {
	rows   []int32
	values []float64
}

// readSum adds the cotangents of what was read of each published voltage: by system, by
// tile, and in the order in which the systems asked for them.
type readSum struct {
	lists    [][]float64
	first    []int32 // by row of the exchange column, into list and at; nil if nothing is read
	list, at []int32
}

func newReadSum(rows int, lists []readCotangent) readSum {
	var g readSum
	if len(lists) == 0 {
		return g
	}
	g.first = make([]int32, rows+1)
	for _, l := range lists {
		g.lists = append(g.lists, l.values)
		for _, row := range l.rows {
			g.first[row+1]++
		}
	}
	for row := range rows {
		g.first[row+1] += g.first[row]
	}
	next := append([]int32{}, g.first...)
	g.list, g.at = make([]int32, g.first[rows]), make([]int32, g.first[rows])
	for i, l := range lists {
		for at, row := range l.rows {
			g.list[next[row]], g.at[next[row]] = int32(i), int32(at)
			next[row]++
		}
	}
	return g
}

// add gives the cotangents of a tile's published voltages to these.
func (g *readSum) add(p *Plan, t Tile, v []float64) {
	if g.first == nil {
		return
	}
	for _, run := range p.publishedRuns[t.Index] {
		for i := range run.rows {
			row := run.row + i
			sum := 0.0
			for k := g.first[row]; k < g.first[row+1]; k++ {
				value := &g.lists[g.list[k]][g.at[k]]
				sum += *value
				*value = 0
			}
			v[run.compartment+i] += sum
		}
	}
}
