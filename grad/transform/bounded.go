package transform

import (
	"fmt"
	"math"
)

// Sigmoid maps to the interval from lower to upper: lower + (upper-lower) /
// (1 + exp(-x)). The bounds themselves are reached by rounding only, and have
// no inverse.
func Sigmoid(lower, upper float64) Transform {
	return sigmoid(fmt.Sprintf("sigmoid(%v, %v)", lower, upper), lower, upper, 1)
}

// Logistic is [Sigmoid] of x*pi/sqrt(3): the density of the logistic
// distribution then has unit variance, so that bounded parameters of any width
// move alike for alike steps.
func Logistic(lower, upper float64) Transform {
	return sigmoid(fmt.Sprintf("logistic(%v, %v)", lower, upper), lower, upper, math.Pi/math.Sqrt(3))
}

// sigmoid is the sigmoid of rate*x. Each half is written from its own bound:
// the distance from the nearer bound keeps its relative precision.
func sigmoid(name string, lower, upper, rate float64) Transform {
	width := upper - lower
	t := &elementwise{name: name}
	switch {
	case !finite(lower) || !finite(upper) || !finite(width):
		t.fault = "the bounds, and their difference, must be finite numbers; with one bound take softplus"
	case lower >= upper:
		t.fault = "the lower bound must be less than the upper"
	}
	t.forward = func(x float64) float64 {
		e := math.Exp(-math.Abs(rate * x))
		part := float64(width * (e / (1 + e)))
		if x < 0 {
			return lower + part
		}
		return upper - part
	}
	t.inverse = func(y float64) (float64, error) {
		if !(y > lower && y < upper) {
			return 0, fmt.Errorf("the range is (%v, %v), its bounds excluded", lower, upper)
		}
		below, above := y-lower, upper-y
		ratio := below / above
		if ratio > 0.5 && ratio < 2 {
			return math.Log1p((below-above)/above) / rate, nil
		}
		return (math.Log(below) - math.Log(above)) / rate, nil
	}
	t.derivative = func(x float64) float64 {
		e := math.Exp(-math.Abs(rate * x))
		return width * rate * e / ((1 + e) * (1 + e))
	}
	return t
}

// Softplus maps to the numbers above lower: lower + log(1 + exp(x)), which is
// lower + exp(x) far below 0 and lower + x far above. lower itself has no
// inverse.
func Softplus(lower float64) Transform {
	t := &elementwise{name: fmt.Sprintf("softplus(%v)", lower)}
	if !finite(lower) {
		t.fault = "the bound must be a finite number; without one take identity"
	}
	t.forward = func(x float64) float64 { return lower + softplus(x) }
	t.inverse = func(y float64) (float64, error) {
		if !(y > lower) {
			return 0, fmt.Errorf("the range is (%v, +inf), the bound excluded", lower)
		}
		return inverseSoftplus(y - lower), nil
	}
	t.derivative = step
	return t
}

// NegativeSoftplus maps to the numbers below upper: upper - log(1 + exp(-x)).
// It grows with x. upper itself has no inverse.
func NegativeSoftplus(upper float64) Transform {
	t := &elementwise{name: fmt.Sprintf("negative_softplus(%v)", upper)}
	if !finite(upper) {
		t.fault = "the bound must be a finite number; without one take identity"
	}
	t.forward = func(x float64) float64 { return upper - softplus(-x) }
	t.inverse = func(y float64) (float64, error) {
		if !(y < upper) {
			return 0, fmt.Errorf("the range is (-inf, %v), the bound excluded", upper)
		}
		return -inverseSoftplus(upper - y), nil
	}
	t.derivative = func(x float64) float64 { return step(-x) }
	return t
}

// softplus is log(1 + exp(x)).
func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// inverseSoftplus is log(exp(y) - 1), y > 0, written so that it does not
// overflow.
func inverseSoftplus(y float64) float64 {
	return y + math.Log(-math.Expm1(-y))
}

// step is the derivative of softplus: 1 / (1 + exp(-x)).
func step(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
