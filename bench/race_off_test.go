//go:build !race

package bench

// raced: the race detector allocates for itself.
const raced = false
