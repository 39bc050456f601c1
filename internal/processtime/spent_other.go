//go:build !unix

package processtime

import "time"

// Spent is the time that all threads have run; it is not known here.
func Spent() (time.Duration, bool) { return 0, false }
