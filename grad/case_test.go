package grad_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
)

// What a case has comes after, or in place of, what all cases share, which stays as it is.
func TestRunOptionsOfACase(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	of := func(radius float64) golgi.Override { return cell.DataSet("radius", radius) }
	shared := golgi.Options{TMax: 5, Dt: 0.1, Overrides: append(make([]golgi.Override, 0, 4), of(1))}
	states := &golgi.States{}
	c := grad.Case{Overrides: []golgi.Override{of(2)}, InitialStates: states, TMax: 7}
	got := c.RunOptions(shared)
	require.Equal(t, 7.0, got.TMax)
	require.Equal(t, 0.1, got.Dt)
	require.Same(t, states, got.InitialStates)
	require.Len(t, got.Overrides, 2)
	other := grad.Case{Overrides: []golgi.Override{of(3)}}
	require.Len(t, other.RunOptions(shared).Overrides, 2)
	require.True(t, &other.RunOptions(shared).Overrides[0] != &got.Overrides[0], "cases do not share a list, though that of the options has room")

	shared.InitialStates = states
	none := grad.Case{}
	require.Equal(t, 5.0, none.RunOptions(shared).TMax)
	require.Same(t, states, none.RunOptions(shared).InitialStates)
	require.Equal(t, 1.0, none.Factor())
	c.Weight = 2.5
	require.Equal(t, 2.5, c.Factor())
}
