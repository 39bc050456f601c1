package optimise

import (
	"fmt"

	"golgi"
)

// SGD is gradient descent. With momentum m > 0 the gradients are summed,
// s = g + m*s, and the step is rate*s; Nesterov's form looks ahead, with
// rate*(g + m*s) (Sutskever and others 2013). momentum lies in [0, 1).
func SGD(rate Schedule, momentum float64, nesterov bool) Optimiser {
	return &sgd{rate: rate, momentum: momentum, nesterov: nesterov}
}

type sgd struct {
	rate     Schedule
	momentum float64
	nesterov bool
	steps    int
	sums     [][]float64
}

// Step makes a step of gradient descent.
func (o *sgd) Step(at Point) ([]golgi.Parameter, error) {
	if !(o.momentum >= 0 && o.momentum < 1) {
		return nil, fmt.Errorf("sgd: momentum %v; it must be 0 or more, and less than 1", o.momentum)
	}
	if err := checkPoint("sgd", at); err != nil {
		return nil, err
	}
	rate, err := o.rate.at("sgd", o.steps)
	if err != nil {
		return nil, err
	}
	step := golgi.CloneParameters(at.Gradient)
	if o.momentum > 0 {
		sums := o.sums
		if sums == nil {
			sums = zeroRows(at.Gradient)
		}
		if err := checkShape("sgd", sums, at.Gradient); err != nil {
			return nil, err
		}
		for i, g := range at.Gradient {
			for k, x := range g.Values {
				sums[i][k] = x + float64(o.momentum*sums[i][k])
				step[i].Values[k] = sums[i][k]
				if o.nesterov {
					step[i].Values[k] = x + float64(o.momentum*sums[i][k])
				}
			}
		}
		o.sums = sums
	}
	o.steps++
	return each(step, func(x float64) float64 { return rate * x }), nil
}

// State returns the number of steps and the sum of gradients.
func (o *sgd) State() State {
	s := State{Kind: o.kind(), Steps: o.steps}
	if o.sums != nil {
		s.Moments = [][][]float64{cloneRows(o.sums)}
	}
	return s
}

// Restore takes a state of SGD.
func (o *sgd) Restore(s State) error {
	if err := restorable(s, o.kind(), 1); err != nil {
		return err
	}
	o.steps, o.sums = s.Steps, nil
	if len(s.Moments) == 1 {
		o.sums = cloneRows(s.Moments[0])
	}
	return nil
}

func (o *sgd) kind() string { return "sgd" }

// String names the momentum.
func (o *sgd) String() string {
	switch {
	case o.momentum == 0:
		return "sgd"
	case o.nesterov:
		return fmt.Sprintf("sgd(momentum %v, nesterov)", o.momentum)
	}
	return fmt.Sprintf("sgd(momentum %v)", o.momentum)
}
