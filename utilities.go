package golgi

import (
	"fmt"
	"math"

	"golgi/internal/nearest"
)

// Functions that work on plain slices. Those on lists of parents, places on
// branches, and couplings of cylinders are in package topology.

// GroupAndSum adds up values by group: element g of the result is the sum of
// the values whose group is g, in order. Errors: not one group a value, a group
// outside 0 to groups-1.
func GroupAndSum(values []float64, group []int, groups int) ([]float64, error) {
	if len(values) != len(group) {
		return nil, fmt.Errorf("group and sum: %d values with %d groups; give one for each", len(values), len(group))
	}
	if groups < 0 {
		return nil, fmt.Errorf("group and sum: %d groups", groups)
	}
	sums := make([]float64, groups)
	for i, g := range group {
		if g < 0 || g >= groups {
			return nil, fmt.Errorf("group and sum: value %d is in group %d; there are groups 0 to %d", i, g, groups-1)
		}
		sums[g] += values[i]
	}
	return sums, nil
}

// GatherSynapses adds up the linear currents of synapses, slope*v + constant
// each, at the compartments that they end at: post[i] is that of synapse i.
// Sums run in the order of the synapses. Errors: unequal lengths, a compartment
// outside 0 to compartments-1.
func GatherSynapses(compartments int, post []int, slopes, constants []float64) (slope, constant []float64, err error) {
	if len(slopes) != len(post) || len(constants) != len(post) {
		return nil, nil, fmt.Errorf("gather synapses: %d slopes and %d constants for %d synapses", len(slopes), len(constants), len(post))
	}
	if slope, err = GroupAndSum(slopes, post, compartments); err == nil {
		constant, err = GroupAndSum(constants, post, compartments)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("gather synapses: %w", err)
	}
	return slope, constant, nil
}

// ConvertPointProcessToDistributed returns the density, uA/cm2, of a current
// (nA) into a cylinder of the given radius and length (um), the area of its
// mantle being 2 pi radius length.
func ConvertPointProcessToDistributed(current, radius, length float64) float64 {
	return ConvertPointProcessToArea(current, 2*math.Pi*radius*length)
}

// ConvertPointProcessToArea returns the density, uA/cm2, of a current (nA) into
// a membrane area (um2).
func ConvertPointProcessToArea(current, area float64) float64 { return current / area * 100_000 }

// ParameterRows are values of a key and where they act.
type ParameterRows struct {
	Key    string
	Values []float64
	// Indices holds, for each value, the rows that it is for: compartments over
	// the whole model, or synapses if OfSynapses.
	Indices    [][]int
	OfSynapses bool
}

// ParamsToPState adds to parameters, as GetParameters gives them for this view,
// the rows that each of their values is for. Error: parameters that are not
// those of the trainables in view.
func (v *View) ParamsToPState(parameters []Parameter) ([]ParameterRows, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("params to pstate: %w", err)
	}
	list := v.inView()
	if err := checkParameters(v.m, list, parameters); err != nil {
		return nil, fmt.Errorf("params to pstate: %w", err)
	}
	states := make([]ParameterRows, len(list))
	for i, t := range list {
		p := ParameterRows{Key: t.key, Values: append([]float64(nil), parameters[i].Values...), Indices: make([][]int, len(t.values)), OfSynapses: t.ofSynapses}
		for k, row := range t.rows {
			p.Indices[t.group[k]] = append(p.Indices[t.group[k]], int(row))
		}
		states[i] = p
	}
	return states, nil
}

// QueryChannelStatesAndParams picks rows of some keys out of a map of columns:
// those of the compartments that have a mechanism, say. Errors: an unknown key,
// a row beyond the end of a column.
func QueryChannelStatesAndParams(columns map[string][]float64, keys []string, rows []int) (map[string][]float64, error) {
	picked := make(map[string][]float64, len(keys))
	for _, key := range keys {
		column, ok := columns[key]
		if !ok {
			var names []string
			for name := range columns {
				names = append(names, name)
			}
			return nil, fmt.Errorf("query states and params: no key %q%s", key, nearest.Suggestion(key, names))
		}
		values := make([]float64, len(rows))
		for i, row := range rows {
			if row < 0 || row >= len(column) {
				return nil, fmt.Errorf("query states and params: no row %d of %s, which has %d", row, key, len(column))
			}
			values[i] = column[row]
		}
		picked[key] = values
	}
	return picked, nil
}
