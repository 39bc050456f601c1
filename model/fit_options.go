package model

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"golgi/grad/fit"
	"golgi/grad/optimise"
)

// options are the optimiser and the ends of a fit.
func (b *fitBuilder) options() (fit.Options, error) {
	f := b.fit
	how := fit.Options{
		Epochs: f.Epochs.Value, Patience: f.Patience.Value, Tolerance: f.Tolerance.Value,
		Batch: f.Batch.Value, Seed: uint64(f.Seed.Value),
	}
	if f.StopAt.Given {
		how.Target = &f.StopAt.Value
	}
	o := &f.Optimiser
	if o.Name.Value == "lbfgs" {
		how.Method = lbfgs(o.Memory.Value)
		return how, nil
	}
	var stages []optimise.Optimiser
	if f.Normalise.Given {
		stages = append(stages, optimise.Normalise(f.Normalise.Value))
	}
	if f.Clip.Given {
		stages = append(stages, optimise.ClipNorm(f.Clip.Value))
	}
	last := optimiserOf(o.Name.Value, &o.OptimiserNumbers)
	if len(o.Keys) > 0 {
		var keys []string
		for i := range b.f.Trainable {
			keys = append(keys, b.f.Trainable[i].Key.Value)
		}
		byKey := map[string]optimise.Optimiser{}
		for i := range o.Keys {
			k := &o.Keys[i]
			if !slices.Contains(keys, k.Key.Value) {
				return how, errorf(b.f.Name, k.Key.Place, "nothing with the key %s is trainable%s", quoted(k.Key.Value), didYouMean(k.Key.Value, distinct(keys)))
			}
			byKey[k.Key.Value] = optimiserOf(k.Name.Value, &k.OptimiserNumbers)
		}
		last = optimise.PerKey(byKey, last)
	}
	how.Optimiser = last
	if len(stages) > 0 {
		how.Optimiser = optimise.Chain(append(stages, last)...)
	}
	return how, nil
}

// lbfgs is L-BFGS with a memory of so many steps; a fit with another memory is another fit.
func lbfgs(memory int) optimise.Method {
	return optimise.Gonum(fmt.Sprintf("lbfgs(memory %d)", memory), true, func() optimize.Method { return &optimize.LBFGS{Store: memory} })
}

// optimiserOf makes an optimiser that takes steps from gradients alone.
func optimiserOf(name string, n *OptimiserNumbers) optimise.Optimiser {
	rate := optimise.Constant(n.Rate.Value)
	if n.HalveEvery.Given {
		rate = optimise.ExponentialDecay(n.Rate.Value, 0.5, n.HalveEvery.Value)
	}
	constants := optimise.AdamConstants{Beta1: n.Beta1.Value, Beta2: n.Beta2.Value, Epsilon: n.Epsilon.Value}
	switch name {
	case "adamw":
		constants.Decay = n.Decay.Value
	case "sgd":
		return optimise.SGD(rate, n.Momentum.Value, n.Nesterov.Value)
	case "polyak":
		return optimise.Polyak(n.Target.Value, n.Largest.Value)
	}
	return optimise.AdamWith(rate, constants)
}
