package transform

import (
	"fmt"
	"math"
)

// Transform is an invertible map of n unconstrained numbers to n values.
type Transform interface {
	// Check says what is wrong with the transform for n values, such as bounds
	// in the wrong order. The other methods may be called after it returned nil.
	Check(n int) error
	// Forward returns the values of unconstrained numbers.
	Forward(x []float64) []float64
	// Inverse returns the unconstrained numbers of values. Error: a value
	// outside the range, or at a bound that no finite number maps to.
	Inverse(values []float64) ([]float64, error)
	// Pullback takes the derivatives of a function with respect to the values
	// at Forward(x) and returns those with respect to x.
	Pullback(x, cotangent []float64) []float64
	// String describes the transform, as in "sigmoid(0, 1)".
	String() string
}

// elementwise is a transform that acts on each number by itself.
type elementwise struct {
	name       string
	fault      string // what is wrong with it, or ""
	forward    func(x float64) float64
	inverse    func(y float64) (float64, error)
	derivative func(x float64) float64
}

// Check returns the fault of the transform.
func (t *elementwise) Check(int) error {
	if t.fault != "" {
		return fmt.Errorf("transform %s: %s", t.name, t.fault)
	}
	return nil
}

// Forward maps each number.
func (t *elementwise) Forward(x []float64) []float64 {
	values := make([]float64, len(x))
	for i := range x {
		values[i] = t.forward(x[i])
	}
	return values
}

// Inverse maps each value back.
func (t *elementwise) Inverse(values []float64) ([]float64, error) {
	x := make([]float64, len(values))
	for i, y := range values {
		var err error
		if x[i], err = t.inverse(y); err != nil {
			return nil, &RangeError{Index: i, Value: y, err: fmt.Errorf("transform %s: %w", t.name, err)}
		}
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return nil, &RangeError{Index: i, Value: y, err: fmt.Errorf("transform %s: no finite number has this value", t.name)}
		}
	}
	return x, nil
}

// Pullback multiplies by the derivative of each number.
func (t *elementwise) Pullback(x, cotangent []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = cotangent[i] * t.derivative(x[i])
	}
	return out
}

// String returns the name.
func (t *elementwise) String() string { return t.name }

// RangeError is a value that a transform cannot have.
type RangeError struct {
	Index int     // of the value, among those given to Inverse
	Value float64 // as Inverse met it: in a chain, after the later transforms
	err   error
}

// Error says which value, and what the range is.
func (e *RangeError) Error() string {
	return fmt.Sprintf("value %d is %v: %v", e.Index, e.Value, e.err)
}

// Unwrap returns what the transform said.
func (e *RangeError) Unwrap() error { return e.err }
