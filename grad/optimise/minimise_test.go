package optimise_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/optimise"
)

// descent is a method of steepest descent, which halves its step until the loss
// falls and doubles it when it did.
func descent() optimise.Method {
	return optimise.Method{Name: "descent", Gradient: true, Run: func(start []float64, c optimise.Calls) string {
		x, gradient, size := append([]float64{}, start...), make([]float64, len(start)), 1.0
		value := c.Value(x)
		c.Derivative(gradient, x)
		c.Iteration(x, value, gradient)
		for !c.Ended() {
			next := make([]float64, len(x))
			for i := range x {
				next[i] = x[i] - size*gradient[i]
			}
			v := c.Value(next)
			if v >= value {
				if size /= 2; size < 1e-12 {
					return "the steps are too small"
				}
				continue
			}
			x, value, size = next, v, 2*size
			c.Derivative(gradient, x)
			c.Iteration(x, value, gradient)
		}
		return "told to end"
	}}
}

// counted is the Rosenbrock function, which counts its evaluations.
func counted(n *int) optimise.Objective {
	return optimise.Objective{Start: valley(), Evaluate: func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
		*n++
		at := rosenbrock(p)
		return at.Value, at.Gradient, nil
	}}
}

func TestMinimise(t *testing.T) {
	n := 0
	var seen []optimise.Iteration
	m, err := optimise.Minimise(t.Context(), counted(&n), descent(), optimise.Settings{Iterations: 50, Iteration: func(i optimise.Iteration) bool {
		seen = append(seen, i)
		return false
	}})
	require.NoError(t, err)
	require.Equal(t, 50, m.Iterations)
	require.Equal(t, "all 50 iterations were made", m.Reason)
	require.False(t, m.Converged)
	require.Len(t, seen, 51)
	require.Equal(t, []float64{-1.2, 1}, seen[0].X)
	require.Equal(t, rosenbrock(valley()).Value, seen[0].Value)
	require.Equal(t, m.Value, seen[50].Value)
	require.Equal(t, m.Value, rosenbrock(m.Parameters).Value)
	require.Len(t, m.Log, n, "nothing is evaluated twice")
	require.Equal(t, 49, m.Iteration-1)

	parabola := optimise.Objective{Start: valley(), Evaluate: func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
		x, y := p[0].Values[0]-3, p[1].Values[0]
		return x*x + y*y, []golgi.Parameter{{Key: "x", Values: []float64{2 * x}}, {Key: "y", Values: []float64{2 * y}}}, nil
	}}
	m, err = optimise.Minimise(t.Context(), parabola, descent(), optimise.Settings{})
	require.NoError(t, err)
	require.True(t, m.Converged)
	require.Equal(t, "descent: the steps are too small", m.Reason)
	require.InDelta(t, 3, m.Parameters[0].Values[0], 1e-6)
}

// A cancelled run keeps the best, and goes on from its log, which went through
// JSON, to the same bits as one that was not; nothing of the log is evaluated.
func TestMinimiseResumes(t *testing.T) {
	whole := 0
	want, err := optimise.Minimise(t.Context(), counted(&whole), descent(), optimise.Settings{Iterations: 60})
	require.NoError(t, err)
	for _, after := range []int{1, 2, 17, 40} {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		o := counted(&n)
		evaluate := o.Evaluate
		o.Evaluate = func(ctx context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
			if n == after {
				cancel()
				return 0, nil, ctx.Err()
			}
			return evaluate(ctx, p)
		}
		part, err := optimise.Minimise(ctx, o, descent(), optimise.Settings{Iterations: 60})
		require.NoError(t, err)
		require.True(t, part.Cancelled)
		require.Len(t, part.Log, after)
		require.Equal(t, part.Value, rosenbrock(part.Parameters).Value)
		require.LessOrEqual(t, part.Value, rosenbrock(valley()).Value)

		text, err := json.Marshal(part.Log)
		require.NoError(t, err)
		var log []optimise.Evaluation
		require.NoError(t, json.Unmarshal(text, &log))
		rest := 0
		got, err := optimise.Minimise(t.Context(), counted(&rest), descent(), optimise.Settings{Iterations: 60, Log: log})
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, whole, after+rest)
	}
	_, err = optimise.Minimise(t.Context(), counted(&whole), descent(), optimise.Settings{Log: []optimise.Evaluation{{X: []float64{0, 0}}}})
	require.EqualError(t, err, "minimise: evaluation 0 of the log is at another place; resume with the problem and the method that the log is of")
}

// wall is the Rosenbrock function with an end: beyond x = 0 it cannot be had.
func wall(p []golgi.Parameter) (float64, []golgi.Parameter, error) {
	at := rosenbrock(p)
	switch x := p[0].Values[0]; {
	case x > 0.3:
		return math.NaN(), at.Gradient, nil
	case x > 0:
		return 0, nil, errors.New("V = 1200 mV")
	}
	return at.Value, at.Gradient, nil
}

func TestMinimiseFailures(t *testing.T) {
	o := optimise.Objective{Start: valley(), Evaluate: func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) { return wall(p) }}
	m, err := optimise.Minimise(t.Context(), o, descent(), optimise.Settings{Iterations: 300, Failures: 40})
	require.NoError(t, err, "a method turns back from a wall")
	require.LessOrEqual(t, m.Parameters[0].Values[0], 0.0)
	require.Less(t, m.Value, 4.0)

	m, err = optimise.Minimise(t.Context(), o, descent(), optimise.Settings{Failures: -1})
	require.EqualError(t, err, "minimise: descent: 1 evaluations in a row failed, the last with: the loss is NaN")
	require.NotNil(t, m)
	require.LessOrEqual(t, m.Value, rosenbrock(valley()).Value)

	o.Start = []golgi.Parameter{{Key: "x", Values: []float64{0.1}}, {Key: "y", Values: []float64{0}}}
	m, err = optimise.Minimise(t.Context(), o, descent(), optimise.Settings{})
	require.EqualError(t, err, "minimise: at the start: V = 1200 mV")
	require.Nil(t, m)

	o.Evaluate = func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
		return 1, p[:1], nil
	}
	_, err = optimise.Minimise(t.Context(), o, descent(), optimise.Settings{})
	require.EqualError(t, err, "minimise: at the start: descent: a gradient of 1 parameters for 2")
	_, err = optimise.Minimise(t.Context(), o, optimise.Method{}, optimise.Settings{})
	require.EqualError(t, err, "minimise: it needs an Evaluate and a method")
	o.Start = nil
	_, err = optimise.Minimise(t.Context(), o, descent(), optimise.Settings{})
	require.EqualError(t, err, "minimise: no value to move")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := 0
	_, err = optimise.Minimise(ctx, counted(&n), descent(), optimise.Settings{})
	require.ErrorIs(t, err, context.Canceled)
}
