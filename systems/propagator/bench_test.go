package propagator

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// tracedSystem is a cell of the usual kind: compartments of some 10 um, largest
// rate of the order of 1,000/ms.
func tracedSystem(nodes int) System {
	r := rand.New(rand.NewPCG(1, uint64(nodes)))
	s := randomSystem(r, nodes, 0, 0)
	for k := range s.Coupling {
		s.Coupling[k] = 0.05 * (1 + r.Float64())
		if s.Capacity[k] > 0 {
			s.Capacity[k] = 0.0003 * (1 + r.Float64())
		}
	}
	return s
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{324, 1000, 2000} {
		for _, m := range both {
			s := tracedSystem(n)
			s.Method = m
			b.Run(fmt.Sprintf("%d/%s", n, []string{"", "dense", "action"}[m]), func(b *testing.B) {
				for b.Loop() {
					p, _ := New(s)
					b.ReportMetric(float64(p.Bytes()), "bytes")
					b.ReportMetric(float64(p.Degree()), "degree")
				}
			})
		}
	}
}

func BenchmarkApply(b *testing.B) {
	for _, n := range []int{100, 324, 1000, 2000, 5000} {
		for _, m := range both {
			if m == Dense && n > DenseLimit {
				continue
			}
			s := tracedSystem(n)
			s.Method = m
			p, _ := New(s)
			w, x := p.NewWorkspace(true), make([]float64, n)
			name := []string{"", "dense", "action"}[m]
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				for b.Loop() {
					p.Apply(w, x, nil, x)
				}
				b.ReportMetric(float64(p.Degree()), "degree")
			})
			bar := Parameters{Coupling: make([]float64, n), Capacity: make([]float64, n)}
			y := make([]float64, n)
			b.Run(fmt.Sprintf("%d/%s/adjoint", n, name), func(b *testing.B) {
				for b.Loop() {
					p.ApplyAdjoint(w, x, nil, x, y, nil, bar)
				}
			})
		}
	}
}
