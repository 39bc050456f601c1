package stream

import "unsafe"

// Copy does what copy does, for as many numbers as there is room for; from has as many or more. It pays where the caches
// would not hold all that is copied until it is read. Another goroutine may read it after Fence, called by this one.
func Copy(to, from []float64) {
	n := len(to)
	from = from[:n]
	if !streams || n < 4*width {
		copy(to, from)
		return
	}
	head := int(-uintptr(unsafe.Pointer(&to[0]))/8) & (width - 1)
	copy(to[:head], from)
	whole := (n - head) &^ (width - 1)
	copy512(&to[head], &from[head], whole)
	copy(to[head+whole:], from[head+whole:])
}

// Fence lets other processors see what this one copied: once after many copies, since it waits until all is written.
func Fence() { fence() }
