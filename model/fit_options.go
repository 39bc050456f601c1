package model

import (
	"slices"

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
	kind := kindOf(o.Name.Value)
	if kind.method != nil {
		how.Method = kind.method(&o.OptimiserNumbers)
		return how, nil
	}
	var stages []optimise.Optimiser
	if f.Normalise.Given {
		stages = append(stages, optimise.Normalise(f.Normalise.Value))
	}
	if f.Clip.Given {
		stages = append(stages, optimise.ClipNorm(f.Clip.Value))
	}
	last := kind.steps(&o.OptimiserNumbers)
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
			byKey[k.Key.Value] = kindOf(k.Name.Value).steps(&k.OptimiserNumbers)
		}
		last = optimise.PerKey(byKey, last)
	}
	how.Optimiser = last
	if len(stages) > 0 {
		how.Optimiser = optimise.Chain(append(stages, last)...)
	}
	return how, nil
}
