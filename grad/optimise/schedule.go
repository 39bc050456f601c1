package optimise

import (
	"fmt"
	"math"
)

// Schedule is the learning rate of each step, counted from 0. A function of
// one's own must depend on the number alone, or a fit cannot be resumed.
type Schedule func(step int) float64

// Constant is the same rate at all steps.
func Constant(rate float64) Schedule { return func(int) float64 { return rate } }

// ExponentialDecay is rate * factor^(step/steps): the rate is multiplied by
// factor, smoothly, over each so many steps.
func ExponentialDecay(rate, factor float64, steps int) Schedule {
	return func(step int) float64 {
		return rate * math.Pow(factor, float64(step)/float64(steps))
	}
}

// Cosine falls from rate to floor*rate over so many steps as half a period of a
// cosine, and stays there (Loshchilov and Hutter 2017, without restarts).
func Cosine(rate float64, steps int, floor float64) Schedule {
	return func(step int) float64 {
		part := min(float64(step)/float64(steps), 1)
		fall := 0.5 * (1 + math.Cos(math.Pi*part))
		return rate * (float64((1-floor)*fall) + floor)
	}
}

// Warmup rises in a line over so many steps, from 1/steps of the first rate of
// then, and goes on with then, which counts from the end of the rise.
func Warmup(steps int, then Schedule) Schedule {
	return func(step int) float64 {
		if step < steps {
			return then(0) * float64(step+1) / float64(steps)
		}
		return then(step - steps)
	}
}

// at returns the rate of a step, or says what is wrong with it.
func (s Schedule) at(name string, step int) (float64, error) {
	if s == nil {
		return 0, fmt.Errorf("%s: no learning rate; give a Schedule, as in Constant(0.01)", name)
	}
	rate := s(step)
	if math.IsNaN(rate) || math.IsInf(rate, 0) || rate < 0 {
		return 0, fmt.Errorf("%s: learning rate %v at step %d; it must be a finite number, 0 or more", name, rate, step)
	}
	return rate, nil
}
