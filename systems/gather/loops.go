package gather

func pickGo(to, column []float64, rows []int32) {
	to = to[:len(rows)]
	for i, row := range rows {
		to[i] = column[row]
	}
}

func pairsGo(x, y, column []float64, rows []int32) {
	x, y = x[:len(rows)], y[:len(rows)]
	for i, row := range rows {
		pair := column[2*row : 2*row+2 : 2*row+2]
		x[i], y[i] = pair[0], pair[1]
	}
}

func interleaveGo(to, x, y []float64) {
	y = y[:len(x)]
	for i := range x {
		pair := to[2*i : 2*i+2 : 2*i+2]
		pair[0], pair[1] = x[i], y[i]
	}
}

func spreadPiecesGo(to, column []float64, pieces []piece, length int) {
	for _, p := range pieces {
		x := column[p.row]
		part := to[p.value:][:length]
		for i := range part {
			part[i] = x
		}
	}
}

func addPiecesGo(a, b, x, y []float64, pieces []piece, length int) {
	for _, p := range pieces {
		sumA, sumB := a[p.row], b[p.row]
		x, y := x[p.value:][:length], y[p.value:][:length]
		for i := range x {
			sumA += x[i]
			sumB += y[i]
		}
		a[p.row], b[p.row] = sumA, sumB
	}
}
