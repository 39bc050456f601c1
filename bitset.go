package golgi

import (
	"math/bits"
	"slices"
)

// bitset is a set of compartments, a bit each. A nil bitset is empty.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (s bitset) has(i int32) bool {
	word := int(i >> 6)
	return word < len(s) && s[word]&(1<<uint(i&63)) != 0
}

func (s bitset) add(i int32)    { s[i>>6] |= 1 << uint(i&63) }
func (s bitset) remove(i int32) { s[i>>6] &^= 1 << uint(i&63) }

func (s bitset) count() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// each calls f for every member in ascending order.
func (s bitset) each(f func(i int32)) {
	for w, word := range s {
		for ; word != 0; word &= word - 1 {
			f(int32(w<<6 + bits.TrailingZeros64(word)))
		}
	}
}

func (s bitset) clone() bitset { return slices.Clone(s) }
