package grad

import (
	"slices"

	"golgi"
)

// RunOptions are the options of the run of a case alone, made of those that all cases share: its overrides come after
// theirs, and its initial states and duration take the place of theirs where it has any. The argument is not changed.
func (c *Case) RunOptions(shared golgi.Options) golgi.Options {
	shared.Overrides = slices.Concat(shared.Overrides, c.Overrides)
	if c.InitialStates != nil {
		shared.InitialStates = c.InitialStates
	}
	if c.TMax != 0 {
		shared.TMax = c.TMax
	}
	return shared
}

// Factor is what the loss of a case is multiplied by in the sum: its weight, 1 where that is 0.
func (c *Case) Factor() float64 {
	if c.Weight == 0 {
		return 1
	}
	return c.Weight
}
