package lanes

// Back is one step of the membrane on its way back: values before and after it, its slopes and capacities, and the cotangents that
// the solution of the transposed system is given to. The solve moves Moved of V(n+1) - V(n), and the step takes Kept of V(n) besides.
type Back struct {
	Place                                                                    []int32
	Before, After, Slope, Capacity, Value, CurrentBar, SlopeBar, CapacityBar []float64
	Moved, Kept                                                              float64

	InjectedBar, Spread []float64 // of what is injected; After by place, to be written: nil where not wanted
}

// AssembleBack writes diagonal and right-hand side (scale times the cotangent of the value) of compartments low to high-1,
// which are whole octets.
func (v Vectors) AssembleBack(b *Back, scale float64, base, diagonal, right []float64, low, high int) {
	if low >= high {
		return
	}
	_, _, _ = b.Place[high-1], b.Slope[high-1], b.Value[high-1]
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			assembleAdjoint512(&b.Place[0], &b.Slope[0], &b.Value[0], &base[0], &diagonal[0], &right[0], scale, low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			assembleAdjoint2(&b.Place[0], &b.Slope[0], &b.Value[0], &base[0], &diagonal[0], &right[0], scale, low, min(low+stretch, high))
		}
	default:
		for i := low; i < high; i++ {
			k := b.Place[i]
			diagonal[k] = base[k] + b.Slope[i]
			right[k] = scale * b.Value[i]
		}
	}
}

// TakeBack gives the solution to the cotangents.
func (v Vectors) TakeBack(b *Back, lambda []float64, low, high int) {
	if low >= high {
		return
	}
	_, _, _, _, _ = b.Place[high-1], b.Before[high-1], b.After[high-1], b.Slope[high-1], b.Capacity[high-1]
	_, _, _, _ = b.Value[high-1], b.CurrentBar[high-1], b.SlopeBar[high-1], b.CapacityBar[high-1]
	if v == AVX512 && b.InjectedBar != nil && b.Spread != nil {
		_ = b.InjectedBar[high-1]
		for ; low < high; low += stretch {
			takeAll512(&b.Place[0], &lambda[0], &b.Before[0], &b.After[0], &b.Slope[0], &b.Capacity[0], &b.Value[0], &b.CurrentBar[0], &b.SlopeBar[0], &b.CapacityBar[0], &b.InjectedBar[0], &b.Spread[0], b.Moved, b.Kept, low, min(low+stretch, high))
		}
		return
	}
	if b.InjectedBar != nil {
		v.Give(b.Place, lambda, b.InjectedBar, low, high)
	}
	if b.Spread != nil {
		v.Spread(b.Place, b.After, b.Spread, low, high)
	}
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			takeAdjoint512(&b.Place[0], &lambda[0], &b.Before[0], &b.After[0], &b.Slope[0], &b.Capacity[0], &b.Value[0], &b.CurrentBar[0], &b.SlopeBar[0], &b.CapacityBar[0], b.Moved, b.Kept, low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			takeAdjoint2(&b.Place[0], &lambda[0], &b.Before[0], &b.After[0], &b.Slope[0], &b.Capacity[0], &b.Value[0], &b.CurrentBar[0], &b.SlopeBar[0], &b.CapacityBar[0], b.Moved, b.Kept, low, min(low+stretch, high))
		}
	default:
		for i := low; i < high; i++ {
			l := lambda[b.Place[i]]
			b.CurrentBar[i] -= l
			bar := float64(l * (b.Moved * (b.Before[i] - b.After[i])))
			b.SlopeBar[i] += bar
			b.CapacityBar[i] += bar
			b.Value[i] = float64(b.Kept*b.Value[i]) + float64((b.Capacity[i]+b.Slope[i])*l)
		}
	}
}

// Give adds what stands at the nodes to values of compartments.
func (v Vectors) Give(place []int32, lambda, values []float64, low, high int) {
	if low >= high {
		return
	}
	_, _ = place[high-1], values[high-1]
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			give512(&place[0], &lambda[0], &values[0], low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			give2(&place[0], &lambda[0], &values[0], low, min(low+stretch, high))
		}
	default:
		for i := low; i < high; i++ {
			values[i] += lambda[place[i]]
		}
	}
}

// Spread puts values of compartments on the nodes.
func (v Vectors) Spread(place []int32, values, x []float64, low, high int) {
	if low >= high {
		return
	}
	_, _ = place[high-1], values[high-1]
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			spread512(&place[0], &values[0], &x[0], low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			spread2(&place[0], &values[0], &x[0], low, min(low+stretch, high))
		}
	default:
		for i := low; i < high; i++ {
			x[place[i]] = values[i]
		}
	}
}

// Couplings takes (lambda - that of the parent) (x - that of the parent) from the cotangents of the couplings of nodes from low on. Parents are
// counted from low too; a root's parent is itself.
func (v Vectors) Couplings(low int, parent []int32, lambda, x, coupling []float64) {
	n, end := len(parent)&^(Width-1), low+len(parent)
	_, _, _ = lambda[:end], x[:end], coupling[:end] // parents may be behind
	switch v {
	case AVX512:
		for from := 0; from < n; from += stretch {
			couplings512(&parent[0], &lambda[low], &x[low], &coupling[low], from, min(from+stretch, n))
		}
	case AVX2:
		for from := 0; from < n; from += stretch {
			couplings2(&parent[0], &lambda[low], &x[low], &coupling[low], from, min(from+stretch, n))
		}
	default:
		n = 0
	}
	for i, above := range parent[n:] {
		k, p := low+n+i, low+int(above)
		coupling[k] -= float64((lambda[k] - lambda[p]) * (x[k] - x[p]))
	}
}

// Means are weighted means of the values of nodes, eight nodes in a row at a time.
type Means struct {
	Count   []int32   // of each eight, the most that one of them is the mean of
	First   []int32   // of each eight, the first
	Whole   []float64 // of each node, what the sum is divided by
	Node    []int32   // Count times, for each of the eight; any where there is none
	Weight  []float64 // of those
	Present []uint16  // Count times, a bit for each of the eight: there is one
}

// Mean puts the means in their places. They are of other nodes than these.
func (v Vectors) Mean(m *Means, x []float64) {
	if len(m.Count) == 0 {
		return
	}
	at := 0
	if v == AVX512 {
		for low := 0; low < len(m.Count); {
			high, end := m.run(low, at)
			means512(&m.Count[low], &m.First[low], &m.Whole[low*Width], &m.Node[at*Width], &m.Weight[at*Width], &m.Present[at], &x[0], high-low)
			low, at = high, end
		}
		return
	}
	for i, count := range m.Count {
		var sum [Width]float64
		for range count {
			for lane := range sum {
				if m.Present[at]>>lane&1 == 1 {
					sum[lane] += float64(m.Weight[at*Width+lane] * x[m.Node[at*Width+lane]])
				}
			}
			at++
		}
		for lane, s := range sum {
			x[int(m.First[i])+lane] = s / m.Whole[i*Width+lane]
		}
	}
}

// run finds the nodes, eight by eight, that one call does, the neighbours of which are no more than stretch, or those of eight; at is where these begin.
func (m *Means) run(low, at int) (high, end int) {
	if (len(m.Present)-at)*Width <= stretch {
		return len(m.Count), len(m.Present)
	}
	for high, end = low, at; high < len(m.Count); high++ {
		next := end + int(m.Count[high])
		if high > low && (next-at)*Width > stretch {
			break
		}
		end = next
	}
	return high, end
}
