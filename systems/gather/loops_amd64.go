package gather

// They need no more than any processor of the architecture has.

//go:noescape
func pick(to, column []float64, rows []int32)

//go:noescape
func pairs(x, y, column []float64, rows []int32)

//go:noescape
func interleave(to, x, y []float64)

//go:noescape
func addPieces(a, b, x, y []float64, pieces []piece, length int)

//go:noescape
func spreadPieces(to, column []float64, pieces []piece, length int)

// They need AVX-512.

//go:noescape
func pairs512(x, y, column []float64, rows []int32)

//go:noescape
func interleave512(to, x, y []float64)
