package systems

import (
	"golgi/systems/lanes"
	"golgi/systems/tree"
)

// beside is what a neighbour of a branchpoint brings to its value.
type beside struct {
	node   int32
	weight float64
}

// findBesides lists the neighbours of each branchpoint in the order of elimination. Two branchpoints never
// meet: their neighbours are compartments.
func (w *cable) findBesides() {
	first := make([]int32, len(w.branchpoints)+1)
	number := make([]int32, len(w.Parent)) // of branchpoints
	for i, k := range w.branchpoints {
		number[k] = int32(i)
	}
	each := func(f func(branchpoint, neighbour int32, weight float64)) {
		for _, k := range w.sequence {
			switch p := w.Parent[k]; {
			case p < 0:
			case w.isBranchpoint[k]:
				f(number[k], p, w.axial[k])
			case w.isBranchpoint[p]:
				f(number[p], k, w.axial[k])
			}
		}
	}
	each(func(i, _ int32, _ float64) { first[i+1]++ })
	for i := range w.branchpoints {
		first[i+1] += first[i]
	}
	w.besides = make([]beside, first[len(w.branchpoints)])
	w.besidesEnd = first[:len(w.branchpoints)] // each moves to its end
	each(func(i, neighbour int32, weight float64) {
		w.besides[w.besidesEnd[i]] = beside{neighbour, weight}
		w.besidesEnd[i]++
	})
	w.findMeans()
	w.findRuns()
}

// findMeans takes branchpoints that stand in a row together, eight at a time. The others are left.
func (w *cable) findMeans() {
	for i := 0; i < len(w.branchpoints); {
		k := int(w.branchpoints[i])
		n := lanes.Width
		if i+n > len(w.branchpoints) || int(w.branchpoints[i+n-1]) != k+n-1 {
			w.apart = append(w.apart, int32(i))
			i++
			continue
		}
		m, count := &w.means, 0
		for j := range n {
			count = max(count, len(w.neighbours(i+j)))
			m.Whole = append(m.Whole, w.base[k+j])
		}
		count = max(count, 1)
		m.Count, m.First = append(m.Count, int32(count)), append(m.First, int32(k))
		for c := range count {
			present := uint16(0)
			for j := range n {
				b := beside{}
				if list := w.neighbours(i + j); c < len(list) {
					b = list[c]
					present |= 1 << j
				}
				m.Node, m.Weight = append(m.Node, b.node), append(m.Weight, b.weight)
			}
			m.Present = append(m.Present, present)
		}
		i += n
	}
}

// neighbours are those of a branchpoint.
func (w *cable) neighbours(i int) []beside {
	if i == 0 {
		return w.besides[:w.besidesEnd[0]]
	}
	return w.besides[w.besidesEnd[i-1]:w.besidesEnd[i]]
}

// spread puts values of compartments on the nodes; a branchpoint has the mean
// of its neighbours weighted by their couplings.
func (w *cable) spread(x, v []float64) {
	w.spreadRows(w.rows(), x, v)
	w.spreadBranchpoints(x)
}

// spreadRows puts values of some rows on their nodes.
func (w *cable) spreadRows(rows *cableRows, x, v []float64) {
	low := 0
	for _, octets := range rows.octets {
		lanes.None.Spread(rows.place, v, x, low, octets.Low)
		w.vectors.Spread(rows.place, v, x, octets.Low, octets.High)
		low = octets.High
	}
	lanes.None.Spread(rows.place, v, x, low, len(rows.place))
}

// spreadBranchpoints gives them their values where compartments have theirs.
func (w *cable) spreadBranchpoints(x []float64) {
	w.vectors.Mean(&w.means, x)
	for _, i := range w.apart {
		w.meet(x, int(i), int(i)+1)
	}
}

// meet gives some branchpoints their values, when those of their neighbours are there.
func (w *cable) meet(x []float64, low, high int) {
	for i := low; i < high; i++ {
		k, sum := w.branchpoints[i], 0.0
		for _, b := range w.neighbours(i) {
			sum += float64(b.weight * x[b.node])
		}
		x[k] = sum / w.base[k]
	}
}

// longRun is how many branchpoints in a row are dealt with as such.
const longRun = 32

// findRuns finds the places of branchpoints that stand in long rows; the others are scattered.
func (w *cable) findRuns() {
	for i := 0; i < len(w.branchpoints); {
		low, n := int(w.branchpoints[i]), 1
		for i+n < len(w.branchpoints) && int(w.branchpoints[i+n]) == low+n {
			n++
		}
		if n >= longRun {
			w.runs = append(w.runs, tree.Run{Low: low, High: low + n})
		} else {
			w.scattered = append(w.scattered, w.branchpoints[i:i+n]...)
		}
		i += n
	}
}

// assembleBranchpoints writes diagonal and right-hand side where nothing is stored.
func (w *cable) assembleBranchpoints() {
	base, diagonal, right := w.base, w.Diagonal, w.Right
	for _, r := range w.runs {
		copy(diagonal[r.Low:r.High], base[r.Low:r.High])
		clear(right[r.Low:r.High])
	}
	for _, k := range w.scattered {
		diagonal[k], right[k] = base[k], 0
	}
}
