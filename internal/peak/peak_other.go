//go:build !unix

package peak

import "runtime"

// Bytes is the memory that the process has taken from the system.
func Bytes() uint64 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.Sys
}
