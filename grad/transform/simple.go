package transform

import (
	"errors"
	"fmt"
)

// Identity leaves numbers as they are.
func Identity() Transform {
	return &elementwise{
		name:       "identity",
		forward:    func(x float64) float64 { return x },
		inverse:    func(y float64) (float64, error) { return y, nil },
		derivative: func(float64) float64 { return 1 },
	}
}

// Affine maps x to scale*x + shift. A scale of 0 has no inverse and is an error.
func Affine(scale, shift float64) Transform {
	t := &elementwise{name: fmt.Sprintf("affine(%v, %v)", scale, shift)}
	switch {
	case !finite(scale) || !finite(shift):
		t.fault = "scale and shift must be finite numbers"
	case scale == 0:
		t.fault = "scale 0 maps everything to one value and has no inverse"
	}
	t.forward = func(x float64) float64 { return float64(scale*x) + shift }
	t.inverse = func(y float64) (float64, error) {
		if !finite(y) {
			return 0, errors.New("the range is the finite numbers")
		}
		return (y - shift) / scale, nil
	}
	t.derivative = func(float64) float64 { return scale }
	return t
}

// Custom is a transform of the user's own: a map of one number, its inverse,
// which returns an error for what is outside the range, and its derivative.
// The name is for messages.
func Custom(name string, forward func(x float64) float64, inverse func(value float64) (float64, error), derivative func(x float64) float64) Transform {
	t := &elementwise{name: name, forward: forward, inverse: inverse, derivative: derivative}
	if forward == nil || inverse == nil || derivative == nil {
		t.fault = "a custom transform needs forward, inverse and derivative"
	}
	return t
}
