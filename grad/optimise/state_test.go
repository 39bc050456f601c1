package optimise_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/grad/optimise"
)

// kinds makes one of every kind of optimiser.
func kinds() []func() optimise.Optimiser {
	rate := optimise.ExponentialDecay(0.05, 0.7, 3)
	return []func() optimise.Optimiser{
		func() optimise.Optimiser { return optimise.SGD(rate, 0, false) },
		func() optimise.Optimiser { return optimise.SGD(rate, 0.9, false) },
		func() optimise.Optimiser { return optimise.SGD(rate, 0.9, true) },
		func() optimise.Optimiser { return optimise.Adam(rate) },
		func() optimise.Optimiser { return optimise.AdamW(rate, 0.1) },
		func() optimise.Optimiser { return optimise.Polyak(0, 0.1) },
		func() optimise.Optimiser {
			return optimise.Chain(optimise.ClipNorm(3), optimise.Normalise(0.5), optimise.Adam(rate), optimise.ClipValue(0.1))
		},
		func() optimise.Optimiser {
			return optimise.PerKey(map[string]optimise.Optimiser{"radius": optimise.SGD(rate, 0.5, false)}, optimise.Chain(optimise.Scale(0.5), optimise.Adam(rate)))
		},
		func() optimise.Optimiser {
			return optimise.PerKey(map[string]optimise.Optimiser{"radius": optimise.Adam(rate), "HH_gNa": optimise.Adam(rate)}, nil)
		},
	}
}

// A state that went through JSON or gob goes on to the same bits, and is not
// changed by the steps made after it was taken.
func TestResumeToTheBit(t *testing.T) {
	for _, make := range kinds() {
		rapid.Check(t, func(rt *rapid.T) {
			before, after := rapid.IntRange(0, 6).Draw(rt, "before"), rapid.IntRange(1, 6).Draw(rt, "after")
			whole := make()
			p := walk(rt, whole, quartic, begin(), before)
			state := whole.State()
			want := walk(rt, whole, quartic, p, after)

			text, err := json.Marshal(state)
			require.NoError(rt, err)
			var read optimise.State
			require.NoError(rt, json.Unmarshal(text, &read))
			resumed := make()
			other, err := resumed.Step(quartic(begin())) // which Restore must forget
			require.NoError(rt, err)
			require.NotNil(rt, other)
			require.NoError(rt, resumed.Restore(read))
			require.Equal(rt, want, walk(rt, resumed, quartic, p, after), "%v by JSON", whole)
			require.Equal(rt, whole.State(), resumed.State())

			var buffer bytes.Buffer
			require.NoError(rt, gob.NewEncoder(&buffer).Encode(state))
			var again optimise.State
			require.NoError(rt, gob.NewDecoder(&buffer).Decode(&again))
			require.NoError(rt, resumed.Restore(again))
			require.Equal(rt, want, walk(rt, resumed, quartic, p, after), "%v by gob", whole)

			require.NoError(rt, resumed.Restore(optimise.State{}))
			require.Equal(rt, make().State(), resumed.State(), "the zero State starts anew")
		})
	}
}

// A step that fails in a later stage leaves the earlier ones as they were.
func TestErrorLeavesState(t *testing.T) {
	chain := optimise.Chain(optimise.SGD(optimise.Constant(1), 0.5, false), optimise.Adam(optimise.Constant(1)))
	stepOf(t, chain, point(0, 1))
	state := chain.State()
	_, err := chain.Step(point(0, 1e200))
	require.ErrorContains(t, err, "overflows")
	require.Equal(t, state, chain.State())
}

func TestRestoreErrors(t *testing.T) {
	adam := optimise.Adam(optimise.Constant(1))
	stepOf(t, adam, point(0, 1))
	require.EqualError(t, optimise.SGD(optimise.Constant(1), 0, false).Restore(adam.State()),
		`sgd: the state is that of "adam"; resume with the optimiser that the fit was started with`)
	require.EqualError(t, adam.Restore(optimise.State{Kind: "adam", Steps: -1}), "adam: a state after -1 steps")
	require.EqualError(t, adam.Restore(optimise.State{Kind: "adam", Moments: make([][][]float64, 1)}), "adam: a state with 1 moments, not 2")

	chain := optimise.Chain(adam, optimise.SGD(optimise.Constant(1), 0, false))
	require.ErrorContains(t, chain.Restore(optimise.State{Kind: "chain", Stages: make([]optimise.State, 1)}), "a state of 1 optimisers for 2")
	before := chain.State()
	require.Error(t, chain.Restore(optimise.State{Kind: "chain", Stages: []optimise.State{{}, {Kind: "adam"}}}))
	require.Equal(t, before, chain.State(), "all stages are restored, or none")
	perKey := optimise.PerKey(map[string]optimise.Optimiser{"a": adam}, nil)
	require.Error(t, perKey.Restore(optimise.PerKey(map[string]optimise.Optimiser{"b": adam}, nil).State()))
}
