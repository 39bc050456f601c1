package optimise

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golgi"
	"golgi/internal/nearest"
)

// Chain gives the step of each optimiser to the next as its gradient; the step
// of the last one is the step of the chain.
func Chain(stages ...Optimiser) Optimiser { return &chained{slices.Clone(stages)} }

type chained struct{ stages []Optimiser }

// Step goes through the stages. If one fails, those before it are put back.
func (o *chained) Step(at Point) ([]golgi.Parameter, error) {
	if len(o.stages) == 0 {
		return nil, errors.New("chain: no optimiser; give at least one")
	}
	before := make([]State, len(o.stages))
	for i, stage := range o.stages {
		if stage == nil {
			return nil, fmt.Errorf("chain: optimiser %d is nil", i)
		}
		before[i] = stage.State()
		step, err := stage.Step(at)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("optimiser %d of a chain: %w", i, err), restoreAll(o.stages[:i], before[:i]))
		}
		at.Gradient = step
	}
	return at.Gradient, nil
}

// State returns those of the stages.
func (o *chained) State() State { return State{Kind: "chain", Stages: statesOf(o.stages)} }

// Restore gives each stage its state.
func (o *chained) Restore(s State) error {
	if err := restorable(s, "chain", 0); err != nil {
		return err
	}
	return restoreStages("chain", o.stages, s)
}

// String lists the stages.
func (o *chained) String() string {
	var names []string
	for _, stage := range o.stages {
		if stage != nil { // Step says what is wrong
			names = append(names, stage.String())
		}
	}
	return "chain(" + strings.Join(names, ", ") + ")"
}

// PerKey gives the parameters of each key to an optimiser of their own, and
// those of other keys, together, to rest. An optimiser sees its own parameters
// alone: a norm is theirs. rest may be nil if every parameter has its key here.
func PerKey(byKey map[string]Optimiser, rest Optimiser) Optimiser {
	o := &perKey{keys: slices.Sorted(maps.Keys(byKey))}
	for _, key := range o.keys {
		o.stages = append(o.stages, byKey[key])
	}
	o.stages = append(o.stages, rest)
	return o
}

type perKey struct {
	keys   []string    // ascending
	stages []Optimiser // of each key, and the rest
}

// Step lets each optimiser step.
func (o *perKey) Step(at Point) ([]golgi.Parameter, error) {
	if err := checkPoint("per_key", at); err != nil {
		return nil, err
	}
	places := make([][]int, len(o.stages)) // of the parameters of each optimiser
	var present []string
	for i, p := range at.Parameters {
		k, found := slices.BinarySearch(o.keys, p.Key)
		if !found {
			k = len(o.keys)
		}
		if o.stages[k] == nil {
			return nil, fmt.Errorf("per_key: no optimiser for %s%s; give one, or one for the rest", p.Key, nearest.Suggestion(p.Key, o.keys))
		}
		places[k] = append(places[k], i)
		present = append(present, p.Key)
	}
	step := make([]golgi.Parameter, len(at.Parameters))
	before := statesOf(o.stages)
	for k, list := range places {
		if len(list) == 0 {
			if k < len(o.keys) {
				return nil, errors.Join(fmt.Errorf("per_key: no parameter %q%s", o.keys[k], nearest.Suggestion(o.keys[k], present)), restoreAll(o.stages[:k], before[:k]))
			}
			continue
		}
		own := Point{Value: at.Value}
		for _, i := range list {
			own.Parameters = append(own.Parameters, at.Parameters[i])
			own.Gradient = append(own.Gradient, at.Gradient[i])
		}
		part, err := o.stages[k].Step(own)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("optimiser of %s: %w", o.name(k), err), restoreAll(o.stages[:k], before[:k]))
		}
		for n, i := range list {
			step[i] = part[n]
		}
	}
	return step, nil
}

// name names the parameters of optimiser k.
func (o *perKey) name(k int) string {
	if k < len(o.keys) {
		return o.keys[k]
	}
	return "the rest"
}

// State returns those of the optimisers; the keys are in its kind.
func (o *perKey) State() State { return State{Kind: o.kind(), Stages: statesOf(o.stages)} }

// Restore gives each optimiser its state.
func (o *perKey) Restore(s State) error {
	if err := restorable(s, o.kind(), 0); err != nil {
		return err
	}
	return restoreStages(o.kind(), o.stages, s)
}

func (o *perKey) kind() string { return "per_key(" + strings.Join(o.keys, ", ") + ")" }

// String lists the optimisers.
func (o *perKey) String() string {
	var names []string
	for k, stage := range o.stages {
		if stage != nil {
			names = append(names, o.name(k)+": "+stage.String())
		}
	}
	return "per_key(" + strings.Join(names, ", ") + ")"
}

// statesOf returns the state of each stage, the zero State for nil.
func statesOf(stages []Optimiser) []State {
	states := make([]State, len(stages))
	for i, stage := range stages {
		if stage != nil {
			states[i] = stage.State()
		}
	}
	return states
}

// restoreStages restores all stages, or none.
func restoreStages(kind string, stages []Optimiser, s State) error {
	if s.IsZero() {
		return restoreAll(stages, make([]State, len(stages)))
	}
	if len(s.Stages) != len(stages) {
		return fmt.Errorf("%s: a state of %d optimisers for %d; resume with the optimiser that the fit was started with", kind, len(s.Stages), len(stages))
	}
	before := statesOf(stages)
	if err := restoreAll(stages, s.Stages); err != nil {
		return errors.Join(err, restoreAll(stages, before))
	}
	return nil
}

// restoreAll restores stages in order, up to the first that refuses.
func restoreAll(stages []Optimiser, states []State) error {
	for i, stage := range stages {
		if stage == nil {
			continue
		}
		if err := stage.Restore(states[i]); err != nil {
			return err
		}
	}
	return nil
}
