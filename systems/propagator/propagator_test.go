package propagator

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func build(t require.TestingT, s System, m Method) *Propagator {
	s.Method = m
	p, err := New(s)
	require.NoError(t, err)
	require.Equal(t, m == Dense, p.Stored())
	return p
}

func apply(p *Propagator, x, command []float64) []float64 {
	out := make([]float64, len(x))
	p.Apply(p.NewWorkspace(false), x, command, out)
	return out
}

var both = []Method{Dense, Action}

// Tolerance: 1e-12 of the largest value, which leaves room for the rounding of the matrix exponential.
func TestApplyAndTangentAgainstMatrixExponential(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		s := randomSystem(r, rapid.IntRange(2, 60).Draw(t, "nodes"), rapid.IntRange(0, 3).Draw(t, "clamps"), rapid.IntRange(0, 3).Draw(t, "junctions"))
		x, dx := vector(r, &s, -65, 20), vector(r, &s, 0, 1)
		command, dcommand := numbers(r, len(s.Fixed), 50), numbers(r, len(s.Fixed), 1)
		d := direction(r, &s)
		want, dwant := exact(&s, x, command, dx, dcommand, d)
		for _, m := range both {
			p := build(t, s, m)
			w := p.NewWorkspace(true)
			out, dout := make([]float64, len(x)), make([]float64, len(x))
			p.Apply(w, x, command, out)
			require.LessOrEqual(t, difference(&s, out, want), 1e-12)
			again := make([]float64, len(x))
			p.ApplyTangent(w, x, command, dx, dcommand, d, again, dout)
			require.Equal(t, out, again)
			require.LessOrEqual(t, difference(&s, dout, dwant), 2e-12)
		}
	})
}

// Two compartments: the difference decays with g (1/c1 + 1/c2), the mean
// weighted by the capacities stays. One clamped: the other relaxes with g/c.
func TestTwoCompartments(t *testing.T) {
	g, c1, c2 := 0.3, 0.02, 0.05
	for _, m := range both {
		for _, dt := range []float64{1e-12, 1e-3, 0.025, 1, 1e3} {
			s := System{Parent: []int32{-1, 0}, Coupling: []float64{0, g}, Capacity: []float64{c1, c2}, Dt: dt}
			out := apply(build(t, s, m), []float64{-70, 10}, nil)
			mean := (c1*-70 + c2*10) / (c1 + c2)
			decay := math.Exp(-dt * g * (1/c1 + 1/c2))
			require.InDelta(t, mean-80*decay*c2/(c1+c2), out[0], 1e-12)
			require.InDelta(t, mean+80*decay*c1/(c1+c2), out[1], 1e-12)

			s.Fixed = []int32{1}
			out = apply(build(t, s, m), []float64{-70, math.NaN()}, []float64{20})
			require.InDelta(t, 20-90*math.Exp(-dt*g/c1), out[0], 1e-12)
			require.Equal(t, 20.0, out[1])
		}
	}
}

// A small step moves little; the move itself must be right: dt G x.
func TestSmallStep(t *testing.T) {
	s := System{Parent: []int32{-1, 0}, Coupling: []float64{0, 0.3}, Capacity: []float64{0.02, 0.05}, Dt: 1e-13}
	for _, m := range both {
		out := apply(build(t, s, m), []float64{-1, 1}, nil)
		require.InDelta(t, 2*0.3/0.02*1e-13, out[0]+1, 3e-16)
		require.InDelta(t, -2*0.3/0.05*1e-13, out[1]-1, 3e-16)
	}
}

// A uniform cable has cosines for modes and 4 g/c sin^2(pi k/2n) for rates: an
// oracle that stays exact where dt times the rates is 4,000.
func TestStiffCable(t *testing.T) {
	const n = 200
	for _, rate := range []float64{1, 1e2, 1e4} {
		s := System{Dt: 0.1}
		x, want := make([]float64, n), make([]float64, n)
		r := rand.New(rand.NewPCG(4, 2))
		for k := range n {
			s.Parent = append(s.Parent, int32(k-1))
			s.Coupling, s.Capacity = append(s.Coupling, 0.003*rate), append(s.Capacity, 0.003)
		}
		for mode := range n {
			a := r.NormFloat64() / float64(1+mode)
			sine := math.Sin(math.Pi * float64(mode) / (2 * n))
			decay := math.Exp(-s.Dt * 4 * rate * sine * sine)
			for k := range n {
				v := a * math.Cos(math.Pi*float64(mode*(2*k+1)%(4*n))/(2*n))
				x[k] += v
				want[k] += v * decay
			}
		}
		for _, m := range both {
			require.LessOrEqual(t, difference(&s, apply(build(t, s, m), x, nil), want), 1e-12, "rate %g method %d", rate, m)
		}
	}
}

// Without clamps the charge stays, to 1e-13 of the sum of its magnitudes; a constant stays constant.
func TestConservation(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, stiff := range []float64{1, 100, 1e4} {
		s := randomSystem(r, 120, 0, 4)
		for k := range s.Coupling {
			s.Coupling[k] *= stiff / 10
		}
		for _, m := range both {
			p := build(t, s, m)
			x := vector(r, &s, -65, 20)
			out := apply(p, x, nil)
			var before, after, size float64
			for k, c := range s.Capacity {
				if c > 0 {
					before += c * x[k]
					after += c * out[k]
					size += c * math.Abs(x[k])
				}
			}
			require.InDelta(t, before, after, 1e-13*size, "stiff %g method %d degree %d", stiff, m, p.Degree())
			for k, c := range s.Capacity {
				if c > 0 {
					x[k] = 37
				}
			}
			out = apply(p, x, nil)
			for k, c := range s.Capacity {
				if c > 0 {
					require.InDelta(t, 37, out[k], 37e-13)
				}
			}
		}
	}
}

func TestDenseAndActionAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, stiff := range []float64{1, 100} {
		s := randomSystem(r, 500, 2, 3)
		for k := range s.Coupling {
			s.Coupling[k] *= stiff
		}
		x, command := vector(r, &s, -65, 20), numbers(r, 2, 50)
		dense, action := build(t, s, Dense), build(t, s, Action)
		require.LessOrEqual(t, difference(&s, apply(dense, x, command), apply(action, x, command)), 1e-12)
		require.Less(t, action.Bytes(), dense.Bytes()/4)
	}
}

// Parts that no clamp reaches, roots of several trees, a lone branchpoint and couplings of 0.
func TestParts(t *testing.T) {
	s := System{
		Parent:   []int32{-1, 0, -1, 2, -1, 1, 4},
		Coupling: []float64{9, 0.1, 9, 0.2, 9, 0, 0.3},
		Capacity: []float64{0.01, 0.02, 0.03, 0.01, 0, 0.02, 0},
		Fixed:    []int32{0}, Dt: 0.1,
	}
	x, command := []float64{math.NaN(), -60, -50, 10, 77, 5, 78}, []float64{30}
	for _, m := range both {
		out := apply(build(t, s, m), x, command)
		decay := math.Exp(-0.1 * 0.2 * (1/0.03 + 1/0.01))
		mean := (0.03*-50 + 0.01*10) / 0.04
		require.InDelta(t, 30-90*math.Exp(-0.1*0.1/0.02), out[1], 1e-12)
		require.InDelta(t, mean-60*decay*0.25, out[2], 1e-12)
		require.InDelta(t, mean+60*decay*0.75, out[3], 1e-12)
		require.Equal(t, 5.0, out[5])
		require.Equal(t, []float64{30, 0, 0}, []float64{out[0], out[4], out[6]})
	}
	for _, s := range []System{
		{Dt: 1},
		{Parent: []int32{-1}, Coupling: []float64{0}, Capacity: []float64{1}, Dt: 1},
		{Parent: []int32{-1}, Coupling: []float64{0}, Capacity: []float64{1}, Fixed: []int32{0}, Dt: 1},
	} {
		x, command := make([]float64, len(s.Parent)), make([]float64, len(s.Fixed))
		for _, m := range both {
			p, err := New(System{s.Parent, s.Coupling, s.Capacity, s.Fixed, nil, s.Dt, m})
			require.NoError(t, err)
			p.ApplyAdjoint(p.NewWorkspace(true), x, command, x, nil, nil, Parameters{Coupling: make([]float64, len(x))})
			require.Equal(t, x, apply(p, x, command))
		}
	}
}

func TestBitsDoNotDependOnWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	s := randomSystem(r, 700, 1, 1)
	x, command := vector(r, &s, -65, 20), []float64{20}
	was := runtime.GOMAXPROCS(1)
	one := build(t, s, Dense)
	runtime.GOMAXPROCS(3)
	three := build(t, s, Dense)
	runtime.GOMAXPROCS(was)
	require.Equal(t, one.matrix, three.matrix)
	for _, p := range []*Propagator{one, build(t, s, Action)} {
		want := apply(p, x, command)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				w, out := p.NewWorkspace(false), make([]float64, len(x))
				for range 3 {
					p.Apply(w, x, command, out)
					for k := range want {
						if math.Float64bits(out[k]) != math.Float64bits(want[k]) {
							t.Errorf("node %d differs", k)
						}
					}
				}
			})
		}
		wait.Wait()
	}
}

func TestNothingIsAllocated(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	s := randomSystem(r, 80, 2, 2)
	x, dx, d := vector(r, &s, -65, 20), vector(r, &s, 0, 1), direction(r, &s)
	command, dcommand := numbers(r, 2, 50), numbers(r, 2, 1)
	out, dout := make([]float64, len(x)), make([]float64, len(x))
	for _, m := range both {
		p := build(t, s, m)
		w := p.NewWorkspace(true)
		require.Positive(t, w.Bytes())
		require.Zero(t, testing.AllocsPerRun(3, func() {
			p.Apply(w, x, command, out)
			p.ApplyTangent(w, x, command, dx, dcommand, d, out, dout)
			p.ApplyAdjoint(w, x, command, x, dout, dcommand, d)
		}))
	}
}
