package optimise

import (
	"fmt"
	"math"

	"golgi"
)

// plain is a stage that remembers nothing.
type plain struct {
	kind string
	text string
	step func(at Point) ([]golgi.Parameter, error)
}

// Step makes the step after a check of the gradient.
func (o *plain) Step(at Point) ([]golgi.Parameter, error) {
	if err := checkPoint(o.kind, at); err != nil {
		return nil, err
	}
	return o.step(at)
}

// State returns the kind alone.
func (o *plain) State() State { return State{Kind: o.kind} }

// Restore compares the kind.
func (o *plain) Restore(s State) error { return restorable(s, o.kind, 0) }

// String describes the stage.
func (o *plain) String() string { return o.text }

// ClipNorm shortens a gradient that is longer than norm to this length, all
// parameters together; others pass as they are.
func ClipNorm(norm float64) Optimiser {
	return &plain{"clip_norm", fmt.Sprintf("clip_norm(%v)", norm), func(at Point) ([]golgi.Parameter, error) {
		if !(norm > 0) {
			return nil, fmt.Errorf("clip_norm: norm %v; it must be positive", norm)
		}
		if length := Norm(at.Gradient); length > norm {
			return each(at.Gradient, func(x float64) float64 { return x / length * norm }), nil
		}
		return golgi.CloneParameters(at.Gradient), nil
	}}
}

// ClipValue limits each derivative to [-limit, limit].
func ClipValue(limit float64) Optimiser {
	return &plain{"clip_value", fmt.Sprintf("clip_value(%v)", limit), func(at Point) ([]golgi.Parameter, error) {
		if !(limit > 0) {
			return nil, fmt.Errorf("clip_value: limit %v; it must be positive", limit)
		}
		return each(at.Gradient, func(x float64) float64 { return max(-limit, min(limit, x)) }), nil
	}}
}

// Normalise divides the gradient by the power beta of its length: 1 makes it a
// unit vector, 0 leaves it as it is, and values between temper gradients that
// explode, as is done for fits of the layer 5 pyramidal cell. A gradient of
// length 0 stays 0. beta lies in [0, 1].
func Normalise(beta float64) Optimiser {
	return &plain{"normalise", fmt.Sprintf("normalise(%v)", beta), func(at Point) ([]golgi.Parameter, error) {
		if !(beta >= 0 && beta <= 1) {
			return nil, fmt.Errorf("normalise: power %v; it must lie between 0 and 1", beta)
		}
		length := Norm(at.Gradient)
		if length == 0 {
			return golgi.CloneParameters(at.Gradient), nil
		}
		if beta == 1 {
			return each(at.Gradient, func(x float64) float64 { return x / length }), nil
		}
		factor := math.Pow(length, -beta)
		return each(at.Gradient, func(x float64) float64 { return x * factor }), nil
	}}
}

// Scale multiplies the gradient by a factor.
func Scale(factor float64) Optimiser {
	return &plain{"scale", fmt.Sprintf("scale(%v)", factor), func(at Point) ([]golgi.Parameter, error) {
		if !finite(factor) {
			return nil, fmt.Errorf("scale: factor %v; it must be a finite number", factor)
		}
		return each(at.Gradient, func(x float64) float64 { return x * factor }), nil
	}}
}

// Polyak makes steps of the size (value - target) / |g|^2 along the gradient
// (Polyak 1987): the step to where a line through the value and its slope
// reaches target, the loss that a perfect fit would have. Below the target it
// stands still. largest limits the size; 0 does not.
func Polyak(target, largest float64) Optimiser {
	return &plain{"polyak", fmt.Sprintf("polyak(target %v)", target), func(at Point) ([]golgi.Parameter, error) {
		if !finite(target) || !(largest >= 0) {
			return nil, fmt.Errorf("polyak: target %v, largest size %v; the first must be finite, the second 0 or more", target, largest)
		}
		if !finite(at.Value) {
			return nil, fmt.Errorf("polyak: the loss is %v", at.Value)
		}
		length, excess := Norm(at.Gradient), at.Value-target
		if length == 0 || excess <= 0 {
			return each(at.Gradient, func(float64) float64 { return 0 }), nil
		}
		size := excess / length / length
		if largest > 0 {
			size = min(size, largest)
		}
		step := each(at.Gradient, func(x float64) float64 { return size * x })
		if n := Norm(step); !finite(n) {
			return nil, fmt.Errorf("polyak: a step of length %v, from a loss of %v and a gradient of length %v; give a largest size", n, at.Value, length)
		}
		return step, nil
	}}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
