package dynamics_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// TestSizes: the cell of Jaxley's page on dynamic states. There is one value more in
// every membrane state there, that of the branchpoint.
func TestSizes(t *testing.T) {
	cell := cellOf(t, []int{-1, 0, 0}, 8)
	require.NoError(t, cell.Branch(0).Insert(library.HH()))
	d := made(t, cell, golgi.Options{})
	require.Equal(t, []dynamics.Part{{"HH_h", 8}, {"HH_m", 8}, {"HH_n", 8}, {"v", 24}}, d.Order())
	require.Equal(t, 48, d.Len())
	states := d.Init()
	require.Len(t, states, 6)
	for _, name := range []string{"v", "i_HH", "HH_m", "HH_h", "HH_n"} {
		require.Len(t, states[name], 24, name)
	}
	require.Len(t, states[dynamics.Branchpoints], 1)
	for i, m := range states["HH_m"] {
		require.Equal(t, i >= 8, math.IsNaN(m), "compartment %d", i)
		require.Equal(t, i < 8, states["i_HH"][i] != 0)
	}
	dynamic, err := d.RemoveObservables(states)
	require.NoError(t, err)
	require.Len(t, dynamic, 4)
	require.Len(t, dynamic["v"], 24)
	require.Len(t, dynamic["HH_m"], 8)
	part, row, err := d.Locate(17)
	require.NoError(t, err)
	require.Equal(t, dynamics.Part{"HH_n", 8}, part)
	require.Equal(t, 1, row)
	_, _, err = d.Locate(48)
	require.EqualError(t, err, "dynamics: no element 48 of the flat vector; it has 48")
}

// TestModelOrder: a state that some branches have stands at their compartments.
func TestModelOrder(t *testing.T) {
	cell := cellOf(t, []int{-1, 0, 0, 1, 1}, 2)
	require.NoError(t, errors.Join(cell.Branch(1, 2, 4).Insert(library.HH()), cell.Set("v", -70, -69, -68, -67, -66, -65, -64, -63, -62, -61)))
	d := made(t, cell, golgi.Options{InitStates: true})
	states := d.Init()
	require.NoError(t, cell.InitStates())
	want, err := cell.Mechanism("HH").Get("HH_m")
	require.NoError(t, err)
	for k, i := range []int{2, 3, 4, 5, 8, 9} {
		require.Equal(t, want[k], states["HH_m"][i])
		require.Equal(t, want[k], d.InitFlat()[6+k])
	}
	require.NotEqual(t, want[0], want[5])
}

// TestRoundTrip: there and back is the same, twice, and no argument is changed.
func TestRoundTrip(t *testing.T) {
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) {
			d := made(t, m, golgi.Options{})
			all := d.Init()
			kept := made(t, m, golgi.Options{}).Init()
			for range 2 { // Jaxley 0.13 took the currents out of its argument
				dynamic, err := d.RemoveObservables(all)
				require.NoError(t, err)
				require.NotContains(t, dynamic, dynamics.Branchpoints)
				x, err := d.Flatten(dynamic)
				require.NoError(t, err)
				require.Equal(t, d.InitFlat(), x)
				require.Len(t, x, d.Len())
				back, err := d.Unflatten(x)
				require.NoError(t, err)
				require.Equal(t, dynamic, back)
				whole, err := d.AddObservables(back, 0)
				require.NoError(t, err)
				require.Equal(t, dynamic, back)
				equalBits(t, all, whole)
				back["v"][0], whole["v"][0] = 17, 17
				require.Equal(t, d.InitFlat(), x)
			}
			equalBits(t, kept, all)
			all["v"][0] = 17
			equalBits(t, kept, d.Init())
		})
	}
}

func equalBits(t *testing.T, want, got map[string][]float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for name, values := range want {
		require.Len(t, got[name], len(values), name)
		for i, x := range values {
			require.Equal(t, math.Float64bits(x), math.Float64bits(got[name][i]), "%s, row %d: %v and %v", name, i, x, got[name][i])
		}
	}
}

// TestObservablesOfOtherStates: currents follow the states that are given, not those of the
// start, and an assigned state or steady state is not computed anew.
func TestObservablesOfOtherStates(t *testing.T) {
	cell := cellOf(t, []int{-1, 0, 0}, 2)
	require.NoError(t, errors.Join(cell.Insert(library.CaL()), cell.Insert(library.CaNernstReversal())))
	d := made(t, cell, golgi.Options{InitStates: true})
	dynamic, err := d.RemoveObservables(d.Init())
	require.NoError(t, err)
	require.NotContains(t, dynamic, "i_Ca")
	for _, n := range []int{0, 3} {
		dynamic["CaL_q"] = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}
		dynamic["eCa"] = slices.Repeat([]float64{90}, 6)
		dynamic["v"] = slices.Repeat([]float64{-30}, 6)
		all, err := d.AddObservables(dynamic, n)
		require.NoError(t, err)
		g, err := cell.Get("CaL_gCaL")
		require.NoError(t, err)
		for i := range 6 {
			q, r := dynamic["CaL_q"][i], dynamic["CaL_r"][i]
			require.InEpsilon(t, g[i]*q*q*r*(-30-90), all["i_Ca"][i], 1e-12)
		}
		require.Equal(t, dynamic["v"], all["v"])
		require.Equal(t, dynamic["eCa"], all["eCa"])
		require.InDelta(t, -30, all[dynamics.Branchpoints][0], 1e-12, "the mean of equal voltages")
	}
}

// TestReadCurrentIsAState: a current that a pump reads of the step before is one.
func TestReadCurrentIsAState(t *testing.T) {
	d := made(t, calcium(t), golgi.Options{})
	require.Contains(t, d.Order(), dynamics.Part{Name: "i_Ca", Count: 6})
	dynamic, err := d.RemoveObservables(d.Init())
	require.NoError(t, err)
	dynamic["i_Ca"][2] = -0.125
	all, err := d.AddObservables(dynamic, 0)
	require.NoError(t, err)
	require.Equal(t, -0.125, all["i_Ca"][2])
	before, err := d.Step(d.Init(), 0)
	require.NoError(t, err)
	after, err := d.Step(all, 0)
	require.NoError(t, err)
	require.NotEqual(t, before["CaCon_i"][2], after["CaCon_i"][2], "the step reads it")
	require.Equal(t, before["i_Ca"], after["i_Ca"], "and makes it anew")
}

// TestBranchpoints: no current stays at a branchpoint.
func TestBranchpoints(t *testing.T) {
	cell := tree(t)
	require.NoError(t, errors.Join(cell.Branch(0).Set("axial_resistivity", 700), cell.Branch(1).Set("resistive_load_in", 3)))
	d, err := dynamics.New(cell, golgi.Options{})
	require.NoError(t, err)
	states, err := d.Step(d.Init(), 3)
	require.NoError(t, err)
	table := map[string][]float64{}
	for _, key := range []string{"axial_resistivity", "resistive_load_in", "resistive_load_out"} {
		table[key], err = cell.Get(key)
		require.NoError(t, err)
	}
	points := states[dynamics.Branchpoints]
	require.Len(t, points, 2)
	for p, loads := range []map[int]string{
		{2: "resistive_load_out", 3: "resistive_load_in", 6: "resistive_load_in"},
		{5: "resistive_load_out", 9: "resistive_load_in"},
	} {
		sum, size := 0.0, 0.0
		for i, load := range loads {
			flow := (states["v"][i] - points[p]) / (table["axial_resistivity"][i] * table[load][i])
			sum, size = sum+flow, size+math.Abs(flow)
		}
		require.NotZero(t, size)
		require.InDelta(t, 0, sum, 1e-9*size)
	}
}

// TestLoop: Init and Step in a loop are Integrate to the last bit, states and what is
// recorded, also where a run goes on from another.
func TestLoop(t *testing.T) {
	for name, m := range models(t) {
		for solver, dt := range solvers() {
			t.Run(name+" "+solver.String(), func(t *testing.T) {
				loop(t, m, golgi.Options{Dt: dt, Solver: solver, InitStates: true, TMax: 20 * dt})
			})
		}
		t.Run(name+" staggered", func(t *testing.T) {
			loop(t, m, golgi.Options{Stagger: true, TMax: 0.25})
		})
	}
	t.Run("firing", func(t *testing.T) { loop(t, firing(t), golgi.Options{TMax: 0.5}) })
	t.Run("relaying", func(t *testing.T) { loop(t, relaying(t), golgi.Options{TMax: 0.5}) })
}

func loop(t *testing.T, m module, o golgi.Options) {
	require.NoError(t, m.Record("v"))
	o.Parameters, o.ReturnStates = m.GetParameters(), true
	d, err := dynamics.New(m, o)
	require.NoError(t, err)
	result, err := m.Integrate(context.Background(), o)
	require.NoError(t, err)
	want, err := d.FlatOf(result.States)
	require.NoError(t, err)
	states, x := d.Init(), d.InitFlat()
	path := [][]float64{x}
	for n := range result.Stats.Steps {
		for r, trace := range result.Recordings {
			require.Equal(t, trace[n], states[result.Recorded[r].State][result.Recorded[r].Compartment], "%s at sample %d", result.Recorded[r].Place, n)
		}
		states, err = d.Step(states, n)
		require.NoError(t, err)
		x, err = d.StepFlat(x, n)
		require.NoError(t, err)
		path = append(path, x)
	}
	require.Equal(t, want, x)
	dynamic, err := d.RemoveObservables(states)
	require.NoError(t, err)
	flat, err := d.Flatten(dynamic)
	require.NoError(t, err)
	require.Equal(t, want, flat)
	for _, n := range []int{11 % result.Stats.Steps, 0, 3, 4, 2, 0} { // a step is a function
		again, err := d.StepFlat(path[n], n)
		require.NoError(t, err)
		require.Equal(t, path[n+1], again, "from sample %d, out of order", n)
	}
	rest := o
	rest.InitStates, rest.Stagger = false, false
	rest.InitialStates, err = d.States(path[3], 3)
	require.NoError(t, err)
	rest.TMax -= rest.InitialStates.Time()
	result, err = m.Integrate(context.Background(), rest)
	require.NoError(t, err)
	again, err := d.FlatOf(result.States)
	require.NoError(t, err)
	require.Equal(t, want, again, "the rest of the run, from a flat vector")
	later, err := dynamics.New(m, rest)
	require.NoError(t, err)
	require.Equal(t, 3, later.First())
	require.Equal(t, path[3], later.InitFlat())
	for _, n := range []int{3, 1} { // from its first sample, and from one before
		next, err := later.StepFlat(path[n], n)
		require.NoError(t, err)
		require.Equal(t, path[n+1], next)
	}
}

// TestCurrents: those of Step are what a run records.
func TestCurrents(t *testing.T) {
	net := network(t)
	d := made(t, net, golgi.Options{})
	require.NoError(t, errors.Join(net.Record("i_HH"), net.Record("i_IonotropicSynapse"), net.Record("i_GapJunction")))
	result, err := net.Integrate(context.Background(), golgi.Options{TMax: 0.5, Parameters: net.GetParameters()})
	require.NoError(t, err)
	states := d.Init()
	for n := range 21 {
		for r, trace := range result.Recordings {
			row := result.Recorded[r].Compartment
			if result.Recorded[r].Synapse >= 0 {
				row = map[int]int{0: 0, 1: 1, 3: 0}[result.Recorded[r].Synapse] // of its type
			}
			require.Equal(t, trace[n], states[result.Recorded[r].State][row], "%s of %s at sample %d", result.Recorded[r].State, result.Recorded[r].Place, n)
		}
		if n < 20 {
			states, err = d.Step(states, n)
			require.NoError(t, err)
		}
	}
}

func TestErrors(t *testing.T) {
	d := made(t, network(t), golgi.Options{})
	all := d.Init()
	_, err := d.Flatten(all)
	require.ErrorContains(t, err, "flatten: ")
	delete(all, "HH_m")
	_, err = d.RemoveObservables(all)
	require.EqualError(t, err, `remove observables: the states have no "HH_m"; all are needed: HH_h, HH_m, HH_n, IonotropicSynapse_s, v`)
	all["HH_m"] = make([]float64, 3)
	_, err = d.Step(all, 0)
	require.EqualError(t, err, `step: 3 values of "HH_m", not 12`)
	all["HH_m"], all["HH_p"] = all["HH_n"], nil
	_, err = d.Step(all, 0)
	require.ErrorContains(t, err, `step: the states have "HH_p", which the model does not; did you mean "HH_`)
	_, err = d.StepFlat(d.InitFlat()[1:], 0)
	require.EqualError(t, err, "step: 49 values of the states; the flat vector has 50")
	_, err = d.StepFlat(d.InitFlat(), 150)
	require.EqualError(t, err, "step: there is no step from sample 150: a clamp has 150 samples; give it one for each step")
	_, err = d.StepFlat(d.InitFlat(), -1)
	require.EqualError(t, err, "step: there is no step from sample -1; count from 0")
	_, err = d.Unflatten(nil)
	require.EqualError(t, err, "unflatten: 0 values of the states; the flat vector has 50")
	x := d.InitFlat()
	x[len(x)-1] = math.NaN()
	_, err = d.StepFlat(x, 0)
	require.ErrorContains(t, err, "the voltage is not a number")
	cell := cellOf(t, []int{-1, 0}, 2)
	require.NoError(t, cell.Branch(0).Insert(library.HH()))
	part := made(t, cell, golgi.Options{})
	_, err = part.Flatten(part.Init())
	require.ErrorContains(t, err, `4 values of "HH_h", not 2 (with a value for each compartment; RemoveObservables takes out those without the mechanism)`)
	_, err = dynamics.New(cell.Branch(0), golgi.Options{})
	require.ErrorContains(t, err, "dynamics: prepare: a run is of the whole model")
}
