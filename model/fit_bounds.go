package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"golgi"
	"golgi/grad/transform"
)

// limits are the bounds of a trainable: infinite where there is none.
type limits struct{ lower, upper float64 }

// bounds gives each trainable its limits. What must be positive is so without being asked.
func (b *fitBuilder) bounds() ([]limits, error) {
	var keys []string
	list := make([]limits, len(b.f.Trainable))
	for i := range b.f.Trainable {
		key := b.f.Trainable[i].Key.Value
		keys = append(keys, key)
		list[i] = limits{math.Inf(-1), math.Inf(1)}
		if mustBePositive(key) {
			list[i].lower = 0
		}
	}
	for i := range b.fit.Bounds {
		bound := &b.fit.Bounds[i]
		if !slices.Contains(keys, bound.Key.Value) {
			return nil, errorf(b.f.Name, bound.Key.Place, "nothing with the key %s is trainable%s", quoted(bound.Key.Value), didYouMean(bound.Key.Value, distinct(keys)))
		}
		for k := range list {
			if keys[k] != bound.Key.Value {
				continue
			}
			if bound.Lower.Given {
				list[k].lower = bound.Lower.Value
			}
			if bound.Upper.Given {
				list[k].upper = bound.Upper.Value
			}
			if list[k].lower >= list[k].upper {
				return nil, errorf(b.f.Name, bound.Upper.Place, "the upper bound %v is not above 0, and %s must be positive", bound.Upper.Value, bound.Key.Value)
			}
		}
	}
	return list, nil
}

// mustBePositive reports whether golgi refuses other values of a key.
func mustBePositive(key string) bool {
	switch key {
	case "radius", "length", "radius_scale", "axial_resistivity", "capacitance", "area", "volume", "resistive_load_in", "resistive_load_out":
		return true
	}
	return strings.HasPrefix(key, "axial_diffusion_")
}

// distinct has each name once.
func distinct(names []string) []string {
	var all []string
	for _, name := range names {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// start are the values that the fit begins with: those of a run, or random ones between the bounds.
func (b *fitBuilder) start(bounds []limits) ([]golgi.Parameter, error) {
	start := b.m.View.GetParameters()
	random := rand.New(rand.NewPCG(uint64(b.fit.Seed.Value), 0x5eed))
	for i, p := range start {
		l := bounds[i]
		item := &b.f.Trainable[i]
		if b.fit.Init.Value == "random" {
			if math.IsInf(l.lower, 0) || math.IsInf(l.upper, 0) {
				return nil, errorf(b.f.Name, b.fit.Init.Place, "random needs a lower and an upper bound of every trainable; give %s both in \"bounds\"", p.Key)
			}
			for k := range p.Values {
				p.Values[k] = l.lower + float64((l.upper-l.lower)*(0.01+float64(0.98*random.Float64())))
			}
			continue
		}
		at := item.Place
		if item.Init.Given {
			at = item.Init.Place
		}
		for k, x := range p.Values {
			if !(x > l.lower && x < l.upper) {
				return nil, errorf(b.f.Name, at, "value %d of %s starts at %v, which is not between its bounds, %v and %v", k, p.Key, x, l.lower, l.upper)
			}
		}
	}
	return start, nil
}

// transforms map what an optimiser moves freely to values within limits. A step of 1 is as large as the values are,
// or with two bounds a quarter of what lies between them.
func transforms(bounds []limits, start []golgi.Parameter) transform.Set {
	set := transform.Set{ByPosition: map[int]transform.Transform{}}
	for i, l := range bounds {
		lower, upper := !math.IsInf(l.lower, 0), !math.IsInf(l.upper, 0)
		var t transform.Transform
		switch {
		case lower && upper:
			t = transform.Sigmoid(l.lower, l.upper)
		case lower:
			t = transform.Chain(transform.Softplus(0), transform.Affine(size(start[i].Values, l.lower), l.lower))
		case upper:
			t = transform.Chain(transform.NegativeSoftplus(0), transform.Affine(size(start[i].Values, l.upper), l.upper))
		default:
			t = transform.Affine(size(start[i].Values, 0), 0)
		}
		set.ByPosition[i] = t
	}
	return set
}

// size is the mean distance of values from a bound; 1 if they are there.
func size(values []float64, bound float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += math.Abs(x - bound)
	}
	if sum == 0 {
		return 1
	}
	return sum / float64(len(values))
}
