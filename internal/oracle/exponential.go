package oracle

import (
	"math"
	"math/cmplx"
	"slices"
)

// propagator is the exponential of a matrix, kept with it.
type propagator struct{ rates, exponential [][]complex128 }

// propagate returns exp(dt*rates), the one it has if the rates are the same.
func (m *Model) propagate(name string, rates [][]complex128, dt complex128) [][]complex128 {
	if last, there := m.propagators[name]; there && slices.EqualFunc(last.rates, rates, slices.Equal[[]complex128]) {
		return last.exponential
	}
	scaled := square(len(rates))
	for i, row := range rates {
		for j, x := range row {
			scaled[i][j] = x * dt
		}
	}
	e := exponential(scaled)
	m.propagators[name] = propagator{rates, e}
	return e
}

// exponential is e^a by the series of a/2^k to the 20th power, squared k times
// (Moler & Van Loan 2003, SIAM Rev 45:3, method 3): with a norm below 1/2 the
// rest of the series is below 1e-25.
func exponential(a [][]complex128) [][]complex128 {
	n, norm := len(a), 0.0
	for _, row := range a {
		sum := 0.0
		for _, x := range row {
			sum += cmplx.Abs(x)
		}
		norm = math.Max(norm, sum)
	}
	squarings := 0
	for ; norm > 0.5; norm /= 2 {
		squarings++
	}
	scale := complex(math.Ldexp(1, -squarings), 0)
	scaled, term, sum := square(n), square(n), square(n)
	for i := range n {
		term[i][i], sum[i][i] = 1, 1
		for j := range n {
			scaled[i][j] = a[i][j] * scale
		}
	}
	for k := 1; k <= 20; k++ {
		term = product(term, scaled)
		for i := range n {
			for j := range n {
				term[i][j] /= complex(float64(k), 0)
				sum[i][j] += term[i][j]
			}
		}
	}
	for range squarings {
		sum = product(sum, sum)
	}
	return sum
}

func product(a, b [][]complex128) [][]complex128 {
	c := square(len(a))
	for i, row := range a {
		for k, x := range row {
			for j, y := range b[k] {
				c[i][j] += x * y
			}
		}
	}
	return c
}
