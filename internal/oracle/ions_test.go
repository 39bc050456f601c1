package oracle_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/internal/oracle"
	"golgi/mech"
	"golgi/plan"
)

const calcium, diffusion = "CaCon_i", "axial_diffusion_CaCon_i"

// diffusing has a calcium concentration that differs from compartment to
// compartment and diffuses in all but those named, with constants that differ.
func diffusing(t testing.TB, without ...int) *plan.Blueprint {
	b, random := excitable(t), rand.New(rand.NewPCG(8, 1))
	store, err := mech.Channel("Store").SharedState(calcium, 1e-4, "mM").Update(calcium, calcium).Build()
	require.NoError(t, err)
	insert(t, b, store, everywhere(b)...)
	share(t, b, ecs.ColumnSpec{Name: diffusion})
	scatter(b.Shared, calcium, 1, 5, random)
	scatter(b.Shared, diffusion, 0.5, 2, random)
	for _, i := range without {
		b.Shared.Set(b.Shared.Index(diffusion), i, 0)
	}
	b.Diffused = []string{calcium}
	return b
}

// TestDiffusion: as package systems has it, where some compartments hold still,
// and with a clamped concentration.
func TestDiffusion(t *testing.T) {
	for solver, dt := range solvers() {
		t.Run(solver, func(t *testing.T) {
			b := diffusing(t, 3, 7)
			compare(t, b, oracle.Options{Dt: dt, Solver: solver}, 100)
			b.Clamps = []plan.Clamp{{Key: calcium, Compartment: 2, Waveform: wave(100, 3, 1)}}
			compare(t, b, oracle.Options{Dt: dt, Solver: solver}, 100)
		})
	}
}

// TestDiffusionConserves: what leaves one compartment enters another, under
// every integrator; 1e-13 of the whole is rounding.
func TestDiffusionConserves(t *testing.T) {
	for solver, dt := range map[string]float64{"bwd_euler": 5, "crank_nicolson": 5, "fwd_euler": 0.1, "exp_euler": 5} {
		m := start(t, diffusing(t), oracle.Options{Dt: dt, Solver: solver})
		whole := func() (sum complex128) {
			for i, x := range m.Values(calcium) {
				sum += x * m.Values("volume")[i]
			}
			return sum
		}
		first, before := m.Values(calcium)[0], whole()
		steps(t, m, 100)
		require.Greater(t, math.Abs(real(first-m.Values(calcium)[0])), 1e-3, solver)
		require.InEpsilon(t, real(before), real(whole()), 1e-13, solver)
	}
}

// TestDiffusionDerivatives: of concentrations in what diffusion depends on.
func TestDiffusionDerivatives(t *testing.T) {
	b := diffusing(t, 3)
	for solver, dt := range map[string]float64{"bwd_euler": 2, "crank_nicolson": 2, "fwd_euler": 0.1, "exp_euler": 2} {
		for _, k := range []knob{
			value(calcium, 1, 1e-2), value(diffusion, 1, 1e-3), value("volume", 0, 0.1), value("resistive_load_out", 0, 1e-3),
		} {
			agree(t, k, run(t, b, k, oracle.Options{Dt: dt, Solver: solver}, 10, calcium))
		}
	}
}
