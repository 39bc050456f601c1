package systems

// scattered is a row of a block and the compartment that its current goes to.
type scattered struct{ row, post int32 }

// atOnce is how many compartments take their currents in turns.
const atOnce = 8

// scatterOrder puts the rows of a block, which are those of one compartment after those of another, in an order in which several
// compartments take turns: the sums do not wait for one another. Rows of one compartment stay in their order.
func scatterOrder(post []int32) []scattered {
	list := make([]scattered, 0, len(post))
	var open [atOnce]struct{ next, end int }
	n := 0 // rows that are taken up
	for len(list) < len(post) {
		for k := range open {
			o := &open[k]
			if o.next == o.end && n < len(post) {
				o.next = n
				for n < len(post) && post[n] == post[o.next] {
					n++
				}
				o.end = n
			}
			if o.next < o.end {
				list = append(list, scattered{int32(o.next), post[o.next]})
				o.next++
			}
		}
	}
	return list
}

// add adds the currents and slopes of a block to those of the compartments.
func add(current, slope []float64, b *synapseBlock) {
	i, g := b.current[:b.rows], b.slope[:b.rows]
	slope = slope[:len(current)]
	g = g[:len(i)]
	for _, at := range b.scatter {
		current[at.post] += i[at.row]
		slope[at.post] += g[at.row]
	}
}
