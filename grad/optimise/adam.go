package optimise

import (
	"fmt"
	"math"

	"golgi"
)

// AdamConstants are the constants of Adam.
type AdamConstants struct {
	Beta1   float64 // of the average of gradients, 0.9 by default
	Beta2   float64 // of the average of their squares, 0.999
	Epsilon float64 // added to the root of that average, 1e-8
	Decay   float64 // part of the value taken off at each step, times the rate: decoupled weight decay, 0
}

// DefaultAdam are the constants of Kingma and Ba 2015, algorithm 1.
func DefaultAdam() AdamConstants {
	return AdamConstants{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
}

// Adam divides a running average of the gradients by the root of that of their
// squares, both corrected for their start at 0 (Kingma and Ba 2015).
func Adam(rate Schedule) Optimiser { return AdamWith(rate, DefaultAdam()) }

// AdamW is Adam with decoupled weight decay: the step is rate * (Adam's +
// decay*value), whatever the gradient's size (Loshchilov and Hutter 2019).
func AdamW(rate Schedule, decay float64) Optimiser {
	c := DefaultAdam()
	c.Decay = decay
	return AdamWith(rate, c)
}

// AdamWith is Adam, or AdamW if Decay is not 0, with the constants given.
func AdamWith(rate Schedule, c AdamConstants) Optimiser { return &adam{rate: rate, c: c} }

type adam struct {
	rate          Schedule
	c             AdamConstants
	steps         int
	means, square [][]float64
}

// check checks the constants.
func (c AdamConstants) check(name string) error {
	if !(c.Beta1 >= 0 && c.Beta1 < 1 && c.Beta2 >= 0 && c.Beta2 < 1) {
		return fmt.Errorf("%s: betas %v and %v; they must be 0 or more, and less than 1", name, c.Beta1, c.Beta2)
	}
	if !(c.Epsilon >= 0) || math.IsInf(c.Epsilon, 0) || !(c.Decay >= 0) || math.IsInf(c.Decay, 0) {
		return fmt.Errorf("%s: epsilon %v, decay %v; they must be finite numbers, 0 or more", name, c.Epsilon, c.Decay)
	}
	return nil
}

// Step makes a step of Adam.
func (o *adam) Step(at Point) ([]golgi.Parameter, error) {
	name := o.kind()
	if err := o.c.check(name); err != nil {
		return nil, err
	}
	if err := checkPoint(name, at); err != nil {
		return nil, err
	}
	rate, err := o.rate.at(name, o.steps)
	if err != nil {
		return nil, err
	}
	means, square := zeroRows(at.Gradient), zeroRows(at.Gradient)
	if o.means != nil {
		if err := checkShape(name, o.means, at.Gradient); err != nil {
			return nil, err
		}
		if err := checkShape(name, o.square, at.Gradient); err != nil {
			return nil, err
		}
	}
	n := float64(o.steps + 1)
	correct1, correct2 := 1-math.Pow(o.c.Beta1, n), 1-math.Pow(o.c.Beta2, n)
	step := golgi.CloneParameters(at.Gradient)
	for i, g := range at.Gradient {
		for k, x := range g.Values {
			var m, v float64
			if o.means != nil {
				m, v = o.means[i][k], o.square[i][k]
			}
			m = float64(o.c.Beta1*m) + float64((1-o.c.Beta1)*x)
			v = float64(o.c.Beta2*v) + float64((1-o.c.Beta2)*float64(x*x))
			if math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s: the square of the derivative with respect to %s[%d], %v, overflows; clip gradients before", name, g.Key, k, x)
			}
			means[i][k], square[i][k] = m, v
			s := 0.0
			if m != 0 {
				s = (m / correct1) / (math.Sqrt(v/correct2) + o.c.Epsilon)
			}
			if o.c.Decay != 0 {
				s += float64(o.c.Decay * at.Parameters[i].Values[k])
			}
			step[i].Values[k] = rate * s
		}
	}
	o.means, o.square = means, square
	o.steps++
	return step, nil
}

// State returns the number of steps and the two averages.
func (o *adam) State() State {
	s := State{Kind: o.kind(), Steps: o.steps}
	if o.means != nil {
		s.Moments = [][][]float64{cloneRows(o.means), cloneRows(o.square)}
	}
	return s
}

// Restore takes a state of Adam.
func (o *adam) Restore(s State) error {
	if err := restorable(s, o.kind(), 2); err != nil {
		return err
	}
	o.steps, o.means, o.square = s.Steps, nil, nil
	if len(s.Moments) == 2 {
		o.means, o.square = cloneRows(s.Moments[0]), cloneRows(s.Moments[1])
	}
	return nil
}

func (o *adam) kind() string {
	if o.c.Decay != 0 {
		return "adamw"
	}
	return "adam"
}

// String names the decay.
func (o *adam) String() string {
	if o.c.Decay != 0 {
		return fmt.Sprintf("adamw(decay %v)", o.c.Decay)
	}
	return "adam"
}
