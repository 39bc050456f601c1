package gather

// They need no more than any processor of the architecture has.

//go:noescape
func pick(to, column []float64, rows []int32)

//go:noescape
func pairs(x, y, column []float64, rows []int32)

//go:noescape
func addChunks(a, b, x, y []float64, chunks []chunk)

//go:noescape
func interleave(to, x, y []float64)
