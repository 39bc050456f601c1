package dynamics

import "math"

// Scales returns a size for each element of the flat vector, for norms in which states of
// different units have comparable weight: for all values of one state the standard
// deviation that they have in the vectors given, along a run say; where they do not vary, their mean
// modulus, and 1 where they are zero. Vectors of another length are left out.
func (d *Dynamics) Scales(path ...[]float64) []float64 {
	scales := make([]float64, d.layout.length)
	at := 0
	for _, p := range d.layout.dynamic {
		count, mean, squares := 0.0, 0.0, 0.0 // Welford's way
		size := 0.0
		for _, x := range path {
			if len(x) != d.layout.length {
				continue
			}
			for _, value := range x[at : at+p.rows] {
				count++
				difference := value - mean
				mean += difference / count
				squares += float64(difference * (value - mean))
				size += math.Abs(value)
			}
		}
		s := 1.0
		if count > 0 {
			s = math.Sqrt(squares / count)
			if size /= count; s <= 1e-9*size {
				s = size
			}
			if s == 0 {
				s = 1
			}
		}
		for i := range scales[at : at+p.rows] {
			scales[at+i] = s
		}
		at += p.rows
	}
	return scales
}
