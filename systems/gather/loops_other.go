//go:build !amd64

package gather

func pick(to, column []float64, rows []int32) { pickGo(to, column, rows) }

func pairs(x, y, column []float64, rows []int32) { pairsGo(x, y, column, rows) }

func addChunks(a, b, x, y []float64, chunks []chunk) { addChunksGo(a, b, x, y, chunks) }

func interleave(to, x, y []float64) { interleaveGo(to, x, y) }
