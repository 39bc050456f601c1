package golgi_test

import "os"

// patience is how long, s, a test lets something take that takes at most the
// target on an idle machine: the target itself with GOLGI_TIMING set, for
// measuring; otherwise five times as much, as other tests run beside it.
func patience(target float64) float64 {
	if os.Getenv("GOLGI_TIMING") != "" {
		return target
	}
	return 5 * target
}
