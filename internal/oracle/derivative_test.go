package oracle_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/oracle"
	"golgi/plan"
)

// knob is a number of a model that a derivative is taken in, with the size of a
// real change of it.
type knob struct {
	name string
	size float64
	at   func(*oracle.Model) *complex128
}

// value is a row of a column.
func value(key string, row int, size float64) knob {
	return knob{key, size, func(m *oracle.Model) *complex128 { return &m.Values(key)[row] }}
}

// knobs are numbers of every kind of a network with clamps.
func knobs() []knob {
	return []knob{
		value("HH_gNa", 2, 1e-4),
		value("HH_eK", 0, 1e-2),
		value("Leak_gLeak", 0, 1e-6),
		value("IonotropicSynapse_gS", 3, 1e-6),
		value("capacitance", 1, 1e-3),
		value("axial_resistivity", 2, 1),
		value("area", 0, 0.1),
		value("resistive_load_in", 4, 1e-3),
		value("resistive_load_out", 0, 1e-3),
		value("v", 5, 1e-2),
		value("HH_n", 1, 1e-4),
		value("TanhRateSynapse_gS", 0, 1e-6),
		{"stimulus", 1e-3, func(m *oracle.Model) *complex128 { return &m.Waveform(1)[7] }},
		{"clamped v", 1e-2, func(m *oracle.Model) *complex128 { return &m.ClampWaveform(0)[11] }},
		{"clamped gate", 1e-4, func(m *oracle.Model) *complex128 { return &m.ClampWaveform(1)[12] }},
	}
}

// TestComplexStep: the derivatives of every voltage in numbers of all kinds are
// those of differences of five points, whose error is near 1e-9 of the largest.
func TestComplexStep(t *testing.T) {
	const n = 40
	b := network(t)
	b.Clamps = []plan.Clamp{
		{Key: "v", Compartment: 3, Waveform: wave(n, -60, 20)},
		{Key: "HH_m", Compartment: 6, Waveform: wave(n, 0.5, 0.4)},
	}
	for solver, dt := range map[string]float64{"bwd_euler": 0.025, "crank_nicolson": 0.025, "fwd_euler": 0.0005, "exp_euler": 0.025} {
		t.Run(solver, func(t *testing.T) {
			for _, k := range knobs() {
				agree(t, k, run(t, b, k, oracle.Options{Dt: dt, Solver: solver}, n, "v"))
			}
		})
	}
}

// run returns what maps a change of a number to a column after n steps.
func run(t *testing.T, b *plan.Blueprint, k knob, o oracle.Options, n int, column string) func(change complex128) []complex128 {
	return func(change complex128) []complex128 {
		m, err := oracle.New(b, o)
		require.NoError(t, err)
		*k.at(m) += change
		m.Start()
		steps(t, m, n)
		return m.Values(column)
	}
}

// agree compares the complex step of a run with real changes.
func agree(t *testing.T, k knob, end func(change complex128) []complex128) {
	step := end(complex(0, oracle.Step))
	at := func(times float64) []complex128 { return end(complex(times*k.size, 0)) }
	up, down, up2, down2 := at(1), at(-1), at(2), at(-2)
	largest, scale := 0.0, 0.0
	for i := range step {
		scale = math.Max(scale, math.Abs(real(step[i])))
		largest = math.Max(largest, math.Abs(oracle.Derivative(step[i])))
	}
	noise := 1e-13 * scale / k.size // rounding
	require.Greater(t, largest, 1e3*noise, k.name)
	for i := range step {
		difference := real(8*(up[i]-down[i])-(up2[i]-down2[i])) / (12 * k.size)
		require.InDelta(t, difference, oracle.Derivative(step[i]), 1e-6*largest+noise, "%s: row %d", k.name, i)
	}
}
