package stream

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCopy: every alignment and length, and nothing beside it.
func TestCopy(t *testing.T) {
	from := make([]float64, 200)
	for i := range from {
		from[i] = float64(i + 1)
	}
	for low := range 9 {
		for n := range 120 {
			to, want := make([]float64, 200), make([]float64, 200)
			copy(want[low:low+n], from[3:])
			Copy(to[low:low+n], from[3:3+n])
			require.Equal(t, want, to)
		}
	}
}
