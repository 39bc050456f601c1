package lanes

import "math"

// Within says whether the size of every number is at most the limit; that of a NaN is not.
func (v Vectors) Within(x []float64, limit float64) bool {
	for ; v != None && len(x) >= Width; x = x[min(stretch, len(x)&^(Width-1)):] {
		n := min(stretch, len(x)&^(Width-1))
		if v == AVX512 && !within512(&x[0], limit, n) || v == AVX2 && !within2(&x[0], limit, n) {
			return false
		}
	}
	for _, x := range x {
		if !(math.Abs(x) <= limit) {
			return false
		}
	}
	return true
}
