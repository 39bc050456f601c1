package native

// mostWork is the work of one call of the code, during which a goroutine cannot be stopped: instructions of vectors, of which
// 100,000 take some 40 us; of HH it is some 2000 rows.
const mostWork = 100_000

// movedWork is the work of a number that comes from memory or goes there, in instructions of vectors: 8 bytes take a core 0.8 ns at
// 10 GB/s. What is stored is read first.
const movedWork = 2

// rowsOfCall is how many rows one call does, whole vectors, of a program of so many instructions.
func rowsOfCall(width, instructions int, uniform []bool, targets []target, also also) int {
	work := instructions + (also.ahead+len(also.keep))*movedWork*width
	for _, same := range uniform {
		if !same {
			work += movedWork * width
		}
	}
	for _, t := range targets {
		if t != unwanted {
			work += 2 * movedWork * width
		}
	}
	return max(1, mostWork/max(1, work)) * width
}
