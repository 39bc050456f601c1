//go:build unix

package model

import (
	"runtime"
	"syscall"
)

// peakBytes is the most memory that the process has held at once.
func peakBytes() uint64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return uint64(usage.Maxrss) // bytes there, kilobytes elsewhere
	}
	return uint64(usage.Maxrss) * 1024
}
