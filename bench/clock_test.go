package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A processor that takes longer than three cycles for a product seems slower, never faster than any there is.
func TestClock(t *testing.T) {
	hertz := Clock()
	require.Greater(t, hertz, 0.2e9)
	require.Less(t, hertz, 8e9)
}
