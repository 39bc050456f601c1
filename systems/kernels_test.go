package systems

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGathered: one span never is; several are if they are short for the engine.
func TestGathered(t *testing.T) {
	for _, c := range []struct {
		code        bool
		spans, rows int
		want        bool
	}{
		{false, 1, 1, false}, {true, 1, 1, false},
		{false, 10, 630, true}, {false, 10, 640, false},
		{true, 10, 80, true}, {true, 10, 160, false},
	} {
		require.Equal(t, c.want, gathered(c.code, c.spans, c.rows), "%+v", c)
	}
}
