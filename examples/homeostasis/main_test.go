package main

import (
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/ecs"
	"golgi/examples/tutorial"
	"golgi/grad"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/systems"
	"golgi/topology"
)

// Wherever it starts, calcium comes to its target: within 5 %, as the
// neuron swings about its threshold and the mean is over few swings.
func TestCalciumComesToItsTarget(t *testing.T) {
	for _, start := range []float64{2e-4, 8e-3} {
		cell, err := newCell()
		require.NoError(t, err)
		result, err := simulate(cell, start, 16000, nil)
		require.NoError(t, err)
		require.Equal(t, start, result.Recordings[2][0])
		require.InEpsilon(t, target, lastQuarter(result.Recordings[1]), 0.05)
	}
	out := t.TempDir()
	require.NoError(t, run(out, 20, io.Discard))
	require.FileExists(t, filepath.Join(out, "homeostasis.png"))
}

// The system's own column is a state: a run in two parts has the bits of one.
func TestRunGoesOn(t *testing.T) {
	cell, err := newCell()
	require.NoError(t, err)
	whole, err := simulate(cell, 2e-4, 40, nil)
	require.NoError(t, err)
	half, err := simulate(cell, 2e-4, 20, nil)
	require.NoError(t, err)
	rest, err := simulate(cell, 1, 20, half.States)
	require.NoError(t, err)
	require.Equal(t, whole.Hash, rest.Hash)
	g, err := rest.States.Get("homeostat_g")
	require.NoError(t, err)
	require.Equal(t, whole.Recordings[2][len(whole.Recordings[2])-1], g[0])
}

// The dot products agree to rounding, the tangent with central differences to 1e-6.
func TestDerivatives(t *testing.T) {
	tree, err := topology.TreeFromParents([]int{-1}, []int{3})
	require.NoError(t, err)
	same := func(x float64) []float64 { return []float64{x, x, x} }
	b := &plan.Blueprint{Trees: []*topology.Tree{tree}, Celsius: 6.3, Length: same(10), Radius: same(1), Area: same(63), Volume: same(31),
		LoadIn: same(1), LoadOut: same(1), AxialResistivity: same(100), Capacitance: same(1), Voltage: []float64{-20, -30, -40}}
	potassium, err := tutorial.Mechanism("KSlow")
	require.NoError(t, err)
	pump, err := tutorial.Mechanism("CaExtrusion")
	require.NoError(t, err)
	b.Shared = ecs.NewTable("shared")
	for _, m := range []*mech.Mechanism{potassium, library.CaHVA(), pump} {
		table := ecs.NewTable(m.Name())
		for _, v := range append(m.Parameters(), m.States()...) {
			into := table
			if v.Shared {
				into = b.Shared
			}
			if into.Index(v.Key) < 0 {
				_, err := into.AddColumn(ecs.ColumnSpec{Name: v.Key, Unit: v.Unit, Default: v.Default})
				require.NoError(t, err)
			}
		}
		rows := []int32{0, 1, 2}
		if m == potassium {
			rows = []int32{0, 2} // not everywhere
		}
		table.AppendRows(len(rows))
		b.Mechanisms = append(b.Mechanisms, plan.Insertion{Mechanism: m, Table: table, Compartments: rows})
	}
	b.Shared.AppendRows(3)
	rule := homeostat{conductance: "KSlow_gKSlow", start: 1e-3, target: 1e-4, tau: -5}
	b.Columns = rule.Columns()
	p, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	state, err := p.NewState(b)
	require.NoError(t, err)
	schedule, err := systems.Standard(p, systems.Options{})
	require.NoError(t, err)
	require.NoError(t, schedule.Add(rule, plan.Before("currents")))
	st, err := plan.NewStepper(state, schedule, plan.RunOptions{Dt: 0.025})
	require.NoError(t, err)
	require.NoError(t, st.Start())
	before := state.Snapshot()
	tangent, err := p.NewSensitivity() // what the rule writes takes part by itself
	require.NoError(t, err)
	cotangent, err := p.NewSensitivity()
	require.NoError(t, err)
	random, in, out := rand.New(rand.NewPCG(1, 2)), map[plan.Column][]float64{}, map[plan.Column][]float64{}
	for name, values := range before.Columns {
		for _, x := range values {
			in[name] = append(in[name], (random.Float64()-0.5)*(math.Abs(x)+1e-5))
			out[name] = append(out[name], (random.Float64()-0.5)/(math.Abs(x)+1e-5))
		}
		require.NoError(t, tangent.Set(name, in[name]))
		require.NoError(t, cotangent.Set(name, out[name]))
	}
	require.NoError(t, st.StepVJP(cotangent))
	require.NoError(t, st.StepJVP(tangent))
	const h = 1e-5
	shifted := func(h float64) *plan.Snapshot {
		shot := &plan.Snapshot{Columns: map[plan.Column][]float64{}}
		for name, values := range before.Columns {
			for i, x := range values {
				shot.Columns[name] = append(shot.Columns[name], x+h*in[name][i])
			}
		}
		require.NoError(t, state.Resume(shot))
		require.NoError(t, st.Step())
		return state.Snapshot()
	}
	plus, minus := shifted(h), shifted(-h)
	forward, back, size := 0.0, 0.0, 0.0
	for name := range before.Columns {
		dot, _ := tangent.Values(name)
		bar, _ := cotangent.Values(name)
		for i := range dot {
			forward, back = forward+dot[i]*out[name][i], back+bar[i]*in[name][i]
			size += math.Abs(dot[i]*out[name][i]) + math.Abs(bar[i]*in[name][i])
			require.InDelta(t, (plus.Columns[name][i]-minus.Columns[name][i])/(2*h), dot[i], 1e-6*(math.Abs(dot[i])+math.Abs(in[name][i])), "%s %d", name, i)
		}
	}
	require.InDelta(t, forward, back, 1e-12*size)
}

// TestGradientThroughTheRule: of the mean voltage in what the rule starts from, which is its own state, and in a
// conductance, against central differences of runs: 1e-5, their own error.
func TestGradientThroughTheRule(t *testing.T) {
	cell, err := newCell()
	require.NoError(t, err)
	require.NoError(t, cell.MakeTrainable("HH_gK"))
	mean := func(r *golgi.Result, d [][]float64) (float64, error) {
		sum := 0.0
		for k, v := range r.Recordings[0] {
			sum += v
			if d != nil {
				d[0][k] = 1
			}
		}
		return sum, nil
	}
	current := cell.DataStimulate(golgi.StepCurrent(1, 30, 0.05, 0.025, 30, 0))
	run := func(start, gK float64) golgi.Options {
		rule := homeostat{conductance: "KSlow_gKSlow", start: start, target: 1e-4, tau: -50}
		return golgi.Options{TMax: 30, Overrides: []golgi.Override{current}, Parameters: []golgi.Parameter{{Key: "HH_gK", Values: []float64{gK}}},
			Systems: []golgi.AddedSystem{{System: rule, Places: []plan.Place{plan.Before("currents"), plan.After("states")}}}}
	}
	value := func(start, gK float64) float64 {
		r, err := cell.Integrate(t.Context(), run(start, gK))
		require.NoError(t, err)
		x, err := mean(r, nil)
		require.NoError(t, err)
		return x
	}
	o := run(1e-3, 0.036)
	g, err := grad.ValueAndGrad(t.Context(), cell, o.Parameters, mean, grad.Options{Run: o, With: grad.InitialStates})
	require.NoError(t, err)
	require.InEpsilon(t, (value(1e-3, 0.036+1e-8)-value(1e-3, 0.036-1e-8))/2e-8, g.Parameters[0].Values[0], 1e-5)
	require.InEpsilon(t, (value(1e-3+1e-8, 0.036)-value(1e-3-1e-8, 0.036))/2e-8, g.InitialStates["homeostat_g"][0], 1e-5)
}
