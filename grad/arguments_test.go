package grad_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
)

// TestStimuliAreCutAndPadded: a stimulus that is shorter than the run is followed by nothing, one that is longer is cut,
// under a gradient too: parameters have the derivatives of the run with the stimulus written out, and samples that
// come too late have exactly none.
func TestStimuliAreCutAndPadded(t *testing.T) {
	const steps = 200 // of 0.025 ms
	current := golgi.StepCurrent(1, 9, 0.2, 0.025, 10, 0)
	gradient := func(samples []float64) *grad.Gradient {
		cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, cell.Record("v"))
		require.NoError(t, cell.MakeTrainable("HH_gNa"))
		require.NoError(t, cell.Branch(0).Loc(0).Stimulate(samples))
		g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: golgi.Options{TMax: steps * 0.025}, With: grad.Stimuli})
		require.NoError(t, err)
		return g
	}
	for _, given := range []int{60, steps, 350} {
		g := gradient(current[:given])
		written := slices.Clone(current[:min(given, steps)])
		for len(written) < steps {
			written = append(written, 0)
		}
		want := gradient(written)
		require.Len(t, g.Result.Times, steps+1, "the first is that of the start")
		require.Equal(t, want.Value, g.Value)
		require.Equal(t, want.Parameters, g.Parameters)
		require.Len(t, g.Stimuli[0], given, "a derivative for each sample that was given")
		for k, x := range g.Stimuli[0] {
			if k < steps {
				require.Equal(t, want.Stimuli[0][k], x)
				require.NotZero(t, x, "sample %d", k)
			} else {
				require.Zero(t, x, "sample %d", k)
			}
		}
	}
}

// TestShortClampsAreAnError, under a gradient too.
func TestShortClampsAreAnError(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.Branch(0).Comp(0).Clamp("v", slices.Repeat([]float64{-60}, 399)))
	_, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: tenMilliseconds, With: grad.Clamps})
	require.ErrorContains(t, err, "399")
	require.NoError(t, cell.Branch(0).Comp(0).Clamp("v", slices.Repeat([]float64{-60}, 400)))
	g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: tenMilliseconds, With: grad.Clamps})
	require.NoError(t, err)
	require.Len(t, g.Clamps[0], 400)
	require.NotZero(t, g.Clamps[0][399])
}

// TestInitialStatesReplaceTrainableOnes: states of a run before take the place of trainable initial states, which then
// count for nothing: their derivative is exactly zero, and they are named.
func TestInitialStatesReplaceTrainableOnes(t *testing.T) {
	cell := spikingCell(t)
	before, err := cell.Integrate(t.Context(), golgi.Options{TMax: 2, ReturnStates: true})
	require.NoError(t, err)
	require.NoError(t, cell.MakeTrainable("v"))
	require.NoError(t, cell.Branch(1).MakeTrainable("HH_m"))
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	p := cell.GetParameters()
	o := grad.Options{Run: tenMilliseconds, With: grad.InitialStates}
	from, err := grad.ValueAndGrad(t.Context(), cell, p, meanSquare, o)
	require.NoError(t, err)
	require.Empty(t, from.Zeros)
	require.NotZero(t, from.Parameters[0].Values[0])

	o.Run.InitialStates = before.States
	g, err := grad.ValueAndGrad(t.Context(), cell, p, meanSquare, o)
	require.NoError(t, err)
	require.Equal(t, []float64{0}, g.Parameters[0].Values)
	require.Equal(t, []float64{0}, g.Parameters[1].Values)
	require.NotZero(t, g.Parameters[2].Values[0], "a parameter is none of the states")
	require.Len(t, g.Zeros, 2)
	require.Equal(t, "v of all", g.Zeros[0].String())
	require.Equal(t, "HH_m of branch(1)", g.Zeros[1].String())
	require.NotZero(t, g.InitialStates["v"][0], "the states that take their place have derivatives")
	p[0].Values[0] = -40
	again, err := grad.ValueAndGrad(t.Context(), cell, p, meanSquare, o)
	require.NoError(t, err)
	require.Equal(t, g.Value, again.Value)
}

// TestReturnedStatesCarryGradients: the gradient of a run is that of its first part, whose final states have the
// derivatives that the second part has for its initial states, plus that of the second part. 1e-10 relative: the sums are
// taken in two parts.
func TestReturnedStatesCarryGradients(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	require.NoError(t, cell.Branch(golgi.All).MakeTrainable("radius"))
	sum := func(r *golgi.Result, d [][]float64) (float64, error) { // of all samples but the first
		total := 0.0
		for i, samples := range r.Recordings {
			for k, x := range samples[1:] {
				total += x
				d[i][k+1] = 1
			}
		}
		return total, nil
	}
	whole, err := grad.ValueAndGrad(t.Context(), cell, nil, sum, grad.Options{Run: golgi.Options{TMax: 10, ReturnStates: true}})
	require.NoError(t, err)

	first := grad.Options{Run: golgi.Options{TMax: 4, ReturnStates: true}}
	plain, err := cell.Integrate(t.Context(), first.Run)
	require.NoError(t, err)
	second := grad.Options{Run: golgi.Options{TMax: 6, InitialStates: plain.States, ReturnStates: true}, With: grad.InitialStates}
	end, err := grad.ValueAndGrad(t.Context(), cell, nil, sum, second)
	require.NoError(t, err)
	require.Equal(t, whole.Result.Hash, end.Result.Hash)

	first.Final = func(_, derivative []float64) (float64, error) {
		at := 0
		for _, key := range []string{"HH_h", "HH_m", "HH_n", "v"} {
			at += copy(derivative[at:], end.InitialStates[key])
		}
		return 0, nil
	}
	start, err := grad.ValueAndGrad(t.Context(), cell, nil, sum, first)
	require.NoError(t, err)
	for _, key := range []string{"v", "HH_m"} {
		want, err := plain.States.Get(key)
		require.NoError(t, err)
		got, err := start.Result.States.Get(key)
		require.NoError(t, err)
		require.Equal(t, want, got, "a gradient returns the states too")
	}
	require.InEpsilon(t, whole.Value, start.Value+end.Value, 1e-12)
	for i, p := range whole.Parameters {
		for k, want := range p.Values {
			require.InEpsilon(t, want, start.Parameters[i].Values[k]+end.Parameters[i].Values[k], 1e-10, "%s %d", p.Key, k)
		}
	}
}

// TestOverridesHaveTheDerivativesOfTrainables: the same value given by DataSet and as a trainable has the same derivative,
// to the bit; and a trainable that an override replaces has none.
func TestOverridesHaveTheDerivativesOfTrainables(t *testing.T) {
	for _, c := range []struct {
		path, key string
		value     float64
	}{
		{"all", "HH_gNa", 0.15}, {"branch(1)", "radius", 0.8}, {"branch(2)", "length", 12}, {"all", "capacitance", 1.1},
		{"branch(2)", "v", -62}, {"all", "HH_n", 0.3},
	} {
		cell := spikingCell(t)
		o := grad.Options{Run: tenMilliseconds, With: grad.Overrides}
		o.Run.Overrides = []golgi.Override{cell.Select(c.path).DataSet(c.key, c.value)}
		override, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
		require.NoError(t, err)
		require.NotZero(t, override.Overrides[0][0][0])

		require.NoError(t, cell.Select(c.path).MakeTrainable(c.key, c.value))
		trainable, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: tenMilliseconds})
		require.NoError(t, err)
		require.Equal(t, override.Value, trainable.Value, c.key)
		require.Equal(t, override.Overrides[0][0], trainable.Parameters[0].Values, c.key)

		both, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
		require.NoError(t, err)
		require.Equal(t, override.Overrides, both.Overrides, c.key)
		require.Equal(t, []float64{0}, both.Parameters[0].Values, c.key)
		require.Len(t, both.Zeros, 1)
	}
}

// TestManyValuesAtOnce: what vmap over data_set and value_and_grad gives is one call over cases, each with its own values.
func TestManyValuesAtOnce(t *testing.T) {
	net, err := golgi.NewNetworkOf(spikingCell(t), 2)
	require.NoError(t, err)
	require.NoError(t, net.Record("v"))
	require.NoError(t, net.Cell(0).AddToGroup("fast_spiking"))
	require.NoError(t, net.Cell(1).AddToGroup("slow_spiking"))
	simulate := func(fast, slow float64) []golgi.Override {
		return []golgi.Override{net.Group("fast_spiking").DataSet("HH_gNa", fast), net.Group("slow_spiking").DataSet("HH_gNa", slow)}
	}
	values := [][2]float64{{0.12, 0.1}, {0.15, 0.08}, {0.2, 0.12}}
	var cases []grad.Case
	for _, v := range values {
		cases = append(cases, grad.Case{Overrides: simulate(v[0], v[1]), Loss: meanSquare})
	}
	o := grad.Options{Run: tenMilliseconds, With: grad.Overrides}
	_, each, err := grad.ValueAndGradOf(t.Context(), net, nil, cases, o)
	require.NoError(t, err)
	for i, v := range values {
		one := o
		one.Run.Overrides = simulate(v[0], v[1])
		want, err := grad.ValueAndGrad(t.Context(), net, nil, meanSquare, one)
		require.NoError(t, err)
		require.Equal(t, want.Value, each[i].Value)
		require.Equal(t, want.Overrides, each[i].Overrides)
		run := func(fast float64) float64 {
			return value(t, net, meanSquare, golgi.Options{TMax: 10, Overrides: simulate(fast, v[1])})
		}
		require.InEpsilon(t, (run(v[0]+1e-6)-run(v[0]-1e-6))/2e-6, each[i].Overrides[0][0][0], 1e-6)
	}
}

// TestLevelsBeyondTheEnd: lengths whose product is more than the steps of the run cost no step more than the run needs, and
// give the bits of the whole tape.
func TestLevelsBeyondTheEnd(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	o := grad.Options{Run: tenMilliseconds}
	want, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
	require.NoError(t, err)
	require.Equal(t, 400, want.Cost.Forward)
	for _, lengths := range [][]int{{1000}, {21, 20}, {30, 30}, {8, 8, 8}, {2, 1000}} {
		o.Checkpoints = grad.Levels(lengths...)
		g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
		require.NoError(t, err)
		require.Len(t, g.Result.Times, 401)
		require.Equal(t, want.Parameters, g.Parameters)
		require.LessOrEqual(t, g.Cost.Forward, 400*len(lengths), "each level takes each step once more at most")
	}
	o.Checkpoints = grad.Levels(19, 21)
	_, err = grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, o)
	require.ErrorContains(t, err, "the levels 19 x 21 reach 399 steps, the run has 400; their product must be at least that")
}

// TestSolversAndSteps: every integrator at two steps, against central differences of its own run, which are good to about
// 1e-7 of the value over the step.
func TestSolversAndSteps(t *testing.T) {
	for _, solver := range []golgi.Solver{golgi.ForwardEuler, golgi.BackwardEuler, golgi.CrankNicolson, golgi.ExponentialEuler} {
		for _, dt := range []float64{0.01, 0.025} {
			if solver == golgi.ForwardEuler {
				dt /= 10 // the compartments are small
			}
			cell := spikingCell(t)
			require.NoError(t, cell.MakeTrainable("HH_gNa"))
			run := golgi.Options{TMax: 200 * dt, Dt: dt, Solver: solver}
			g, err := grad.ValueAndGrad(t.Context(), cell, nil, meanSquare, grad.Options{Run: run})
			require.NoError(t, err)
			moved := func(by float64) float64 {
				run.Parameters = []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0.12 + by}}}
				return value(t, cell, meanSquare, run)
			}
			require.InEpsilon(t, (moved(1e-6)-moved(-1e-6))/2e-6, g.Parameters[0].Values[0], 1e-6, "%v, %v ms", solver, dt)
		}
	}
}
