package fit

import "math/rand/v2"

// batches returns the numbers of the cases of each mini-batch of an epoch, in
// an order that depends on the seed and the epoch alone. The last may be
// smaller.
func batches(cases, size int, seed uint64, epoch int) [][]int {
	order := make([]int, cases)
	for i := range order {
		order[i] = i
	}
	source := rand.NewPCG(seed, uint64(epoch))
	for i := cases - 1; i > 0; i-- { // Fisher and Yates; the bias of the remainder is below 2^-40
		k := int(source.Uint64() % uint64(i+1))
		order[i], order[k] = order[k], order[i]
	}
	var list [][]int
	for len(order) > 0 {
		n := min(size, len(order))
		list = append(list, order[:n:n])
		order = order[n:]
	}
	return list
}
