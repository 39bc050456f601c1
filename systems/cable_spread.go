package systems

import "golgi/systems/lanes"

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
}

// spread puts values of compartments on the nodes; a branchpoint has the mean
// of its neighbours weighted by their couplings.
func (w *cable) spread(x, v []float64) {
	low := 0
	for _, octets := range w.octets {
		lanes.None.Spread(w.place, v, x, low, octets.Low)
		w.vectors.Spread(w.place, v, x, octets.Low, octets.High)
		low = octets.High
	}
	lanes.None.Spread(w.place, v, x, low, len(w.place))
	w.spreadBranchpoints(x)
}

// spreadBranchpoints gives them their values where compartments have theirs.
func (w *cable) spreadBranchpoints(x []float64) {
	first := int32(0)
	for i, k := range w.branchpoints {
		sum, end := 0.0, w.besidesEnd[i]
		for _, b := range w.besides[first:end] {
			sum += float64(b.weight * x[b.node])
		}
		x[k], first = sum/w.base[k], end
	}
}
