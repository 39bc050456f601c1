package transform

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Chain applies transforms in the order given; its inverse takes the last one
// back first. An empty chain is the identity.
func Chain(transforms ...Transform) Transform { return chain(slices.Clone(transforms)) }

type chain []Transform

// Check checks each transform.
func (c chain) Check(n int) error {
	for i, t := range c {
		if t == nil {
			return fmt.Errorf("transform chain: transform %d is nil", i)
		}
		if err := t.Check(n); err != nil {
			return fmt.Errorf("transform %d of a chain: %w", i, err)
		}
	}
	return nil
}

// Forward applies them in order.
func (c chain) Forward(x []float64) []float64 {
	values := slices.Clone(x)
	for _, t := range c {
		values = t.Forward(values)
	}
	return values
}

// Inverse takes them back, the last one first.
func (c chain) Inverse(values []float64) ([]float64, error) {
	x := slices.Clone(values)
	for i, t := range slices.Backward(c) {
		var err error
		if x, err = t.Inverse(x); err != nil {
			return nil, wrapRange(err, fmt.Sprintf("transform %d of %v", i, c))
		}
	}
	return x, nil
}

// Pullback goes back through the transforms.
func (c chain) Pullback(x, cotangent []float64) []float64 {
	between := make([][]float64, len(c))
	for i, t := range c {
		between[i] = x
		x = t.Forward(x)
	}
	out := slices.Clone(cotangent)
	for i, t := range slices.Backward(c) {
		out = t.Pullback(between[i], out)
	}
	return out
}

// String lists the transforms.
func (c chain) String() string {
	names := make([]string, len(c))
	for i, t := range c {
		names[i] = t.String()
	}
	return "chain(" + strings.Join(names, ", ") + ")"
}

// Masked applies t where mask is true and leaves the other numbers as they
// are. mask has an entry for each value. The numbers under the mask reach t as
// a shorter list.
func Masked(mask []bool, t Transform) Transform { return &masked{slices.Clone(mask), t} }

type masked struct {
	mask  []bool
	inner Transform
}

// Check compares the mask with the number of values.
func (m *masked) Check(n int) error {
	if m.inner == nil {
		return errors.New("transform masked: no transform under the mask")
	}
	if n != len(m.mask) {
		return fmt.Errorf("transform %v: a mask of %d entries for %d values; give one entry for each value", m, len(m.mask), n)
	}
	return m.inner.Check(len(m.pick(make([]float64, n))))
}

// pick returns the numbers where the mask is true.
func (m *masked) pick(x []float64) []float64 {
	var picked []float64
	for i, on := range m.mask {
		if on {
			picked = append(picked, x[i])
		}
	}
	return picked
}

// put returns x with the numbers where the mask is true replaced.
func (m *masked) put(x, picked []float64) []float64 {
	out := slices.Clone(x)
	k := 0
	for i, on := range m.mask {
		if on {
			out[i] = picked[k]
			k++
		}
	}
	return out
}

// Forward maps the numbers under the mask.
func (m *masked) Forward(x []float64) []float64 { return m.put(x, m.inner.Forward(m.pick(x))) }

// Inverse maps the values under the mask back.
func (m *masked) Inverse(values []float64) ([]float64, error) {
	x, err := m.inner.Inverse(m.pick(values))
	if err != nil {
		var at *RangeError
		if errors.As(err, &at) { // its index counts those under the mask
			return nil, &RangeError{Index: m.position(at.Index), Value: at.Value, err: at.err}
		}
		return nil, err
	}
	return m.put(values, x), nil
}

// position returns the place of the k-th number under the mask.
func (m *masked) position(k int) int {
	for i, on := range m.mask {
		if on {
			if k == 0 {
				return i
			}
			k--
		}
	}
	return -1
}

// Pullback goes back where the mask is true.
func (m *masked) Pullback(x, cotangent []float64) []float64 {
	return m.put(cotangent, m.inner.Pullback(m.pick(x), m.pick(cotangent)))
}

// String says how many values are transformed.
func (m *masked) String() string {
	on := 0
	for _, b := range m.mask {
		if b {
			on++
		}
	}
	return fmt.Sprintf("masked(%d of %d, %v)", on, len(m.mask), m.inner)
}

// wrapRange puts a place before what a transform said, and keeps the value.
func wrapRange(err error, place string) error {
	var at *RangeError
	if errors.As(err, &at) {
		return &RangeError{Index: at.Index, Value: at.Value, err: fmt.Errorf("%s: %w", place, at.err)}
	}
	return fmt.Errorf("%s: %w", place, err)
}
