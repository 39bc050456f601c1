package grad_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech"
)

// TestCasesNameTheOneThatFails: on the way forward, in its loss, on the way back, or before; with the words of ValueAndGrad of
// that case alone.
func TestCasesNameTheOneThatFails(t *testing.T) {
	m, err := mech.Parse("root.mech", []byte(`
channel Root
param g = 1e-4 (S/cm2)
param share = 0.5 ()
current i_Root = g*sqrt(sqrt(sqrt(share)))*(v + 70) (mA/cm2)
`))
	require.NoError(t, err)
	cell, other := spikingCell(t), spikingCell(t)
	require.NoError(t, cell.Insert(m))
	require.NoError(t, cell.MakeTrainable("Root_g"))
	at := cell.Branch(1).Comp(0)
	shock := func(start float64) golgi.Override {
		return at.DataStimulate(golgi.StepCurrent(start, 1, 1e7, 0.025, 10, 0))
	}
	with := func(overrides ...golgi.Override) grad.Case {
		return grad.Case{Loss: meanSquare, Overrides: overrides}
	}
	refused := errors.New("the trace is not to my taste")
	for name, cases := range map[int][]grad.Case{
		2: {with(), with(), with(shock(3)), with(), with(shock(4)), with(shock(3))},
		3: {with(), with(shock(4)), with(), with(shock(2)), with()},
		1: {with(), {Loss: func(*golgi.Result, [][]float64) (float64, error) { return 0, refused }}, with()},
		4: {with(), with(), with(), with(), with(cell.DataSet("Root_share", 0)), with()},
		5: {with(), with(), with(), with(), with(), with(other.DataSet("v", 0)), with()},
		0: {{}, with()},
	} {
		for workers := 1; workers <= 3; workers++ {
			o := grad.Options{Run: golgi.Options{TMax: 10, Workers: workers}, With: grad.Overrides}
			_, _, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
			require.Error(t, err, name)
			o.Run.Overrides = cases[name].Overrides
			_, want := grad.ValueAndGrad(t.Context(), cell, nil, cases[name].Loss, o)
			text := "case " + string(rune('0'+name)) + ": " + want.Error()
			if name == 5 { // it is not even prepared
				text = "case 5: gradient: override 0 was made on a view of another model"
			}
			require.Equal(t, text, err.Error())
		}
	}
}

// TestCasesInASmallBudget: cases that a budget has no room for together go one after the other; a budget that
// is too small for one names the case.
func TestCasesInASmallBudget(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	var cases []grad.Case
	for k := range 9 {
		cases = append(cases, grad.Case{Loss: meanSquare, Overrides: []golgi.Override{cell.DataSet("HH_gK", 0.03+0.001*float64(k))}})
	}
	last, total := 0, 0
	o := grad.Options{Run: golgi.Options{TMax: 10, Workers: 1, Progress: func(done, steps int) { last, total = done, steps }}}
	_, want, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.NoError(t, err)
	require.Equal(t, 9*800, last)
	require.Equal(t, last, total)
	o.Checkpoints = grad.Budget(8_000)
	_, got, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.NoError(t, err)
	require.Equal(t, last, total)
	for i := range cases {
		requireSameGradient(t, want[i], got[i])
		require.Less(t, got[i].Cost.Bytes+got[i].Cost.Derivatives, int64(8_000))
		require.Greater(t, want[i].Cost.Derivatives, got[i].Cost.Derivatives*8, "of all together")
	}
	o.Checkpoints = grad.Budget(500)
	_, _, err = grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.ErrorContains(t, err, "case 0: gradient: a budget of 500 bytes is too small; the least that would do is ")
}

// TestCasesOfAnyModel: one that has no batches runs its cases one after the other, and so do those with systems of the user's own.
func TestCasesOfAnyModel(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	cases := []grad.Case{{Loss: meanSquare, TMax: 5}, {Loss: meanSquare, Overrides: []golgi.Override{cell.DataSet("HH_gK", 0.03)}}, {Loss: meanSquare}}
	last, total := 0, 0
	o := grad.Options{Run: golgi.Options{TMax: 10, Progress: func(done, steps int) { last, total = done, steps }}}
	sum, want, err := grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.NoError(t, err)
	require.Equal(t, []int{2000, 2000}, []int{last, total})
	same, got, err := grad.ValueAndGradOf(t.Context(), struct{ grad.Model }{cell}, nil, cases, o)
	require.NoError(t, err)
	require.Equal(t, []int{2000, 2000}, []int{last, total})
	require.Equal(t, sum.Parameters, same.Parameters)
	for i := range cases {
		requireSameGradient(t, want[i], got[i])
	}
	o.Run.Systems = []golgi.AddedSystem{{System: plainSystem{}}}
	_, _, err = grad.ValueAndGradOf(t.Context(), cell, nil, cases, o)
	require.ErrorContains(t, err, `case 0: gradient: sweep: system "plain" has no adjoint`)
}

// TestCasesAreCancelled: by the context, which the error says.
func TestCasesAreCancelled(t *testing.T) {
	cell := spikingCell(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	ctx, cancel := context.WithCancel(t.Context())
	o := grad.Options{Run: golgi.Options{TMax: 10, Workers: 2, Progress: func(int, int) { cancel() }}}
	_, _, err := grad.ValueAndGradOf(ctx, cell, nil, []grad.Case{{Loss: meanSquare}, {Loss: meanSquare}, {Loss: meanSquare}}, o)
	require.ErrorIs(t, err, context.Canceled)
}
