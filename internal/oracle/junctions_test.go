package oracle_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/oracle"
	"golgi/plan"
)

// coupled is two cells of one compartment, nothing but a junction between them,
// with their capacitances, nF, and its conductance, uS.
func coupled(t testing.TB) (b *plan.Blueprint, c [2]float64, g float64) {
	b = &plan.Blueprint{}
	for i := range 2 {
		b.Trees = append(b.Trees, cable(t, 1))
		b.Length, b.Radius = append(b.Length, 10), append(b.Radius, 1)
		b.Area, b.Volume = append(b.Area, 100+50*float64(i)), append(b.Volume, 30)
		b.LoadIn, b.LoadOut = append(b.LoadIn, 1), append(b.LoadOut, 1)
		b.AxialResistivity, b.Capacitance = append(b.AxialResistivity, 100), append(b.Capacitance, 1)
		b.Voltage = append(b.Voltage, -70+40*float64(i))
		c[i] = b.Area[i] * 1e-5
	}
	table := connect(b, own(t, "GapJunction"), []int32{1}, []int32{0})
	return b, c, table.Value(table.Index("GapJunction_gE"), 0)
}

// TestJunction: one step of each integrator against its formula. The difference
// of the voltages relaxes at the rate g/c0 + g/c1, the charge stays.
func TestJunction(t *testing.T) {
	const dt = 0.4
	b, c, g := coupled(t)
	z := dt * (g/c[0] + g/c[1])
	apart := b.Voltage[1] - b.Voltage[0]
	for solver, want := range map[string]float64{
		"bwd_euler": apart / (1 + z), "crank_nicolson": apart * (1 - z/2) / (1 + z/2), "fwd_euler": apart * (1 - z),
		"exp_euler": apart * (math.Exp(-dt*g/c[0]) + math.Exp(-dt*g/c[1]) - 1), // each with the other held
	} {
		m := start(t, b, oracle.Options{Dt: dt, Solver: solver})
		steps(t, m, 1)
		v := m.Values("v")
		require.InDelta(t, want, real(v[1]-v[0]), 1e-11, solver)
		if solver != "exp_euler" {
			require.InDelta(t, c[0]*b.Voltage[0]+c[1]*b.Voltage[1], real(v[0])*c[0]+real(v[1])*c[1], 1e-14, solver)
		}
		require.InDelta(t, -g*apart, real(m.Values("i_GapJunction")[0]), 1e-15, "leaves the postsynaptic side")
	}
}

// TestJunctionClamped: where one side is clamped the other follows it.
func TestJunctionClamped(t *testing.T) {
	const dt = 0.4
	b, c, g := coupled(t)
	b.Clamps = []plan.Clamp{{Key: "v", Compartment: 1, Waveform: level(1, 20)}}
	m := start(t, b, oracle.Options{Dt: dt})
	steps(t, m, 1)
	require.InDelta(t, (c[0]/dt*-70+g*20)/(c[0]/dt+g), real(m.Values("v")[0]), 1e-11)
	require.Equal(t, 20+0i, m.Values("v")[1])
}

// TestJunctionDerivatives: of voltages of a network whose cells are joined by
// junctions, one with gates, in loops and across branches.
func TestJunctionDerivatives(t *testing.T) {
	b := network(t)
	connect(b, own(t, "GapJunction"), []int32{0, 3, 12, 14}, []int32{7, 12, 14, 3})
	connect(b, own(t, "VoltageGatedGapJunction"), []int32{1, 5}, []int32{13, 12})
	for solver, dt := range map[string]float64{"bwd_euler": 0.025, "crank_nicolson": 0.025, "fwd_euler": 0.0005, "exp_euler": 0.025} {
		for _, k := range []knob{
			value("GapJunction_gE", 1, 1e-5), value("VoltageGatedGapJunction_gE", 0, 1e-5), value("VoltageGatedGapJunction_h", 1, 1e-3), value("v", 12, 1e-2),
		} {
			agree(t, k, run(t, b, k, oracle.Options{Dt: dt, Solver: solver}, 20, "v"))
		}
	}
}
