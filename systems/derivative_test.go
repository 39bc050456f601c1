package systems_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
)

// derivativeModel has HH, leaks and synapses over several trees, stimuli, and
// clamps of a voltage, a gate and a synapse's state.
func derivativeModel(t testing.TB, clamped bool) *plan.Blueprint {
	b := population(t, 7)
	random := rand.New(rand.NewPCG(5, 8))
	connect(b, library.IonotropicSynapse(), 20, random)
	connect(b, library.TanhRateSynapse(), 9, random)
	if clamped {
		b.Clamps = []plan.Clamp{
			{Key: "v", Compartment: 3, Waveform: []float64{-55, -50}},
			{Key: "v", Compartment: 4, Waveform: []float64{-65, -60}},
			{Key: "HH_n", Compartment: 8, Waveform: []float64{0.4, 0.5}},
			{Key: "Leak_gLeak", Compartment: 9, Waveform: []float64{1e-3, 2e-3}},
			{Key: "IonotropicSynapse_s", Synapse: 2, Waveform: []float64{0.7, 0.6}},
		}
	}
	return b
}

// geometry lists the columns of the blueprint that a gradient may be taken of.
func geometry(b *plan.Blueprint) map[plan.Column][]float64 {
	return map[plan.Column][]float64{
		plan.Area: b.Area, plan.Volume: b.Volume, plan.LoadIn: b.LoadIn, plan.LoadOut: b.LoadOut,
		plan.AxialResistivity: b.AxialResistivity, plan.Capacitance: b.Capacitance, plan.Voltage: b.Voltage,
	}
}

// stepper freezes a blueprint and prepares single steps of it.
func stepper(t testing.TB, b *plan.Blueprint, o systems.Options, dt float64) (*plan.State, *plan.Stepper) {
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	state, err := p.NewState(b)
	require.NoError(t, err)
	schedule, err := systems.Standard(p, o)
	require.NoError(t, err)
	st, err := plan.NewStepper(state, schedule, plan.RunOptions{Dt: dt})
	require.NoError(t, err)
	require.NoError(t, st.Start())
	return state, st
}

// everyColumn makes derivatives in which every parameter and all geometry is active.
func everyColumn(t testing.TB, p *plan.Plan) *plan.Sensitivity {
	var active []plan.Column
	for _, info := range p.Columns() {
		if info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry {
			active = append(active, info.Name)
		}
	}
	s, err := p.NewSensitivity(active...)
	require.NoError(t, err)
	for i := range s.Waveforms {
		s.Waveforms[i] = make([]float64, 2)
	}
	for i := range s.ClampWaveforms {
		s.ClampWaveforms[i] = make([]float64, 2)
	}
	return s
}

// drawn gives a column random derivatives of the size of its values.
func drawn(random *rand.Rand, values []float64) []float64 {
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = (2*random.Float64() - 1) * (math.Abs(x) + 1e-3)
	}
	return out
}

// isInput and isOutput say which columns a step reads from the sample before,
// and which it leaves.
func isInput(info plan.ColumnInfo) bool {
	return info.Role.Dynamic() || info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry
}

func isOutput(info plan.ColumnInfo) bool {
	return info.Role.Dynamic() || info.Role == plan.RoleCurrent
}

// checkDerivatives compares the tangent of the second step of a model with central
// differences of it, and the tangent with the cotangent by their dot products.
// Differences are good to about 1e-7 of the largest derivative of a column; the
// dot products agree to rounding, 1e-12 of the sum of their terms' sizes.
func checkDerivatives(t *testing.T, make_ func() *plan.Blueprint, o systems.Options, dt float64) {
	random := rand.New(rand.NewPCG(77, 3))
	b := make_()
	state, st := stepper(t, b, o, dt)
	tangent := everyColumn(t, state.Plan())
	inputs := map[plan.Column][]float64{}
	for _, info := range state.Plan().Columns() {
		if isInput(info) {
			values, err := state.Values(info.Name)
			require.NoError(t, err)
			inputs[info.Name] = drawn(random, values)
			require.NoError(t, tangent.Set(info.Name, inputs[info.Name]))
		}
	}
	for _, list := range append(tangent.Waveforms, tangent.ClampWaveforms...) {
		copy(list, drawn(random, []float64{0.1, 0.1}))
	}
	cotangent := everyColumn(t, state.Plan())
	outputs := map[plan.Column][]float64{}
	for _, info := range state.Plan().Columns() {
		if isOutput(info) {
			outputs[info.Name] = drawn(random, make([]float64, info.Rows))
			require.NoError(t, cotangent.Set(info.Name, outputs[info.Name]))
		}
	}
	before := state.Hash()
	require.NoError(t, st.StepVJP(cotangent))
	require.Equal(t, before, state.Hash(), "the state is what it was")
	require.NoError(t, st.StepJVP(tangent))

	forward, back, size := 0.0, 0.0, 0.0
	for name, bar := range outputs {
		dot, err := tangent.Values(name)
		require.NoError(t, err)
		for i := range bar {
			forward += bar[i] * dot[i]
			size += math.Abs(bar[i] * dot[i])
		}
	}
	for name, dot := range inputs {
		bar, err := cotangent.Values(name)
		require.NoError(t, err)
		for i := range bar {
			back += bar[i] * dot[i]
			size += math.Abs(bar[i] * dot[i])
		}
	}
	for i := range tangent.Waveforms {
		back += tangent.Waveforms[i][0] * cotangent.Waveforms[i][0]
	}
	for i := range tangent.ClampWaveforms {
		back += tangent.ClampWaveforms[i][0] * cotangent.ClampWaveforms[i][0]
	}
	require.InDelta(t, forward, back, 1e-12*size, "dot products")

	const h = 1e-6
	shifted := func(sign float64) *plan.State {
		c := make_()
		shift := func(values []float64, name plan.Column) {
			for i, dot := range inputs[name] {
				values[i] += sign * h * dot
			}
		}
		for name, values := range geometry(c) {
			shift(values, name)
		}
		tables := []*ecs.Table{c.Shared}
		for _, m := range c.Mechanisms {
			tables = append(tables, m.Table)
		}
		for _, m := range c.Synapses {
			tables = append(tables, m.Table)
		}
		order := func(table *ecs.Table, row int) int { // table rows by compartment
			for _, m := range c.Mechanisms {
				if m.Table == table {
					place := 0
					for _, other := range m.Compartments {
						if other < m.Compartments[row] {
							place++
						}
					}
					return place
				}
			}
			return row
		}
		for _, table := range tables {
			if table == nil {
				continue
			}
			for k, spec := range table.Columns() {
				for row := range table.Len() {
					table.Set(k, row, table.Value(k, row)+sign*h*inputs[plan.Column(spec.Name)][order(table, row)])
				}
			}
		}
		for i := range c.Stimuli {
			waveform := append([]float64(nil), c.Stimuli[i].Waveform...)
			waveform[0] += sign * h * tangent.Waveforms[i][0]
			c.Stimuli[i].Waveform = waveform
		}
		for i := range c.Clamps {
			c.Clamps[i].Waveform[0] += sign * h * tangent.ClampWaveforms[i][0]
		}
		end, st := stepper(t, c, o, dt)
		require.NoError(t, st.Step())
		return end
	}
	plus, minus := shifted(1), shifted(-1)
	for name := range outputs {
		if info, _ := state.Plan().Column(name); info.Role == plan.RoleCurrentState {
			continue // its start is computed, not given
		}
		dot, err := tangent.Values(name)
		require.NoError(t, err)
		up, _ := plus.Values(name)
		down, _ := minus.Values(name)
		largest := 1e-9
		for _, x := range dot {
			largest = math.Max(largest, math.Abs(x))
		}
		for i := range dot {
			require.InDelta(t, (up[i]-down[i])/(2*h), dot[i], 2e-6*largest, "%s, row %d", name, i)
		}
	}
}

// TestStepDerivatives covers the integrators, with and without clamps.
func TestStepDerivatives(t *testing.T) {
	for _, solver := range []systems.Solver{systems.BackwardEuler, systems.CrankNicolson, systems.ForwardEuler, systems.ExponentialEuler} {
		for _, clamped := range []bool{false, true} {
			t.Run(fmt.Sprint(solver, clamped), func(t *testing.T) {
				dt := 0.025
				if solver == systems.ForwardEuler {
					dt = 1e-4
				}
				checkDerivatives(t, func() *plan.Blueprint { return derivativeModel(t, clamped) }, systems.Options{Solver: solver}, dt)
			})
		}
	}
}
