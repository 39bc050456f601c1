package propagator

import (
	"fmt"
	"math"
)

// tolerance bounds what the series leaves out: its error, relative to the
// norm of x weighted by the capacities, and that of its derivative.
const tolerance = 1e-15

// degreeLimit ends what is worth doing: the degree goes with the square root of
// dt times the largest rate, so that it stands for rates of some 4e7/dt.
const degreeLimit = 1 << 16

// series holds exp(-z (B + 1)) = sum over k of coefficients[k] T_k(B) for B
// with a spectrum in [-1, 1].
type series struct {
	coefficients []float64
	bound        float64 // of the error: what is left out, summed with k^2
}

// newSeries makes the series: coefficients[k] = (2 - [k=0]) (-1)^k exp(-z) I_k(z),
// with the Bessel functions from their downward recurrence normalised by
// exp(-z) (I_0 + 2 I_1 + 2 I_2 + ...) = 1 (Abramowitz & Stegun 1964, 9.6.26,
// 9.6.34, 9.6.37). As |T_k| <= 1 and |T_k'| <= k^2, the sum of what is left out
// times k^2 bounds the error of the series and that of its derivative in B.
func newSeries(z float64) (series, error) {
	start := math.Ceil(math.Sqrt(200*z)) + 60
	if !(start <= degreeLimit) {
		return series{}, fmt.Errorf("propagator: dt times the largest rate of the axial flow is %.3g; make dt or the coupling smaller, or the compartments larger", 2*z)
	}
	switch {
	case z == 0:
		return series{coefficients: []float64{1}}, nil
	case z < 0x1p-60: // 1 - z (B + 1), where the recurrence would overflow
		return series{coefficients: []float64{1 - z, -z}, bound: float64(2 * z * z)}, nil
	}
	c := make([]float64, int(start)+1)
	next, this := 0.0, math.SmallestNonzeroFloat64*0x1p60
	for k := len(c) - 1; k >= 0; k-- {
		c[k] = this
		previous := float64(2*float64(k)/z*this) + next
		next, this = this, previous
		if this > 0x1p500 {
			next, this = next*0x1p-600, this*0x1p-600
			for i := k; i < len(c); i++ {
				c[i] *= 0x1p-600
			}
		}
	}
	var sum float64
	for k := len(c) - 1; k > 0; k-- {
		sum += 2 * c[k]
	}
	sum += c[0]
	for k := range c {
		c[k] /= sum
		if k > 0 {
			c[k] *= 2
		}
	}
	degree, bound := len(c)-1, 0.0
	for degree > 1 {
		more := bound + float64(float64(degree)*float64(degree)*c[degree])
		if more > tolerance {
			break
		}
		degree, bound = degree-1, more
	}
	c = append([]float64(nil), c[:degree+1]...)
	for k := 1; k < len(c); k += 2 {
		c[k] = -c[k]
	}
	return series{c, bound}, nil
}
