package grad

import (
	"math"

	"golgi"
)

// sum adds the gradients of cases in their order.
func sum(cases []Case, each []*Gradient, o *Options) *Gradient {
	total := &Gradient{}
	for i, g := range each {
		weight := cases[i].Factor()
		total.Value += float64(weight * g.Value)
		if total.Parameters == nil {
			for _, p := range g.Parameters {
				total.Parameters = append(total.Parameters, golgi.Parameter{Key: p.Key, Values: make([]float64, len(p.Values))})
			}
		}
		for k, p := range g.Parameters {
			addTo(total.Parameters[k].Values, p.Values, weight)
		}
		if own := len(o.Run.Overrides); len(g.Overrides) >= own {
			for k := range own {
				if total.Overrides == nil {
					total.Overrides = make([][][]float64, own)
				}
				if total.Overrides[k] == nil {
					total.Overrides[k] = zerosLike(g.Overrides[k])
				}
				for j, list := range g.Overrides[k] {
					addTo(total.Overrides[k][j], list, weight)
				}
			}
		}
		if g.InitialStates != nil && total.InitialStates == nil {
			total.InitialStates = map[string][]float64{}
		}
		for key, list := range g.InitialStates {
			if total.InitialStates[key] == nil {
				total.InitialStates[key] = make([]float64, len(list))
			}
			addTo(total.InitialStates[key], list, weight)
		}
		total.Cost.add(g.Cost)
	}
	total.Zeros = zerosOfAll(each)
	return total
}

func addTo(sum, list []float64, weight float64) {
	for i, x := range list {
		sum[i] += float64(weight * x)
	}
}

// zerosOfAll are the values that no case depends on.
func zerosOfAll(each []*Gradient) []Zero {
	var largest []golgi.Parameter
	for _, g := range each {
		for k, p := range g.Parameters {
			if k == len(largest) {
				largest = append(largest, golgi.Parameter{Key: p.Key, Values: make([]float64, len(p.Values))})
			}
			for i, x := range p.Values {
				largest[k].Values[i] = max(largest[k].Values[i], math.Abs(x))
			}
		}
	}
	return zeros(largest, each[0].paths)
}

// add puts the cost of a simulation to that of those before it: memory is the most, steps the sum.
func (c *Cost) add(other Cost) {
	if c.text == "" {
		*c = other
		return
	}
	steps := float64(c.Forward)/c.Factor + float64(other.Forward)/other.Factor
	c.Bytes, c.Derivatives = max(c.Bytes, other.Bytes), max(c.Derivatives, other.Derivatives)
	c.Forward += other.Forward
	c.Factor = float64(c.Forward) / steps
}
