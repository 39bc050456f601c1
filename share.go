package golgi

import (
	"fmt"
	"slices"
)

// MakeTrainableShared makes a key trainable as MakeTrainable does, with a
// grouping of the caller's own: group holds a number for each compartment in
// view that has the key, or for each synapse in view that has it, in order.
// Rows of one number share one value, wherever they are; the values stand in
// ascending order of these numbers.
//
// Errors: those of MakeTrainable, and the wrong number of numbers.
func (v *View) MakeTrainableShared(key string, group []int, init ...float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("make trainable %s: %w", key, err)
	}
	ref, rows, get, err := v.resolveTrainable(key)
	if err != nil {
		return err
	}
	if len(group) != rows.len() {
		return fmt.Errorf("make trainable %s: %d numbers of groups for the %d rows of view %s that have the key; give one for each", key, len(group), rows.len(), v.Path())
	}
	numbers := slices.Clone(group)
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	t := &trainable{key: key, path: v.Path(), ofSynapses: ref.synapse != nil, values: make([]float64, len(numbers))}
	rows.each(func(row int32) {
		g, _ := slices.BinarySearch(numbers, group[len(t.rows)])
		t.rows, t.group = append(t.rows, row), append(t.group, int32(g))
	})
	t.average(get)
	return v.addTrainable(t, init)
}
