//go:build unix

package peak

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// Bytes is the most memory that the process has held at once. Linux counts into the
// resource usage what the parent held before the program began, so there another
// account is read.
func Bytes() uint64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		if _, after, found := bytes.Cut(status, []byte("VmHWM:")); found {
			var kilobytes uint64
			if _, err := fmt.Fscan(bytes.NewReader(after), &kilobytes); err == nil {
				return kilobytes * 1024
			}
		}
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return uint64(usage.Maxrss) // bytes there, kilobytes elsewhere
	}
	return uint64(usage.Maxrss) * 1024
}
