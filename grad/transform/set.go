package transform

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"golgi"
	"golgi/internal/nearest"
)

// Set says which transform each trainable has: the one of its position, else
// the one of its key, else Rest. The zero Set leaves all values as they are.
type Set struct {
	ByKey      map[string]Transform // by the trainable's key, as in "HH_gNa"
	ByPosition map[int]Transform    // by its index in the list of parameters
	Rest       Transform            // of all others; nil means Identity
}

// At returns the transform of parameter i, which has this key.
func (s Set) At(i int, key string) Transform {
	if t, ok := s.ByPosition[i]; ok {
		return t
	}
	if t, ok := s.ByKey[key]; ok {
		return t
	}
	if s.Rest != nil {
		return s.Rest
	}
	return Identity()
}

// Check says what is wrong with the set for these parameters: a key or a
// position that none of them has, a transform that is nil or refuses.
func (s Set) Check(parameters []golgi.Parameter) error {
	var keys []string
	for _, p := range parameters {
		keys = append(keys, p.Key)
	}
	for _, key := range slices.Sorted(maps.Keys(s.ByKey)) {
		if !slices.Contains(keys, key) {
			return fmt.Errorf("transform: no trainable %q%s", key, nearest.Suggestion(key, keys))
		}
	}
	for _, i := range slices.Sorted(maps.Keys(s.ByPosition)) {
		if i < 0 || i >= len(parameters) {
			return fmt.Errorf("transform: position %d, but there are %d trainables, counted from 0", i, len(parameters))
		}
	}
	for i, p := range parameters {
		t := s.At(i, p.Key)
		if t == nil {
			return fmt.Errorf("transform: that of %s (position %d) is nil; leave it out, or take Identity", p.Key, i)
		}
		if err := t.Check(len(p.Values)); err != nil {
			return &ParameterError{Key: p.Key, Position: i, Index: -1, err: err}
		}
	}
	return nil
}

// ParameterError says which parameter a transform does not go with.
type ParameterError struct {
	Key      string
	Position int     // in the list of parameters
	Index    int     // of the value; -1 for all of them
	Value    float64 // it, if Index is not -1
	err      error
}

// Error names the parameter by its key and position.
func (e *ParameterError) Error() string {
	if e.Index < 0 {
		return fmt.Sprintf("%s (position %d): %v", e.Key, e.Position, e.err)
	}
	return fmt.Sprintf("%s[%d] = %v (position %d): %v", e.Key, e.Index, e.Value, e.Position, e.err)
}

// Unwrap returns what the transform said.
func (e *ParameterError) Unwrap() error { return e.err }

// Forward returns the parameter values of unconstrained numbers. Errors as of
// Check.
func (s Set) Forward(x []golgi.Parameter) ([]golgi.Parameter, error) {
	if err := s.Check(x); err != nil {
		return nil, err
	}
	values := make([]golgi.Parameter, len(x))
	for i, p := range x {
		values[i] = golgi.Parameter{Key: p.Key, Values: s.At(i, p.Key).Forward(p.Values)}
	}
	return values, nil
}

// Inverse returns the unconstrained numbers of parameter values. Errors as of
// Check, and a value outside the range of its transform, which says which.
func (s Set) Inverse(parameters []golgi.Parameter) ([]golgi.Parameter, error) {
	if err := s.Check(parameters); err != nil {
		return nil, err
	}
	x := make([]golgi.Parameter, len(parameters))
	for i, p := range parameters {
		back, err := s.At(i, p.Key).Inverse(p.Values)
		var at *RangeError
		if errors.As(err, &at) && at.Index >= 0 && at.Index < len(p.Values) {
			return nil, &ParameterError{Key: p.Key, Position: i, Index: at.Index, Value: p.Values[at.Index], err: at.err}
		}
		if err != nil {
			return nil, &ParameterError{Key: p.Key, Position: i, Index: -1, err: err}
		}
		x[i] = golgi.Parameter{Key: p.Key, Values: back}
	}
	return x, nil
}

// Pullback takes the derivatives with respect to the parameter values at
// Forward(x) and returns those with respect to the unconstrained numbers x.
// Errors as of Check, and a gradient of another shape.
func (s Set) Pullback(x, gradient []golgi.Parameter) ([]golgi.Parameter, error) {
	if err := s.Check(x); err != nil {
		return nil, err
	}
	if len(gradient) != len(x) {
		return nil, fmt.Errorf("transform: a gradient of %d parameters for %d", len(gradient), len(x))
	}
	out := make([]golgi.Parameter, len(x))
	for i, p := range x {
		if gradient[i].Key != p.Key || len(gradient[i].Values) != len(p.Values) {
			return nil, fmt.Errorf("transform: parameter %d is %s with %d values, its gradient %s with %d; keep the order and the shape of the parameters",
				i, p.Key, len(p.Values), gradient[i].Key, len(gradient[i].Values))
		}
		out[i] = golgi.Parameter{Key: p.Key, Values: s.At(i, p.Key).Pullback(p.Values, gradient[i].Values)}
	}
	return out, nil
}
