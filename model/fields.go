package model

import (
	"go.yaml.in/yaml/v4"
)

// The functions here make the field of one key from the place its value goes to.

// textField is a text, such as a name or a path.
func (d *decoder) textField(key, expected string, into *Of[string]) field {
	return field{key: key, read: func(n *yaml.Node, at Place) error {
		value, err := d.text(n, at.Key, expected)
		if err != nil {
			return err
		}
		into.set(at, value)
		return nil
	}}
}

// pathField is the key "at": a selection. Left out, it is everything.
func (d *decoder) pathField(into *Of[string]) field {
	into.Value = "all"
	return d.textField("at", "a path such as all, branch(0).comp(0) or group(soma)", into)
}

// numberField is a number that holds what a check asks; the check's text says what.
func (d *decoder) numberField(key string, into *Of[float64], check check) field {
	return field{key: key, read: func(n *yaml.Node, at Place) error {
		value, err := d.number(n, at.Key)
		if err != nil {
			return err
		}
		if !check.ok(value) {
			return errorf(d.file, at, "must be %s, is %v", check.text, value)
		}
		into.set(at, value)
		return nil
	}}
}

type check struct {
	ok   func(float64) bool
	text string
}

var (
	anyNumber   = check{func(float64) bool { return true }, "a number"}
	positive    = check{func(x float64) bool { return x > 0 }, "greater than 0"}
	notNegative = check{func(x float64) bool { return x >= 0 }, "0 or more"}
	temperature = check{func(x float64) bool { return x >= -273.15 }, "a temperature in degC, -273.15 or more"}
	probability = check{func(x float64) bool { return x >= 0 && x <= 1 }, "a probability, from 0 to 1"}
)

// numbersField is one number or a list of numbers.
func (d *decoder) numbersField(key, expected string, into *Of[[]float64]) field {
	return field{key: key, read: func(n *yaml.Node, at Place) error {
		values, err := d.numbers(n, at, expected)
		if err != nil {
			return err
		}
		into.set(at, values)
		return nil
	}}
}

func (d *decoder) numbers(n *yaml.Node, at Place, expected string) ([]float64, error) {
	if n.Kind == yaml.ScalarNode && !isNull(n) {
		value, err := d.number(n, at.Key)
		return []float64{value}, err
	}
	values := make([]float64, 0, len(n.Content))
	err := d.sequence(n, at.Key, expected, func(_ int, item *yaml.Node, key string) error {
		value, err := d.number(item, key)
		values = append(values, value)
		return err
	})
	if err == nil && len(values) == 0 {
		err = d.wrongType(n, at.Key, expected)
	}
	return values, err
}

// integerField is a whole number from lowest up, as large as a count can be.
func (d *decoder) integerField(key string, into *Of[int], lowest int) field {
	return d.wholeField(key, into, lowest, mostRows)
}

// wholeField is a whole number within limits, both included.
func (d *decoder) wholeField(key string, into *Of[int], lowest, highest int) field {
	return field{key: key, read: func(n *yaml.Node, at Place) error {
		value, err := d.integer(n, at.Key, lowest, highest)
		if err != nil {
			return err
		}
		into.set(at, value)
		return nil
	}}
}

// truthField is true or false.
func (d *decoder) truthField(key string, into *Of[bool]) field {
	return field{key: key, read: func(n *yaml.Node, at Place) error {
		value, ok := truth(n)
		if !ok {
			return d.wrongType(n, at.Key, "true or false")
		}
		into.set(at, value)
		return nil
	}}
}

// mostRows bounds counts in the file: as many compartments as an index of 32 bits reaches.
const mostRows = 1<<31 - 1

// required marks a field that must be given.
func required(f field) field { f.required = true; return f }
