package lanes

import "math"

// Within says whether the size of every number is at most the limit; that of a NaN is not.
func (v Vectors) Within(x []float64, limit float64) bool {
	switch v {
	case AVX512:
		for len(x) >= Width {
			n := min(stretch, len(x)&^(Width-1))
			if !within512(&x[0], limit, n) {
				return false
			}
			x = x[n:]
		}
	case AVX2:
		for len(x) >= Width {
			n := min(stretch, len(x)&^(Width-1))
			if !within2(&x[0], limit, n) {
				return false
			}
			x = x[n:]
		}
	}
	for _, x := range x {
		if !(math.Abs(x) <= limit) {
			return false
		}
	}
	return true
}
