package peak_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/peak"
)

// TestBytes: at least what is held now, and what was held stays counted.
func TestBytes(t *testing.T) {
	before := peak.Bytes()
	require.Greater(t, before, uint64(1<<20))
	held := make([]byte, 64<<20)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	require.GreaterOrEqual(t, peak.Bytes(), uint64(64<<20), "with %d bytes touched", len(held))
	require.GreaterOrEqual(t, peak.Bytes(), before)
}
