package fit_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/fit"
	"golgi/grad/optimise"
)

// cliff is x^4/4, which cannot be had below 0.2: it fails there, or is not a
// number. A step of gradient descent at a rate of 0.24 from 2 leads to 0.08.
func cliff(failure error) fit.Problem {
	return fit.Problem{
		Start: []golgi.Parameter{{Key: "x", Values: []float64{2}}},
		Evaluate: func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
			x := p[0].Values[0]
			value := x * x * x * x / 4
			if x < 0.2 {
				value = math.NaN()
				if failure != nil {
					return 0, nil, failure
				}
			}
			return value, []golgi.Parameter{{Key: "x", Values: []float64{x * x * x}}}, nil
		},
	}
}

func descentAt(rate float64) optimise.Optimiser {
	return optimise.SGD(optimise.Constant(rate), 0, false)
}

// The step is halved from the best point, and doubles after five good epochs.
func TestBackOff(t *testing.T) {
	for _, failure := range []error{nil, errors.New("V = 1200 mV at 3 ms")} {
		var epochs []fit.Epoch
		r, err := fit.Run(t.Context(), cliff(failure), fit.Options{Optimiser: descentAt(0.24), Epochs: 8, Progress: func(e fit.Epoch) { epochs = append(epochs, e) }})
		require.NoError(t, err)
		require.Equal(t, fit.EpochsDone, r.Why)
		require.Equal(t, 1, r.Backoffs)
		require.Equal(t, 1, epochs[1].Backoffs)
		require.InDelta(t, 2-0.12*8, epochs[1].Parameters[0].Values[0], 1e-14, "half the step")
		for i, scale := range []float64{1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1} {
			require.Equal(t, scale, epochs[i].Scale, "epoch %d", i)
		}
		require.Equal(t, 8, r.Epoch)
	}
}

// With momentum the fit first goes uphill past the best point; it goes back
// there, with the momentum it had there.
func TestBackOffReturnsToTheBest(t *testing.T) {
	var tried []float64
	p := fit.Problem{
		Start: []golgi.Parameter{{Key: "x", Values: []float64{1}}},
		Evaluate: func(_ context.Context, q []golgi.Parameter) (float64, []golgi.Parameter, error) {
			x := q[0].Values[0]
			tried = append(tried, x)
			if x < -0.8 {
				return math.Inf(1), q, nil
			}
			return x * x, []golgi.Parameter{{Key: "x", Values: []float64{2 * x}}}, nil
		},
	}
	r, err := fit.Run(t.Context(), p, fit.Options{Optimiser: optimise.SGD(optimise.Constant(0.2), 0.9, false), Epochs: 3})
	require.NoError(t, err)
	// 1; 0.6 = 1 - 0.2*2; 0.0 = 0.6 - 0.2*(1.2+0.9*2); -0.54 = 0 - 0.2*0.9*3.
	require.InDeltaSlice(t, []float64{1, 0.6, 0, -0.54}, tried, 1e-15)
	best := tried[2]
	r, err = fit.Run(t.Context(), p, fit.Options{Optimiser: optimise.SGD(optimise.Constant(0.2), 0.9, false), Epochs: 4, Resume: r.State})
	require.NoError(t, err)
	require.Equal(t, 1, r.Backoffs)
	// The next step, to -0.54 - 0.2*(0.9*2.7-1.08), is beyond -0.8: from the best point half of 0.54.
	require.InDelta(t, -0.81, tried[4], 1e-14)
	require.InDelta(t, best-0.27, tried[5], 1e-14)
	require.Len(t, tried, 6)
}

func TestBackOffEnds(t *testing.T) {
	n := 0
	p := cliff(nil)
	evaluate := p.Evaluate
	p.Evaluate = func(ctx context.Context, q []golgi.Parameter) (float64, []golgi.Parameter, error) {
		if n++; n > 3 {
			return 0, nil, errors.New("V = 1200 mV at 3 ms")
		}
		return evaluate(ctx, q)
	}
	p.Place = func(int, int) string { return "group soma" }
	r, err := fit.Run(t.Context(), p, fit.Options{Optimiser: descentAt(0.01), Backoffs: 4})
	require.EqualError(t, err, "fit: epoch 3: V = 1200 mV at 3 ms; at x[0] (group soma) = 1.84527; the step from the best point (epoch 2, loss 2.92345) was halved 4 times; a smaller learning rate, clipped gradients or narrower bounds may help")
	require.Equal(t, 3+1+4, n)
	require.Equal(t, fit.Failed, r.Why)
	require.Len(t, r.History, 3)
	require.Equal(t, 2, r.Epoch)
	require.InDelta(t, 1.8492, r.Parameters[0].Values[0], 1e-3, "the best is kept")

	n = 0
	_, err = fit.Run(t.Context(), p, fit.Options{Optimiser: descentAt(0.01), Backoffs: -1})
	require.ErrorContains(t, err, "was halved 0 times")
	require.Equal(t, 4, n)

	// A gradient that is no number is a failure of the loss, a step that is none of the step.
	p.Evaluate = func(_ context.Context, q []golgi.Parameter) (float64, []golgi.Parameter, error) {
		return 1, []golgi.Parameter{{Key: "x", Values: []float64{math.NaN()}}}, nil
	}
	_, err = fit.Run(t.Context(), p, fit.Options{})
	require.EqualError(t, err, "fit: the derivative with respect to x[0] (group soma) is NaN; at the start, x[0] (group soma) = 2")
}
