package lanes

import "math"

// Within says whether the size of every number is at most the limit; that of a NaN is not.
func (v Vectors) Within(x []float64, limit float64) bool {
	n := len(x) &^ (Width - 1)
	switch {
	case n == 0:
	case v == AVX512 && !within512(&x[0], limit, n):
		return false
	case v == AVX2 && !within2(&x[0], limit, n):
		return false
	}
	if v == None {
		n = 0
	}
	for _, x := range x[n:] {
		if !(math.Abs(x) <= limit) {
			return false
		}
	}
	return true
}
