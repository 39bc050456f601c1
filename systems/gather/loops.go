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

func addChunksGo(a, b, x, y []float64, chunks []chunk) {
	for k := range chunks {
		c := &chunks[k]
		a0, a1, a2, a3 := a[c.row[0]], a[c.row[1]], a[c.row[2]], a[c.row[3]]
		b0, b1, b2, b3 := b[c.row[0]], b[c.row[1]], b[c.row[2]], b[c.row[3]]
		n := int(c.length)
		x0, x1, x2, x3 := x[c.value[0]:][:n], x[c.value[1]:][:n], x[c.value[2]:][:n], x[c.value[3]:][:n]
		y0, y1, y2, y3 := y[c.value[0]:][:n], y[c.value[1]:][:n], y[c.value[2]:][:n], y[c.value[3]:][:n]
		for i := range n {
			a0 += x0[i]
			a1 += x1[i]
			a2 += x2[i]
			a3 += x3[i]
			b0 += y0[i]
			b1 += y1[i]
			b2 += y2[i]
			b3 += y3[i]
		}
		a[c.row[0]], a[c.row[1]], a[c.row[2]], a[c.row[3]] = a0, a1, a2, a3
		b[c.row[0]], b[c.row[1]], b[c.row[2]], b[c.row[3]] = b0, b1, b2, b3
	}
}
