package golgi_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/topology/synth"
)

// neuron is a synthetic cell with HH, a stimulus at its soma, and recordings.
func neuron(t testing.TB) *golgi.Cell {
	cell, err := golgi.NewCellFromMorphology(synth.Pyramidal(1))
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Set("axial_resistivity", 100))
	require.NoError(t, cell.InitStates())
	require.NoError(t, cell.Group("soma").Loc(0.5).Stimulate(golgi.StepCurrent(1, 2, 3, 0.025, 20, 0)))
	require.NoError(t, cell.Group("soma").Loc(0.5).Record("v"))
	require.NoError(t, cell.Branch(40).Loc(1.0).Record("i_HH"))
	require.NoError(t, cell.Branch(90).Loc(0.0).Record("HH_m"))
	return cell
}

func integrate(t testing.TB, cell *golgi.Cell, o golgi.Options) *golgi.Result {
	result, err := cell.Integrate(context.Background(), o)
	require.NoError(t, err)
	return result
}

func TestIntegrate(t *testing.T) {
	cell := neuron(t)
	result := integrate(t, cell, golgi.Options{TMax: 10, Dt: 0.025})
	require.Len(t, result.Times, 401, "n_steps + 1 samples")
	require.Equal(t, 0.0, result.Times[0])
	require.InDelta(t, 10, result.Times[400], 1e-12)
	require.Len(t, result.Recordings, 3)
	require.Equal(t, -70.0, result.Recordings[0][0], "the first sample is the initial state")
	require.Equal(t, []string{"v", "i_HH", "HH_m"}, []string{result.Recorded[0].State, result.Recorded[1].State, result.Recorded[2].State})
	peak := math.Inf(-1)
	for _, v := range result.Recordings[0] {
		peak = max(peak, v)
	}
	require.Greater(t, peak, 20.0, "an action potential at the soma, mV")
	require.Equal(t, 149, result.Stats.Compartments)

	every := integrate(t, cell, golgi.Options{TMax: 10, Dt: 0.025, Every: 7})
	require.Equal(t, result.Hash, every.Hash)
	for k, x := range every.Recordings[0] {
		require.Equal(t, result.Recordings[0][7*k], x)
		require.Equal(t, result.Times[7*k], every.Times[k])
	}
	require.Len(t, every.Recordings[0], 400/7+1)

	none := integrate(t, cell, golgi.Options{})
	require.Equal(t, 800, none.Stats.Steps, "as long as the longest stimulus")
}

// TestContinue: n steps, then m from the returned states, are bitwise n + m,
// recordings of currents and the stimulus included.
func TestContinue(t *testing.T) {
	cell := neuron(t)
	for _, solver := range []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson} {
		whole := integrate(t, cell, golgi.Options{TMax: 5, Solver: solver, ReturnStates: true})
		first := integrate(t, cell, golgi.Options{TMax: 1.5, Solver: solver, ReturnStates: true})
		require.InDelta(t, 1.5, first.States.Time(), 1e-12)
		second := integrate(t, cell, golgi.Options{TMax: 3.5, Solver: solver, ReturnStates: true, InitialStates: first.States})
		require.Equal(t, whole.Hash, second.Hash)
		for r := range whole.Recordings {
			require.Equal(t, whole.Recordings[r][:61], first.Recordings[r])
			require.Equal(t, whole.Recordings[r][60:], second.Recordings[r])
		}
		require.Equal(t, whole.Times[60:], second.Times)
	}
}

func TestSetStates(t *testing.T) {
	cell := neuron(t)
	first := integrate(t, cell, golgi.Options{TMax: 2, ReturnStates: true})
	again := integrate(t, cell, golgi.Options{TMax: 1, InitialStates: first.States.AtStart()})
	require.NoError(t, cell.SetStates(first.States))
	require.Equal(t, again.Hash, integrate(t, cell, golgi.Options{TMax: 1}).Hash, "stimuli begin anew in both")
	v, err := first.States.Get("v")
	require.NoError(t, err)
	got, err := cell.Get("v")
	require.NoError(t, err)
	require.Equal(t, v, got)
	_, err = first.States.Get("HH_q")
	require.ErrorContains(t, err, `states: no state "HH_q"; did you mean "HH_h"?`)
}

// TestParametersOfARun: values for the trainables change the run, not the model.
func TestParametersOfARun(t *testing.T) {
	cell := neuron(t)
	plain := integrate(t, cell, golgi.Options{TMax: 4})
	require.NoError(t, cell.Group("soma").MakeTrainable("HH_gNa"))
	require.NoError(t, cell.MakeTrainable("axial_resistivity"))
	require.NoError(t, cell.Group("apical").MakeTrainable("radius"))
	parameters := cell.GetParameters()
	parameters[0].Values[0] = 0.2
	parameters[1].Values[0] = 150
	parameters[2].Values[0] = 1.5
	changed := integrate(t, cell, golgi.Options{TMax: 4, Parameters: parameters})
	require.NotEqual(t, plain.Hash, changed.Hash)
	require.Equal(t, plain.Hash, integrate(t, cell, golgi.Options{TMax: 4}).Hash, "the model has not changed")
	require.NoError(t, cell.WriteTrainables(parameters))
	require.Equal(t, changed.Hash, integrate(t, cell, golgi.Options{TMax: 4}).Hash)
}

// TestPlanIsReused: values may change between runs without a new plan; the
// result is that of a model made so from the start.
func TestPlanIsReused(t *testing.T) {
	cell := neuron(t)
	integrate(t, cell, golgi.Options{TMax: 1})
	require.NoError(t, cell.Set("HH_gK", 0.05))
	require.NoError(t, cell.Set("radius", 2))
	reused := integrate(t, cell, golgi.Options{TMax: 4})
	fresh := neuron(t)
	require.NoError(t, fresh.Set("HH_gK", 0.05))
	require.NoError(t, fresh.Set("radius", 2))
	require.Equal(t, integrate(t, fresh, golgi.Options{TMax: 4}).Hash, reused.Hash)
	require.NoError(t, cell.Insert(library.Leak()))
	require.NoError(t, cell.Branch(3).Record("i_Leak"))
	require.Len(t, integrate(t, cell, golgi.Options{TMax: 4}).Recordings, 4, "a change of structure makes a new one")
}

// TestConcurrentRuns: one model may run in several goroutines.
func TestConcurrentRuns(t *testing.T) {
	cell := neuron(t)
	hashes := make([]string, 4)
	var group sync.WaitGroup
	for i := range hashes {
		group.Go(func() {
			result, err := cell.Integrate(context.Background(), golgi.Options{TMax: 2, Workers: 1 + i%2})
			if err == nil {
				hashes[i] = result.Hash
			}
		})
	}
	group.Wait()
	for _, h := range hashes {
		require.Equal(t, hashes[0], h)
	}
	require.NotEmpty(t, hashes[0])
}

func TestIntegrateErrors(t *testing.T) {
	ctx := context.Background()
	empty, err := golgi.NewCellFromParents([]int{-1})
	require.NoError(t, err)
	_, err = empty.Integrate(ctx, golgi.Options{TMax: 1})
	require.EqualError(t, err, "integrate: nothing is recorded; say what with Record, or set ReturnStates")
	require.NoError(t, empty.Record("v"))
	states := integrate(t, neuron(t), golgi.Options{TMax: 1, ReturnStates: true}).States
	for want, o := range map[string]golgi.Options{
		"integrate: there is no stimulus or clamp, so say how long to run: TMax is 0":                                                 {},
		"integrate: dt is -0.1 ms; it must be positive":                                                                               {TMax: 1, Dt: -0.1},
		"integrate: TMax is -1 ms; it must be positive":                                                                               {TMax: -1},
		"integrate: TMax is 0.01 ms, shorter than a step of 0.025 ms":                                                                 {TMax: 0.01},
		"integrate: every is -2; it must be at least 1":                                                                               {TMax: 1, Every: -2},
		"integrate: -1 workers; give 0 for one a processor":                                                                           {TMax: 1, Workers: -1},
		"integrate: the voltage limit is -5 mV; it must be positive":                                                                  {TMax: 1, VoltageLimit: -5},
		`integrate: no engine "jit"; there are "native" and "interp"`:                                                                 {TMax: 1, Engine: "jit"},
		"integrate: 2 parameters for 0 trainables; give them as GetParameters returns them":                                           {TMax: 1, Parameters: make([]golgi.Parameter, 2)},
		`integrate: initial states: resume: the snapshot holds 149 values of "v", this model has 1: was it taken from another model?`: {TMax: 1, InitialStates: statesOf(t, "v")},
	} {
		_, err := empty.Integrate(ctx, o)
		require.EqualError(t, err, want)
	}
	_, err = empty.Integrate(ctx, golgi.Options{TMax: 1, InitialStates: states})
	require.ErrorContains(t, err, "integrate: initial states: resume: ")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = empty.Integrate(cancelled, golgi.Options{TMax: 1})
	require.True(t, errors.Is(err, context.Canceled))
	require.NoError(t, empty.Stimulate([]float64{1e9}))
	_, err = empty.Integrate(ctx, golgi.Options{TMax: 1})
	require.EqualError(t, err, "integrate: stopped at t = 0.025 ms, in branch(0).comp(0): the voltage is 3.97887e+10 mV, beyond the limit of 1000 mV; the injected current of 1e+09 nA drives it")
	_, err = golgi.ParseSolver("rk4")
	require.EqualError(t, err, `solver: no integrator "rk4"; there are bwd_euler, crank_nicolson, fwd_euler, exp_euler`)
}

// Solvers has every integrator that ParseSolver knows, under its name, and the default first.
func TestSolvers(t *testing.T) {
	var names []string
	for _, solver := range golgi.Solvers() {
		names = append(names, solver.String())
		parsed, err := golgi.ParseSolver(solver.String())
		require.NoError(t, err)
		require.Equal(t, solver, parsed)
	}
	_, err := golgi.ParseSolver("")
	require.EqualError(t, err, `solver: no integrator ""; there are `+strings.Join(names, ", "))
	require.Equal(t, golgi.Options{}.Solver, golgi.Solvers()[0])
}

// statesOf are states of a passive cell of many compartments.
func statesOf(t *testing.T, key string) *golgi.States {
	cell, err := golgi.NewCellFromParents([]int{-1}, 149)
	require.NoError(t, err)
	require.NoError(t, cell.Record(key))
	return integrate(t, cell, golgi.Options{TMax: 1, ReturnStates: true}).States
}

// homeostat is a user's own system: it lets the sodium conductance of every
// compartment follow a target voltage.
type homeostat struct{ rate, target float64 }

func (homeostat) Name() string { return "homeostat" }

func (homeostat) Access() plan.Access {
	return plan.Access{Reads: []plan.Column{plan.Voltage}, Writes: []plan.Column{"HH_gNa"}, Scope: plan.Local}
}

func (h homeostat) Step(c *plan.Context, _ plan.Tile) error {
	v, g := c.Read(plan.Voltage), c.Write("HH_gNa")
	for i := range g {
		g[i] += float64(c.Dt*h.rate) * (h.target - v[i])
	}
	return nil
}

// TestUsersOwnSystem: it takes its place by name, may write a parameter that
// was one value, and changes the run.
func TestUsersOwnSystem(t *testing.T) {
	cell := neuron(t)
	plain := integrate(t, cell, golgi.Options{TMax: 4})
	still := integrate(t, cell, golgi.Options{TMax: 4, Systems: []golgi.AddedSystem{{System: homeostat{}, Places: []plan.Place{plan.Before("currents")}}}})
	require.Equal(t, plain.Hash, still.Hash, "at rate zero nothing changes, to the last bit")
	require.Contains(t, still.Explain, "3. homeostat  local")
	moved := integrate(t, cell, golgi.Options{TMax: 4, Systems: []golgi.AddedSystem{{System: homeostat{rate: 1e-4, target: -60}}}})
	require.NotEqual(t, plain.Hash, moved.Hash)
	_, err := cell.Integrate(context.Background(), golgi.Options{TMax: 4, Systems: []golgi.AddedSystem{{System: homeostat{}, Places: []plan.Place{plan.After("channels")}}}})
	require.ErrorContains(t, err, `integrate: schedule: system "homeostat" is placed at "channels", which does not exist; there are: stimulus, states, currents, synapses, voltage, guard, record`)
}
