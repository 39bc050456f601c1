package audit

import (
	"fmt"
	"slices"

	"golgi/mech"
	"golgi/mech/syntax"
	"golgi/plan"
)

// The oracle takes the derivative of a step as what it is, 0. To give it a surrogate,
// step(x) of slope k becomes
//
//	step(x) + slope(d)*(k*x - d),   d = floor(k*x*2^60)/2^60
//
// whose real part is the step's, k*x and d being equal to the last bit (where they are
// below 2^-7, to 2^-60), and whose imaginary part is that of k*x times the surrogate's slope, since floor stands still.
const detached = "floor((%s)*1152921504606846976)/1152921504606846976"

// slopeOf is the slope of a surrogate at d, as package mech/form documents it.
func slopeOf(shape, d string) (string, error) {
	switch shape {
	case "sigmoid": // Neftci, Mostafa & Zenke 2019
		return fmt.Sprintf("(exp(-abs(%s))/(1 + exp(-abs(%s)))^2)", d, d), nil
	case "fast_sigmoid": // Zenke & Ganguli 2018
		return fmt.Sprintf("(1/(1 + abs(%s))^2)", d), nil
	case "arctan": // Fang et al. 2021
		return fmt.Sprintf("(1/(1 + (3.141592653589793*(%s))^2))", d), nil
	case "triangle": // Bellec et al. 2018
		return fmt.Sprintf("max(0, 1 - abs(%s))", d), nil
	}
	return "", fmt.Errorf("no surrogate %q", shape)
}

func mechanismsOf(b *plan.Blueprint) []*mech.Mechanism {
	var list []*mech.Mechanism
	for _, in := range b.Mechanisms {
		list = append(list, in.Mechanism)
	}
	for _, s := range b.Synapses {
		list = append(list, s.Mechanism)
	}
	return list
}

func parsed(m *mech.Mechanism) (*syntax.File, error) {
	return syntax.Parse(m.Name(), []byte(m.String()))
}

// withSurrogates is the blueprint with mechanisms whose steps have their surrogates
// as derivatives for the oracle.
func withSurrogates(b *plan.Blueprint) (*plan.Blueprint, error) {
	out := *b
	out.Mechanisms, out.Synapses = slices.Clone(b.Mechanisms), slices.Clone(b.Synapses)
	replace := func(m **mech.Mechanism) error {
		file, err := parsed(*m)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		if !hasSurrogate(file) {
			return nil
		}
		if err := moveSteps(file); err != nil {
			return fmt.Errorf("audit: mechanism %s: %w", (*m).Name(), err)
		}
		moved, err := mech.ParseTrusted((*m).Name(), []byte(file.String()))
		if err != nil {
			return fmt.Errorf("audit: mechanism %s with its surrogate: %w", (*m).Name(), err)
		}
		*m = moved
		return nil
	}
	for i := range out.Mechanisms {
		if err := replace(&out.Mechanisms[i].Mechanism); err != nil {
			return nil, err
		}
	}
	for i := range out.Synapses {
		if err := replace(&out.Synapses[i].Mechanism); err != nil {
			return nil, err
		}
	}
	return &out, nil
}
