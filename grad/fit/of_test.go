package fit_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
	"golgi/grad/loss"
	"golgi/grad/optimise"
	"golgi/grad/transform"
	"golgi/mech/library"
)

// passive is a cell of three branches with a leak; its conductances, one for
// the soma and one for the dendrites, and its capacitance are trainable.
func passive(t testing.TB) *golgi.Cell {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.Leak()))
	require.NoError(t, cell.Set("length", 150))
	require.NoError(t, cell.Set("Leak_gLeak", 3e-4))
	require.NoError(t, cell.Branch(1, 2).Set("Leak_gLeak", 1e-4))
	require.NoError(t, cell.Branch(1, 2).AddToGroup("dendrites"))
	require.NoError(t, cell.Branch(0).AddToGroup("soma"))
	require.NoError(t, cell.Group("soma").MakeTrainable("Leak_gLeak"))
	require.NoError(t, cell.Group("dendrites").MakeTrainable("Leak_gLeak"))
	require.NoError(t, cell.MakeTrainable("capacitance"))
	require.NoError(t, cell.Branch(0).Loc(0).Record("v"))
	require.NoError(t, cell.Branch(1).Loc(1).Record("v"))
	return cell
}

// pulses are currents into different places, the cases of the fit.
func pulses(cell *golgi.Cell) []golgi.Override {
	wave := make([]float64, 400)
	for k := range 250 {
		wave[k] = 0.05
	}
	down := make([]float64, 400)
	for k := range 100 {
		down[k] = -0.2
	}
	return []golgi.Override{
		cell.Branch(0).Loc(0).DataStimulate(wave), cell.Branch(1).Loc(1).DataStimulate(down), cell.Branch(2).Loc(1).DataStimulate(wave),
	}
}

var run = grad.Options{Run: golgi.Options{TMax: 10, Workers: 1}}

// recorded makes the cases: each pulse with the traces of the true cell.
func recorded(t testing.TB, cell *golgi.Cell) []grad.Case {
	var cases []grad.Case
	for _, pulse := range pulses(cell) {
		o := run.Run
		o.Overrides = []golgi.Override{pulse}
		r, err := cell.Integrate(t.Context(), o)
		require.NoError(t, err)
		cases = append(cases, grad.Case{Overrides: o.Overrides, Loss: loss.MeanSquaredError(r.Recordings)})
	}
	return cases
}

// off is a problem from a start 50 % off.
func off(t testing.TB) (fit.Problem, []golgi.Parameter) {
	cell := passive(t)
	truth := cell.GetParameters()
	p, err := fit.Of(cell, recorded(t, cell), run)
	require.NoError(t, err)
	require.Equal(t, truth, p.Start)
	p.Start = golgi.CloneParameters(truth)
	p.Start[0].Values[0] *= 1.5
	p.Start[1].Values[0] *= 0.5
	p.Start[2].Values[0] *= 1.5
	p.Transform = transform.Set{ByKey: map[string]transform.Transform{
		"Leak_gLeak": transform.Chain(transform.Softplus(0), transform.Affine(1e-4, 0)), "capacitance": transform.Sigmoid(0.1, 5),
	}}
	return p, truth
}

// A leak in two groups and the capacitance come out of traces to 2 %, with all
// cases in a step and with mini-batches.
func TestOf(t *testing.T) {
	for _, o := range []fit.Options{
		{Optimiser: adam(0.1), Epochs: 150, Target: new(1e-5)},
		{Optimiser: optimise.Adam(optimise.Cosine(0.1, 240, 0.01)), Epochs: 80, Batch: 1, Seed: 1, Target: new(1e-5)},
	} {
		p, truth := off(t)
		r, err := fit.Run(t.Context(), p, o)
		require.NoError(t, err)
		require.Equal(t, fit.TargetReached, r.Why, "%v %v", r.Value, r.Parameters)
		for i, want := range truth {
			require.InEpsilonSlice(t, want.Values, r.Parameters[i].Values, 0.02)
		}
	}
}

// The loss alone is the one that comes with the gradient, to the bit.
func TestOfValue(t *testing.T) {
	p, _ := off(t)
	value, gradient, err := p.Evaluate(t.Context(), p.Start)
	require.NoError(t, err)
	alone, err := p.Value(t.Context(), p.Start)
	require.NoError(t, err)
	require.Equal(t, value, alone)
	some, part, err := p.EvaluateCases(t.Context(), p.Start, []int{0, 2})
	require.NoError(t, err)
	rest, other, err := p.EvaluateCases(t.Context(), p.Start, []int{1})
	require.NoError(t, err)
	require.InEpsilon(t, value, some+rest, 1e-14)
	for i := range gradient {
		require.InEpsilon(t, gradient[i].Values[0], part[i].Values[0]+other[i].Values[0], 1e-12)
	}
}

// What is seen is the gradient that the fit has, of all cases and of some.
func TestOfSeen(t *testing.T) {
	cell := passive(t)
	var seen *grad.Gradient
	p, err := fit.OfSeen(cell, recorded(t, cell), run, func(g *grad.Gradient) { seen = g })
	require.NoError(t, err)
	p.Start[0].Values[0] *= 1.5
	for _, evaluate := range []func() (float64, []golgi.Parameter, error){
		func() (float64, []golgi.Parameter, error) { return p.Evaluate(t.Context(), p.Start) },
		func() (float64, []golgi.Parameter, error) { return p.EvaluateCases(t.Context(), p.Start, []int{1}) },
	} {
		seen = nil
		value, gradient, err := evaluate()
		require.NoError(t, err)
		require.Equal(t, value, seen.Value)
		require.Equal(t, gradient, seen.Parameters)
	}
}

// Ctrl-C in the middle of a run, and on to the same bits.
func TestOfResumes(t *testing.T) {
	p, _ := off(t)
	want, err := fit.Run(t.Context(), p, fit.Options{Optimiser: adam(0.1), Epochs: 4})
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cell := passive(t)
	var second atomic.Bool // the second epoch is made: what runs from here on is the third
	o := run
	o.Run.Progress = func(int, int) {
		if second.Load() {
			cancel()
		}
	}
	q, err := fit.Of(cell, recorded(t, cell), o)
	require.NoError(t, err)
	q.Start, q.Transform = p.Start, p.Transform
	part, err := fit.Run(ctx, q, fit.Options{Optimiser: adam(0.1), Epochs: 4, Progress: func(e fit.Epoch) { second.Store(e.Number >= 2) }})
	require.NoError(t, err)
	require.Equal(t, fit.Cancelled, part.Why)
	require.GreaterOrEqual(t, part.State.Epoch(), 2)
	got, err := fit.Run(t.Context(), p, fit.Options{Optimiser: adam(0.1), Epochs: 4, Resume: part.State})
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// A run that leaves the limit of the voltage is stepped back from, or named.
func TestOfVoltageLimit(t *testing.T) {
	cell := passive(t)
	o := run
	o.Run.VoltageLimit = 75
	cases := recorded(t, cell)
	p, err := fit.Of(cell, cases, o)
	require.NoError(t, err)
	_, err = fit.Run(t.Context(), p, fit.Options{})
	require.ErrorContains(t, err, "; at the start, Leak_gLeak[0] (group(soma)) = 0.0003, Leak_gLeak[0] (group(dendrites)) = 0.0001, capacitance[0] (")
	require.ErrorContains(t, err, "fit: case 1: ")
	require.ErrorContains(t, err, "mV")
}

// A budget that is too small is not the fault of the values, at the start or in a mini-batch, and smaller steps do not help.
func TestOfSmallBudget(t *testing.T) {
	cell := passive(t)
	o := run
	o.Checkpoints = grad.Budget(1)
	p, err := fit.Of(cell, recorded(t, cell), o)
	require.NoError(t, err)
	for _, how := range []fit.Options{{}, {Method: optimise.LBFGS()}, {Batch: 1}} {
		tried := 0
		q := p
		q.EvaluateCases = func(ctx context.Context, parameters []golgi.Parameter, cases []int) (float64, []golgi.Parameter, error) {
			tried++
			return p.EvaluateCases(ctx, parameters, cases)
		}
		_, err = fit.Run(t.Context(), q, how)
		require.ErrorContains(t, err, "gradient: a budget of 1 bytes is too small; the least that would do is ")
		require.NotContains(t, err.Error(), "start")
		require.NotContains(t, err.Error(), "Leak_gLeak")
		require.NotContains(t, err.Error(), "learning rate")
		require.LessOrEqual(t, tried, 1)
	}
}

func TestOfErrors(t *testing.T) {
	cell := passive(t)
	cases := recorded(t, cell)
	_, err := fit.Of(cell, nil, run)
	require.EqualError(t, err, "fit: no cases; give at least one, with a loss")
	_, err = fit.Of(cell, []grad.Case{cases[0], {}}, run)
	require.EqualError(t, err, "fit: case 1 has no loss")
	_, err = fit.Of(cell, cases, grad.Options{Run: golgi.Options{Dt: -1}})
	require.ErrorContains(t, err, "fit: case 0: ")
	require.NoError(t, cell.DeleteTrainables())
	_, err = fit.Of(cell, cases, run)
	require.EqualError(t, err, "fit: the model has no trainables; make some with MakeTrainable")
}

// A leak conductance from a voltage trace.
func Example() {
	ctx := context.Background()
	cell, _ := golgi.NewCellFromParents([]int{-1}, 1)
	_ = cell.Insert(library.Leak())
	_ = cell.Set("Leak_gLeak", 2e-4)
	_ = cell.Loc(0).Record("v")
	_ = cell.MakeTrainable("Leak_gLeak")
	_ = cell.Set("v", -60)
	options := grad.Options{Run: golgi.Options{TMax: 5}}
	measured, _ := cell.Integrate(ctx, options.Run)

	problem, err := fit.Of(cell, []grad.Case{{Loss: loss.MeanSquaredError(measured.Recordings)}}, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	problem.Start[0].Values[0] = 3e-4
	problem.Transform.Rest = transform.Sigmoid(1e-5, 1e-3)
	result, err := fit.Run(ctx, problem, fit.Options{
		Optimiser: optimise.Chain(optimise.ClipNorm(1), optimise.Adam(optimise.ExponentialDecay(0.1, 0.5, 30))), Epochs: 120,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v: Leak_gLeak = %.3g S/cm2\n", result.Why, result.Parameters[0].Values[0])
	// Output: all epochs were made: Leak_gLeak = 0.0002 S/cm2
}
