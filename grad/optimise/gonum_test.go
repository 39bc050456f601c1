package optimise_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/optimise"
)

func methods() []optimise.Method {
	return []optimise.Method{optimise.LBFGS(), optimise.BFGS(), optimise.ConjugateGradient(), optimise.NelderMead(0)}
}

// Each method of gonum finds the minimum of the Rosenbrock function at (1, 1).
func TestGonum(t *testing.T) {
	for _, method := range methods() {
		n := 0
		m, err := optimise.Minimise(t.Context(), counted(&n), method, optimise.Settings{Iterations: 300})
		require.NoError(t, err, method.Name)
		require.InDelta(t, 1, m.Parameters[0].Values[0], 1e-5, method.Name)
		require.InDelta(t, 1, m.Parameters[1].Values[0], 2e-5, method.Name)
		require.Len(t, m.Log, n, method.Name)
	}
}

// Resumed at any point, each goes on to the same bits.
func TestGonumResumes(t *testing.T) {
	for _, method := range methods() {
		whole := 0
		want, err := optimise.Minimise(t.Context(), counted(&whole), method, optimise.Settings{Iterations: 25})
		require.NoError(t, err)
		require.Equal(t, 25, want.Iterations, method.Name)
		for _, after := range []int{1, 3, 11, 20} {
			ctx, cancel := context.WithCancel(t.Context())
			n := 0
			o := counted(&n)
			evaluate := o.Evaluate
			o.Evaluate = func(ctx context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
				if n == after {
					cancel()
				}
				return evaluate(ctx, p)
			}
			part, err := optimise.Minimise(ctx, o, method, optimise.Settings{Iterations: 25})
			require.NoError(t, err)
			require.True(t, part.Cancelled, method.Name)
			text, err := json.Marshal(part.Log)
			require.NoError(t, err)
			var log []optimise.Evaluation
			require.NoError(t, json.Unmarshal(text, &log))
			rest := 0
			got, err := optimise.Minimise(t.Context(), counted(&rest), method, optimise.Settings{Iterations: 25, Log: log})
			require.NoError(t, err)
			require.Equal(t, want, got, "%s after %d", method.Name, after)
			require.Equal(t, whole, after+rest)
		}
	}
}

// Each turns back from a region where there is no loss, or ends with an error
// that says so; it never goes there.
func TestGonumWall(t *testing.T) {
	o := optimise.Objective{Start: valley(), Evaluate: func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) { return wall(p) }}
	for _, method := range methods() {
		m, err := optimise.Minimise(t.Context(), o, method, optimise.Settings{Iterations: 100, Failures: 60})
		require.NoError(t, err, method.Name)
		require.LessOrEqual(t, m.Parameters[0].Values[0], 0.0, method.Name)
		require.Less(t, m.Value, 4.0, method.Name)
	}
}

// Without derivatives, the loss alone is asked for.
func TestGonumValueAlone(t *testing.T) {
	values := 0
	m, err := optimise.Minimise(t.Context(), optimise.Objective{
		Start: valley(),
		Evaluate: func(context.Context, []golgi.Parameter) (float64, []golgi.Parameter, error) {
			panic("derivatives are not wanted")
		},
		Value: func(_ context.Context, p []golgi.Parameter) (float64, error) {
			values++
			return rosenbrock(p).Value, nil
		},
	}, optimise.NelderMead(0.1), optimise.Settings{Iterations: 20, Iteration: func(i optimise.Iteration) bool {
		require.Nil(t, i.Gradient)
		return i.Number == 10
	}})
	require.NoError(t, err)
	require.Equal(t, "stopped", m.Reason)
	require.Equal(t, 10, m.Iterations)
	require.Len(t, m.Log, values)
}

// Why each ended is said in words, not in those of gonum.
func TestGonumEndsInWords(t *testing.T) {
	bowl := func(least float64) optimise.Objective {
		return optimise.Objective{Start: valley(), Evaluate: func(_ context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
			x, y := p[0].Values[0], p[1].Values[0]
			return least + x*x + y*y, []golgi.Parameter{{Key: "x", Values: []float64{2 * x}}, {Key: "y", Values: []float64{2 * y}}}, nil
		}}
	}
	m, err := optimise.Minimise(t.Context(), bowl(0), optimise.LBFGS(), optimise.Settings{})
	require.NoError(t, err)
	require.True(t, m.Converged)
	require.Equal(t, "lbfgs: all derivatives are smaller than 1e-12", m.Reason)

	// a derivative of the wrong sign: no step along it lowers the loss
	wrong := bowl(1)
	right := wrong.Evaluate
	wrong.Evaluate = func(ctx context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
		value, gradient, err := right(ctx, p)
		for _, g := range gradient {
			g.Values[0] = -g.Values[0]
		}
		return value, gradient, err
	}
	for _, method := range []optimise.Method{optimise.LBFGS(), optimise.BFGS(), optimise.ConjugateGradient()} {
		m, err = optimise.Minimise(t.Context(), wrong, method, optimise.Settings{})
		require.NoError(t, err)
		require.True(t, m.Converged)
		require.Regexp(t, "^"+method.Name+": (along its last direction no step of any size|its steps have become so small)", m.Reason)
		require.NotContains(t, m.Reason, "linesearch")
	}
}
