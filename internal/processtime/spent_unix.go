//go:build unix

package processtime

import (
	"syscall"
	"time"
)

// Spent is the time that all threads have run, in the process and in the system for it; false where it is not known.
func Spent() (time.Duration, bool) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0, false
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), true
}
