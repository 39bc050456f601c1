package audit

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"golgi"
	"golgi/grad"
	"golgi/internal/nearest"
	"golgi/mech"
	"golgi/plan"
)

// kind is what a list of derivatives belongs to.
type kind uint8

const (
	ofParameter kind = iota
	ofStimulus
	ofClamp
	ofInitialState
)

// quantity is a list of numbers with their derivatives.
type quantity struct {
	kind       kind
	title      string // what it is called in the table
	key        string // of the parameter or state
	number     int    // of the parameter, stimulus or clamp
	values     []float64
	derivative []float64
	largest    float64 // derivative, of all values
}

// quantities lists what a gradient has that can be compared, narrowed to the keys asked for.
func quantities(s *golgi.Simulation, values []golgi.Parameter, g *grad.Gradient, keys []string) ([]*quantity, error) {
	var all []*quantity
	for i, p := range values {
		if len(g.Parameters) != len(values) || len(g.Parameters[i].Values) != len(p.Values) {
			return nil, fmt.Errorf("audit: the gradient has not the shape of the parameters at %q", p.Key)
		}
		all = append(all, &quantity{kind: ofParameter, title: p.Key, key: p.Key, number: i, values: p.Values, derivative: g.Parameters[i].Values})
	}
	b := s.Blueprint()
	for i, d := range g.Stimuli {
		if d != nil {
			all = append(all, &quantity{kind: ofStimulus, title: fmt.Sprintf("stimulus %d", i), key: "i", number: i, values: b.Stimuli[i].Waveform, derivative: d})
		}
	}
	for i, d := range g.Clamps {
		if d != nil {
			all = append(all, &quantity{kind: ofClamp, title: fmt.Sprintf("clamp %d of %s", i, b.Clamps[i].Key), key: b.Clamps[i].Key, number: i, values: b.Clamps[i].Waveform, derivative: d})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(g.InitialStates)) {
		if info, err := s.Plan().Column(plan.Column(key)); err == nil && info.Role.IsCurrent() && !carried(b, key) {
			continue // a current that is read but that nothing carries
		}
		values, err := s.State().Values(plan.Column(key))
		if err != nil {
			return nil, fmt.Errorf("audit: initial state %q: %w", key, err)
		}
		all = append(all, &quantity{kind: ofInitialState, title: "initial " + key, key: key, values: values, derivative: g.InitialStates[key]})
	}
	for _, q := range all {
		for _, x := range q.derivative {
			q.largest = math.Max(q.largest, math.Abs(x))
		}
	}
	if keys == nil {
		return all, nil
	}
	var kept []*quantity
	for _, key := range keys {
		n := len(kept)
		for _, q := range all {
			if q.key == key || q.title == key {
				kept = append(kept, q)
			}
		}
		if len(kept) == n {
			var names []string
			for _, q := range all {
				names = append(names, q.title)
			}
			return nil, fmt.Errorf("audit: no parameter %q in this gradient%s", key, nearest.Suggestion(key, names))
		}
	}
	return kept, nil
}

// carried reports whether some mechanism has a current of a name.
func carried(b *plan.Blueprint, key string) bool {
	return slices.ContainsFunc(mechanismsOf(b), func(m *mech.Mechanism) bool {
		return slices.ContainsFunc(m.Currents(), func(v mech.Variable) bool { return v.Key == key })
	})
}

// pick is one value that is compared.
type pick struct {
	*quantity
	index int
}

// choose draws values: the first of each quantity, as far as they go, then others at random.
func choose(list []*quantity, samples int, seed uint64) []pick {
	var picks []pick
	for _, q := range list {
		for i := range min(len(q.values), len(q.derivative)) { // of a waveform the samples that the run uses
			picks = append(picks, pick{q, i})
		}
	}
	if samples == 0 {
		samples = defaultSamples
	}
	if samples < 0 || samples >= len(picks) {
		return picks
	}
	random := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	order := random.Perm(len(picks))
	slices.SortStableFunc(order, func(a, b int) int { return min(picks[a].index, 1) - min(picks[b].index, 1) })
	order = order[:samples]
	slices.Sort(order)
	chosen := make([]pick, samples)
	for k, i := range order {
		chosen[k] = picks[i]
	}
	return chosen
}
