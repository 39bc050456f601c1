package model

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every optimiser of the table can be made, and its numbers are known; a name beyond the table is a fault of ours.
func TestOptimiserKinds(t *testing.T) {
	numbers := map[string]bool{}
	for _, n := range new(OptimiserNumbers).numbers() {
		require.False(t, numbers[n.key], "%s stands twice", n.key)
		numbers[n.key] = true
	}
	used := map[string]bool{}
	for i := range optimiserKinds {
		k := kindOf(optimiserKinds[i].name)
		require.Same(t, &optimiserKinds[i], k)
		require.NotEqual(t, k.steps == nil, k.method == nil, "%s takes steps or is a method", k.name)
		require.True(t, k.whole || k.steps != nil, "a method moves all parameters together")
		o := &OptimiserNumbers{}
		(&decoder{}).optimiserNumbers(o) // the defaults
		if k.steps != nil {
			require.Contains(t, k.steps(o).String(), k.name)
		} else {
			require.Contains(t, k.method(o).Name, k.name)
		}
		for _, key := range k.numbers {
			require.True(t, numbers[key], "%s of %s is no number", key, k.name)
			used[key] = true
		}
	}
	require.Equal(t, numbers, used, "each number is of some optimiser")
	require.Panics(t, func() { kindOf("nelder") })
}

// The list of numbers has every field of OptimiserNumbers, each of which a key takes over from the fit's optimiser.
func TestOptimiserNumbersAreAllListed(t *testing.T) {
	var from, to OptimiserNumbers
	fields := reflect.ValueOf(&from).Elem()
	require.Len(t, from.numbers(), fields.NumField())
	require.Len(t, new(decoder).optimiserNumbers(&to), fields.NumField())
	for i := range fields.NumField() {
		listed := false
		for _, n := range from.numbers() {
			listed = listed || reflect.ValueOf(n.value).Pointer() == fields.Field(i).Addr().Pointer()
		}
		require.True(t, listed, fields.Type().Field(i).Name)
		fields.Field(i).FieldByName("Given").SetBool(true)
	}
	to.inherit(&from)
	require.Equal(t, from, to)
	from.Rate.Value = 5
	to.inherit(&from)
	require.NotEqual(t, from, to, "what is given stays")
}
