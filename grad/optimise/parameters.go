package optimise

import (
	"fmt"
	"math"
	"slices"

	"golgi"
)

// Flatten returns all values in one list, in order.
func Flatten(parameters []golgi.Parameter) []float64 {
	x := []float64{}
	for _, p := range parameters {
		x = append(x, p.Values...)
	}
	return x
}

// Unflatten returns parameters of the keys and shape of like with the values
// of x, which must be as many.
func Unflatten(x []float64, like []golgi.Parameter) ([]golgi.Parameter, error) {
	n := 0
	for _, p := range like {
		n += len(p.Values)
	}
	if len(x) != n {
		return nil, fmt.Errorf("unflatten: %d numbers for %d values", len(x), n)
	}
	return unflatten(x, like), nil
}

func unflatten(x []float64, like []golgi.Parameter) []golgi.Parameter {
	out := make([]golgi.Parameter, len(like))
	for i, p := range like {
		out[i] = golgi.Parameter{Key: p.Key, Values: slices.Clone(x[:len(p.Values)])}
		x = x[len(p.Values):]
	}
	return out
}

// Norm returns the Euclidean length of all values together. It neither
// overflows nor underflows on the way.
func Norm(parameters []golgi.Parameter) float64 {
	largest := 0.0
	for _, p := range parameters {
		for _, x := range p.Values {
			if math.IsNaN(x) {
				return math.NaN()
			}
			largest = max(largest, math.Abs(x))
		}
	}
	if largest == 0 || math.IsInf(largest, 1) {
		return largest
	}
	_, exponent := math.Frexp(largest) // a power of two: scaling rounds nothing
	sum := 0.0
	for _, p := range parameters {
		for _, x := range p.Values {
			y := math.Ldexp(x, -exponent)
			sum += float64(y * y)
		}
	}
	return math.Ldexp(math.Sqrt(sum), exponent)
}

// each returns parameters of the same shape with f of each value.
func each(parameters []golgi.Parameter, f func(x float64) float64) []golgi.Parameter {
	out := golgi.CloneParameters(parameters)
	for _, p := range out {
		for k, x := range p.Values {
			p.Values[k] = f(x)
		}
	}
	return out
}

// checkPoint compares the gradient with the parameters, and looks for what is
// not finite.
func checkPoint(name string, at Point) error {
	if len(at.Gradient) != len(at.Parameters) {
		return fmt.Errorf("%s: a gradient of %d parameters for %d", name, len(at.Gradient), len(at.Parameters))
	}
	for i, p := range at.Parameters {
		g := at.Gradient[i]
		if g.Key != p.Key || len(g.Values) != len(p.Values) {
			return fmt.Errorf("%s: parameter %d is %s with %d values, its gradient %s with %d; keep the order and the shape of the parameters",
				name, i, p.Key, len(p.Values), g.Key, len(g.Values))
		}
		for k, x := range g.Values {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("%s: the derivative with respect to %s[%d] (position %d) is %v", name, p.Key, k, i, x)
			}
		}
	}
	return nil
}

// checkShape compares remembered rows with the gradient.
func checkShape(name string, rows [][]float64, gradient []golgi.Parameter) error {
	if len(rows) != len(gradient) {
		return fmt.Errorf("%s: remembers %d parameters, the gradient has %d; Restore the zero State to start anew", name, len(rows), len(gradient))
	}
	for i, row := range rows {
		if len(row) != len(gradient[i].Values) {
			return fmt.Errorf("%s: remembers %d values of %s, the gradient has %d; Restore the zero State to start anew", name, len(row), gradient[i].Key, len(gradient[i].Values))
		}
	}
	return nil
}

func zeroRows(like []golgi.Parameter) [][]float64 {
	rows := make([][]float64, len(like))
	for i, p := range like {
		rows[i] = make([]float64, len(p.Values))
	}
	return rows
}

func cloneRows(rows [][]float64) [][]float64 {
	out := make([][]float64, len(rows))
	for i, row := range rows {
		out[i] = append([]float64{}, row...)
	}
	return out
}
