package bench_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/audit"
	"golgi/mech"
	"golgi/mech/library"
)

// uneven is a loss in which every sample counts, each in another way: squares with
// weights that change sign from sample to sample and recording to recording. Recordings are scaled to
// about 1 by their largest value, so that gates and currents (mA/cm2) count beside voltages.
func uneven(r *golgi.Result, derivative [][]float64) (float64, error) {
	value := 0.0
	for i, trace := range r.Recordings {
		scale := scaleOf(r.Recorded[i].State)
		for k, x := range trace {
			w := 1 + math.Sin(0.7*float64(k)+float64(i))
			y := x / scale
			value += w * (float64(y*y)/2 + y)
			derivative[i][k] = w * (y + 1) / scale
		}
	}
	return value, nil
}

// scaleOf is the usual size of what is recorded.
func scaleOf(state string) float64 {
	switch {
	case state == "v":
		return 50
	case state[:2] == "i_":
		return 1e-2
	case state == "CaCon_i":
		return 1e-3
	}
	return 1
}

// audited are the options of most of these tests: every value against a complex step.
// 1e-9 of the largest derivative of a parameter is what the rounding of some hundred steps leaves.
func audited(run golgi.Options) audit.Options {
	return audit.Options{Grad: grad.Options{Run: run}, Samples: -1}
}

// branched is a cell of a root and two branches, with compartments of different sizes.
func branched(t testing.TB, mechanisms ...*mech.Mechanism) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2, 1, 2)
	require.NoError(t, err)
	for _, m := range mechanisms {
		require.NoError(t, cell.Insert(m))
	}
	must(t, cell.Set("radius", 2, 1.5, 1, 0.7, 0.8), cell.Set("length", 20, 25, 40, 30, 35), cell.Set("axial_resistivity", 150), cell.Set("v", -65, -64, -66, -63, -62))
	return cell
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// trainEach makes each of some keys trainable, with a value for each compartment or synapse.
func trainEach(t testing.TB, v *golgi.View, keys ...string) {
	t.Helper()
	for _, key := range keys {
		must(t, v.MakeTrainable(key))
	}
}

// keysOf are the parameters and states of a mechanism.
func keysOf(m *mech.Mechanism) []string {
	var keys []string
	for _, group := range [][]mech.Variable{m.Parameters(), m.States()} {
		for _, v := range group {
			keys = append(keys, v.Key)
		}
	}
	return slices.Compact(keys)
}

// byName is a mechanism of the library.
func byName(t testing.TB, name string) *mech.Mechanism {
	t.Helper()
	m, err := library.ByName(name)
	require.NoError(t, err)
	return m
}

// integrators are all of them, with a step at which each is stable on these cells.
func integrators() map[golgi.Solver]float64 {
	return map[golgi.Solver]float64{golgi.BackwardEuler: 0.025, golgi.CrankNicolson: 0.025, golgi.ForwardEuler: 0.005, golgi.ExponentialEuler: 0.025}
}

// worst logs the worst row of a table, so that a run with -v shows how close they are.
func worst(t *testing.T, table *audit.Table) {
	t.Helper()
	w := table.Worst()
	t.Logf("%d of %d derivatives; the worst, of %s[%d], %.2g (%g); samples within %.1g", len(table.Rows), table.Values, w.Key, w.Index, w.Difference, w.Gradient, table.Deviation)
}
