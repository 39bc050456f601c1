package grad

import "golgi"

// RunOptions are the options of the run of a case alone, made of those that all cases share: its overrides come after
// theirs, and its initial states and duration take the place of theirs where it has any. The argument is not changed.
func (c *Case) RunOptions(shared golgi.Options) golgi.Options { return shared.For(c.member()) }

// member is the case as a member of a batch.
func (c *Case) member() golgi.Member {
	return golgi.Member{Overrides: c.Overrides, InitialStates: c.InitialStates, TMax: c.TMax}
}

// Factor is what the loss of a case is multiplied by in the sum: its weight, 1 where that is 0.
func (c *Case) Factor() float64 {
	if c.Weight == 0 {
		return 1
	}
	return c.Weight
}
