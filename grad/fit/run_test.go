package fit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/fit"
	"golgi/grad/optimise"
	"golgi/grad/transform"
)

// truth is what the test problem is to find.
func truth() []golgi.Parameter {
	return []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0.12, 0.3}}, {Key: "radius", Values: []float64{4}}}
}

// bowl is a problem of four cases: the sum of squares of the logarithms of
// values over the truth, each case with other weights.
func bowl() fit.Problem {
	some := func(_ context.Context, p []golgi.Parameter, cases []int) (float64, []golgi.Parameter, error) {
		value, gradient := 0.0, golgi.CloneParameters(p)
		for i := range p {
			for k, x := range p[i].Values {
				e := math.Log(x / truth()[i].Values[k])
				gradient[i].Values[k] = 0
				for _, c := range cases {
					weight := 1 + 0.5*math.Sin(float64(1+c*7+i*3+k))
					value += weight * e * e
					gradient[i].Values[k] += 2 * weight * e / x
				}
			}
		}
		return value, gradient, nil
	}
	return fit.Problem{
		Start: []golgi.Parameter{{Key: "HH_gNa", Values: []float64{0.2, 0.2}}, {Key: "radius", Values: []float64{6}}},
		Transform: transform.Set{ByKey: map[string]transform.Transform{
			"HH_gNa": transform.Sigmoid(0, 1), "radius": transform.Softplus(0.5),
		}},
		Cases: 4, EvaluateCases: some,
		Evaluate: func(ctx context.Context, p []golgi.Parameter) (float64, []golgi.Parameter, error) {
			return some(ctx, p, []int{0, 1, 2, 3})
		},
		Place: func(parameter, value int) string { return fmt.Sprintf("group %c", 'a'+parameter) },
	}
}

func adam(rate float64) optimise.Optimiser { return optimise.Adam(optimise.Constant(rate)) }

// near asserts that the parameters are the truth to a part in so much.
func near(t *testing.T, r *fit.Result, part float64) {
	t.Helper()
	for i, p := range truth() {
		for k, x := range p.Values {
			require.InEpsilon(t, x, r.Parameters[i].Values[k], part)
		}
	}
}

func TestFit(t *testing.T) {
	var epochs []fit.Epoch
	r, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.1), Epochs: 300, Progress: func(e fit.Epoch) { epochs = append(epochs, e) }})
	require.NoError(t, err)
	near(t, r, 1e-4)
	require.Equal(t, fit.EpochsDone, r.Why)
	require.Equal(t, "all 300 epochs were made", r.Reason)
	require.Len(t, r.History, 301)
	require.Equal(t, r.History[0], r.Start)
	require.Equal(t, r.History[r.Epoch], r.Value)
	require.Empty(t, r.Zeros)
	start, _, err := bowl().Evaluate(t.Context(), bowl().Start)
	require.NoError(t, err)
	require.InEpsilon(t, start, r.Start, 1e-12, "the start goes through the transforms and back, which rounds")

	require.Len(t, epochs, 301)
	best := math.Inf(1)
	for i, e := range epochs {
		require.Equal(t, i, e.Number)
		require.Equal(t, 300, e.Of)
		require.Equal(t, r.History[i], e.Value)
		require.Equal(t, e.Value < best, e.Improved)
		if e.Improved {
			require.Equal(t, i, e.BestEpoch)
		}
		best = min(best, e.Value)
		require.Equal(t, best, r.History[e.BestEpoch])
		require.Equal(t, best, e.Best)
		require.Equal(t, 1.0, e.Scale)
		require.Positive(t, e.Gradient)
		value, _, err := bowl().Evaluate(t.Context(), e.Parameters)
		require.NoError(t, err)
		require.Equal(t, e.Value, value, "the parameters are those of the loss")
	}
	require.Equal(t, best, r.Value)
}

func TestEnds(t *testing.T) {
	r, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.1), Target: new(1e-3)})
	require.NoError(t, err)
	require.Equal(t, fit.TargetReached, r.Why)
	require.LessOrEqual(t, r.Value, 1e-3)
	require.Greater(t, r.History[len(r.History)-2], 1e-3, "it ends at once")

	r, err = fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.1), Target: new(1e3)})
	require.NoError(t, err)
	require.Len(t, r.History, 1, "the start is good enough")

	// A rate of 0 never improves: the loss fell last at the start.
	r, err = fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0), Patience: 7})
	require.NoError(t, err)
	require.Equal(t, fit.Converged, r.Why)
	require.Equal(t, 7, r.State.Epoch())
	require.Equal(t, 0, r.Epoch)

	// A tolerance of a tenth: each of the last ten losses is above nine tenths of the one before them.
	r, err = fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.003), Epochs: 1000, Patience: 10, Tolerance: 0.1})
	require.NoError(t, err)
	require.Equal(t, fit.Converged, r.Why)
	require.Less(t, r.State.Epoch(), 1000)
	require.Greater(t, r.Value, 0.9*r.History[len(r.History)-11])
	for _, why := range []fit.Why{fit.EpochsDone, fit.TargetReached, fit.Converged, fit.Cancelled, fit.Failed} {
		require.NotContains(t, why.String(), "Why")
	}
}

// The default is 100 epochs of Adam at 0.01.
func TestDefaults(t *testing.T) {
	got, err := fit.Run(t.Context(), bowl(), fit.Options{})
	require.NoError(t, err)
	want, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: adam(0.01), Epochs: 100})
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// A value that the loss does not depend on is named.
func TestZeros(t *testing.T) {
	p := bowl()
	evaluate := p.Evaluate
	p.Evaluate = func(ctx context.Context, q []golgi.Parameter) (float64, []golgi.Parameter, error) {
		value, gradient, err := evaluate(ctx, q)
		gradient[0].Values[1] = 0
		return value, gradient, err
	}
	r, err := fit.Run(t.Context(), p, fit.Options{Epochs: 2})
	require.NoError(t, err)
	require.Equal(t, []string{"HH_gNa[1] (group a)"}, r.Zeros)
}

// What a method met on its way is kept, even if it is not where it ended.
func TestMethodKeepsTheBest(t *testing.T) {
	stray := optimise.Method{Name: "stray", Gradient: true, Run: func(start []float64, c optimise.Calls) string {
		gradient := make([]float64, len(start))
		value := c.Value(start)
		c.Derivative(gradient, start)
		c.Iteration(start, value, gradient)
		for i := range start {
			start[i] -= 0.01 * gradient[i]
		}
		c.Value(start)
		return "lost"
	}}
	r, err := fit.Run(t.Context(), bowl(), fit.Options{Method: stray})
	require.NoError(t, err)
	require.Equal(t, fit.Converged, r.Why)
	require.Equal(t, "stray: lost", r.Reason)
	require.Less(t, r.Value, r.Start)
	value, _, err := bowl().Evaluate(t.Context(), r.Parameters)
	require.NoError(t, err)
	require.Equal(t, r.Value, value)
	require.Equal(t, r.State.Log[1].X, r.State.Best.X)
	require.Equal(t, r.State.Log[1].Gradient, r.State.Best.Gradient)
}

// An optimiser is put into its first state, whatever it did before.
func TestOptimiserStartsAnew(t *testing.T) {
	o := adam(0.1)
	first, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: o, Epochs: 10})
	require.NoError(t, err)
	second, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: o, Epochs: 10})
	require.NoError(t, err)
	require.Equal(t, first, second)
}

func TestRunErrors(t *testing.T) {
	problem := func(change func(*fit.Problem)) fit.Problem {
		p := bowl()
		change(&p)
		return p
	}
	same := func(*fit.Problem) {}
	failing := func(err error) func(*fit.Problem) {
		return func(p *fit.Problem) {
			p.Evaluate = func(context.Context, []golgi.Parameter) (float64, []golgi.Parameter, error) {
				return 0, nil, err
			}
		}
	}
	for _, c := range []struct {
		change  func(*fit.Problem)
		options fit.Options
		says    string
	}{
		{func(p *fit.Problem) { p.Evaluate = nil }, fit.Options{}, "fit: the problem has no Evaluate"},
		{func(p *fit.Problem) { p.Start = nil }, fit.Options{}, "fit: no trainable value; make some with MakeTrainable"},
		{func(p *fit.Problem) { p.Start[0].Values[1] = 1.5 }, fit.Options{},
			"fit: start: HH_gNa[1] (group a) = 1.5: transform sigmoid(0, 1): the range is (0, 1), its bounds excluded"},
		{func(p *fit.Problem) { p.Transform = transform.Set{}; p.Start[1].Values[0] = math.NaN() }, fit.Options{}, "fit: start: radius[0] (group b) = NaN: transform identity: no finite number has this value"},
		{func(p *fit.Problem) { p.Place = nil; p.Start[0].Values[1] = 1.5 }, fit.Options{},
			"fit: start: HH_gNa[1] = 1.5 (position 0): transform sigmoid(0, 1): the range is (0, 1), its bounds excluded"},
		{func(p *fit.Problem) { p.Transform.ByKey["radius"] = transform.Sigmoid(3, 3) }, fit.Options{},
			"fit: radius (group b): transform sigmoid(3, 3): the lower bound must be less than the upper"},
		{func(p *fit.Problem) { p.Transform.ByKey["radios"] = transform.Identity() }, fit.Options{},
			`fit: transform: no trainable "radios"; did you mean "radius"?`},
		{same, fit.Options{Epochs: -1}, "fit: -1 epochs"},
		{same, fit.Options{Patience: -1}, "fit: patience -1, tolerance 0; they must be 0 or more"},
		{same, fit.Options{Tolerance: math.NaN()}, "fit: patience 0, tolerance NaN; they must be 0 or more"},
		{same, fit.Options{Target: new(math.NaN())}, "fit: the target is not a number"},
		{same, fit.Options{Batch: 5}, "fit: mini-batches of 5 of 4 cases"},
		{func(p *fit.Problem) { p.EvaluateCases = nil }, fit.Options{Batch: 2},
			"fit: mini-batches of 2 cases: the problem must say how many Cases there are, and have EvaluateCases"},
		{same, fit.Options{Batch: 2, Method: descent()}, "fit: descent cannot use mini-batches, as its steps compare losses; take an optimiser"},
		{same, fit.Options{Optimiser: adam(1), Method: descent()}, "fit: both an optimiser, adam, and a method, descent; give one"},
		{failing(errors.New("V = 1200 mV")), fit.Options{},
			"fit: V = 1200 mV; at the start, HH_gNa[0] (group a) = 0.2, HH_gNa[1] (group a) = 0.2, radius[0] (group b) = 6"},
		{failing(nil), fit.Options{}, "fit: transform: a gradient of 0 parameters for 2"},
		{failing(errors.New("V = 1200 mV")), fit.Options{Method: descent()},
			"fit: V = 1200 mV; at the start, HH_gNa[0] (group a) = 0.2, HH_gNa[1] (group a) = 0.2, radius[0] (group b) = 6"},
	} {
		r, err := fit.Run(t.Context(), problem(c.change), c.options)
		require.EqualError(t, err, c.says)
		require.Nil(t, r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := bowl()
	p.Evaluate = func(ctx context.Context, _ []golgi.Parameter) (float64, []golgi.Parameter, error) {
		return 0, nil, ctx.Err()
	}
	_, err := fit.Run(ctx, p, fit.Options{})
	require.EqualError(t, err, "fit: before the start was evaluated: context canceled")
	require.ErrorIs(t, err, context.Canceled)

	// An optimiser that fails ends the fit, with what there is.
	r, err := fit.Run(t.Context(), bowl(), fit.Options{Optimiser: optimise.Chain(optimise.Scale(0.01), nil)})
	require.EqualError(t, err, "fit: epoch 1: chain: optimiser 1 is nil")
	require.Equal(t, fit.Failed, r.Why)
	r, err = fit.Run(t.Context(), bowl(), fit.Options{Optimiser: optimise.Chain(optimise.Scale(0.01), adam(-1))})
	require.EqualError(t, err, "fit: epoch 1: optimiser 1 of a chain: adam: learning rate -1 at step 0; it must be a finite number, 0 or more")
	require.Equal(t, fit.Failed, r.Why)
	require.Len(t, r.History, 1)
}
