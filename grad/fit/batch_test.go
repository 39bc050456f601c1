package fit_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/fit"
)

// watched is the bowl, which notes the cases of each batch.
func watched(batches *[][]int) fit.Problem {
	p := bowl()
	some := p.EvaluateCases
	p.EvaluateCases = func(ctx context.Context, q []golgi.Parameter, cases []int) (float64, []golgi.Parameter, error) {
		*batches = append(*batches, slices.Clone(cases))
		return some(ctx, q, cases)
	}
	return p
}

// Each epoch takes every case once, in an order of its own.
func TestBatches(t *testing.T) {
	var seen, other [][]int
	r, err := fit.Run(t.Context(), watched(&seen), fit.Options{Optimiser: adam(0.02), Batch: 3, Seed: 1, Epochs: 150})
	require.NoError(t, err)
	near(t, r, 0.02)
	require.Len(t, seen, 300)
	orders := map[[4]int]bool{}
	for e := range 150 {
		require.Len(t, seen[2*e], 3)
		order := [4]int(append(slices.Clone(seen[2*e]), seen[2*e+1]...))
		orders[order] = true
		slices.Sort(order[:])
		require.Equal(t, [4]int{0, 1, 2, 3}, order)
	}
	require.Len(t, orders, 24, "all orders of four cases in 150 epochs")
	_, err = fit.Run(t.Context(), watched(&other), fit.Options{Optimiser: adam(0.02), Batch: 3, Seed: 2, Epochs: 150})
	require.NoError(t, err)
	require.NotEqual(t, seen, other)
	require.Zero(t, r.Zeros)
	require.Nil(t, r.State.Here.Gradient)
}

// The loss of an epoch is the whole one, whatever the batches; a batch of all
// cases makes the same steps as no batches, up to the order of the sum.
func TestBatchOfAll(t *testing.T) {
	whole, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.1), Epochs: 20})
	require.NoError(t, err)
	batch, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.1), Epochs: 20, Batch: 4})
	require.NoError(t, err)
	require.InEpsilonSlice(t, whole.History, batch.History, 1e-9)

	// Steps of descent, small enough not to change the slope, add up to those of the whole
	// gradient, each batch standing for all: twice as many steps of half the cases, twice as far.
	one, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: descentAt(1e-7), Epochs: 1})
	require.NoError(t, err)
	two, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: descentAt(1e-7), Epochs: 1, Batch: 2})
	require.NoError(t, err)
	require.InEpsilon(t, 2, (two.Start-two.Value)/(one.Start-one.Value), 1e-4)
}

// The loss alone is asked for after an epoch of batches.
func TestBatchValue(t *testing.T) {
	p := bowl()
	values := 0
	evaluate := p.Evaluate
	p.Evaluate = nil
	p.Value = func(ctx context.Context, q []golgi.Parameter) (float64, error) {
		values++
		value, _, err := evaluate(ctx, q)
		return value, err
	}
	p.Evaluate = func(context.Context, []golgi.Parameter) (float64, []golgi.Parameter, error) {
		panic("derivatives of all cases are not wanted")
	}
	r, err := fit.Run(t.Context(), p, fit.Options{Optimiser: adam(0.1), Epochs: 5, Batch: 2})
	require.NoError(t, err)
	require.Equal(t, 6, values)
	require.Less(t, r.Value, r.Start)
}
