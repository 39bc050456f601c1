package form

import (
	"cmp"
	"slices"
)

// guard is a condition and how it must stand.
type guard struct {
	condition Value
	holds     bool
}

func compareGuards(x, y guard) int {
	if x.condition != y.condition {
		return cmp.Compare(x.condition, y.condition)
	}
	return cmp.Compare(bit(x.holds), bit(y.holds))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// path is the guards, sorted, under which a value is one that was taken.
type path []guard

func (p path) with(c Value, holds bool) path {
	k := guard{c, holds}
	at, found := slices.BinarySearchFunc(p, k, compareGuards)
	if found {
		return p
	}
	return slices.Insert(slices.Clone(p), at, k)
}

// common is what two paths share.
func (p path) common(q path) path {
	var both path
	for _, x := range p {
		if _, found := slices.BinarySearchFunc(q, x, compareGuards); found {
			both = append(both, x)
		}
	}
	return both
}

// without is p less what stands in q.
func (p path) without(q path) path {
	var rest path
	for _, x := range p {
		if _, found := slices.BinarySearchFunc(q, x, compareGuards); !found {
			rest = append(rest, x)
		}
	}
	return rest
}
