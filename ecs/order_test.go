package ecs

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestOrderIsStable(t *testing.T) {
	var o Order
	for _, name := range []string{"stimulus", "states", "currents", "voltage", "record"} {
		require.NoError(t, o.Add(name, nil, nil))
	}
	require.NoError(t, o.Add("poison", []string{"states"}, []string{"stimulus"}))
	require.NoError(t, o.Add("first", []string{"stimulus"}, nil))
	sorted, err := o.Sorted()
	require.NoError(t, err)
	require.Equal(t, []string{"currents", "voltage", "record", "first", "stimulus", "poison", "states"}, sorted)
}

func TestOrderErrors(t *testing.T) {
	var o Order
	require.Error(t, o.Add("", nil, nil))
	require.NoError(t, o.Add("a", []string{"b"}, nil))
	require.ErrorContains(t, o.Add("a", nil, nil), "already")
	_, err := o.Sorted()
	require.ErrorContains(t, err, `"a" is to come before "b", which does not exist`)
	require.NoError(t, o.Add("b", []string{"c"}, nil))
	require.NoError(t, o.Add("c", []string{"a"}, nil))
	require.NoError(t, o.Add("d", nil, []string{"c"}))
	_, err = o.Sorted()
	require.ErrorContains(t, err, "each of these comes before the next:")
	require.Regexp(t, `next: (a, b, c, a|b, c, a, b|c, a, b, c)$`, err.Error())
	var self Order
	require.NoError(t, self.Add("x", []string{"x"}, nil))
	_, err = self.Sorted()
	require.ErrorContains(t, err, "x, x")
}

func TestOrderKeepsEveryConstraint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		hidden := rapid.Permutation(slices.Collect(indices(n))).Draw(t, "hidden")
		var o Order
		type pair struct{ first, second string }
		var pairs []pair
		name := func(i int) string { return string(rune('a' + i)) }
		for i := range n {
			var before, after []string
			for j := range n {
				if i == j || !rapid.Bool().Draw(t, "constrain") {
					continue
				}
				if hidden[i] < hidden[j] {
					before = append(before, name(j))
					pairs = append(pairs, pair{name(i), name(j)})
				} else {
					after = append(after, name(j))
					pairs = append(pairs, pair{name(j), name(i)})
				}
			}
			require.NoError(t, o.Add(name(i), before, after))
		}
		sorted, err := o.Sorted()
		require.NoError(t, err)
		require.Len(t, sorted, n)
		for _, p := range pairs {
			require.Less(t, slices.Index(sorted, p.first), slices.Index(sorted, p.second))
		}
	})
}

func indices(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}
