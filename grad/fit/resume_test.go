package fit_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad/fit"
	"golgi/grad/optimise"
)

// descent is a method of steepest descent, which halves its step until the loss
// falls and doubles it when it did.
func descent() optimise.Method {
	return optimise.Method{Name: "descent", Gradient: true, Run: func(start []float64, c optimise.Calls) string {
		x, gradient, size := append([]float64{}, start...), make([]float64, len(start)), 4.0
		value := c.Value(x)
		c.Derivative(gradient, x)
		c.Iteration(x, value, gradient)
		for !c.Ended() {
			next := make([]float64, len(x))
			for i := range x {
				next[i] = x[i] - size*gradient[i]
			}
			v := c.Value(next)
			if !(v < value) {
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

// interrupted is the bowl with a Ctrl-C at evaluation n, which then fails as a
// cancelled run does, or, if late, is finished first.
func interrupted(n int, late bool, cancel context.CancelFunc) fit.Problem {
	p := bowl()
	count := func() bool {
		n--
		if n == 0 {
			cancel()
		}
		return n <= 0 && !late
	}
	evaluate, some := p.Evaluate, p.EvaluateCases
	p.Evaluate = func(ctx context.Context, q []golgi.Parameter) (float64, []golgi.Parameter, error) {
		if count() {
			return 0, nil, ctx.Err()
		}
		return evaluate(ctx, q)
	}
	p.EvaluateCases = func(ctx context.Context, q []golgi.Parameter, cases []int) (float64, []golgi.Parameter, error) {
		if count() {
			return 0, nil, ctx.Err()
		}
		return some(ctx, q, cases)
	}
	return p
}

// ways are ways to fit the bowl.
func ways() []func() fit.Options {
	return []func() fit.Options{
		func() fit.Options { return fit.Options{Optimiser: adam(0.1)} },
		func() fit.Options {
			return fit.Options{Optimiser: optimise.SGD(optimise.ExponentialDecay(0.5, 0.9, 4), 0.9, true)}
		},
		func() fit.Options {
			return fit.Options{Optimiser: optimise.PerKey(map[string]optimise.Optimiser{"radius": adam(0.3)}, optimise.Chain(optimise.Normalise(0.8), adam(0.05)))}
		},
		func() fit.Options { return fit.Options{Optimiser: optimise.Polyak(0, 0), Patience: 4, Tolerance: 0.3} },
		func() fit.Options { return fit.Options{Optimiser: adam(0.1), Batch: 1, Seed: 3} },
		func() fit.Options { return fit.Options{Optimiser: adam(0.05), Batch: 3, Seed: 4} },
		func() fit.Options { return fit.Options{Method: descent()} },
	}
}

// A fit that was interrupted anywhere, any number of times, and went through
// files, ends in the same result as one that was not, to the bit.
func TestResumeToTheBit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	for _, way := range ways() {
		rapid.Check(t, func(rt *rapid.T) {
			epochs := rapid.IntRange(1, 12).Draw(rt, "epochs")
			o := way()
			o.Epochs = epochs
			want, err := fit.Run(t.Context(), bowl(), o)
			require.NoError(rt, err)

			o = way()
			o.Epochs = epochs
			told := -1
			o.Progress = func(e fit.Epoch) {
				require.Equal(rt, told+1, e.Number, "each epoch is told of once")
				require.Equal(rt, want.History[e.Number], e.Value)
				told = e.Number
			}
			var got *fit.Result
			for range rapid.IntRange(1, 3).Draw(rt, "times") {
				ctx, cancel := context.WithCancel(t.Context())
				p := interrupted(rapid.IntRange(2, 20).Draw(rt, "evaluation"), rapid.Bool().Draw(rt, "late"), cancel)
				got, err = fit.Run(ctx, p, o)
				cancel()
				require.NoError(rt, err)
				best := want.History[0]
				for _, value := range want.History[:len(got.History)] {
					best = min(best, value)
				}
				if got.Why == fit.Cancelled {
					require.LessOrEqual(rt, got.Value, best, "the best so far is kept")
				}
				require.NoError(rt, got.State.WriteFile(file))
				o.Resume, err = fit.ReadState(file)
				require.NoError(rt, err)
			}
			before, err := json.Marshal(o.Resume)
			require.NoError(rt, err)
			got, err = fit.Run(t.Context(), bowl(), o)
			require.NoError(rt, err)
			require.Equal(rt, want, got)
			after, err := json.Marshal(o.Resume)
			require.NoError(rt, err)
			require.Equal(rt, string(before), string(after), "the state that was given is not changed")
		})
	}
}

// A state may go through gob as well.
func TestStateByGob(t *testing.T) {
	for _, way := range ways() {
		o := way()
		o.Epochs = 3
		r, err := fit.Run(t.Context(), bowl(), o)
		require.NoError(t, err)
		var buffer bytes.Buffer
		require.NoError(t, gob.NewEncoder(&buffer).Encode(r.State))
		again := new(fit.State)
		require.NoError(t, gob.NewDecoder(&buffer).Decode(again))
		want, err := json.Marshal(r.State)
		require.NoError(t, err)
		got, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}

// More epochs may be asked for when resuming.
func TestResumeForMore(t *testing.T) {
	for _, way := range ways() {
		short, long := way(), way()
		short.Epochs, long.Epochs = 3, 9
		want, err := fit.Run(t.Context(), bowl(), long)
		require.NoError(t, err)
		first, err := fit.Run(t.Context(), bowl(), short)
		require.NoError(t, err)
		long.Resume = first.State
		got, err := fit.Run(t.Context(), bowl(), long)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// Cancelled again at once, a fit with a method loses nothing of what it had.
func TestResumeCancelledAtOnce(t *testing.T) {
	o := fit.Options{Method: descent(), Epochs: 6}
	first, err := fit.Run(t.Context(), bowl(), o)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o.Epochs, o.Resume = 20, first.State
	got, err := fit.Run(ctx, bowl(), o)
	require.NoError(t, err)
	require.Equal(t, fit.Cancelled, got.Why)
	require.Equal(t, first.State, got.State)
}

func TestResumeErrors(t *testing.T) {
	o := fit.Options{Optimiser: adam(0.1), Epochs: 2, Batch: 2, Seed: 1}
	r, err := fit.Run(t.Context(), bowl(), o)
	require.NoError(t, err)
	for says, change := range map[string]func(*fit.Problem, *fit.Options){
		"fit: resume: the state is of a fit with adam, the options say sgd": func(_ *fit.Problem, o *fit.Options) { o.Optimiser = descentAt(1) },
		"fit: resume: the state is of a fit with adam, the options say descent": func(_ *fit.Problem, o *fit.Options) {
			o.Optimiser, o.Batch, o.Method = nil, 0, descent()
		},
		"fit: resume: the state is of mini-batches of 2 from seed 1, the options say 2 and 5": func(_ *fit.Problem, o *fit.Options) { o.Seed = 5 },
		"fit: resume: the state is of 2 trainables, the problem has 1": func(p *fit.Problem, _ *fit.Options) {
			p.Start = p.Start[:1]
			delete(p.Transform.ByKey, "radius")
		},
		"fit: resume: trainable 1 of the state is radius with 1 values and transform softplus(0.5), that of the problem radius with 1 and identity": func(p *fit.Problem, _ *fit.Options) {
			delete(p.Transform.ByKey, "radius")
		},
		"fit: resume: the state of a fit that has not begun": func(_ *fit.Problem, o *fit.Options) { o.Resume = &fit.State{Version: 1} },
	} {
		p, o := bowl(), o
		o.Resume = r.State
		change(&p, &o)
		_, err := fit.Run(t.Context(), p, o)
		require.EqualError(t, err, says)
	}
	for says, conditions := range map[string][]fit.Condition{
		"fit: resume: the state is of a fit under other conditions: dt was 1 ms, is 2 ms; put them back, or fit anew":                                  {{Name: "dt", Value: "2 ms"}, {Name: "solver", Value: "a"}},
		"fit: resume: the state is of a fit under other conditions: dt was 1 ms, and is not given now; put them back, or fit anew":                     {{Name: "solver", Value: "a"}},
		"fit: resume: the state is of a fit under other conditions: every is 2, of which the state says nothing; put them back, or fit anew":           {{Name: "dt", Value: "1 ms"}, {Name: "solver", Value: "a"}, {Name: "every", Value: "2"}},
		"fit: resume: the state is of a fit under other conditions: solver was a, is b; dt was 1 ms, and is not given now; put them back, or fit anew": {{Name: "solver", Value: "b"}},
	} {
		o := o
		o.Conditions = []fit.Condition{{Name: "dt", Value: "1 ms"}, {Name: "solver", Value: "a"}}
		first, err := fit.Run(t.Context(), bowl(), o)
		require.NoError(t, err)
		o.Resume = first.State
		_, err = fit.Run(t.Context(), bowl(), o)
		require.NoError(t, err)
		o.Conditions = conditions
		_, err = fit.Run(t.Context(), bowl(), o)
		require.EqualError(t, err, says)
		var other *fit.ResumeError
		require.ErrorAs(t, err, &other)
		require.NotEmpty(t, other.Differences)
	}
	file := filepath.Join(t.TempDir(), "state.json")
	_, err = fit.ReadState(file)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(file, []byte(`{"version": 2}`), 0o600))
	_, err = fit.ReadState(file)
	require.EqualError(t, err, "read state: "+file+": version 2 of the state of a fit; this program reads version 1")
	require.NoError(t, os.WriteFile(file, []byte(`[]`), 0o600))
	_, err = fit.ReadState(file)
	require.ErrorContains(t, err, "is not the state of a fit")
}

// Whatever a file says, to go on from it is a result or an error.
func FuzzState(f *testing.F) {
	for _, way := range ways() {
		o := way()
		o.Epochs = 2
		r, err := fit.Run(f.Context(), bowl(), o)
		require.NoError(f, err)
		text, err := json.Marshal(r.State)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "state.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		s, err := fit.ReadState(file)
		if err != nil {
			return
		}
		for _, way := range ways() {
			o := way()
			o.Epochs, o.Resume, o.Backoffs = min(s.Epoch()+1, 20), s, 1
			r, err := fit.Run(t.Context(), bowl(), o)
			require.True(t, r != nil || err != nil)
		}
	})
}
