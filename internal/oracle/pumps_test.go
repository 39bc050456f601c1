package oracle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/internal/oracle"
	"golgi/plan"
)

// calcic has HH, calcium channels and the mechanisms of a cell's calcium that
// are named, in that order.
func calcic(t testing.TB, names ...string) *plan.Blueprint {
	b := excitable(t)
	for _, name := range names {
		table := insert(t, b, own(t, name), everywhere(b)...)
		for _, key := range []string{"CaL_gCaL", "CaHVA_gCaHVA", "SKE2_gSKE2"} {
			if table.Index(key) >= 0 {
				table.SetAll(table.Index(key), 5e-3)
			}
		}
	}
	return b
}

// orders of mechanisms: pumps that read the current of the step before, those
// that read that of this step, several fluxes of one ion, readers before what
// they read, potentials that follow concentrations.
func orders() map[string][]string {
	return map[string][]string{
		"previous":  {"CaL", "CaPump", "CaNernstReversal"},
		"first":     {"CaNernstReversal", "CaFaradayConcentrationChange", "PMCA", "CaHVA", "SKE2", "CaL"},
		"this step": {"CaDynamics", "CaL", "SKE2", "PMCA", "CaHVA"},
		"buffer":    {"CaL", "CaBuffer", "CaDynamics", "CaNernstReversal"},
		"GHK":       {"CaGHK", "CaFaradayConcentrationChange", "PMCA"},
		"sodium":    {"NaKPump", "NaNernstReversal", "KNernstReversal", "HHNa", "HHK", "NaFaradayConcentrationChange", "KFaradayConcentrationChange"},
	}
}

// TestPumps: as package systems has them, with and without diffusion and a
// clamped concentration.
func TestPumps(t *testing.T) {
	for name, order := range orders() {
		for solver, dt := range solvers() {
			t.Run(name+" "+solver, func(t *testing.T) {
				o := oracle.Options{Dt: dt, Solver: solver, InitialiseStates: name != "first"}
				b := calcic(t, order...)
				compare(t, b, o, 100)
				if name == "sodium" {
					return
				}
				share(t, b, ecs.ColumnSpec{Name: diffusion, Default: 0.3})
				b.Diffused = []string{calcium}
				b.Clamps = []plan.Clamp{{Key: calcium, Compartment: 5, Waveform: wave(100, 1e-3, 5e-4)}}
				for _, key := range []string{"eCa", "CaCon_e"} { // an assigned state, where it is one, and a parameter
					if b.Shared.Index(key) >= 0 {
						b.Clamps = append(b.Clamps, plan.Clamp{Key: key, Compartment: 1, Waveform: wave(100, 100, 20)})
					}
				}
				compare(t, b, o, 100)
			})
		}
	}
}

// TestPumpDerivatives: of calcium, in what pumps and channels depend on.
func TestPumpDerivatives(t *testing.T) {
	b := calcic(t, "CaL", "CaPump", "CaNernstReversal", "SKE2", "PMCA")
	b.Shared.SetAll(b.Shared.Index(calcium), 1e-3) // so that differences of 1e-5 are small
	share(t, b, ecs.ColumnSpec{Name: diffusion, Default: 0.3})
	b.Diffused = []string{calcium}
	for _, k := range []knob{
		value("CaL_gCaL", 2, 1e-5), value("CaPump_gamma", 0, 1e-4), value("CaPump_decay", 1, 0.1), value(calcium, 1, 1e-5),
		value("PMCA_vmax", 0, 1e-7), value("CaCon_e", 0, 1e-2), value(diffusion, 0, 1e-3), value("v", 2, 1e-2), value("HH_gNa", 0, 1e-4),
	} {
		agree(t, k, run(t, b, k, oracle.Options{Dt: 0.025}, 30, calcium))
	}
}

// TestPointNeurons: mechanisms that write the voltage, of which currents and
// synapses of the step see what they wrote; and currents of electrodes.
func TestPointNeurons(t *testing.T) {
	for solver, dt := range solvers() {
		for _, neuron := range []string{"Izhikevich", "AdEx", "Fire", "Rate"} {
			t.Run(neuron+" "+solver, func(t *testing.T) {
				b := network(t)
				insert(t, b, own(t, neuron), everywhere(b)[2:]...) // beside HH, whose gates see V(n)
				b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3, Waveform: wave(150, -60, 20)}}
				insert(t, b, own(t, "DynamicClamp"), 1, 6)
				electrode := insert(t, b, own(t, "SEClamp"), 4, 2)
				for key, x := range map[string]float64{"rs": 20, "dur1": 10 * dt, "dur2": 30 * dt, "dur3": 20 * dt, "amp1": -70, "amp2": -20, "amp3": -60} {
					electrode.SetAll(electrode.Index("SEClamp_"+key), x)
				}
				compare(t, b, oracle.Options{Dt: dt, Solver: solver, InitialiseStates: true}, 150)
			})
		}
	}
}

// TestSpikes: Izhikevich's neuron is reset where it has spiked, so that what the
// comparison sees is more than a rise.
func TestSpikes(t *testing.T) {
	b := cells(t)
	const alone = 12 // the cell of one compartment
	insert(t, b, own(t, "Izhikevich"), alone)
	m := start(t, b, oracle.Options{Dt: 0.5})
	resets := 0
	for range 400 {
		m.Values("v")[alone] += 6
		before := m.Values("v")[alone]
		steps(t, m, 1)
		if real(m.Values("v")[alone]-before) < -50 {
			resets++
		}
	}
	require.Greater(t, resets, 1)
}
