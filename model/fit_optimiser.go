package model

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// The defaults of the optimisers.
const (
	defaultRate   = 0.01
	defaultDecay  = 0.01
	defaultMemory = 15
)

var (
	belowOne  = check{func(x float64) bool { return x >= 0 && x < 1 }, "0 or more, and less than 1"}
	upToOne   = check{func(x float64) bool { return x >= 0 && x <= 1 }, "from 0 to 1"}
	optimised = "the name of an optimiser (" + list(optimiserNames(nil)) + "), or {name: adam, rate: 0.01}"
)

// optimiser reads a name, or a mapping with numbers.
func (d *decoder) optimiser(o *Optimiser, n *yaml.Node, at Place) error {
	o.Place = at
	if n.Kind == yaml.ScalarNode {
		return d.optimiserName(&o.Name, optimised).read(n, at)
	}
	fields := append([]field{
		d.optimiserName(&o.Name, "the name of an optimiser: "+list(optimiserNames(nil))),
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
		d.optimiserName(&k.Name, "the name of an optimiser: "+list(optimiserNames(nil))),
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
		if !slices.Contains(optimiserNames(nil), name) {
			return errorf(d.file, at, "unknown optimiser %s%s", quoted(name), didYouMean(name, optimiserNames(nil)))
		}
		into.set(at, name)
		return nil
	}}
}

// numbers are all of them, by their keys: readers of them loop over this list.
func (o *OptimiserNumbers) numbers() []optimiserNumber {
	return []optimiserNumber{
		{"rate", &o.Rate, positive},
		{"halve_every", &o.HalveEvery, check{}},
		{"beta1", &o.Beta1, belowOne},
		{"beta2", &o.Beta2, belowOne},
		{"epsilon", &o.Epsilon, notNegative},
		{"decay", &o.Decay, notNegative},
		{"momentum", &o.Momentum, belowOne},
		{"nesterov", &o.Nesterov, check{}},
		{"target", &o.Target, anyNumber},
		{"largest", &o.Largest, positive},
		{"memory", &o.Memory, check{}},
	}
}

// optimiserNumber is one of the numbers. Whole ones are 1 or more, whatever the check.
type optimiserNumber struct {
	key   string
	value given
	check check
}

// given is an *Of, of whatever type.
type given interface {
	given() (Place, bool)
	inherit(from given)
}

func (o *Of[T]) given() (Place, bool) { return o.Place, o.Given }

// inherit takes over another value of the same type, if the file gives none.
func (o *Of[T]) inherit(from given) {
	if !o.Given {
		*o = *from.(*Of[T])
	}
}

func (d *decoder) optimiserNumbers(o *OptimiserNumbers) []field {
	o.Rate.Value, o.Decay.Value, o.Memory.Value = defaultRate, defaultDecay, defaultMemory
	o.Beta1.Value, o.Beta2.Value, o.Epsilon.Value = 0.9, 0.999, 1e-8
	var fields []field
	for _, n := range o.numbers() {
		switch into := n.value.(type) {
		case *Of[float64]:
			fields = append(fields, d.numberField(n.key, into, n.check))
		case *Of[int]:
			fields = append(fields, d.integerField(n.key, into, 1))
		case *Of[bool]:
			fields = append(fields, d.truthField(n.key, into))
		}
	}
	return fields
}

// checkOptimiser refuses numbers of other optimisers.
func (d *decoder) checkOptimiser(name string, o *OptimiserNumbers) error {
	known := kindOf(name).numbers
	for _, n := range o.numbers() {
		if at, is := n.value.given(); is && !slices.Contains(known, n.key) {
			return errorf(d.file, at, "%s has no %s; its numbers are %s", name, n.key, list(known))
		}
	}
	return nil
}

// checkKeyOptimisers checks the optimisers of keys: those that step along the whole gradient cannot be had for a part of it.
func (d *decoder) checkKeyOptimisers(o *Optimiser) error {
	for i := range o.Keys {
		k := &o.Keys[i]
		if kindOf(o.Name.Value).whole {
			return errorf(d.file, k.Place, "%s moves all parameters together; optimisers of keys go with %s", o.Name.Value, list(optimiserNames(ofOneKey)))
		}
		if !k.Name.Given {
			k.Name.Value = o.Name.Value
		} else if kindOf(k.Name.Value).whole {
			return errorf(d.file, k.Name.Place, "%s moves all parameters together; for one key there are %s", k.Name.Value, list(optimiserNames(ofOneKey)))
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
	others := from.numbers()
	for i, n := range o.numbers() {
		n.value.inherit(others[i].value)
	}
}
