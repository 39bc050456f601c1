//go:build !amd64

package gather

func pick(to, column []float64, rows []int32) { pickGo(to, column, rows) }

func pairs(x, y, column []float64, rows []int32) { pairsGo(x, y, column, rows) }

func interleave(to, x, y []float64) { interleaveGo(to, x, y) }

func addPieces(a, b, x, y []float64, pieces []piece, length int) {
	addPiecesGo(a, b, x, y, pieces, length)
}

func pairs512(x, y, column []float64, rows []int32) { pairsGo(x, y, column, rows) }

func spreadPieces(to, column []float64, pieces []piece, length int) {
	spreadPiecesGo(to, column, pieces, length)
}

func interleave512(to, x, y []float64) { interleaveGo(to, x, y) }
