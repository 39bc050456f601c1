package interp

import "math"

// The loops over a block. All slices have the length of the first; the re-slicing lets the compiler drop the checks inside.

func fill(to []float64, x float64) {
	for i := range to {
		to[i] = x
	}
}

func addTo(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] += a[i]
	}
}

func add(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] + b[i]
	}
}

func addScalar(to, a []float64, x float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] = a[i] + x
	}
}

func sub(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] - b[i]
	}
}

func subScalar(to, a []float64, x float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] = a[i] - x
	}
}

func scalarSub(to []float64, x float64, b []float64) {
	b = b[:len(to)]
	for i := range to {
		to[i] = x - b[i]
	}
}

func mul(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] * b[i]
	}
}

func mulScalar(to, a []float64, x float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] = a[i] * x
	}
}

func div(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] / b[i]
	}
}

func scalarDiv(to []float64, x float64, b []float64) {
	b = b[:len(to)]
	for i := range to {
		to[i] = x / b[i]
	}
}

func mulAdd(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = math.FMA(a[i], b[i], c[i])
	}
}

func mulScalarAdd(to, a []float64, x float64, c []float64) {
	a, c = a[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = math.FMA(a[i], x, c[i])
	}
}

func mulAddScalar(to, a, b []float64, y float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = math.FMA(a[i], b[i], y)
	}
}

func mulScalarAddScalar(to, a []float64, x, y float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] = math.FMA(a[i], x, y)
	}
}

func mulSub(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = math.FMA(a[i], b[i], -c[i])
	}
}

func negMulAdd(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = math.FMA(-a[i], b[i], c[i])
	}
}

// relaxTo is c + (a - c)*b, the difference rounded, then the multiply-add.
func relaxTo(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		x := c[i]
		to[i] = math.FMA(a[i]-x, b[i], x)
	}
}
