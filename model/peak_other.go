//go:build !unix

package model

import "runtime"

// peakBytes is the memory that the process has taken from the system.
func peakBytes() uint64 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.Sys
}
