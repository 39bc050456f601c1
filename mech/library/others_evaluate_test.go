package library_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// cylinder is a compartment of radius 1 um and length 10 um at 6.3 degC, resting.
var cylinder = map[string]float64{"v": -70, "v_pre": -70, "t": 0, "dt": 0.025, "celsius": 6.3, "area": 20 * 3.141592653589793, "volume": 10 * 3.141592653589793,
	"radius": 1, "length": 10, "capacitance": 1, "axial_resistivity": 5000}

// rowOf is the inputs of a program at the given values; others are the cylinder's and the mechanism's defaults, and currents 0. A current
// of the step before is given as "previous " and its key.
func rowOf(t *testing.T, m *mech.Mechanism, p *mech.Program, given map[string]float64) []float64 {
	t.Helper()
	defaults := map[string]float64{}
	for _, v := range append(m.Parameters(), m.States()...) {
		defaults[v.Key] = v.Default
	}
	var row []float64
	for _, in := range p.Inputs {
		key := in.Key
		if in.Role == mech.PreviousCurrent {
			key = "previous " + key
		}
		x, ok := given[key]
		if !ok {
			x, ok = cylinder[key]
		}
		if !ok {
			x, ok = defaults[key]
		}
		require.True(t, ok || in.Role == mech.CurrentOf || in.Role == mech.PreviousCurrent, "input %s of %s", key, m.Name())
		row = append(row, x)
	}
	return row
}

// outputs runs a program at the given values. Fluxes and their slopes are under "flux " and "slope " and the concentration.
func outputs(t *testing.T, m *mech.Mechanism, purpose mech.Purpose, given map[string]float64) map[string]float64 {
	t.Helper()
	p, err := m.Program(purpose)
	require.NoError(t, err)
	out := map[string]float64{}
	for i, x := range p.Evaluate(rowOf(t, m, p, given)) {
		key := p.Outputs[i].Key
		switch p.Outputs[i].Role {
		case mech.Flux:
			key = "flux " + key
		case mech.FluxSlope:
			key = "slope " + key
		}
		out[key] = x
	}
	return out
}
