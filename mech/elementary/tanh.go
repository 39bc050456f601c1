package elementary

import "math"

// Tanh is the hyperbolic tangent. Error below 2.6 ulp.
func Tanh(x float64) float64 {
	t := Expm1(float64(2 * math.Abs(x)))
	return math.Copysign(t/(t+2), x)
}
