package model

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// optimiserKeys are the optimisers with the numbers that each takes.
var optimiserKeys = []struct {
	name    string
	numbers []string
}{
	{"adam", []string{"rate", "halve_every", "beta1", "beta2", "epsilon"}},
	{"adamw", []string{"rate", "halve_every", "beta1", "beta2", "epsilon", "decay"}},
	{"sgd", []string{"rate", "halve_every", "momentum", "nesterov"}},
	{"polyak", []string{"target", "largest"}},
	{"lbfgs", []string{"memory"}},
}

// optimiserNames are the optimisers there are.
func optimiserNames() (all []string) {
	for _, o := range optimiserKeys {
		all = append(all, o.name)
	}
	return all
}

// numbersOf are the numbers of an optimiser.
func numbersOf(name string) []string {
	for _, o := range optimiserKeys {
		if o.name == name {
			return o.numbers
		}
	}
	return nil
}

// The defaults of the optimisers.
const (
	defaultRate   = 0.01
	defaultDecay  = 0.01
	defaultMemory = 15
)

var (
	belowOne  = check{func(x float64) bool { return x >= 0 && x < 1 }, "0 or more, and less than 1"}
	upToOne   = check{func(x float64) bool { return x >= 0 && x <= 1 }, "from 0 to 1"}
	optimised = "the name of an optimiser (" + list(optimiserNames()) + "), or {name: adam, rate: 0.01}"
)

// optimiser reads a name, or a mapping with numbers.
func (d *decoder) optimiser(o *Optimiser, n *yaml.Node, at Place) error {
	o.Place = at
	if n.Kind == yaml.ScalarNode {
		return d.optimiserName(&o.Name, optimised).read(n, at)
	}
	fields := append([]field{
		d.optimiserName(&o.Name, "the name of an optimiser: "+list(optimiserNames())),
		{key: "keys", read: items(d, "a list like [{key: radius, rate: 0.001}]", &o.Keys, d.keyOptimiser)},
	}, d.optimiserNumbers(&o.OptimiserNumbers)...)
	if err := d.mapping(n, at.Key, fields...); err != nil {
		return err
	}
	if err := d.checkOptimiser(o.Name.Value, &o.OptimiserNumbers); err != nil {
		return err
	}
	return d.checkKeyOptimisers(o)
}

// keyOptimiser reads one entry of "keys".
func (d *decoder) keyOptimiser(k *KeyOptimiser, n *yaml.Node, key string) error {
	k.Place = place(n, key)
	fields := append([]field{
		required(d.textField("key", "the key of a trainable such as HH_gNa", &k.Key)),
		d.optimiserName(&k.Name, "the name of an optimiser: "+list(optimiserNames())),
	}, d.optimiserNumbers(&k.OptimiserNumbers)...)
	return d.mapping(n, key, fields...)
}

// optimiserName is the name of one that exists.
func (d *decoder) optimiserName(into *Of[string], expected string) field {
	return field{key: "name", read: func(n *yaml.Node, at Place) error {
		name, err := d.text(n, at.Key, expected)
		if err != nil {
			return err
		}
		if !slices.Contains(optimiserNames(), name) {
			return errorf(d.file, at, "unknown optimiser %s%s", quoted(name), didYouMean(name, optimiserNames()))
		}
		into.set(at, name)
		return nil
	}}
}

func (d *decoder) optimiserNumbers(o *OptimiserNumbers) []field {
	o.Rate.Value, o.Decay.Value, o.Memory.Value = defaultRate, defaultDecay, defaultMemory
	o.Beta1.Value, o.Beta2.Value, o.Epsilon.Value = 0.9, 0.999, 1e-8
	return []field{
		d.numberField("rate", &o.Rate, positive),
		d.integerField("halve_every", &o.HalveEvery, 1),
		d.numberField("beta1", &o.Beta1, belowOne),
		d.numberField("beta2", &o.Beta2, belowOne),
		d.numberField("epsilon", &o.Epsilon, notNegative),
		d.numberField("decay", &o.Decay, notNegative),
		d.numberField("momentum", &o.Momentum, belowOne),
		d.truthField("nesterov", &o.Nesterov),
		d.numberField("target", &o.Target, anyNumber),
		d.numberField("largest", &o.Largest, positive),
		d.integerField("memory", &o.Memory, 1),
	}
}

// given are the numbers that the file gives, with their places.
func (o *OptimiserNumbers) given() []Place {
	var places []Place
	for _, x := range []Of[float64]{o.Rate, o.Beta1, o.Beta2, o.Epsilon, o.Decay, o.Momentum, o.Target, o.Largest} {
		if x.Given {
			places = append(places, x.Place)
		}
	}
	for _, x := range []Of[int]{o.HalveEvery, o.Memory} {
		if x.Given {
			places = append(places, x.Place)
		}
	}
	if o.Nesterov.Given {
		places = append(places, o.Nesterov.Place)
	}
	return places
}

// checkOptimiser refuses numbers of other optimisers.
func (d *decoder) checkOptimiser(name string, o *OptimiserNumbers) error {
	known := numbersOf(name)
	for _, at := range o.given() {
		if key := lastKey(at.Key); !slices.Contains(known, key) {
			return errorf(d.file, at, "%s has no %s; its numbers are %s", name, key, list(known))
		}
	}
	return nil
}

// checkKeyOptimisers checks the optimisers of keys: those that step along the whole gradient cannot be had for a part of it.
func (d *decoder) checkKeyOptimisers(o *Optimiser) error {
	whole := []string{"polyak", "lbfgs"}
	for i := range o.Keys {
		k := &o.Keys[i]
		if slices.Contains(whole, o.Name.Value) {
			return errorf(d.file, k.Place, "%s moves all parameters together; optimisers of keys go with adam, adamw and sgd", o.Name.Value)
		}
		if !k.Name.Given {
			k.Name.Value = o.Name.Value
		} else if slices.Contains(whole, k.Name.Value) {
			return errorf(d.file, k.Name.Place, "%s moves all parameters together; for one key there are adam, adamw and sgd", k.Name.Value)
		}
		if err := d.checkOptimiser(k.Name.Value, &k.OptimiserNumbers); err != nil {
			return err
		}
		if k.Name.Value == o.Name.Value {
			k.inherit(&o.OptimiserNumbers)
		}
		for j := range i {
			if o.Keys[j].Key.Value == k.Key.Value {
				return errorf(d.file, k.Key.Place, "an optimiser of %s stands on line %d already", k.Key.Value, o.Keys[j].Key.Line)
			}
		}
	}
	return nil
}

// inherit takes the numbers that are not given from another.
func (o *OptimiserNumbers) inherit(from *OptimiserNumbers) {
	take(&o.Rate, from.Rate)
	take(&o.HalveEvery, from.HalveEvery)
	take(&o.Beta1, from.Beta1)
	take(&o.Beta2, from.Beta2)
	take(&o.Epsilon, from.Epsilon)
	take(&o.Decay, from.Decay)
	take(&o.Momentum, from.Momentum)
	take(&o.Nesterov, from.Nesterov)
}

func take[T any](o *Of[T], from Of[T]) {
	if !o.Given {
		*o = from
	}
}
