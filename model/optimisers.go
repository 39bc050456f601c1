package model

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"golgi/grad/optimise"
)

// optimiserKind is an optimiser that a model file may name. It has either steps or method.
type optimiserKind struct {
	name    string
	numbers []string // the keys it takes
	// whole tells that it moves all parameters together, so that it cannot be had for one key.
	whole bool
	// steps makes one that takes steps from gradients alone.
	steps func(*OptimiserNumbers) optimise.Optimiser
	// method makes one that chooses its steps by comparing losses.
	method func(*OptimiserNumbers) optimise.Method
}

// optimiserKinds are all optimisers, the default first.
var optimiserKinds = []optimiserKind{
	{name: "adam", numbers: []string{"rate", "halve_every", "beta1", "beta2", "epsilon"}, steps: func(n *OptimiserNumbers) optimise.Optimiser {
		return optimise.AdamWith(n.schedule(), n.adam())
	}},
	{name: "adamw", numbers: []string{"rate", "halve_every", "beta1", "beta2", "epsilon", "decay"}, steps: func(n *OptimiserNumbers) optimise.Optimiser {
		constants := n.adam()
		constants.Decay = n.Decay.Value
		return optimise.AdamWith(n.schedule(), constants)
	}},
	{name: "sgd", numbers: []string{"rate", "halve_every", "momentum", "nesterov"}, steps: func(n *OptimiserNumbers) optimise.Optimiser {
		return optimise.SGD(n.schedule(), n.Momentum.Value, n.Nesterov.Value)
	}},
	{name: "polyak", numbers: []string{"target", "largest"}, whole: true, steps: func(n *OptimiserNumbers) optimise.Optimiser {
		return optimise.Polyak(n.Target.Value, n.Largest.Value)
	}},
	{name: "lbfgs", numbers: []string{"memory"}, whole: true, method: func(n *OptimiserNumbers) optimise.Method {
		memory := n.Memory.Value // in the name, as a fit with another memory is another fit
		return optimise.Gonum(fmt.Sprintf("lbfgs(memory %d)", memory), true, func() optimize.Method { return &optimize.LBFGS{Store: memory} })
	}},
}

// schedule is the learning rate.
func (o *OptimiserNumbers) schedule() optimise.Schedule {
	if o.HalveEvery.Given {
		return optimise.ExponentialDecay(o.Rate.Value, 0.5, o.HalveEvery.Value)
	}
	return optimise.Constant(o.Rate.Value)
}

// adam are Adam's constants.
func (o *OptimiserNumbers) adam() optimise.AdamConstants {
	return optimise.AdamConstants{Beta1: o.Beta1.Value, Beta2: o.Beta2.Value, Epsilon: o.Epsilon.Value}
}

// optimiserNames are the names of those that a condition holds for; nil takes all.
func optimiserNames(which func(*optimiserKind) bool) (names []string) {
	for i := range optimiserKinds {
		if k := &optimiserKinds[i]; which == nil || which(k) {
			names = append(names, k.name)
		}
	}
	return names
}

// ofOneKey holds for optimisers that can be had for one key.
func ofOneKey(k *optimiserKind) bool { return !k.whole }

// ofGradients holds for optimisers that need no more than the gradient, so that it may be of a few cases, or clipped.
func ofGradients(k *optimiserKind) bool { return k.steps != nil }

// kindOf is the optimiser of a name that was checked when it was read.
func kindOf(name string) *optimiserKind {
	i := slices.IndexFunc(optimiserKinds, func(k optimiserKind) bool { return k.name == name })
	if i < 0 {
		panic(fmt.Sprintf("model: optimiser %q was read but is not known", name))
	}
	return &optimiserKinds[i]
}
