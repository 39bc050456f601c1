package propagator

import (
	"math"
	"slices"
)

// flow holds the reduced Laplacian of the free nodes, row by row:
//
//	(K x)[i] = sum over j of coupling[j] (x[i] - x[column[j]]) + leak[i] x[i]
//
// Written in differences it keeps what is constant exactly. leak is what
// couples a node to clamped ones.
type flow struct {
	start    []int32
	column   []int32
	coupling []float64
	leak     []float64
	capacity []float64 // of the free nodes
	factor   []float64 // 2 scale/capacity: of K x in M x
}

func newFlow(s *System, g couplings, free, index []int32) flow {
	f := flow{
		start:    make([]int32, len(free)+1),
		leak:     make([]float64, len(free)),
		capacity: make([]float64, len(free)),
		factor:   make([]float64, len(free)),
	}
	for i, node := range free {
		f.capacity[i] = s.Capacity[node]
		for _, a := range g[node] {
			if j := index[a.node]; j >= 0 {
				f.column, f.coupling = append(f.column, j), append(f.coupling, a.coupling)
			} else {
				f.leak[i] += a.coupling
			}
		}
		f.start[i+1] = int32(len(f.column))
	}
	return f
}

// largestRate bounds the eigenvalues of C^-1 K, 1/ms, by the discs of
// Gershgorin of C^-1 K and of C^-1/2 K C^-1/2, whichever say less.
func (f *flow) largestRate() float64 {
	var plain, symmetric float64
	for i := range f.leak {
		diagonal, rest, weighted := f.leak[i], 0.0, 0.0
		for j := f.start[i]; j < f.start[i+1]; j++ {
			g := f.coupling[j]
			diagonal += g
			rest += g
			weighted += g * math.Sqrt(f.capacity[i]/f.capacity[f.column[j]])
		}
		plain = math.Max(plain, (diagonal+rest)/f.capacity[i])
		symmetric = math.Max(symmetric, (diagonal+weighted)/f.capacity[i])
	}
	return math.Min(plain, symmetric) * (1 + 0x1p-40)
}

func (f *flow) scaleBy(scale float64) {
	for i, c := range f.capacity {
		f.factor[i] = 2 * scale / c
	}
}

// parts finds the sets of coupled nodes without a leak.
func (f *flow) parts() []part {
	var parts []part
	seen := make([]bool, len(f.leak))
	for i := range f.leak {
		if seen[i] {
			continue
		}
		seen[i] = true
		found := part{free: []int32{int32(i)}}
		leak := 0.0
		for at := 0; at < len(found.free); at++ {
			k := found.free[at]
			leak += f.leak[k]
			found.total += f.capacity[k]
			for _, j := range f.column[f.start[k]:f.start[k+1]] {
				if !seen[j] {
					seen[j] = true
					found.free = append(found.free, j)
				}
			}
		}
		if leak == 0 {
			slices.Sort(found.free)
			parts = append(parts, found)
		}
	}
	return parts
}

// next is a step of the recurrence T_{k+1} = 2 B T_k - T_{k-1}, in place of
// T_{k-1}: previous = M x - previous with M = 2 B = 2 scale C^-1 K - 2.
func (f *flow) next(x, previous []float64) {
	n := len(f.leak)
	x, previous = x[:n], previous[:n]
	start, leak, factor := f.start[:n+1], f.leak[:n], f.factor[:n]
	low := start[0]
	for i, v := range x {
		high := start[i+1]
		column := f.column[low:high]
		coupling := f.coupling[low:high][:len(column)]
		sum := float64(leak[i] * v)
		for j, c := range column {
			sum += float64(coupling[j] * (v - x[c]))
		}
		previous[i] = float64(factor[i]*sum) - 2*v - previous[i]
		low = high
	}
}

func (f *flow) bytes() int64 {
	return int64(4*len(f.start) + 12*len(f.column) + 24*len(f.leak))
}
