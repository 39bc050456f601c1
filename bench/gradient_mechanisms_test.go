package bench_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/audit"
	"golgi/mech"
	"golgi/mech/library"
)

// carriers give the currents that some mechanisms read.
func carriers() map[string]string {
	return map[string]string{"i_Ca": "CaL", "i_Na": "HHNa", "i_K": "HHK"}
}

// sizes are values at which a mechanism does something in a run of 4 ms: larger
// conductances, and electrodes that are on.
func sizes() map[string]float64 {
	return map[string]float64{
		"CaL_gCaL": 2e-3, "SEClamp_rs": 20, "SEClamp_dur1": 1, "SEClamp_amp1": -60, "SEClamp_dur2": 1.51, "SEClamp_amp2": -30, "SEClamp_dur3": 0.8, "SEClamp_amp3": -50,
		"DynamicClamp_g": 0.01, "DynamicClamp_e": -20, "CaCon_i": 2e-4, "PMCA_vmax": 1e-3, "Fire_vth": -58, "AdEx_v_threshold": -57, "AdEx_b": 5, "Izhikevich_u": -14,
		"CaBuffer_CaB": 1e-3, "CaT_gCaT": 1e-3, "CaHVA_gCaHVA": 1e-3, "CaLVA_gCaLVA": 1e-3, "SKE2_gSKE2": 1e-3,
	}
}

// bearing is a cell with one mechanism of the membrane beside a leak and whatever gives the currents
// that it reads; where it writes the voltage, it is in some compartments only.
func bearing(t *testing.T, m *mech.Mechanism) *golgi.Cell {
	cell := branched(t)
	put := func(v *golgi.View, m *mech.Mechanism) {
		must(t, v.Insert(m))
		for key, x := range sizes() {
			if slices.ContainsFunc(slices.Concat(m.Parameters(), m.States()), func(v mech.Variable) bool { return v.Key == key }) {
				must(t, v.Set(key, x))
			}
		}
	}
	if m.Name() != "Leak" {
		put(cell.View, library.Leak())
	}
	for current, carrier := range carriers() {
		if slices.ContainsFunc(m.Reads(), func(v mech.Variable) bool { return v.Key == current }) && m.Name() != carrier {
			put(cell.View, byName(t, carrier))
		}
	}
	where := cell.View
	if m.Kind() == mech.PointKind || m.Access().WritesVoltage {
		where = cell.Branch([]int{0, 2})
	}
	put(where, m)
	must(t, cell.Branch(1).Comp(0).Stimulate(golgi.StepCurrent(0.5, 2, 0.15, 0.025, 4, 0.01)), cell.Branch(0).Comp(0).Stimulate(golgi.SineCurrent(0, 4, 400, 0.1, 0.025, 4, 0)))
	must(t, cell.Record("v"))
	for _, s := range m.States() {
		if s.Key != "v" {
			must(t, where.Comp(0).Record(s.Key))
		}
	}
	for _, c := range m.Currents() {
		must(t, where.Comp(0).Record(c.Key))
	}
	trainEach(t, where.Comp(golgi.All), keysOf(m)...)
	trainEach(t, cell.Branch(golgi.All), "v", "capacitance")
	return cell
}

// TestGradientOfMechanisms: parameters and initial states of every mechanism of the membrane, over 4 ms, against
// complex steps. The surrogates of point neurons count.
func TestGradientOfMechanisms(t *testing.T) {
	for _, name := range library.Names() {
		m := byName(t, name)
		if m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind {
			continue
		}
		t.Run(name, func(t *testing.T) {
			cell := bearing(t, m)
			worst(t, audit.Check(t, cell, nil, uneven, audited(golgi.Options{TMax: 4})))
		})
	}
}

// TestGradientOfMechanismsFromSteadyState: the same from the steady states at the start of the run, through which the derivative
// with respect to the voltage passes.
func TestGradientOfMechanismsFromSteadyState(t *testing.T) {
	for _, name := range library.Names() {
		m := byName(t, name)
		if m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind {
			continue
		}
		t.Run(name, func(t *testing.T) {
			cell := bearing(t, m)
			worst(t, audit.Check(t, cell, nil, uneven, audited(golgi.Options{TMax: 1, InitStates: true})))
		})
	}
}

// TestGradientOfMechanismsByIntegrator: some of the derivatives of each, the first of every parameter, under the others.
func TestGradientOfMechanismsByIntegrator(t *testing.T) {
	for _, name := range library.Names() {
		m := byName(t, name)
		if m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind {
			continue
		}
		for solver, dt := range integrators() {
			if solver == golgi.BackwardEuler {
				continue
			}
			t.Run(name+" "+solver.String(), func(t *testing.T) {
				o := audited(golgi.Options{TMax: 30 * dt, Dt: dt, Solver: solver, InitStates: true})
				o.Samples = len(m.Parameters()) + len(m.States()) + 3
				audit.Check(t, bearing(t, m), nil, uneven, o)
			})
		}
	}
}

// TestGradientOfShapes: every surrogate, of a neuron that spikes. Each gives another gradient of the same run.
func TestGradientOfShapes(t *testing.T) {
	for _, name := range []string{"Fire", "Izhikevich", "AdEx"} {
		losses, gradients := map[float64]bool{}, map[float64]bool{}
		shapes := []string{"sigmoid", "fast_sigmoid", "arctan", "triangle", "none"}
		for _, shape := range shapes {
			t.Run(name+" "+shape, func(t *testing.T) {
				m, err := byName(t, name).WithSurrogate(shape, 0.3)
				require.NoError(t, err)
				table := audit.Check(t, bearing(t, m), nil, uneven, audited(golgi.Options{TMax: 4}))
				worst(t, table)
				losses[table.Loss] = true
				sum := 0.0
				for _, r := range table.Rows {
					sum += r.Gradient * r.Value
				}
				gradients[sum] = true
			})
		}
		require.Len(t, losses, 1, name)
		require.GreaterOrEqual(t, len(gradients), len(shapes)-1, name) // the triangle is 0 where the voltage jumps over it
	}
}
