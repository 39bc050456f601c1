package bench_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
	"golgi/topology/synth"
)

// passive is a uniform sealed cable: membrane resistance (ohm cm2), axial resistivity
// (ohm cm), diameter and length (um).
type passive struct{ rm, ra, diameter, length float64 }

// inputResistance is a number, Mohm, with its derivatives with respect to the four.
type inputResistance [5]float64

// sealed is the input resistance in the middle of a sealed cable: that of two sealed halves side by side,
// R_inf coth(l/2 lambda)/2, R_inf = 2/pi sqrt(Rm Ra) d^-3/2, lambda = sqrt(d Rm/4 Ra) (Rall 1959, Exp Neurol 1:491; Koch 1999,
// Biophysics of Computation, Oxford University Press, section 2.2).
func (p passive) sealed() inputResistance {
	d, l := p.diameter*1e-4, p.length*1e-4 // cm
	lambda := math.Sqrt(d * p.rm / (4 * p.ra))
	half := math.Sqrt(p.rm*p.ra) / math.Pi * math.Pow(d, -1.5) * 1e-6 // Mohm
	x := l / (2 * lambda)
	coth := 1 / math.Tanh(x)
	csch2 := 1 / (math.Sinh(x) * math.Sinh(x)) // minus the derivative of coth
	return inputResistance{
		half * coth,
		half * (coth + csch2*x) / (2 * p.rm),
		half * (coth - csch2*x) / (2 * p.ra),
		half * (csch2*x - 3*coth) / (2 * p.diameter),
		-half * csch2 * x / p.length,
	}
}

// discrete is the same of n equal compartments: 1/R is the middle element of the inverse of a tridiagonal matrix A of conductances, and
// dR/dp = -w' dA/dp w, w being its column there. The leak is proportional to d l/Rm, the coupling to d^2/(Ra l).
func (p passive) discrete(t *testing.T, n int) inputResistance {
	t.Helper()
	piece := p.length / float64(n)
	leak := math.Pi * p.diameter * piece * 1e-2 / p.rm                       // uS: um2/(ohm cm2)
	coupling := math.Pi * p.diameter * p.diameter / 4 / (p.ra * piece) * 100 // uS: um2/(ohm cm um)
	below, diagonal := slices.Repeat([]float64{-coupling}, n-1), slices.Repeat([]float64{leak}, n)
	for i := range n - 1 {
		diagonal[i] += coupling
		diagonal[i+1] += coupling
	}
	one := mat.NewVecDense(n, nil)
	one.SetVec(n/2, 1)
	var w mat.VecDense
	require.NoError(t, mat.NewTridiag(n, below, diagonal, slices.Clone(below)).SolveVecTo(&w, false, one))
	leaks, couplings := 0.0, 0.0 // w' dA w for a change of the leaks, and of the couplings, by their own size
	for i := range n {
		leaks += leak * w.AtVec(i) * w.AtVec(i)
		if i > 0 {
			step := w.AtVec(i) - w.AtVec(i-1)
			couplings += coupling * step * step
		}
	}
	return inputResistance{
		w.AtVec(n / 2), leaks / p.rm, couplings / p.ra, -(leaks + 2*couplings) / p.diameter, -(leaks - couplings) / p.length,
	}
}

// simulated runs a cable to its steady state, with a current into its middle, and goes back.
func (p passive) simulated(t *testing.T, n int, o golgi.Options) inputResistance {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1}, n)
	require.NoError(t, err)
	must(t, cell.Insert(library.Leak()), cell.Set("Leak_eLeak", 0), cell.Set("v", 0), cell.Set("Leak_gLeak", 1/p.rm),
		cell.Set("axial_resistivity", p.ra), cell.Set("radius", p.diameter/2), cell.Set("length", p.length/float64(n)))
	const current = 0.01 // nA
	steps := golgi.NumSteps(o.TMax, o.Dt)
	middle := cell.Branch(0).Comp(n / 2)
	must(t, middle.Stimulate(slices.Repeat([]float64{current}, steps)), middle.Record("v"))
	for _, key := range []string{"Leak_gLeak", "axial_resistivity", "radius", "length"} {
		must(t, cell.MakeTrainable(key))
	}
	g, err := grad.ValueAndGrad(t.Context(), cell, nil, func(r *golgi.Result, derivative [][]float64) (float64, error) {
		derivative[0][steps] = 1 / current
		return r.Recordings[0][steps] / current, nil
	}, grad.Options{Run: o})
	require.NoError(t, err)
	by := func(i int) float64 { return g.Parameters[i].Values[0] }
	return inputResistance{g.Value, -by(0) / (p.rm * p.rm), by(1), by(2) / 2, by(3) / float64(n)}
}

// atOnce are steps of backward Euler so long that the charge of the membrane does not matter: what is left of
// the start after one is tau/dt.
func atOnce() golgi.Options { return golgi.Options{Dt: 1e7, TMax: 6e7} }

// TestInputResistance: value and derivatives with respect to Rm, Ra, diameter and length of the discrete cable: 1e-6 is asked for, rounding
// leaves 1e-10.
func TestInputResistance(t *testing.T) {
	off := 0.0
	for _, p := range []passive{{2e4, 150, 2, 1000}, {5e3, 100, 0.5, 2000}, {3e4, 300, 10, 300}} {
		for _, n := range []int{1, 2, 5, 45} {
			want, got := p.discrete(t, n), p.simulated(t, n, atOnce())
			for i := range want {
				require.InDelta(t, want[i], got[i], 1e-10*math.Abs(want[i])+1e-15*math.Abs(want[0]), "%+v, %d compartments, number %d", p, n, i)
				if want[i] != 0 {
					off = math.Max(off, math.Abs(got[i]/want[i]-1))
				}
			}
		}
	}
	t.Logf("%.1g of each at most", off)
	// the same by usual steps, up to 30 time constants
	p := passive{5e3, 100, 2, 500}
	want, got := p.discrete(t, 5), p.simulated(t, 5, golgi.Options{Dt: 0.1, TMax: 150})
	for i := range want {
		require.InEpsilon(t, want[i], got[i], 1e-6, "number %d", i)
	}
}

// TestInputResistanceConverges: to the closed form, as the square of the length of the compartments.
func TestInputResistanceConverges(t *testing.T) {
	for _, p := range []passive{{2e4, 150, 2, 1000}, {5e3, 100, 0.5, 1000}} {
		truth := p.sealed()
		coarse, fine := p.simulated(t, 45, atOnce()), p.simulated(t, 135, atOnce())
		for i := range truth {
			require.InEpsilon(t, truth[i], fine[i], 1e-2, "number %d", i)
			require.InEpsilon(t, 9, (coarse[i]-truth[i])/(fine[i]-truth[i]), 0.05, "%+v, number %d", p, i)
		}
		t.Logf("%+v: %.4g Mohm, by 135 compartments %.2g off; derivatives %.2g", p, truth[0], fine[0]/truth[0]-1,
			[]float64{fine[1]/truth[1] - 1, fine[2]/truth[2] - 1, fine[3]/truth[3] - 1, fine[4]/truth[4] - 1})
	}
}

// TestReciprocity: on random passive trees, the steady voltage at one place for a current at another is that at the other for
// a current at the one: both are rows of gradients with respect to injected waveforms. And a current that is injected does so much.
func TestReciprocity(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 9))
		cell, err := golgi.NewCellFromMorphology(synth.RandomPlaces(random, 1+random.IntN(20)), golgi.WithNComp(2))
		require.NoError(t, err)
		must(t, cell.Insert(library.Leak()))
		_, _, n := cell.Shape()
		for key, size := range map[string]float64{"Leak_gLeak": 1e-4, "axial_resistivity": 200, "capacitance": 1, "Leak_eLeak": -70} {
			values := make([]float64, n)
			for i := range values {
				values[i] = size * (0.5 + random.Float64())
			}
			must(t, cell.Set(key, values...))
		}
		const steps = 6
		places := random.Perm(n)[:min(n, 4)]
		silence := make([]float64, steps)
		for _, i := range places {
			must(t, cell.SelectRows(i).Stimulate(silence), cell.SelectRows(i).Record("v"))
		}
		transfer := make([][]float64, len(places)) // of a current at the second to the voltage at the first
		var rest []float64
		for j := range places {
			g, err := grad.ValueAndGrad(t.Context(), cell, nil, func(r *golgi.Result, derivative [][]float64) (float64, error) {
				derivative[j][steps] = 1
				return r.Recordings[j][steps], nil
			}, grad.Options{Run: atOnce(), With: grad.Stimuli})
			require.NoError(t, err)
			rest = append(rest, g.Value)
			for _, waveform := range g.Stimuli {
				sum := 0.0
				for _, x := range waveform {
					sum += x
				}
				transfer[j] = append(transfer[j], sum)
			}
		}
		for i := range places {
			const current = 0.01
			o := atOnce()
			o.Overrides = []golgi.Override{cell.SelectRows(places[i]).DataStimulate(slices.Repeat([]float64{current}, steps))}
			result, err := cell.Integrate(t.Context(), o)
			require.NoError(t, err)
			for j := range places {
				require.InEpsilon(t, transfer[i][j], transfer[j][i], 1e-10, "compartments %d and %d", places[i], places[j])
				require.Positive(t, transfer[i][j])
				moved := (result.Recordings[j][steps] - rest[j]) / current
				require.InDelta(t, transfer[j][i], moved, 1e-9*transfer[j][i]+1e-10, "compartments %d and %d", places[i], places[j])
			}
		}
	})
}
