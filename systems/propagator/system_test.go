package propagator

import (
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func three() System {
	return System{
		Parent: []int32{-1, 0, 1}, Coupling: []float64{0, 0.1, 0.2}, Capacity: []float64{0.01, 0, 0.02},
		Fixed: []int32{2}, Junctions: []Junction{{0, 2, 0.1}}, Dt: 0.025,
	}
}

func TestErrors(t *testing.T) {
	for want, change := range map[string]func(*System){
		"2 couplings":                 func(s *System) { s.Coupling = s.Coupling[:2] },
		"dt is 0 ms":                  func(s *System) { s.Dt = 0 },
		"dt is NaN ms":                func(s *System) { s.Dt = math.NaN() },
		"no method 9":                 func(s *System) { s.Method = 9 },
		"node 1 has parent 1":         func(s *System) { s.Parent[1] = 1 },
		"node 1 has coupling -1":      func(s *System) { s.Coupling[1] = -1 },
		"node 2 has capacity +Inf":    func(s *System) { s.Capacity[2] = math.Inf(1) },
		"clamp 0 is at node 3 of 3":   func(s *System) { s.Fixed[0] = 3 },
		"clamp 0 is at branchpoint 1": func(s *System) { s.Fixed[0] = 1 },
		"node 2 is clamped twice":     func(s *System) { s.Fixed = []int32{2, 2} },
		"joins nodes 0 and -2 of 3":   func(s *System) { s.Junctions[0].B = -2 },
		"joins node 2 to itself":      func(s *System) { s.Junctions[0].A = 2 },
		"junction 0 has coupling NaN": func(s *System) { s.Junctions[0].Coupling = math.NaN() },
		"dt times the largest rate":   func(s *System) { s.Capacity[0] = 1e-18 },
		"flow is +Inf":                func(s *System) { s.Capacity[0] = 1e-318 },
	} {
		s := three()
		change(&s)
		_, err := New(s)
		require.ErrorContains(t, err, want)
	}
	_, err := New(three())
	require.NoError(t, err)
}

func TestCacheSharesEqualSystems(t *testing.T) {
	var c Cache
	first, err := c.Get(three())
	require.NoError(t, err)
	same := three()
	same.Coupling[0] = 5 // of a root: nothing
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if p, err := c.Get(same); err != nil || p != first {
				t.Error("not shared")
			}
		})
	}
	wait.Wait()
	for i, change := range []func(*System){
		func(s *System) { s.Parent[2] = 0 },
		func(s *System) { s.Coupling[2] = math.Nextafter(s.Coupling[2], 1) },
		func(s *System) { s.Capacity[0] = 0.02 },
		func(s *System) { s.Fixed = nil },
		func(s *System) { s.Fixed[0] = 0 },
		func(s *System) { s.Junctions[0].Coupling = 0.2 },
		func(s *System) { s.Junctions[0].A = 1 },
		func(s *System) { s.Junctions[0].B = 1 },
		func(s *System) { s.Junctions = nil },
		func(s *System) { s.Dt = 0.05 },
		func(s *System) { s.Method = Action },
	} {
		s := three()
		change(&s)
		p, err := c.Get(s)
		require.NoError(t, err)
		require.NotSame(t, first, p)
		require.Equal(t, i+2, c.Len())
	}
	require.Greater(t, c.Bytes(), first.Bytes())
	bad := three()
	bad.Dt = 0
	for range 2 {
		_, err = c.Get(bad)
		require.ErrorContains(t, err, "dt is 0")
	}
}

// A propagator keeps copies: the caller's slices are free.
func TestSystemIsCopied(t *testing.T) {
	s := three()
	p := build(t, s, Action)
	x := []float64{-70, 0, 0}
	before := apply(p, x, []float64{10})
	s.Parent[2], s.Coupling[1], s.Capacity[0], s.Fixed[0], s.Junctions[0].Coupling = 0, 9, 9, 0, 9
	require.Equal(t, before, apply(p, x, []float64{10}))
	require.Contains(t, p.Explain(), "Chebyshev action of degree")
	require.Contains(t, build(t, three(), Dense).Explain(), "dense propagator, 2 compartments, 1 clamped")
}

func TestSeriesOfTheExponential(t *testing.T) {
	steps := []float64{0, 1e-300, 1e-100, 1e5, 1e7}
	for exponent := -20.0; exponent < 4; exponent += 0.1 { // the recurrence is scaled at all places
		steps = append(steps, math.Pow(10, exponent))
	}
	for _, z := range steps {
		s, err := newSeries(z)
		require.NoError(t, err)
		require.LessOrEqual(t, s.bound, tolerance)
		for _, angle := range []float64{0, 0.3, 1, 2, 3, math.Pi - 1e-2, math.Pi - 1e-4, math.Pi} {
			var sum float64
			for k, c := range s.coefficients {
				sum += c * math.Cos(float64(k)*angle)
			}
			half := math.Cos(angle / 2)
			require.InDelta(t, math.Exp(-2*z*half*half), sum, 1e-13, "z %g angle %g degree %d", z, angle, len(s.coefficients)-1)
		}
	}
}
