//go:build linux || darwin || freebsd || netbsd || openbsd

package stream

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/guardpage"
)

// TestGuardPages: nothing beside either column is touched, whatever the length and the alignment of the end.
func TestGuardPages(t *testing.T) {
	memory := guardpage.New(t)
	for n := 1; n < 90; n++ {
		for _, side := range guardpage.Sides() {
			memory.Reset()
			from := make([]float64, n)
			for i := range from {
				from[i] = float64(i + 1)
			}
			to := guardpage.Copy(memory, make([]float64, n), side)
			Copy(to, guardpage.Copy(memory, from, side))
			require.Equal(t, from, to)
		}
	}
}
