package propagator

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// dot sums products at compartments, and their magnitudes.
func dot(s *System, x, y []float64) (sum, size float64) {
	for k, c := range s.Capacity {
		if c > 0 {
			sum += x[k] * y[k]
			size += math.Abs(x[k] * y[k])
		}
	}
	return sum, size
}

// identity is the difference of outBar . dout and inBar . din, relative to the
// sizes of their terms.
// Where dt times the largest rate is large, parts decay to nothing whose terms
// in the series do not: rounding grows with it, so that what is beyond 100 is
// divided by it.
func identity(t require.TestingT, r *rand.Rand, s *System, m Method) float64 {
	p := build(t, *s, m)
	w := p.NewWorkspace(true)
	n := len(s.Parent)
	x, dx, outBar := vector(r, s, -65, 20), vector(r, s, 0, 10), vector(r, s, 0, 1)
	command, dcommand, d := numbers(r, len(s.Fixed), 50), numbers(r, len(s.Fixed), 10), direction(r, s)
	out, dout, xBar, commandBar := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, len(s.Fixed))
	bar := Parameters{Coupling: make([]float64, n), Junction: make([]float64, len(s.Junctions)), Capacity: make([]float64, n)}
	p.ApplyTangent(w, x, command, dx, dcommand, d, out, dout)
	p.ApplyAdjoint(w, x, command, outBar, xBar, commandBar, bar)
	left, size := dot(s, outBar, dout)
	right, more := dot(s, xBar, dx)
	for _, pair := range [][2][]float64{{commandBar, dcommand}, {bar.Coupling, d.Coupling}, {bar.Junction, d.Junction}, {bar.Capacity, d.Capacity}} {
		for i, v := range pair[0] {
			right += v * pair[1][i]
			more += math.Abs(v * pair[1][i])
		}
	}
	stiffness := 1.0
	if p.scale > 0 {
		stiffness = math.Max(1, 2*s.Dt/p.scale/100)
	}
	return math.Abs(left-right) / math.Max(size+more, 1e-300) / stiffness
}

func TestDotProductIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		s := randomSystem(r, rapid.IntRange(2, 200).Draw(t, "nodes"), rapid.IntRange(0, 4).Draw(t, "clamps"), rapid.IntRange(0, 4).Draw(t, "junctions"))
		s.Dt = math.Pow(10, rapid.Float64Range(-9, 0).Draw(t, "log dt"))
		for _, m := range both {
			require.LessOrEqual(t, identity(t, r, &s, m), 1e-12)
		}
	})
}

// The transpose by itself, without parameters and with a small workspace; and
// the adjoint adds to what is there.
func TestAdjointOfValues(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	s := randomSystem(r, 150, 2, 1)
	for _, m := range both {
		p := build(t, s, m)
		w := p.NewWorkspace(false)
		x, outBar := vector(r, &s, 0, 10), vector(r, &s, 0, 1)
		command := numbers(r, 2, 10)
		xBar, commandBar := make([]float64, len(x)), make([]float64, 2)
		out := apply(p, x, command)
		for i := range 2 {
			p.ApplyAdjoint(w, nil, nil, outBar, xBar, commandBar, Parameters{})
			left, size := dot(&s, outBar, out)
			right, _ := dot(&s, xBar, x)
			right += commandBar[0]*command[0] + commandBar[1]*command[1]
			require.InDelta(t, float64(i+1)*left, right, 1e-13*float64(i+1)*size)
		}
		for k, c := range s.Capacity {
			if c == 0 {
				require.Zero(t, xBar[k])
			}
		}
	}
}

// Every single derivative in a parameter, by central differences: 1e-6 relative
// steps leave 1e-8 of the largest.
func TestParametersByCentralDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	s := randomSystem(r, 25, 2, 2)
	x, outBar, command := vector(r, &s, -65, 20), vector(r, &s, 0, 1), numbers(r, 2, 50)
	n := len(x)
	for _, m := range both {
		p := build(t, s, m)
		bar := Parameters{Coupling: make([]float64, n), Junction: make([]float64, 2), Capacity: make([]float64, n)}
		p.ApplyAdjoint(p.NewWorkspace(true), x, command, outBar, nil, nil, bar)
		check := func(got float64, parameter *float64, name string, k int) {
			was := *parameter
			value := func(factor float64) float64 {
				*parameter = was * factor
				sum, _ := dot(&s, outBar, apply(build(t, s, m), x, command))
				return sum
			}
			up, down := value(1+1e-6), value(1-1e-6)
			*parameter = was
			require.InDelta(t, (up-down)/2e-6, got*was, 2e-7, "%s %d", name, k)
		}
		moved := 0
		for k := range n {
			if s.Parent[k] >= 0 {
				check(bar.Coupling[k], &s.Coupling[k], "coupling", k)
			}
			if s.Capacity[k] > 0 {
				check(bar.Capacity[k], &s.Capacity[k], "capacity", k)
			}
			if math.Abs(bar.Coupling[k]*s.Coupling[k]) > 1e-3 {
				moved++
			}
		}
		require.Greater(t, moved, n/3)
		for i := range s.Junctions {
			check(bar.Junction[i], &s.Junctions[i].Coupling, "junction", i)
		}
	}
}

func TestDerivativesOfAStiffCell(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	s := randomSystem(r, 400, 2, 2)
	for k := range s.Coupling {
		s.Coupling[k] *= 100
	}
	for _, m := range both {
		require.LessOrEqual(t, identity(t, r, &s, m), 1e-12)
	}
}

func TestDerivativesTakeTheirWorkspace(t *testing.T) {
	s := System{Parent: []int32{-1, 0}, Coupling: []float64{0, 1}, Capacity: []float64{1, 1}, Dt: 1}
	p := build(t, s, Dense)
	x := []float64{1, 2}
	require.Panics(t, func() {
		p.ApplyAdjoint(p.NewWorkspace(false), x, nil, x, nil, nil, Parameters{Capacity: []float64{0, 0}})
	})
}
